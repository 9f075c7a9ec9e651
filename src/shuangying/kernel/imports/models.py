from django.db import models


class Import(models.Model):
    """One sheet on its way into a register."""

    register = models.CharField(max_length=80)
    day = models.DateField(null=True)
    status = models.CharField(max_length=10, default="draft")

    def __str__(self) -> str:
        return f"{self.register} {self.pk}"
