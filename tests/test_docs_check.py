import importlib.util
from pathlib import Path

import click
import pytest

SCRIPT = Path(__file__).parent.parent / "scripts/check_docs.py"
spec = importlib.util.spec_from_file_location("check_docs", SCRIPT)
check_docs = importlib.util.module_from_spec(spec)
spec.loader.exec_module(check_docs)


@click.group()
@click.option("--lang")
def program():
    pass


@program.command("import")
@click.argument("register")
@click.option("--on")
@click.option("--dry-run", is_flag=True)
def import_(register, on, dry_run):
    pass


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("import projects sheet.xlsx --on 2020-03-05 --dry-run", None),
        ("--lang en import projects", None),
        ("import --on=2020-03-05 projects > out.json --nonsense", None),
        ("export projects", "shuangying has no command export"),
        ("import projects --sheet A", "shuangying import has no option --sheet"),
        ("--colour import projects", "shuangying has no option --colour"),
    ],
)
def test_a_command_line_of_the_docs_is_held_against_the_program(line, fault):
    context = click.Context(program, info_name="shuangying")
    assert check_docs.unknown_option(line.split(), program, context) == fault


def test_a_link_that_leads_nowhere_is_named_with_its_target(tmp_path):
    (tmp_path / "there.md").write_text("# A heading, here\n")
    page = tmp_path / "page.md"
    page.write_text(
        "[a](there.md) [b](there.md#a-heading-here) [c](gone.md) [d](there.md#gone) [e](https://example.org/x)\n"
        "```sh\n[not](a-link.md)\n```\n"
    )
    assert list(check_docs.broken_links(page)) == ["no such file: gone.md", "no such heading: there.md#gone"]


def test_continued_lines_settings_and_comments_are_read_as_the_shell_reads_them(tmp_path):
    page = tmp_path / "page.md"
    page.write_text(
        "```sh\n# first\nLANG=C shuangying import \\\n    projects  # why\n```\n```python\nshuangying()\n```\n"
    )
    assert list(check_docs.commands(page)) == [["shuangying", "import", "projects"]]
