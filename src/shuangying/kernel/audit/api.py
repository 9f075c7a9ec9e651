"""What other rooms may use of the journal."""

from shuangying.kernel.audit.journal import Change, Who, history, record

__all__ = ["Change", "Who", "history", "record"]
