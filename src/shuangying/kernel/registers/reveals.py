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
    """The plain values of masked columns of one record, or of the records that it names: each look stands at the record looked at.

    Args:
        register, record: whose.
        names: which columns; those that are not masked are passed over.
        reason: why; it stays in the journal with who looked and when.

    Returns:
        The plain values by column, "" where there is none.

    Raises:
        Refused: the actor may not see them here, or they are of somebody whose own record lies beyond the reach.
        Rejected: no reason is given.
    """
    if not reason.strip():
        raise Rejected([("reason", Problem("reason_required", {}))])
    reach = register.reveals(actor)
    if not reach.covers(record.division.path):
        raise Refused
    columns = [register.by_name[name] for name in names if name in register.by_name and register.by_name[name].mask]
    whose = {column.of: getattr(record, column.of) if column.of else record for column in columns}
    if not all(owner is None or reach.covers(owner.division.path) for owner in whose.values()):
        raise Refused
    for of, owner in whose.items():
        if owner is None:
            continue
        seen = [column for column in columns if column.of == of]
        entry = {"id": owner.pk, "uid": str(owner.uid), "version": owner.version, "row": None, "changes": {}}
        audit.record(
            actor,
            ACTION,
            register=register.referenced(of).id if of else register.id,
            rows=[entry],
            reason=reason.strip(),
            division_id=owner.division_id,
            detail={
                "columns": [column.inner.name if column.inner else column.name for column in seen],
                **({"through": register.id, "line": str(record.uid)} if of else {}),
            },
        )
    return {column.name: column.plain(record) for column in columns}
