"""Templates that an office uploaded, and briefs as they were published."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from shuangying.kernel.divisions.models import Division


class TemplateFile(models.Model):
    """A county's own template as uploaded. The newest row of a name and language is used; older ones are kept."""

    name = models.CharField(_("Name"), max_length=40)
    language = models.CharField(_("Language"), max_length=10, default="zh-hans")
    file = models.FileField(upload_to="templates/")
    digest = models.CharField(max_length=64)
    uploaded_at = models.DateTimeField(_("Uploaded"), auto_now_add=True)
    uploaded_by = models.CharField(_("Uploaded by"), max_length=150)
    withdrawn = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("Template")
        ordering = ("-pk",)
        indexes = [models.Index(fields=["name", "language", "-id"])]

    def __str__(self) -> str:
        return self.name


class Brief(models.Model):
    """A published brief: its document, its page and its figures as they were, whatever is corrected later."""

    day = models.DateField(_("Day"), db_index=True)
    division = models.ForeignKey(Division, models.PROTECT, related_name="+", verbose_name=_("Division"))
    template = models.CharField(_("Template"), max_length=40)
    language = models.CharField(_("Language"), max_length=10)
    title = models.CharField(_("Title"), max_length=200)
    year = models.PositiveSmallIntegerField(_("Year"))
    number = models.PositiveIntegerField(_("Number"))
    published_at = models.DateTimeField(_("Published"), auto_now_add=True)
    published_by = models.CharField(_("Published by"), max_length=150)
    file = models.FileField(upload_to="briefs/")
    digest = models.CharField(max_length=64)
    said = models.CharField(max_length=64)
    page = models.JSONField(default=dict)
    quoted = models.JSONField(default=list)

    class Meta:
        verbose_name = _("Brief")
        ordering = ("-day", "-pk")
        constraints = [
            models.UniqueConstraint(
                fields=["division", "template", "language", "year", "number"], name="brief_number_once"
            ),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="brief_number_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.title}〔{self.year}〕{self.number}号"


class FigureUse(models.Model):
    """One figure in a published brief with the value it had there; None was unknown."""

    brief = models.ForeignKey(Brief, models.CASCADE, related_name="uses")
    figure = models.CharField(max_length=120)
    label = models.CharField(max_length=200)
    division = models.ForeignKey(Division, models.PROTECT, related_name="+")
    day = models.DateField()
    value = models.CharField(max_length=40, null=True)
    place = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("Figure of a brief")
        indexes = [models.Index(fields=["figure", "-brief"])]
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.figure} {self.value}"
