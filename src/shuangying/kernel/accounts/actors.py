"""Who acts, and how far a right reaches: the one place where access is decided."""

import getpass
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from django.db.models import Model, Q, QuerySet

from shuangying.kernel.accounts import roles
from shuangying.kernel.accounts.models import Post, User
from shuangying.kernel.accounts.rights import Right
from shuangying.kernel.divisions.county_home import home
from shuangying.kernel.divisions.models import Division

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, slots=True)
class Held:
    """A post held on the day: a role with the scope path of its division, and the unit at which it is held, if one is named."""

    role: str
    division_id: int
    path: str
    division_name: str = ""
    whole_county: bool = False
    unit_id: int | None = None
    unit_name: str = ""

    def __str__(self) -> str:
        return f"{self.unit_name or self.division_name} {roles.get(self.role).label}"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a person with the posts of a day, a program with one post, or the console with the county's rights."""

    login: str
    name: str = ""
    user_id: int | None = None
    os_user: str = ""
    posts: tuple[Held, ...] = ()
    kind: str = "user"
    ceiling: Right = Right.WRITE

    def __bool__(self) -> bool:
        return self.login != ""

    @property
    def is_console(self) -> bool:
        """Whether this is the console, which has everything in the county."""
        return self.kind == "console"

    def holds(self, *roles: str) -> bool:
        """Whether one of the posts has one of the roles."""
        return any(held.role in roles for held in self.posts)


NOBODY = Actor("")


@dataclass(frozen=True, slots=True)
class Reach:
    """Where a right reaches: everywhere, under some scope paths, or nowhere.

    `whole_county` says that the paths include the home's county, and so all its records: their lists need no condition.
    """

    everywhere: bool = False
    paths: tuple[str, ...] = ()
    whole_county: bool = False

    @property
    def none(self) -> bool:
        """Whether it reaches nowhere."""
        return not self.everywhere and not self.paths

    def covers(self, path: str) -> bool:
        """Whether it reaches the division of that scope path."""
        return self.everywhere or any(path.startswith(own) for own in self.paths)

    def limit(self, rows: "QuerySet[Row]", path_lookup: str = "division__path") -> "QuerySet[Row]":
        """The rows within reach.

        Args:
            rows: any rows.
            path_lookup: the way from a row to its division's path; `path` for divisions themselves.
        """
        if self.everywhere:
            return rows
        if not self.paths:
            return rows.none()
        if path_lookup == "path":
            return rows.filter(_under(self.paths))
        if self.whole_county:
            return rows
        return rows.filter(**{f"{path_lookup.removesuffix('__path')}__in": Division.objects.filter(_under(self.paths))})


EVERYWHERE = Reach(everywhere=True)
NOWHERE = Reach()


def reach(actor: Actor, may: Mapping[str, Right], right: Right) -> Reach:
    """Where an actor has a right, by the posts of the day. Nothing else in the program decides about access.

    Args:
        actor: who asks.
        may: right by role; a role that is not named has none.
        right: what is asked for.
    """
    if right <= Right.NONE or right > actor.ceiling:
        return NOWHERE
    if actor.is_console:
        return EVERYWHERE
    held = [post for post in actor.posts if may.get(post.role, Right.NONE) >= right]
    return Reach(paths=_outermost(post.path for post in held), whole_county=any(post.whole_county for post in held))


def actor_of(user: User, day: date) -> Actor:
    """The actor that a person is on the day; one who may not log in has no posts."""
    held = Post.objects.on(day).filter(user=user).select_related("division", "unit")
    posts = tuple(held_on(post) for post in held) if user.is_active else ()
    return Actor(user.login, user.name, user.pk, posts=posts)


def held_on(post: Post) -> Held:
    """A post as it is held, with whether it takes in the whole county of this home."""
    county, place = home().county, post.division
    whole = county is not None and county.path.startswith(place.path)
    return Held(post.role, place.pk, place.path, place.name, whole, post.unit_id, post.unit.name if post.unit else "")


def console(os_user: str | None = None) -> Actor:
    """The console: everything in the county, recorded with the system user who typed."""
    return Actor("console", os_user=getpass.getuser() if os_user is None else os_user, kind="console")


def as_login(login: str, day: date, os_user: str = "") -> Actor:
    """The console with the rights of a person instead of its own.

    Raises:
        User.DoesNotExist: nobody has that login.
    """
    return replace(actor_of(User.objects.get(login=login), day), os_user=os_user)


def _under(paths: Iterable[str]) -> Q:
    condition = Q()
    for path in paths:
        condition |= Q(path__startswith=path)
    return condition


def _outermost(paths: Iterable[str]) -> tuple[str, ...]:
    kept: list[str] = []
    for path in sorted(set(paths)):
        if not kept or not path.startswith(kept[-1]):
            kept.append(path)
    return tuple(kept)
