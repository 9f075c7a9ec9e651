"""What other rooms may use of the accounts."""

from shuangying.kernel.accounts.access import public
from shuangying.kernel.accounts.actors import (
    EVERYWHERE,
    NOBODY,
    NOWHERE,
    Actor,
    Held,
    Reach,
    actor_of,
    as_login,
    console,
    reach,
)
from shuangying.kernel.accounts.models import Body, Member, Post, Token, User
from shuangying.kernel.accounts.posts import people_reach
from shuangying.kernel.accounts.rights import Right
from shuangying.kernel.accounts.roles import ADMIN, CLERK, LEADER, VILLAGE, Role, all_roles, declare
from shuangying.kernel.accounts.sentences import SENTENCES
from shuangying.kernel.accounts.tokens import actor_of_token, issue_token, revoke_token

__all__ = [
    "ADMIN",
    "CLERK",
    "EVERYWHERE",
    "LEADER",
    "NOBODY",
    "NOWHERE",
    "SENTENCES",
    "VILLAGE",
    "Actor",
    "Body",
    "Held",
    "Member",
    "Post",
    "Reach",
    "Right",
    "Role",
    "Token",
    "User",
    "actor_of",
    "actor_of_token",
    "all_roles",
    "as_login",
    "console",
    "declare",
    "issue_token",
    "people_reach",
    "public",
    "reach",
    "revoke_token",
]
