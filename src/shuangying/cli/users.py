"""`shuangying users`: new passwords, and tokens for programs."""

from datetime import timedelta
from typing import Any

import click

from shuangying.cli.call import Call, Cannot, command
from shuangying.cli.tables import table
from shuangying.cli.words import _

LONGEST_DAYS = 366


@click.group("users", help=_("New passwords, and tokens for programs."))
def users() -> None:
    pass


@users.add_command
@command("list", _("The people who can log in, with their posts."))
def list_users(call: Call) -> None:
    call.start()
    from shuangying.kernel.accounts import api as accounts
    from shuangying.kernel.divisions import api as divisions

    _administer(call)
    held = accounts.Post.objects.on(divisions.today()).select_related("division", "user")
    posts: dict[int, list[accounts.Post]] = {}
    for post in held:
        posts.setdefault(post.user_id, []).append(post)
    found: list[dict[str, Any]] = [
        {
            "login": user.login,
            "name": user.name,
            "active": user.is_active,
            "posts": [
                {"id": post.pk, "role": post.role, "division": post.division.code, "label": _post(post)}
                for post in posts.get(user.pk, ())
            ],
        }
        for user in accounts.User.objects.all()
    ]
    if call.as_json:
        call.answer(found)
        return
    rows = [
        (
            one["login"],
            one["name"],
            _("yes") if one["active"] else _("no"),
            "; ".join(post["label"] for post in one["posts"]),
        )
        for one in found
    ]
    call.say(table((_("Login"), _("Name"), _("May log in"), _("Posts")), rows))


@users.add_command
@command("reset", _("Give a person a new one-time password."), click.argument("login_of", metavar="LOGIN"))
def reset(call: Call, login_of: str) -> None:
    call.start()
    from shuangying.kernel.accounts import api as accounts
    from shuangying.kernel.accounts import setup

    _administer(call)
    try:
        password = setup.reset(login_of, call.actor)
    except accounts.User.DoesNotExist:
        raise Cannot(_("Nobody has the login %(login)s.") % {"login": login_of}) from None
    if call.as_json:
        call.answer({"login": login_of, "password": password})
        return
    call.say(_("One-time password of %(login)s: %(password)s") % {"login": login_of, "password": password})
    call.say(_("It is shown this once, good for seven days, and changed at the first log-in."))


@users.add_command
@command(
    "token",
    _("Make a token with which a program acts for a person's post. It is shown once."),
    click.argument("login_of", metavar="LOGIN"),
    click.option("--label", default="API", metavar="TEXT", help=_("What it is for.")),
    click.option(
        "--right", type=click.Choice(("count", "read", "write")), default="read", help=_("The most it may do.")
    ),
    click.option(
        "--days", type=click.IntRange(1, LONGEST_DAYS), default=90, metavar="N", help=_("Days it is good for.")
    ),
    click.option("--post", "number", type=int, metavar="ID", help=_("Which post, where the person holds several.")),
)
def token(call: Call, login_of: str, label: str, right: str, days: int, number: int | None) -> None:
    call.start()
    from django.utils import timezone

    from shuangying.kernel.accounts import api as accounts
    from shuangying.kernel.accounts.tokens import issue_token
    from shuangying.kernel.divisions import api as divisions

    _administer(call)
    held = accounts.Post.objects.on(divisions.today()).filter(user__login=login_of, user__is_active=True)
    posts = list(held.select_related("division") if number is None else held.filter(pk=number))
    if not posts:
        raise Cannot(_("%(login)s holds no such post.") % {"login": login_of})
    if len(posts) > 1:
        named = "; ".join(f"{post.pk}: {_post(post)}" for post in posts)
        raise Cannot(
            _("%(login)s holds several posts; name one with --post: %(posts)s") % {"login": login_of, "posts": named}
        )
    expires_on = timezone.localdate() + timedelta(days=days)
    kept, written = issue_token(posts[0], label, accounts.Right[right.upper()], expires_on, call.actor)
    if call.as_json:
        call.answer({"id": kept.pk, "token": written, "right": right, "post": posts[0].pk, "expires_on": expires_on})
        return
    call.say(_("Token of %(post)s, good before %(day)s:") % {"post": _post(posts[0]), "day": expires_on.isoformat()})
    call.say(written)
    call.say(_("It is shown this once. Send it as: Authorization: Bearer TOKEN"))


@users.add_command
@command("revoke", _("End a token at once."), click.argument("number", type=int, metavar="TOKEN-ID"))
def revoke(call: Call, number: int) -> None:
    call.start()
    from shuangying.kernel.accounts import api as accounts
    from shuangying.kernel.accounts.tokens import revoke_token

    _administer(call)
    found = accounts.Token.objects.select_related("post").filter(pk=number, revoked_at=None).first()
    if found is None:
        raise Cannot(_("There is no token %(id)s in force.") % {"id": number})
    revoke_token(found, call.actor)
    if call.as_json:
        call.answer({"id": number, "revoked": True})
        return
    call.say(_("Token %(id)s is revoked.") % {"id": number})


def _administer(call: Call) -> None:
    """Let only the console and the county's administrators go on."""
    from shuangying.kernel.accounts import api as accounts
    from shuangying.kernel.divisions import api as divisions

    county = divisions.home().county
    rights = accounts.reach(call.actor, {accounts.ADMIN: accounts.Right.WRITE}, accounts.Right.WRITE)
    if county is None or not rights.covers(county.path):
        raise Cannot(_("Only an administrator of the county may do this."))


def _post(post: Any) -> str:
    from shuangying.kernel.accounts.roles import get

    return f"{post.division.name} {get(post.role).label}"
