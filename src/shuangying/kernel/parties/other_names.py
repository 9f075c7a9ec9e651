"""Other names of parties: as a sheet wrote one and a person said whose it is, or of a record that was merged into another."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django.db.models import Model

from shuangying.core.codes import fold
from shuangying.kernel.accounts.api import Actor, Right
from shuangying.kernel.audit import api as audit
from shuangying.kernel.parties.models import Alias, Household, Merge
from shuangying.kernel.registers.api import Register
from shuangying.kernel.registers.writing import Refused

BATCH = 500
LONGEST = 200


def name_column(model: type[Model]) -> str:
    """The column with the name of a party."""
    return "head" if model is Household else "name"


def party_of(model: type[Model]) -> str:
    """The kind of party that a model is, as aliases and merges keep it."""
    return str(model._meta.model_name)


class KnownByOtherNames:
    """Lets a register of parties know its records by their other names."""

    model: ClassVar[Any]

    def also_known(self, names: Iterable[str]) -> Mapping[str, list[int]]:
        """The live records that bear one of these as another name.

        Args:
            names: as they are written.

        Returns:
            Record ids by folded name; a name that nobody bears is missing.
        """
        wanted = list({fold(name) for name in names})
        found: dict[str, list[int]] = defaultdict(list)
        for start in range(0, len(wanted), BATCH):
            rows = Alias.objects.filter(party=party_of(self.model), folded__in=wanted[start : start + BATCH])
            for folded, pk in rows.order_by("record_id").values_list("folded", "record_id"):
                found[folded].append(pk)
        pks = list({pk for known in found.values() for pk in known})
        live: set[int] = set()
        for start in range(0, len(pks), BATCH):
            rows = self.model.objects.live().filter(pk__in=pks[start : start + BATCH])
            live.update(rows.values_list("pk", flat=True))
        kept = {name: [pk for pk in known if pk in live] for name, known in found.items()}
        return {name: known for name, known in kept.items() if known}


def aliases_of(record: Any) -> list[Alias]:
    """A record's other names, oldest first."""
    return list(Alias.objects.filter(party=party_of(type(record)), record_id=record.pk).order_by("pk"))


def learn_alias(
    register: Register, actor: Actor, record: Any, name: str, *, source: str = "", merge: Merge | None = None
) -> Alias | None:
    """Keep another name of a party, so that it is known by it from now on.

    Args:
        register: the register of the record.
        actor: who says so.
        record: whose name it is.
        name: as it was written.
        source: from where: a file's name, "" for by hand.
        merge: the merge that brought it.

    Returns:
        The alias; None where it is the record's own name or nothing that could be kept.

    Raises:
        Refused: the actor may not write here.
    """
    if not register.reach(actor, Right.WRITE).covers(record.division.path):
        raise Refused
    column, name = name_column(register.model), name.strip()
    if not name or len(name) > LONGEST or fold(name) == fold(getattr(record, column)):
        return None
    alias, fresh = Alias.objects.get_or_create(
        party=party_of(register.model),
        record_id=record.pk,
        folded=fold(name),
        defaults={"name": name, "source": source, "actor": actor.name or actor.login, "merge": merge},
    )
    if fresh:
        _note(register, actor, record, "alias", [None, name])
    return alias


def forget_alias(register: Register, actor: Actor, record: Any, alias: Alias) -> None:
    """Take another name away that is none.

    Raises:
        Refused: the actor may not write here.
    """
    if not register.reach(actor, Right.WRITE).covers(record.division.path):
        raise Refused
    alias.delete()
    _note(register, actor, record, "alias_forgotten", [alias.name, None])


def _note(register: Register, actor: Actor, record: Any, action: str, change: list[str | None]) -> None:
    row = {"id": record.pk, "uid": str(record.uid), "version": record.version}
    changes = {name_column(register.model): change}
    audit.record(
        actor, action, register=register.id, rows=[{**row, "changes": changes}], division_id=record.division_id
    )
