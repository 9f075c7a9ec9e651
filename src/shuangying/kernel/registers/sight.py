"""What a reader sees unmasked."""

from dataclasses import dataclass
from typing import Any

from shuangying.kernel.accounts.api import Reach


@dataclass(frozen=True, slots=True)
class Sight:
    """Where names and addresses are shown in full: to those who work with the records there."""

    plain: Reach

    def hides(self, record: Any) -> bool:
        """Whether names and addresses in this record are masked for the reader."""
        return not self.plain.covers(record.division.path)
