"""`shuangying doctor`: what is wrong with this installation, and how to mend it."""

import shutil
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import click

from shuangying.cli import database
from shuangying.cli.call import SOME_FAILED, Call, command
from shuangying.cli.findings import Finding, rights
from shuangying.cli.sealed_findings import key_findings
from shuangying.cli.words import _

LEAST_FREE = 2 * 2**30
VENDOR = ("icons.svg", "htmx.min.js", "echarts.common.min.js")
FONTS = ("FangSong", "STFangsong", "Noto Serif CJK", "Source Han Serif", "AR PL", "WenQuanYi", "Noto Sans CJK")


@command(
    "doctor",
    _("What is wrong with this installation, and how to mend it."),
    click.option("--mend", is_flag=True, help=_("Mend what can be mended: tables, state spans, rights of files.")),
)
def examine(call: Call, mend: bool) -> None:
    call.start(county=False)
    findings = list(_findings(call.folder, mend))
    if call.as_json:
        call.answer([asdict(finding) for finding in findings])
    for finding in findings:
        if not call.as_json:
            mark = click.style("✓", fg="green") if finding.well else click.style("✗", fg="red")
            call.say(f"{mark} {finding.check}: {finding.found}" + (f"\n  → {finding.mend}" if finding.mend else ""))
    if not all(finding.well for finding in findings):
        call.end(SOME_FAILED)


def _findings(home: Path, mend: bool) -> Iterator[Finding]:
    yield rights(_("Home folder"), home, mend)
    yield rights(_("Secrets"), home / "secrets.json", mend)
    if (home / "shuangying.db").exists():
        yield rights(_("Database file"), home / "shuangying.db", mend)
    yield _space(home)
    yield _vendor()
    yield _fonts()
    tables = _tables(mend)
    yield tables
    if tables.well:
        yield _county()
        yield from key_findings(mend)
        yield from _spans(mend)


def _space(home: Path) -> Finding:
    free = shutil.disk_usage(home).free
    found = _("%(gigabytes)s GB free") % {"gigabytes": round(free / 10**9, 1)}
    well = free >= LEAST_FREE
    return Finding(_("Disk"), well, found, "" if well else _("Free at least 2 GB where the home folder lies."))


def _vendor() -> Finding:
    import shuangying

    folder = Path(shuangying.__file__).parent / "site/static/vendor"
    missing = [name for name in VENDOR if not any(folder.rglob(name))]
    if missing:
        return Finding(
            _("Front-end files"), False, _("missing: %(names)s") % {"names": ", ".join(missing)}, "make setup"
        )
    return Finding(_("Front-end files"), True, _("present"))


def _fonts() -> Finding:
    """A brief opens anywhere; only turning it into a PDF on this machine needs fonts here."""
    folders = [Path(folder).expanduser() for folder in ("/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts")]
    folders += [Path("/System/Library/Fonts"), Path("C:/Windows/Fonts")]
    found = {file.stem for folder in folders if folder.is_dir() for file in folder.rglob("*.[to]t[fc]")}
    squeezed = {name.replace("-", "").replace(" ", "").lower() for name in found}
    wanted = [font.replace(" ", "").lower() for font in FONTS] + ["uming", "ukai", "simfang", "wqy"]
    if any(want in name for name in squeezed for want in wanted):
        return Finding(_("Chinese fonts"), True, _("present"))
    return Finding(
        _("Chinese fonts"),
        False,
        _("none found; briefs printed from this machine would lack characters"),
        _("Install Chinese fonts; on Debian: apt-get install fonts-noto-cjk"),
    )


def _tables(mend: bool) -> Finding:
    from django.db import DatabaseError

    try:
        missing = database.pending()
        if missing and mend:
            database.bring_forward()
            missing = database.pending()
    except DatabaseError as error:
        return Finding(_("Database"), False, str(error), _("Check the home folder or SHUANGYING_DATABASE_URL."))
    if missing:
        found = _("not up to date: %(names)s") % {"names": ", ".join(missing[:5])}
        return Finding(_("Database"), False, found, "shuangying doctor --mend")
    return Finding(_("Database"), True, _("reachable and up to date"))


def _county() -> Finding:
    from shuangying.kernel.divisions import api as divisions

    county = divisions.home().county
    if county is None:
        return Finding(_("County"), False, _("none"), "shuangying init --county CODE")
    townships = len(divisions.tree(divisions.today()).at_level("township"))
    found = _("%(name)s, townships: %(townships)s") % {"name": county.name, "townships": townships}
    mend = "" if townships else "shuangying import divisions FILE"
    return Finding(_("County"), bool(townships), found, mend)


def _spans(mend: bool) -> Iterator[Finding]:
    """Whether the state spans are what each record's dates and statements give."""
    from shuangying.kernel.registers import api as registers
    from shuangying.kernel.registers import spans

    for register in registers.all_registers():
        if not register.model.stage_sets:
            continue
        check = _("State spans of %(register)s") % {"register": register.label}
        wrong = spans.wrong(register.model)
        if wrong and mend:
            spans.rebuild(register.model)
            wrong = spans.wrong(register.model)
        found = _("records with wrong spans: %(wrong)s of %(all)s") % {
            "wrong": wrong,
            "all": register.model.objects.count(),
        }
        yield Finding(check, not wrong, found, "shuangying doctor --mend" if wrong else "")
