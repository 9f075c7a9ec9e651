"""Keys for programs: each acts for one post, up to a right, until a day. The key itself is shown once and not kept."""

import hashlib
import secrets
from datetime import date
from typing import Any

from django.utils import timezone

from shuangying.kernel.accounts.actors import Actor, Held
from shuangying.kernel.accounts.models import Post, Token
from shuangying.kernel.accounts.rights import Right
from shuangying.kernel.audit import api as audit

PREFIX = "sy_"


def issue(post: Post, label: str, right: Right, expires_on: date, actor: Any) -> str:
    """Make a key for a post; returns it, for the only time.

    Args:
        post: for whom the program acts.
        label: what it is for.
        right: the most it may do.
        expires_on: the first day on which it no longer works.
        actor: who makes it, for the journal.
    """
    secret = PREFIX + secrets.token_urlsafe(32)
    token = Token.objects.create(post=post, label=label, right=right, expires_on=expires_on, digest=_digest(secret))
    _journal(
        actor,
        token,
        {"token": [None, label], "right": [None, Right(right).name], "until": [None, expires_on.isoformat()]},
    )
    return secret


def revoke(token: Token, actor: Any) -> None:
    """End a key at once."""
    token.revoked_at = timezone.now()
    token.save(update_fields=["revoked_at"])
    _journal(actor, token, {"token": [token.label, None]})


def actor_of_token(secret: str, day: date) -> Actor | None:
    """The actor for which a program with this key acts on the day, or None: unknown, expired, revoked, or the post has ended."""
    found = Token.objects.filter(digest=_digest(secret), revoked_at=None, expires_on__gt=day)
    token = found.select_related("post__user", "post__division").first()
    if token is None or not token.post.user.is_active or not Post.objects.on(day).filter(pk=token.post_id).exists():
        return None
    post = token.post
    held = Held(post.role, post.division_id, post.division.path, post.division.name)
    return Actor(post.user.login, post.user.name, post.user_id, posts=(held,), kind="token", ceiling=Right(token.right))


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _journal(actor: Any, token: Token, changes: dict[str, list[Any]]) -> None:
    rows = [{"id": token.post.user_id, "changes": changes}]
    audit.record(actor, "permission", register="users", rows=rows, division_id=token.post.division_id)
