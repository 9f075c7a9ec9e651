"""What every record has, whatever its register."""

import uuid
from collections.abc import Mapping
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from shuangying.core.problems import Problem
from shuangying.kernel.divisions.models import Division


class RecordQuerySet(models.QuerySet):
    """Rows of a register."""

    def live(self) -> "RecordQuerySet":
        """Rows that are not deleted."""
        return self.filter(deleted_at=None)

    def deleted(self) -> "RecordQuerySet":
        """Rows deleted with a reason, which can be restored."""
        return self.exclude(deleted_at=None)


class Record(models.Model):
    """A row of a register: it has an unguessable id, a version, a division, and is deleted only with a reason.

    A model's `Meta` extends `Record.Meta`, which brings the index that counts records by division.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    division = models.ForeignKey(Division, models.PROTECT, related_name="+", db_index=False, verbose_name=_("Division"))
    deleted_at = models.DateTimeField(null=True, editable=False)
    deletion_reason = models.TextField(blank=True, editable=False)

    stage_sets: tuple = ()
    objects = RecordQuerySet.as_manager()

    class Meta:
        abstract = True
        indexes: ClassVar[list[models.Index] | tuple[models.Index, ...]] = (
            models.Index(fields=["division", "deleted_at"], name="%(class)s_place"),
        )

    @property
    def title(self) -> str:
        """What it is called by those who work with it; as text it is masked where it names a person."""
        return str(self)

    def derived(self) -> Mapping[str, Any]:
        """Values by column that follow from others and fill what is empty, such as a birth date out of an identity number."""
        return {}

    def check_facts(self) -> list[tuple[str, Problem]]:
        """What contradicts itself in this record, as (column, problem); a model says its own rules here."""
        return []
