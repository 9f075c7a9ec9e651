"""One-time passwords: random, spoken over the phone, good for a week, changed at the first log-in."""

import secrets
from datetime import timedelta

from django.utils import timezone

from shuangying.kernel.accounts.models import User

ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
GROUPS, LENGTH = 3, 4
LIFE = timedelta(days=7)


def give_one_time(user: User) -> str:
    """Set a new one-time password for a person and return it; the person is not saved yet.

    Twelve characters of an alphabet of 31 without look-alikes (0 o 1 l i): 59 bits.
    """
    password = "-".join("".join(secrets.choice(ALPHABET) for _ in range(LENGTH)) for _ in range(GROUPS))
    user.set_password(password)
    user.must_change_password = True
    user.password_expires_at = timezone.now() + LIFE
    return password


def keep(user: User, password: str) -> None:
    """Set a password that the person chose; the person is not saved yet."""
    user.set_password(password)
    user.must_change_password = False
    user.password_expires_at = None


def has_expired(user: User) -> bool:
    """Whether the person's password was for one time and its week is over."""
    return user.password_expires_at is not None and user.password_expires_at <= timezone.now()
