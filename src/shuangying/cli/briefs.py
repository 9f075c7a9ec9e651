"""`shuangying brief`: the brief of a day as a Word document."""

from pathlib import Path

import click

from shuangying.cli.call import Call, Cannot, command
from shuangying.cli.words import DJANGO, _, language


@command(
    "brief",
    _("Write the brief of a day as a .docx."),
    click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), metavar="F.docx"),
    click.option("--as-of", metavar="DATE", help=_("As of the end of this day; today unless given.")),
    click.option("--template", default="daily", metavar="NAME", help=_("Which template.")),
    click.option("--division", metavar="C", help=_("A division by its code or unique name.")),
)
def write_brief(call: Call, out: Path, as_of: str | None, template: str, division: str | None) -> None:
    call.start()
    from shuangying.kernel.audit import api as audit
    from shuangying.kernel.briefs import api as briefs
    from shuangying.kernel.registers.writing import Refused

    day = call.day(as_of)
    place = call.node(division, day)
    try:
        rendered = briefs.render(template, day, place, call.actor, DJANGO[language()])
    except briefs.NoTemplate:
        known = ", ".join(dict.fromkeys(one.name for one in briefs.templates()))
        raise Cannot(
            _("There is no template %(name)s. The templates are: %(known)s") % {"name": template, "known": known}
        ) from None
    except briefs.Faulty as error:
        raise Cannot(_("The template cannot be filled: %(why)s") % {"why": error}) from None
    except Refused:
        raise Cannot(_("%(login)s may not see these figures here.") % {"login": call.actor.login}) from None
    try:
        out.write_bytes(rendered.docx)
    except OSError as error:
        raise Cannot(f"{out}: {error.strerror}") from None
    detail = {"brief_draft": template, "day": day.isoformat(), "file": out.name}
    audit.record(call.actor, "export", division_id=rendered.division.id, detail=detail)
    if call.as_json:
        found = {"title": rendered.title, "as_of": day.isoformat(), "division": rendered.division.code}
        call.answer({**found, "template": template, "number": rendered.number, "file": str(out)})
    else:
        call.say(
            _("%(title)s of %(division)s as of %(day)s: %(file)s")
            % {"title": rendered.title, "division": rendered.division.name, "day": day.isoformat(), "file": out}
        )
