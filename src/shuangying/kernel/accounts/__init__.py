"""Users, posts, roles, bodies, and what follows from them. The public names live in `accounts.api`."""

from importlib import import_module
from typing import Any

PUBLIC = (
    *("ADMIN", "CLERK", "LEADER", "VILLAGE", "Role", "all_roles", "declare"),
    *("Actor", "Held", "Reach", "Right", "actor_of", "as_login", "console", "reach", "public"),
)


def __getattr__(name: str) -> Any:
    if name in PUBLIC:
        return getattr(import_module("shuangying.kernel.accounts.api"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
