"""The roles that a post may have. Modules declare theirs; what a role may do stands in each register's `may`."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Role(str):
    """A role: its id, as kept in posts, with a label. It equals its id, so it can be a key beside plain ids."""

    label: "str | Promise"

    def __new__(cls, id_: str, label: "str | Promise | None" = None) -> "Role":
        role = super().__new__(cls, id_)
        role.label = id_ if label is None else label
        return role

    @property
    def id(self) -> str:
        """The id, a plain string."""
        return str.__str__(self)


_roles: dict[str, Role] = {}


def declare(role: Role) -> Role:
    """Make a role known, so that posts with it can be given; returns it."""
    return _roles.setdefault(role.id, role)


def all_roles() -> list[Role]:
    """All declared roles, those of the kernel first."""
    return list(_roles.values())


def get(id_: str) -> Role:
    """The role of that id; one that is no longer declared keeps its id as its label."""
    return _roles.get(id_) or Role(id_)


ADMIN = declare(Role("admin", _("Administrator")))
LEADER = declare(Role("leader", _("Leader")))
CLERK = declare(Role("clerk", _("Clerk")))
VILLAGE = declare(Role("village", _("Village worker")))
