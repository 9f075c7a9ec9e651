"""What is wrong with a template: which paragraph, its text, and what to do."""

from collections.abc import Sequence
from dataclasses import dataclass

from shuangying.core.problems import Problem
from shuangying.kernel.registers.api import words_for

SHOWN = 60


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of a template.

    Attributes:
        paragraph: the paragraph in the document, the first is 1 and those in tables count; 0 in headers, footers or the file itself.
        text: the paragraph's text, or its beginning.
        problem: what is wrong.
    """

    paragraph: int
    text: str
    problem: Problem

    @property
    def words(self) -> str:
        """The sentence that names the paragraph, its text and what is wrong."""
        why = words_for(self.problem)
        if not self.paragraph:
            return why
        shown = self.text if len(self.text) <= SHOWN else f"{self.text[:SHOWN]}…"
        return words_for(Problem("brief_fault_at", {"paragraph": self.paragraph, "text": shown, "why": why}))


class Faulty(ValueError):
    """A template that cannot be used; `faults` says where and why."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("; ".join(fault.problem.code for fault in faults))
        self.faults = list(faults)
