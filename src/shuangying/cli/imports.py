"""`shuangying import`: a sheet into a register, with receipts."""

from pathlib import Path
from typing import Any

import click

from shuangying.cli.call import SOME_FAILED, Call, Cannot, command
from shuangying.cli.tables import table
from shuangying.cli.words import _

MOST_SHOWN = 30
DIVISIONS = "divisions"


@command(
    "import",
    _(
        "Import sheets into a register. REGISTER divisions loads townships and villages. Sheets are .xlsx, .xls or .csv."
    ),
    click.argument("register_id", metavar="REGISTER"),
    click.argument(
        "files",
        metavar="FILE...",
        nargs=-1,
        required=True,
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
    ),
    click.option("--sheet", metavar="S", help=_("The sheet's name; the first visible one with data unless given.")),
    click.option("--on", metavar="DATE", help=_("The sheet's day, where it states none.")),
    click.option("--dry-run", is_flag=True, help=_("Check everything, write nothing.")),
    click.option(
        "--receipts",
        type=click.Path(path_type=Path),
        metavar="OUT",
        help=_(
            "Write the sheet with an outcome beside each row: to this .xlsx file, of several sheets into this folder."
        ),
    ),
)
def import_file(
    call: Call,
    register_id: str,
    files: tuple[Path, ...],
    sheet: str | None,
    on: str | None,
    dry_run: bool,
    receipts: Path | None,
) -> None:
    call.start()
    if register_id == DIVISIONS:
        if sheet or on or receipts or len(files) > 1:
            raise Cannot(_("import divisions takes one file and neither --sheet nor --on nor --receipts."))
        _import_divisions(call, files[0], dry_run)
        return
    asked = {"sheet": sheet, "on": None if on is None else call.day(on), "dry_run": dry_run}
    if len(files) > 1:
        _import_several(call, register_id, files, receipts, asked)
        return
    outcome = _run(call, register_id, files[0], **asked)
    if receipts is not None:
        receipts.write_bytes(outcome.receipts())
    document = outcome.json()
    if call.as_json:
        call.answer(document)
    else:
        _tell(call, document, receipts)
    if not outcome.clean:
        call.end(SOME_FAILED)


def _import_several(
    call: Call, register_id: str, files: tuple[Path, ...], receipts: Path | None, asked: dict[str, Any]
) -> None:
    """Import one file after the other, each in a transaction of its own, and sum up; a file that cannot be read stops none."""
    from shuangying.kernel.imports.api import sentences

    if receipts is not None:
        receipts.mkdir(parents=True, exist_ok=True)
    documents: list[dict[str, Any]] = []
    clean = True
    for file in files:
        try:
            outcome = _run(call, register_id, file, **asked)
        except Cannot as error:
            documents.append({"file": file.name, "error": error.message})
            clean = False
            continue
        if receipts is not None:
            taken = (receipts / f"{file.stem}.xlsx").exists()
            name = f"{file.parent.name}-{file.stem}.xlsx" if taken else f"{file.stem}.xlsx"
            (receipts / name).write_bytes(outcome.receipts())
        documents.append(outcome.json())
        clean = clean and outcome.clean
    read = [one for one in documents if "error" not in one]
    counts = {name: sum(one[name] for one in read) for name in ("rows", *sentences.OUTCOMES)}
    if call.as_json:
        call.answer({"register": register_id, "dry_run": asked["dry_run"], **counts, "files": documents})
    else:
        _sum_up(call, documents, counts, receipts, dry_run=asked["dry_run"])
    if not clean:
        call.end(SOME_FAILED)


def _sum_up(
    call: Call, documents: list[dict[str, Any]], counts: dict[str, int], receipts: Path | None, *, dry_run: bool
) -> None:
    from shuangying.kernel.imports.api import sentences

    words = {"rows": _("Rows"), **{name: str(word) for name, word in sentences.OUTCOMES.items()}}
    rows = [
        [one["file"], *(str(one[name]) if name in one else "—" for name in words)]
        for one in (*documents, {"file": _("Total"), **counts})
    ]
    if dry_run:
        call.say(_("A trial: nothing was written."))
    call.say(table((_("File"), *words.values()), rows, ends=tuple(range(1, len(words) + 1))))
    for one in documents:
        if "error" in one:
            call.say(f"· {one['file']}：{one['error']}")
        for total in one.get("totals", ()):
            if total["verdict"] == "different":
                call.say(f"· {one['file']}：{total['message']}")
    if receipts is not None:
        call.say(_("Receipts: %(file)s") % {"file": receipts})


def _run(call: Call, register_id: str, file: Path, **asked: Any) -> Any:
    from shuangying.core.problems import Invalid
    from shuangying.kernel.imports import api as imports
    from shuangying.kernel.registers.api import words_for
    from shuangying.kernel.registers.writing import Refused

    register = call.register(register_id)
    try:
        return imports.run_import(register, call.actor, file, **asked)
    except Invalid as error:
        raise Cannot(words_for(error.problem)) from None
    except Refused:
        raise Cannot(
            _("%(login)s may not write to %(register)s.") % {"login": call.actor.login, "register": register.label}
        ) from None


def _tell(call: Call, document: dict[str, Any], receipts: Path | None) -> None:
    from shuangying.kernel.imports.api import sentences

    heading = {"file": f"{document['file']} {document['sheet']}".strip(), "day": document["day"]}
    call.say(_("%(file)s, as of %(day)s") % heading)
    if document["dry_run"]:
        call.say(_("A trial: nothing was written."))
    words = {"rows": _("Rows"), **{name: str(word) for name, word in sentences.OUTCOMES.items()}}
    call.say(table(tuple(words.values()), [[str(document[name]) for name in words]], ends=tuple(range(len(words)))))
    for note in (*document["notes"], *document["totals"]):
        call.say(f"· {note['message']}")
    problems = document["problems"]
    if problems:
        rows = [(str(one["row"]), one["cell"], one["header"], one["message"]) for one in problems[:MOST_SHOWN]]
        call.say("\n" + table((_("Row"), _("Cell"), _("Header"), _("What is wrong, or why it is held")), rows))
    if len(problems) > MOST_SHOWN:
        call.say(_("… and more: %(n)s. All are in the receipts.") % {"n": len(problems) - MOST_SHOWN})
    if receipts is not None:
        call.say(_("Receipts: %(file)s") % {"file": receipts})


def _import_divisions(call: Call, file: Path, dry_run: bool) -> None:
    from django.db import transaction

    from shuangying.core.problems import Invalid
    from shuangying.kernel.divisions.sheet_import import WrongRows, import_divisions
    from shuangying.kernel.registers.api import words_for

    _may_shape_the_county(call)
    counts = dict.fromkeys(("rows", "created", "updated", "unchanged", "review", "rejected"), 0)
    problems: list[dict[str, Any]] = []
    try:
        with transaction.atomic():
            loaded = import_divisions(file, call.actor)
            if dry_run:
                transaction.set_rollback(True)
        counts |= {"created": loaded.created, "updated": loaded.renamed, "unchanged": loaded.unchanged}
    except WrongRows as error:
        for one in error.problems:
            cell = one.cell if one.column else ""
            problems.append(
                {"row": one.row, "column": "", "cell": cell, "code": one.problem.code, "message": one.message}
            )
        counts["rejected"] = len({one["row"] for one in problems})
    except Invalid as error:
        raise Cannot(words_for(error.problem)) from None
    counts["rows"] = sum(counts.values())
    if call.as_json:
        call.answer({"register": DIVISIONS, "file": file.name, "dry_run": dry_run, **counts, "problems": problems})
    elif problems:
        rows = [(str(one["row"]), one["cell"], one["message"]) for one in problems[:MOST_SHOWN]]
        call.say(_("Nothing was loaded; mend these rows first."))
        call.say(table((_("Row"), _("Cell"), _("What is wrong")), rows))
    else:
        if dry_run:
            call.say(_("A trial: nothing was written."))
        call.say(_("Divisions made: %(created)s, renamed: %(updated)s, unchanged: %(unchanged)s") % counts)
    if problems:
        call.end(SOME_FAILED)


def _may_shape_the_county(call: Call) -> None:
    from shuangying.kernel.accounts import api as accounts
    from shuangying.kernel.divisions import api as divisions

    county = divisions.home().county
    rights = accounts.reach(call.actor, {accounts.ADMIN: accounts.Right.WRITE}, accounts.Right.WRITE)
    if county is None or not rights.covers(county.path):
        raise Cannot(_("Only an administrator of the county may do this."))
