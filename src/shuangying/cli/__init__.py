"""The `shuangying` command. Each group of commands is a file of its own, loaded when it is asked for."""

from importlib import import_module
from typing import Any

import click

from shuangying import __version__
from shuangying.cli import words
from shuangying.cli.words import _

COMMANDS = {
    "demo": "demo:make_and_serve",
    "init": "init:make_county",
    "serve": "serve:serve_home",
    "users": "users:users",
    "registers": "registers:show_registers",
    "import": "imports:import_file",
    "export": "exports:export_register",
    "figures": "figures:show_figures",
    "brief": "briefs:write_brief",
    "keys": "keys:keys",
    "purge": "purge:purge_uploads",
    "doctor": "doctor:examine",
}
"""Where each command stands in this room, in the order of the help."""


class Program(click.Group):
    """The commands by name, each loaded when it is asked for, so that `--help` answers at once."""

    def make_context(self, info_name: str | None, args: list[str], *rest: Any, **more: Any) -> click.Context:
        words.speak(words.asked_for(args))
        return super().make_context(info_name, args, *rest, **more)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        file, _colon, name = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(import_module(f"shuangying.cli.{file}"), name)
        return command


@click.group(cls=Program, help=_("Figures, registers and briefs of a county, from the command line."))
@click.option("--lang", type=click.Choice(words.LANGUAGES), help=_("Language of messages; Chinese unless given."))
@click.version_option(__version__, message="shuangying %(version)s", help=_("Show the version and exit."))
def main(lang: str | None) -> None:
    pass
