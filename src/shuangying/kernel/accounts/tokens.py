"""Access tokens: a program acts for one post, up to a right and a day. The token is shown once, only its digest is kept."""

import hashlib
import secrets
from datetime import date

from django.db import transaction
from django.utils import timezone

from shuangying.kernel.accounts.actors import Actor, held_on
from shuangying.kernel.accounts.models import Post, Token
from shuangying.kernel.accounts.rights import Right
from shuangying.kernel.audit import api as audit

PREFIX = "sy_"


def issue_token(post: Post, label: str, right: Right, expires_on: date, actor: Actor) -> tuple[Token, str]:
    """Make a token for a post.

    Args:
        post: for which post it acts.
        label: what it is for.
        right: the highest right it may use.
        expires_on: the first day on which it is no longer good.
        actor: who makes it.

    Returns:
        The token as kept, and the token itself, which is not kept.
    """
    written = PREFIX + secrets.token_urlsafe(32)
    with transaction.atomic():
        token = Token.objects.create(
            post=post, label=label, digest=_digest(written), right=right.value, expires_on=expires_on
        )
        detail = {"token": token.pk, "label": label, "right": right.name, "until": expires_on.isoformat()}
        audit.record(actor, "permission", division_id=post.division_id, detail=detail)
    return token, written


def revoke_token(token: Token, actor: Actor) -> None:
    """Make a token useless from now on."""
    with transaction.atomic():
        if Token.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=timezone.now()):
            detail = {"token": token.pk, "label": token.label, "revoked": True}
            audit.record(actor, "permission", division_id=token.post.division_id, detail=detail)


def actor_of_token(written: str, clock: date, day: date) -> Actor | None:
    """The actor that a token is; None where it is unknown, revoked, expired, or its post is not held on the day.

    Args:
        written: the token as the program sends it.
        clock: the clock's day, which decides whether it has expired.
        day: the home's day, which decides whether the post is held.
    """
    held = Token.objects.select_related("post__user", "post__division", "post__unit").filter(digest=_digest(written))
    token = held.filter(revoked_at=None, expires_on__gt=clock).first()
    if token is None:
        return None
    post, user = token.post, token.post.user
    if not user.is_active or post.from_on > day or (post.until_on is not None and post.until_on <= day):
        return None
    posts = (held_on(post),)
    return Actor(
        f"{user.login}#{token.pk}", token.label, user.pk, posts=posts, kind="token", ceiling=Right(token.right)
    )


def _digest(written: str) -> str:
    return hashlib.sha256(written.encode()).hexdigest()
