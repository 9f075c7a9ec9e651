"""What somebody may do with a register's rows."""

from enum import IntEnum


class Right(IntEnum):
    """Each right includes those before it. `COUNT` sees the value of figures and no rows."""

    NONE = 0
    COUNT = 1
    READ = 2
    WRITE = 3
