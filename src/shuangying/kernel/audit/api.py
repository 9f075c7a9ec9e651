"""What other rooms may use of the journal."""

from shuangying.kernel.audit.journal import (
    MOST_ROWS,
    Change,
    Who,
    altered,
    entries_about,
    history,
    record,
    rows_of,
    touched,
)

__all__ = ["MOST_ROWS", "Change", "Who", "altered", "entries_about", "history", "record", "rows_of", "touched"]
