"""What a change of one register brings about in others: an order that closes every cinema, a report that takes the place of the last."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shuangying.kernel.accounts.api import Actor

Run = Callable[[Actor, Sequence[Any], Mapping[str, Any]], None]


@dataclass(frozen=True)
class Consequence:
    """What is run after a register's records are written, and which registers it writes in turn."""

    run: Run
    writes: tuple[str, ...]


_consequences: dict[str, list[Consequence]] = {}


def declare_consequence(register: str, run: Run, *, writes: Sequence[str]) -> None:
    """Let a module act on what is written to a register, in the same transaction.

    Args:
        register: the register's id.
        run: from who wrote, the records as they are now (deleted ones too) and where the values came from, to what follows. It
            writes through the write path, and must come to rest: what it writes may run it again.
        writes: the ids of the registers that it writes; they are locked together with the register, always in one order.
    """
    _consequences.setdefault(register, []).append(Consequence(run, tuple(writes)))


def written_with(register: str) -> Iterator[str]:
    """The ids of the registers that are written when this one is."""
    for consequence in _consequences.get(register, ()):
        yield from consequence.writes


def draw(register: str, actor: Actor, records: Sequence[Any], source: Mapping[str, Any]) -> None:
    """Run all that follows from these records."""
    if records:
        for consequence in _consequences.get(register, ()):
            consequence.run(actor, records, source)
