"""Giving and ending posts and seats, within what the one who gives may do."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from shuangying.core.problems import Invalid
from shuangying.kernel.accounts.actors import Actor, Reach, reach
from shuangying.kernel.accounts.models import Body, Member, Post, User
from shuangying.kernel.accounts.rights import Right
from shuangying.kernel.accounts.roles import ADMIN, LEADER
from shuangying.kernel.audit import api as audit
from shuangying.kernel.divisions.api import home
from shuangying.kernel.divisions.models import Division

PEOPLE: Mapping[str, Right] = {ADMIN: Right.WRITE, LEADER: Right.READ}
MOST_HEADS = 2


@transaction.atomic
def grant(
    user: User,
    role: str,
    division: Division,
    from_on: date,
    actor: Any,
    until_on: date | None = None,
    unit: Any = None,
) -> Post:
    """Give a person a post from a day on, at a division or at a unit of it.

    Raises:
        Invalid: `post_held`: the person has it in those days already; `days_out_of_order`.
    """
    if until_on is not None and until_on <= from_on:
        raise Invalid("days_out_of_order")
    User.objects.select_for_update().get(pk=user.pk)
    held = Post.objects.filter(user=user, role=role, division=division, unit=unit)
    for other in held:
        if (until_on is None or other.from_on < until_on) and (other.until_on is None or from_on < other.until_on):
            raise Invalid("post_held", name=user.name, since=other.from_on.isoformat())
    post = Post.objects.create(user=user, role=role, division=division, unit=unit, from_on=from_on, until_on=until_on)
    _journal(actor, post, {"post": [None, _words(post)]})
    return post


@transaction.atomic
def end(post: Post, until_on: date, actor: Any) -> Post:
    """End a post, or end it earlier: the given day is the first on which it is no longer held.

    Raises:
        Invalid: `days_out_of_order`; `ended_before`; `last_administrator`: nobody else administers the county then.
    """
    _check_end(post, until_on)
    if post.role == ADMIN and not _others_administer(post.user, post.division, until_on):
        raise Invalid("last_administrator")
    before = _words(post)
    post.until_on = until_on
    post.save(update_fields=["until_on"])
    _journal(actor, post, {"post": [before, _words(post)]})
    return post


@transaction.atomic
def let_in(user: User, active: bool, day: date, actor: Any) -> None:
    """Let a person log in, or no longer.

    Raises:
        Invalid: `last_administrator`: nobody else administers the county on the day.
    """
    if user.is_active == active:
        return
    if not active:
        for post in Post.objects.on(day).filter(user=user, role=ADMIN).select_related("division"):
            if not _others_administer(user, post.division, day):
                raise Invalid("last_administrator")
    user.is_active = active
    user.save(update_fields=["is_active"])
    rows = [{"id": user.pk, "changes": {"is_active": [not active, active]}}]
    audit.record(actor, "permission", register="users", rows=rows)


def people_reach(actor: Actor, right: Right) -> Reach:
    """Where an actor may see (READ) or change (WRITE) people, posts and bodies."""
    return reach(actor, PEOPLE, right)


def may_manage(actor: Actor, user: User, day: date) -> bool:
    """Whether an actor may change a person: only if every post that the person holds, or will hold, lies within the reach.

    Otherwise who administers a township could take over the account of somebody with posts beyond it. People without a
    post are the county's.
    """
    within = people_reach(actor, Right.WRITE)
    paths = [post.division.path for post in _posts_from(user, day)]
    if not paths:
        county = home().county
        return county is not None and within.covers(county.path)
    return all(within.covers(path) for path in paths)


def may_see(actor: Actor, user: User, day: date) -> bool:
    """Whether an actor may see a person: themselves, those with a post within the reach, and those without any."""
    within = people_reach(actor, Right.READ)
    paths = [post.division.path for post in _posts_from(user, day)]
    return user.pk == actor.user_id or (not within.none and (not paths or any(within.covers(path) for path in paths)))


def seat(
    body: Body,
    duty: str,
    from_on: date,
    actor: Any,
    *,
    user: User | None = None,
    name: str = "",
    until_on: date | None = None,
) -> Member:
    """Give a person a seat in a body.

    Raises:
        Invalid: `two_heads`: the body has two heads in those days (双组长); `days_out_of_order`.
    """
    if until_on is not None and until_on <= from_on:
        raise Invalid("days_out_of_order")
    if duty == Member.Duty.HEAD:
        heads = body.members.filter(duty=Member.Duty.HEAD)
        starts = [from_on, *(head.from_on for head in heads if head.from_on > from_on)]
        if any(heads.on(day).count() >= MOST_HEADS for day in starts if until_on is None or day < until_on):
            raise Invalid("two_heads", body=body.name)
    member = Member.objects.create(
        body=body, user=user, name=name or (user.name if user else ""), duty=duty, from_on=from_on, until_on=until_on
    )
    _journal_body(actor, body, {"member": [None, f"{member.name} {duty} {from_on}"]})
    return member


@transaction.atomic
def end_seat(member: Member, until_on: date, actor: Any) -> None:
    """End a seat, or end it earlier: the given day is the first on which it is no longer held.

    Raises:
        Invalid: `days_out_of_order`; `ended_before`.
    """
    _check_end(member, until_on)
    member.until_on = until_on
    member.save(update_fields=["until_on"])
    _journal_body(actor, member.body, {"member": [f"{member.name} {member.duty}", f"until {until_on}"]})


@transaction.atomic
def found_body(
    kind: str, name: str, division: Division, from_on: date, actor: Any, *, parent: Body | None = None
) -> Body:
    """Set up a headquarters or a work group from a day on."""
    body = Body.objects.create(
        kind=kind, name=name, division=division, parent=parent, from_on=from_on, position=Body.objects.count()
    )
    _journal_body(actor, body, {"body": [None, f"{name} {from_on}"]})
    return body


@transaction.atomic
def dissolve(body: Body, until_on: date, actor: Any) -> None:
    """End a body with its groups and seats: the given day is the first on which it is no longer there.

    Raises:
        Invalid: `days_out_of_order`; `ended_before`.
    """
    _check_end(body, until_on)
    for group in body.groups.filter(until_on=None, from_on__lt=until_on):
        dissolve(group, until_on, actor)
    body.members.filter(until_on=None, from_on__lt=until_on).update(until_on=until_on)
    body.until_on = until_on
    body.save(update_fields=["until_on"])
    _journal_body(actor, body, {"body": [body.name, f"until {until_on}"]})


def _check_end(row: Post | Member | Body, until_on: date) -> None:
    """Nothing ends before it begins, and what has its last day is not prolonged by ending it once more."""
    locked: QuerySet[Any] = type(row).objects.select_for_update()
    row.refresh_from_db(fields=["until_on"], from_queryset=locked)
    if until_on <= row.from_on:
        raise Invalid("days_out_of_order")
    if row.until_on is not None and until_on > row.until_on:
        raise Invalid("ended_before", day=row.until_on.isoformat())


def _posts_from(user: User, day: date) -> list[Post]:
    return [post for post in user.posts.select_related("division") if post.until_on is None or post.until_on > day]


def _others_administer(user: User, division: Division, day: date) -> bool:
    others = Post.objects.on(day).filter(role=ADMIN, user__is_active=True).exclude(user=user).select_related("division")
    return any(division.path.startswith(post.division.path) for post in others)


def _words(post: Post) -> str:
    until = f" {post.until_on}" if post.until_on else ""
    at = f"{post.division.name} {post.unit.name}" if post.unit else post.division.name
    return f"{post.role} {post.division.code} {at} {post.from_on}–{until}"


def _journal(actor: Any, post: Post, changes: dict[str, list[Any]]) -> None:
    rows = [{"id": post.user_id, "changes": changes}]
    audit.record(actor, "permission", register="users", rows=rows, division_id=post.division_id)


def _journal_body(actor: Any, body: Body, changes: dict[str, list[Any]]) -> None:
    rows = [{"id": body.pk, "changes": changes}]
    audit.record(actor, "permission", register="bodies", rows=rows, division_id=body.division_id)
