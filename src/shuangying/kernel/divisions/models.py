"""The divisions of China as dated rows, and the one row that says which county this home serves."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

LEVELS = ("province", "prefecture", "county", "township", "village", "grid")


class Level(models.TextChoices):
    """The levels of the tree, from the top."""

    PROVINCE = "province", _("Province")
    PREFECTURE = "prefecture", _("Prefecture")
    COUNTY = "county", _("County")
    TOWNSHIP = "township", _("Township")
    VILLAGE = "village", _("Village")
    GRID = "grid", _("Grid")


class Kind(models.TextChoices):
    """What a division is within its level, as far as its name or its source says."""

    PROVINCE = "province", _("Province")
    PREFECTURE_CITY = "prefecture_city", _("Prefecture-level city")
    COUNTY = "county", _("County")
    DISTRICT = "district", _("District")
    COUNTY_CITY = "county_city", _("County-level city")
    TOWN = "town", _("Town")
    TOWNSHIP = "township", _("Rural township")
    SUBDISTRICT = "subdistrict", _("Subdistrict")
    ZONE = "zone", _("Zone of township rank")
    VILLAGE = "village", _("Administrative village")
    COMMUNITY = "community", _("Community")
    GRID = "grid", _("Grid")


class DivisionQuerySet(models.QuerySet):
    """Divisions."""

    def valid_on(self, day: "models.DateField | object") -> "DivisionQuerySet":
        """Divisions that exist at the end of the day."""
        begun = models.Q(valid_from=None) | models.Q(valid_from__lte=day)
        return self.filter(begun, models.Q(valid_until=None) | models.Q(valid_until__gt=day))

    def under(self, path: str) -> "DivisionQuerySet":
        """Divisions within the scope path, itself included."""
        return self.filter(path__startswith=path)


class Division(models.Model):
    """One division during its life `[valid_from, valid_until)`; an open end means "as long as is known".

    A code may have several rows over time. `parent` is the division under which it was made; where that one has ended, the
    parent on a day is the parent's successor of that day (see `trees.Tree`). `path` is the scope: the ids from the
    province down to this row; an ended division hangs under its only successor.
    """

    code = models.CharField(_("Division code"), max_length=15, db_index=True)
    name = models.CharField(_("Name"), max_length=100)
    level = models.CharField(_("Level"), max_length=12, choices=Level, db_index=True)
    kind = models.CharField(_("Kind"), max_length=20, choices=Kind, blank=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("Within")
    )
    path = models.CharField(max_length=200, db_index=True, editable=False)
    valid_from = models.DateField(_("From day"), null=True, blank=True)
    valid_until = models.DateField(_("Until day"), null=True, blank=True)
    position = models.PositiveIntegerField(default=0)

    name_on_day = ""
    objects = DivisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("Division")
        verbose_name_plural = _("Divisions")
        ordering = ("position", "code")
        constraints = [
            models.UniqueConstraint(
                fields=["code"], condition=models.Q(valid_until=None), name="one_division_a_code_at_a_time"
            ),
            models.CheckConstraint(
                condition=models.Q(valid_until=None)
                | models.Q(valid_from=None)
                | models.Q(valid_until__gt=models.F("valid_from")),
                name="division_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        """Save the row; a new one gets its path from its parent."""
        super().save(*args, **kwargs)  # type: ignore[arg-type]
        if not self.path:
            self.path = f"{self.parent.path if self.parent else '/'}{self.pk}/"
            super().save(update_fields=["path"])

    @property
    def whole_name(self) -> str:
        """The name behind that of the division above it, by which one of several is told: 北城街道北关村民委员会."""
        return f"{self.parent.named}{self.named}" if self.parent else self.named

    @property
    def named(self) -> str:
        """The name of the day for which the division was looked up (see `names.resolve`), else the present one."""
        return self.name_on_day or self.name


class Succession(models.Model):
    """Which division took over from which, from which day."""

    class Kind(models.TextChoices):
        """How the one became the other."""

        MERGER = "merger", _("Merger")
        RENAME = "rename", _("Rename")
        SPLIT = "split", _("Split")

    predecessor = models.ForeignKey(Division, models.CASCADE, related_name="successions")
    successor = models.ForeignKey(Division, models.CASCADE, related_name="preceded_by")
    on = models.DateField(_("On"))
    kind = models.CharField(_("Kind"), max_length=10, choices=Kind)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["predecessor", "successor"], name="one_succession_a_pair"),
            models.CheckConstraint(condition=~models.Q(predecessor=models.F("successor")), name="no_own_successor"),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor}"


class FormerName(models.Model):
    """A name that a division bore under the same code, up to but not including a day."""

    division = models.ForeignKey(Division, models.CASCADE, related_name="former_names")
    name = models.CharField(_("Name"), max_length=100)
    until_on = models.DateField(_("Until day"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["division", "until_on"], name="one_former_name_a_day")]

    def __str__(self) -> str:
        return self.name


class Tile(models.Model):
    """Where a township stands on the schematic map: half columns and rows, from the upper left."""

    division = models.OneToOneField(Division, models.CASCADE, related_name="tile")
    column = models.DecimalField(_("Column"), max_digits=4, decimal_places=1)
    row = models.PositiveSmallIntegerField(_("Row"))

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(column__gte=0), name="tile_column_not_negative")]

    def __str__(self) -> str:
        return f"{self.division} {self.column}/{self.row}"


class Home(models.Model):
    """The one row about this home: its county, its name, whether it is a demonstration, and its day if not the clock's."""

    county = models.ForeignKey(
        Division, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("County")
    )
    name = models.CharField(_("Name"), max_length=100, blank=True)
    demo = models.BooleanField(_("Demonstration"), default=False)
    today = models.DateField(_("Today"), null=True, blank=True)
    stamp = models.UUIDField(default=uuid.uuid4, editable=False)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="one_home")]

    def __str__(self) -> str:
        return self.name or str(self.county or "")

    def save(self, *args: object, **kwargs: object) -> None:
        """Save as the only row."""
        self.pk = 1
        super().save(*args, **kwargs)  # type: ignore[arg-type]
