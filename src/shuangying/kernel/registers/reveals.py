"""Sealed values given away: only to those who may, with a reason, and never without a trace."""

from collections.abc import Sequence
from typing import Any

from shuangying.core.problems import Problem
from shuangying.kernel.accounts.api import Actor
from shuangying.kernel.audit import api as audit
from shuangying.kernel.registers.declaration import Register
from shuangying.kernel.registers.writing import Refused, Rejected

ACTION = "reveal"


def reveal(register: Register, actor: Actor, record: Any, names: Sequence[str], reason: str) -> dict[str, str]:
    """The plain values of masked columns of one record.

    Args:
        register, record: whose.
        names: which columns; those that are not masked are passed over.
        reason: why; it stays in the journal with who looked and when.

    Returns:
        The plain values by column, "" where there is none.

    Raises:
        Refused: the actor may not see them here.
        Rejected: no reason is given.
    """
    if not reason.strip():
        raise Rejected([("reason", Problem("reason_required", {}))])
    if not register.reveals(actor).covers(record.division.path):
        raise Refused
    columns = [register.by_name[name] for name in names if name in register.by_name and register.by_name[name].mask]
    entry = {"id": record.pk, "uid": str(record.uid), "version": record.version, "row": None, "changes": {}}
    audit.record(
        actor,
        ACTION,
        register=register.id,
        rows=[entry],
        reason=reason.strip(),
        division_id=record.division_id,
        detail={"columns": [column.name for column in columns]},
    )
    return {column.name: column.plain(record) for column in columns}
