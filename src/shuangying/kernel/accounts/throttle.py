"""Slow down whoever guesses passwords: few failures a login, some more an address, within a quarter of an hour."""

import hashlib
from datetime import datetime, timedelta

from django.core.cache import caches
from django.utils import timezone

WINDOW = timedelta(minutes=15)
MOST_PER_LOGIN = 5
MOST_PER_ADDRESS = 30

KEPT_IN = "failures"
"""A cache of their own: who fills the site's cache with lists does not push them out."""


def blocked_until(login: str, address: str) -> datetime | None:
    """Until when no attempt with this login, or from this address, is looked at; None if one may be made now."""
    blocks = [
        _block(_key("login", login.casefold()), MOST_PER_LOGIN),
        _block(_key("address", address), MOST_PER_ADDRESS),
    ]
    return max((block for block in blocks if block is not None), default=None)


def count_failure(login: str, address: str) -> datetime | None:
    """Count a failed attempt; returns until when further ones are blocked, if they are now."""
    for key in (_key("login", login.casefold()), _key("address", address)):
        caches[KEPT_IN].set(key, [*_recent(key), timezone.now()], WINDOW.total_seconds())
    return blocked_until(login, address)


def forget(login: str) -> None:
    """Forget the failures of a login, once its password was right."""
    caches[KEPT_IN].delete(_key("login", login.casefold()))


def _block(key: str, most: int) -> datetime | None:
    recent = _recent(key)
    return recent[-most] + WINDOW if len(recent) >= most else None


def _recent(key: str) -> list[datetime]:
    since = timezone.now() - WINDOW
    return [moment for moment in caches[KEPT_IN].get(key, ()) if moment > since]


def _key(kind: str, value: str) -> str:
    return f"failures-{kind}-{hashlib.sha256(value.encode()).hexdigest()[:32]}"
