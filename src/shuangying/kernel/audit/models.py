"""The journal: one entry an act, with the rows it touched. Plain ids only, so that nothing it names can be held back by it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Entry(models.Model):
    """Who did what, when, from which source. A bulk write leaves entries of many rows each, packed, with their digest."""

    at = models.DateTimeField(_("At"), auto_now_add=True, db_index=True)
    actor = models.CharField(_("Who"), max_length=150)
    actor_name = models.CharField(_("Name"), max_length=150, blank=True)
    user_id = models.BigIntegerField(null=True)
    os_user = models.CharField(max_length=150, blank=True)
    action = models.CharField(_("Action"), max_length=40, db_index=True)
    register = models.CharField(_("Register"), max_length=80, blank=True)
    division_id = models.BigIntegerField(null=True)
    source = models.JSONField(default=dict, blank=True)
    reason = models.TextField(_("Reason"), blank=True)
    detail = models.JSONField(default=dict, blank=True)
    packed = models.BinaryField(default=b"")
    count = models.PositiveIntegerField(default=0)
    digest = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = _("Journal entry")
        indexes = [models.Index(fields=["register", "-id"]), models.Index(fields=["actor", "-id"])]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.actor} {self.action} {self.register}"


class Trace(models.Model):
    """An entry that touched a record: the way from a record to its history."""

    register = models.CharField(max_length=80)
    record_id = models.BigIntegerField()
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="traces")

    class Meta:
        indexes = [models.Index(fields=["register", "record_id"])]

    def __str__(self) -> str:
        return f"{self.register} {self.record_id}"


class Stretch(models.Model):
    """An entry that touched every record from `first_id` to `last_id`: one row instead of thousands of traces."""

    register = models.CharField(max_length=80)
    first_id = models.BigIntegerField()
    last_id = models.BigIntegerField()
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="stretches")

    class Meta:
        indexes = [models.Index(fields=["register", "first_id"])]
        constraints = [
            models.CheckConstraint(condition=models.Q(last_id__gt=models.F("first_id")), name="stretch_has_records")
        ]

    def __str__(self) -> str:
        return f"{self.register} {self.first_id}–{self.last_id}"
