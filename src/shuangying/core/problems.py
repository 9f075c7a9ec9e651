"""What can be wrong with a value, as data: a code and its parameters.

The sentences for the codes are written and translated where people read them; this package speaks no language.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with a value.

    `code` is stable and machine-readable (`money_too_fine`); `params` fill its sentence and are plain values
    (usually `text`, what the user wrote).
    """

    code: str
    params: Mapping[str, Any] = field(default_factory=dict)


class Invalid(ValueError):
    """A value that cannot be read: `raise Invalid("not_money", text="待定")`; the reason is in `.problem`."""

    problem: Problem

    def __init__(self, code: str, /, **params: Any) -> None:
        super().__init__(code)
        self.problem = Problem(code, params)

    def __str__(self) -> str:
        params = ", ".join(f"{name}={value!r}" for name, value in self.problem.params.items())
        return f"{self.problem.code}({params})"

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild, (self.problem.code, dict(self.problem.params))


def _rebuild(code: str, params: dict[str, Any]) -> Invalid:
    return Invalid(code, **params)
