"""What a new home needs: its county, its headquarters with the work groups, its first administrator."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from shuangying.core.problems import Invalid
from shuangying.kernel.accounts import passwords
from shuangying.kernel.accounts.actors import Actor, console
from shuangying.kernel.accounts.models import Body, Post, User
from shuangying.kernel.accounts.posts import grant
from shuangying.kernel.accounts.roles import ADMIN
from shuangying.kernel.audit import api as audit
from shuangying.kernel.divisions import api as divisions
from shuangying.kernel.divisions.models import Division

HEADQUARTERS = "疫情防控和经济社会发展工作指挥部"
WORK_GROUPS = (
    "综合协调组",
    "医疗救治组",
    "疫情防控组",
    "交通管控组",
    "社区防控组",
    "物资保障组",
    "宣传舆论组",
    "社会稳定组",
    "复工复产组",
    "督导检查组",
)
"""A suggestion: a county gives its groups the names of its own document."""


@transaction.atomic
def make_county(code: str, name: str = "", *, on: date | None = None, actor: Actor | None = None) -> Division:
    """Make this home a county's: its divisions, its headquarters and ten work groups.

    Args:
        code: the county's code of 6 or 12 digits.
        name: what the home is called; by default the county's name.
        on: the day from which the bodies are in being; by default the home's day.
        actor: who does it, for the journal.

    Raises:
        Invalid: `not_a_county`; `home_is_made`: this home is another county's already.
    """
    here = divisions.home()
    county = divisions.load_county(code)
    if here.county is not None and here.county != county:
        raise Invalid("home_is_made", county=here.county.name)
    here.county, here.name = county, name or here.name or county.name
    here.save()
    if not Body.objects.filter(division=county).exists():
        since = on or divisions.today()
        head = Body.objects.create(
            kind=Body.Kind.HEADQUARTERS, name=f"{county.name}{HEADQUARTERS}", division=county, from_on=since
        )
        Body.objects.bulk_create(
            Body(kind=Body.Kind.WORK_GROUP, name=group, division=county, parent=head, from_on=since, position=position)
            for position, group in enumerate(WORK_GROUPS, 1)
        )
        audit.record(
            actor or console(), "settings", division_id=county.pk, detail={"county": county.code, "name": here.name}
        )
    return county


@transaction.atomic
def create_user(
    login: str,
    name: str,
    *,
    posts: Iterable[tuple[str, Division]] = (),
    from_on: date | None = None,
    password: str | None = None,
    actor: Any = None,
) -> tuple[User, str | None]:
    """Make a person who can log in, with their posts.

    Args:
        login, name: of the person.
        posts: role and division of each post.
        from_on: the first day of the posts; by default the home's day.
        password: one to keep (demonstration); without it a one-time password is made.
        actor: who does it, for the journal.

    Returns:
        The person, and the one-time password if one was made.

    Raises:
        Invalid: `login_taken`.
    """
    actor = actor or console()
    if User.objects.filter(login=login).exists():
        raise Invalid("login_taken", text=login)
    user = User(login=login, name=name)
    one_time = None
    if password is None:
        one_time = passwords.give_one_time(user)
    else:
        passwords.keep(user, password)
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError:
        raise Invalid("login_taken", text=login) from None
    audit.record(
        actor,
        "create",
        register="users",
        rows=[{"id": user.pk, "changes": {"login": [None, login], "name": [None, name]}}],
    )
    for role, division in posts:
        grant(user, role, division, from_on or divisions.today(), actor)
    return user, one_time


def first_administrator(login: str, name: str) -> str:
    """Make a person who administers the county; returns the one-time password.

    Raises:
        NoCounty: make the county first.
        Invalid: `login_taken`.
    """
    county = divisions.home().county
    if county is None:
        raise divisions.NoCounty
    _user, one_time = create_user(login, name, posts=[(ADMIN, county)])
    assert one_time is not None
    return one_time


@transaction.atomic
def reset(login: str, actor: Any = None) -> str:
    """Give a person a new one-time password and let them log in again; returns it.

    Raises:
        User.DoesNotExist: nobody has that login.
    """
    user = User.objects.get(login=login)
    one_time = passwords.give_one_time(user)
    changes: dict[str, list[Any]] = {"password": ["set", "one-time"]}
    if not user.is_active:
        changes["is_active"] = [False, True]
        user.is_active = True
    user.save()
    audit.record(actor or console(), "permission", register="users", rows=[{"id": user.pk, "changes": changes}])
    return one_time


def administrators(day: date) -> list[Post]:
    """The posts of administrators of the county on the day."""
    county = divisions.home().county
    return list(Post.objects.on(day).filter(role=ADMIN, division=county, user__is_active=True).select_related("user"))
