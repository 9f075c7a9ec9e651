"""Pages are closed unless they say that they are public."""

from collections.abc import Callable
from typing import Any, TypeVar

View = TypeVar("View", bound=Callable[..., Any])


def public(view: View) -> View:
    """Open a page to people who have not logged in (log-in, health). Everything else asks for a log-in."""
    view.public = True  # type: ignore[attr-defined]
    return view


def is_public(view: Callable[..., Any]) -> bool:
    """Whether a page may be seen without logging in."""
    return getattr(view, "public", False) is True
