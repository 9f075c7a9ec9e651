"""`shuangying export`: a register's rows as a sheet that re-imports unchanged."""

from pathlib import Path

import click

from shuangying.cli.call import Call, Cannot, command
from shuangying.cli.words import _

SUFFIXES = (".xlsx", ".csv")


@command(
    "export",
    _("Export a register as .xlsx or .csv. The file re-imports as unchanged."),
    click.argument("register_id", metavar="REGISTER"),
    click.argument("out", type=click.Path(dir_okay=False, path_type=Path), metavar="OUT"),
    click.option("--division", metavar="C", help=_("A division by its code or unique name.")),
    click.option("--as-of", metavar="DATE", help=_("As of the end of this day; today unless given.")),
    click.option(
        "--reveal", "reason", metavar="REASON", help=_("Give masked values away, for this reason; it is recorded.")
    ),
)
def export_register(
    call: Call, register_id: str, out: Path, division: str | None, as_of: str | None, reason: str | None
) -> None:
    if out.suffix.lower() not in SUFFIXES:
        raise Cannot(_("%(file)s: name a file that ends in .xlsx or .csv.") % {"file": out})
    if not out.resolve().parent.is_dir():
        raise Cannot(_("There is no folder %(folder)s.") % {"folder": out.resolve().parent})
    call.start()
    from shuangying.kernel.imports import api as imports
    from shuangying.kernel.registers.api import Listing
    from shuangying.kernel.registers.writing import Refused, Rejected

    register, day = call.register(register_id), call.day(as_of)
    place = call.division(division, day)
    params = {"division": [place.code]} if place else {}
    listing = Listing(register, call.actor, day, params)
    rows, count = listing.all_rows(), listing.queryset.count()
    detail = {"rows": count, "as_of": day.isoformat(), "filters": listing.query(), "file": out.name}
    form = out.suffix.lower().removeprefix(".")
    try:
        content = imports.export(
            register, call.actor, rows, day, form, revealed=reason is not None, reason=reason or "", detail=detail
        )
    except (Refused, Rejected):
        raise Cannot(_("Values are given away only to those who may, and with a reason.")) from None
    with out.open("wb") as file:
        file.writelines(content)
    if call.as_json:
        call.answer({"register": register.id, "rows": count, "as_of": day.isoformat(), "file": str(out)})
    else:
        call.say(_("Rows: %(n)s, as of %(day)s: %(file)s") % {"n": count, "day": day.isoformat(), "file": out})
