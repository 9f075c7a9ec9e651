"""`shuangying init`: a real, empty county."""

import click

from shuangying.cli import database
from shuangying.cli.call import Call, Cannot, command, start_django
from shuangying.cli.words import _


@command(
    "init",
    _("Make a real, empty county. Its first administrator's password is shown once."),
    click.option("--county", required=True, metavar="CODE", help=_("The county's code of 6 or 12 digits.")),
    click.option(
        "--name", default="", metavar="NAME", help=_("What this home is called; the county's name unless given.")
    ),
    click.option("--admin", default="admin", metavar="LOGIN", help=_("The first administrator's login.")),
)
def make_county(call: Call, county: str, name: str, admin: str) -> None:
    call.start(county=False)
    start_django()
    from django.db import transaction

    from shuangying.core.problems import Invalid
    from shuangying.kernel.accounts import setup
    from shuangying.kernel.divisions import api as divisions
    from shuangying.kernel.registers.api import words_for

    database.bring_forward()
    here = divisions.home().county
    if here is not None:
        raise Cannot(
            _("%(home)s is the home of %(county)s already. Choose another folder with --home.")
            % {"home": call.folder, "county": here.name}
        )
    try:
        with transaction.atomic():
            made = setup.make_county(county, name)
            password = setup.first_administrator(admin, str(setup.ADMIN.label))
    except Invalid as error:
        raise Cannot(words_for(error.problem)) from None
    townships = len(divisions.tree(divisions.today()).at_level("township"))
    if call.as_json:
        call.answer(
            {
                "home": str(call.folder),
                "county": made.code,
                "name": made.name,
                "townships": townships,
                "login": admin,
                "password": password,
            }
        )
        return
    call.say(_("Made the home of %(county)s in %(home)s.") % {"county": made.name, "home": call.folder})
    call.say(_("Login: %(login)s    One-time password: %(password)s") % {"login": admin, "password": password})
    call.say(_("It is shown this once, good for seven days, and changed at the first log-in."))
    if not townships:
        call.say(
            _("Its townships and villages do not come with the program. Load them: shuangying import divisions FILE")
        )
    call.say(_("Next: shuangying serve --home %(home)s") % {"home": call.folder})
