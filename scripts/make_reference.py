"""Write the reference pages that follow from declarations: the registers, the figures, the command line.

Without arguments the pages in docs/reference are written anew; `--check` only says which are stale.
"""

import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

REFERENCE = Path(__file__).parent.parent / "docs/reference"
NOTE = "<!-- Written by scripts/make_reference.py from the declarations. Change those, then run it. -->"

os.environ.setdefault("SHUANGYING_HOME", tempfile.mkdtemp(prefix="shuangying-reference-"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shuangying.site.settings")
os.environ["SHUANGYING_LANG"] = "en"


def pages() -> dict[str, str]:
    """The text of each page by its file name."""
    from django.apps import apps
    from django.utils import translation

    from shuangying.cli import words

    if not apps.ready:
        import django

        django.setup()
    words.speak("en")
    with translation.override("en"):
        made = {"registers.md": registers_page(), "figures.md": figures_page(), "cli.md": cli_page()}
        return {name: "\n".join(lines) + "\n" for name, lines in made.items()}


def registers_page() -> Iterator[str]:
    """Each register with its columns and who may do what."""
    from shuangying.kernel.accounts.api import all_roles
    from shuangying.kernel.registers import api as registers

    yield from ("# Registers", "", NOTE, "")
    yield "A register is declared in `modules/<module>/registers.py`. Its list, form, import, export, API and rights follow from it."
    for register in registers.all_registers():
        yield from ("", f"## `{register.id}`: {register.label}", "", str(register.purpose), "")
        identity = "; ".join(" + ".join(f"`{name}`" for name in one) for one in register.identity)
        yield from (f"- Front: {register.front}. Kept by: {register.kept_by}.", f"- A row is known by: {identity}.")
        rights = ", ".join(
            f"{role.label}: {register.may[role].name.lower()}" for role in all_roles() if role in register.may
        )
        yield from (f"- Rights: {rights}.", "")
        heads = ("Column", "Called", "Kind", "Unit in sheets", "Values", "Headers in sheets")
        rows = []
        for column in register.bound:
            values = ", ".join(f"`{code}` {label}" for code, label in column.choices)
            kind = f"{column.kind}, required" if column.required else column.kind
            headers = "、".join(column.headers)
            rows.append((f"`{column.name}`", str(column.label), kind, column.sheet_unit, values, headers))
        yield from _table(heads, rows)


def figures_page() -> Iterator[str]:
    """Each figure with its definition."""
    from shuangying.kernel.figures import api as figures

    yield from ("# Figures", "", NOTE, "")
    yield "A figure is declared once, in `modules/<module>/figures.py`; pages, briefs, the API and the command line show that one."
    yield ""
    rows = []
    for figure in figures.all_figures():
        adds = "yes" if figure.additive else "no"
        rows.append((f"`{figure.id}`", str(figure.label), str(figure.unit), str(figure.definition), adds))
    yield from _table(("Id", "Label", "Unit", "Definition", "Parts add up"), rows)


def cli_page() -> Iterator[str]:
    """Each command with its help."""
    import click

    from shuangying.cli import COMMANDS, main

    yield from ("# Command line", "", NOTE, "")
    yield "Exit code 0: done. 1: done, but some rows or checks failed or are held. 2: cannot be done, or an unknown name."
    yield "With `--json` one JSON document stands on stdout and nothing else; all messages go to stderr."
    yield "The console acts with the county's rights; `--as LOGIN` takes that person's instead. Dates are ISO."
    context = click.Context(main, info_name="shuangying", max_content_width=100, terminal_width=100)
    for name in COMMANDS:
        command = main.get_command(context, name)
        assert command is not None
        below = click.Context(command, parent=context, info_name=name)
        yield from _help(command, below)
        if isinstance(command, click.Group):
            for each in command.list_commands(below):
                deeper = command.get_command(below, each)
                assert deeper is not None
                yield from _help(deeper, click.Context(deeper, parent=below, info_name=each))


def _help(command: object, context: object) -> Iterator[str]:
    yield from ("", f"## `{context.command_path}`", "", "```text")  # type: ignore[attr-defined]
    yield from command.get_help(context).splitlines()  # type: ignore[attr-defined]
    yield "```"


def _table(heads: tuple[str, ...], rows: list[tuple[str, ...]]) -> Iterator[str]:
    for row in (heads, ("---",) * len(heads), *rows):
        yield "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in row) + " |"


def stale() -> list[str]:
    """The pages whose files differ from what the declarations say."""
    return [
        name
        for name, text in pages().items()
        if not (REFERENCE / name).is_file() or (REFERENCE / name).read_text(encoding="utf-8") != text
    ]


if __name__ == "__main__":
    if sys.argv[1:] == ["--check"]:
        if found := stale():
            sys.exit(f"stale: {', '.join(found)}. Run scripts/make_reference.py")
    else:
        REFERENCE.mkdir(parents=True, exist_ok=True)
        for name, text in pages().items():
            (REFERENCE / name).write_text(text, encoding="utf-8")
