"""Check the docs: every relative link leads to a file, every command in a ```sh block exists with its options, and
`docs/dependencies.md` explains exactly the libraries that the project names."""

import importlib
import json
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import click

ROOT = Path(__file__).parent.parent
LINK = re.compile(r"!?\[[^\]]*\]\(\s*<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\s*\)|^\[[^\]]+\]:\s+(\S+)", re.M)
BLOCK = re.compile(r"^(`{3,})(\w*)[^\n]*\n(.*?)^\1\s*$", re.M | re.S)
HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*#*$", re.M)


def documents() -> list[Path]:
    """The Markdown files that are part of the project."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.md"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [ROOT / name for name in listed.stdout.splitlines() if (ROOT / name).exists()]


def anchors(text: str) -> set[str]:
    """The anchors that a forge makes of a document's headings."""
    words = (re.sub(r"[^\w\- ]", "", heading.lower()) for heading in HEADING.findall(BLOCK.sub("", text)))
    return {heading.replace(" ", "-") for heading in words}


def broken_links(document: Path) -> Iterator[str]:
    """Each relative link of a document that leads nowhere."""
    for match in LINK.finditer(BLOCK.sub("", document.read_text())):
        target = match[1] or match[2]
        if re.match(r"[a-z][a-z0-9+.-]*:", target):
            continue
        path, _, anchor = unquote(target).partition("#")
        place = (document.parent / path).resolve() if path else document
        if not place.exists():
            yield f"no such file: {target}"
        elif anchor and place.suffix == ".md" and anchor not in anchors(place.read_text()):
            yield f"no such heading: {target}"


def commands(document: Path) -> Iterator[list[str]]:
    """The words of each command line in the document's sh blocks, continued lines joined, comments left out."""
    for _, language, body in BLOCK.findall(document.read_text()):
        if language not in ("sh", "bash", "console"):
            continue
        for line in body.replace("\\\n", " ").splitlines():
            words = shlex.split(line.strip().removeprefix("$ "), comments=True)
            while words and re.fullmatch(r"\w+=.*", words[0]):
                words.pop(0)
            if words:
                yield words


def unknown_option(words: list[str], command: click.Command, context: click.Context) -> str | None:
    """What the command does not know among its words: a subcommand or an option; None if all is known."""
    options = {name for parameter in command.params for name in (*parameter.opts, *parameter.secondary_opts)} | {
        "--help"
    }
    takes_value = {
        name
        for parameter in command.params
        if isinstance(parameter, click.Option) and not parameter.is_flag
        for name in parameter.opts
    }
    rest = iter(words)
    for word in rest:
        if word in ("|", ">", ">>", "&&", ";", "&", "2>", "<"):
            return None
        if word.startswith("-") and word != "-":
            name = word.partition("=")[0]
            if name not in options:
                return f"{context.command_path} has no option {name}"
            if name in takes_value and "=" not in word:
                next(rest, None)
        elif isinstance(command, click.Group):
            below = command.get_command(context, word)
            if below is None:
                return f"{context.command_path} has no command {word}"
            return unknown_option(list(rest), below, click.Context(below, parent=context, info_name=word))
    return None


def wrong_command(words: list[str], targets: set[str]) -> str | None:
    """Why a command line of the docs cannot work, as far as this project decides it; None if it can."""
    program = words[0].removeprefix(".venv/bin/")
    if program == "make":
        named = [word for word in words[1:] if "=" not in word and not word.startswith("-")]
        return next((f"make has no target {word}" for word in named if word not in targets), None)
    if program != "shuangying":
        return None
    main: click.Command = importlib.import_module("shuangying.cli").main
    return unknown_option(words[1:], main, click.Context(main, info_name="shuangying"))


def unexplained_dependencies() -> Iterator[str]:
    """Each library that is named by the project and not in the dependencies page."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    npm = json.loads((ROOT / "package.json").read_text())
    required = [
        *project["dependencies"],
        *(line for extra in project["optional-dependencies"].values() for line in extra),
    ]
    named = {re.match(r"[\w.-]+", line)[0] for line in required} | {*npm["dependencies"], *npm["devDependencies"]}
    page = (ROOT / "docs/dependencies.md").read_text()
    first_cells = re.findall(r"^\| ([^|]+) \|", page, re.M)
    explained = {name for cell in first_cells for name in re.findall(r"[\[`]([@/\w.-]+)[\]`]", cell)}
    yield from (f"docs/dependencies.md: does not explain {name}" for name in sorted(named - explained))
    yield from (f"docs/dependencies.md: not a dependency: {name}" for name in sorted(explained - named))


def faults() -> list[str]:
    """Everything wrong in the docs, each with its document."""
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.M))
    found = list(unexplained_dependencies())
    for document in documents():
        wrong = [
            *broken_links(document),
            *filter(None, (wrong_command(words, targets) for words in commands(document))),
        ]
        found += [f"{document.relative_to(ROOT)}: {fault}" for fault in wrong]
    return found


if __name__ == "__main__":
    if found := faults():
        print(*found, sep="\n")
        sys.exit(f"{len(found)} faults in the docs")
    print(f"{len(documents())} documents, links and commands hold")
