"""`shuangying demo`: the demonstration county, made once and served."""

from typing import Any

import click

from shuangying.cli import database
from shuangying.cli.call import Call, Cannot, command
from shuangying.cli.serve import Address, prepare, serve
from shuangying.cli.tables import table
from shuangying.cli.words import _


@command(
    "demo",
    _("Make the demonstration county and serve it. Where it is made already, it is served as it is."),
    click.option("--no-serve", is_flag=True, help=_("Only make it.")),
    click.option(
        "--people",
        default=20_000,
        type=click.IntRange(1000, 2_000_000),
        metavar="N",
        help=_("How many people live in the county; 1060000 is the real number and takes minutes."),
    ),
    click.option("--port", default=8000, type=click.IntRange(1, 65535), metavar="N", help=_("The port to listen on.")),
)
def make_and_serve(call: Call, no_serve: bool, people: int, port: int) -> None:
    address = Address(port=port)
    prepare(address)
    call.start(county=False)
    from shuangying.core.problems import Invalid
    from shuangying.demo.county import make_demo
    from shuangying.kernel.registers.api import words_for

    database.bring_forward()
    try:
        made = make_demo(people)
    except Invalid as error:
        raise Cannot(words_for(error.problem)) from None
    if call.as_json:
        call.answer(_as_json(made, address))
    else:
        for line in made.lines:
            call.say(line)
        rows = [(login.login, login.password, login.who) for login in made.logins]
        call.say("\n" + table((_("Login"), _("Password"), _("Who")), rows) + "\n")
        call.say(_("Open: %(url)s") % {"url": address.url})
    if not no_serve:
        serve(call, address)


def _as_json(made: Any, address: Address) -> dict[str, Any]:
    return {
        "lines": list(made.lines),
        "logins": [{"login": one.login, "password": one.password, "who": one.who} for one in made.logins],
        "brief": str(made.brief),
        "url": address.url,
    }
