"""What every command shares: its home, its language, whose rights it uses, how it answers."""

import functools
import json
import os
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

import click

from shuangying.cli import words
from shuangying.cli.words import _
from shuangying.core.calendar import in_range
from shuangying.core.problems import Invalid

DONE, SOME_FAILED, CANNOT = 0, 1, 2


class Cannot(click.ClickException):
    """The command cannot be done; the message says why and what to do."""

    exit_code = CANNOT


@dataclass
class Call:
    """One command as it was called.

    Attributes:
        home: the home folder named on the command line, if one was.
        login: whose rights to use instead of the console's.
        as_json: whether stdout takes one JSON document and nothing else.
    """

    home: Path | None = None
    login: str | None = None
    as_json: bool = False

    def start(self, *, county: bool = True) -> None:
        """Bring the program up on the home.

        Args:
            county: whether the home must hold a county already.

        Raises:
            Cannot: it holds none, or its tables are of another version.
        """
        if self.home is not None:
            os.environ["SHUANGYING_HOME"] = str(self.home)
        if county:
            self.require_tables()
        start_django()
        if county:
            self._check_county()

    @property
    def folder(self) -> Path:
        """The home folder, whether it exists or not."""
        return Path(os.environ.get("SHUANGYING_HOME") or "~/.shuangying").expanduser()

    def require_tables(self) -> None:
        """Go on only if the home has a database; it is not made by asking.

        Raises:
            Cannot: it has none.
        """
        folder = self.home or self.folder
        if not os.environ.get("SHUANGYING_DATABASE_URL") and not (folder / "shuangying.db").is_file():
            raise Cannot(
                _("%(home)s holds no county yet. Make one: shuangying init --county CODE, or shuangying demo")
                % {"home": folder}
            )

    def _check_county(self) -> None:
        from django.db import DatabaseError

        from shuangying.kernel.divisions import api as divisions

        try:
            county = divisions.home().county
        except DatabaseError:
            raise Cannot(
                _("The tables in %(home)s are of another version. Run: shuangying doctor --mend")
                % {"home": self.folder}
            ) from None
        if county is None:
            raise Cannot(_("%(home)s has no county yet. Run: shuangying init --county CODE") % {"home": self.folder})

    @property
    def actor(self) -> Any:
        """Who acts: the console, or the person named with `--as`.

        Raises:
            Cannot: nobody has that login.
        """
        from shuangying.kernel.accounts import api as accounts
        from shuangying.kernel.divisions import api as divisions

        console = accounts.console()
        if self.login is None:
            return console
        try:
            return accounts.as_login(self.login, divisions.today(), console.os_user)
        except accounts.User.DoesNotExist:
            raise Cannot(_("Nobody has the login %(login)s.") % {"login": self.login}) from None

    def register(self, id_: str) -> Any:
        """The register of that id, if the actor may read it.

        Raises:
            Cannot: there is none.
        """
        from shuangying.kernel.registers import api as registers

        readable = {register.id: register for register in registers.readable(self.actor)}
        if id_ not in readable:
            raise Cannot(
                _("There is no register %(id)s. The registers are: %(ids)s")
                % {"id": id_, "ids": ", ".join(readable) or "-"}
            )
        return readable[id_]

    def day(self, text: str | None) -> date:
        """A day as ISO writes it; without one the home's today.

        Raises:
            Cannot: it is no such day.
        """
        from shuangying.kernel.divisions import api as divisions
        from shuangying.kernel.registers import api as registers

        if text is None:
            return divisions.today()
        try:
            return in_range(date.fromisoformat(text))
        except Invalid as error:
            raise Cannot(registers.words_for(error.problem)) from None
        except ValueError:
            raise Cannot(_("%(text)s is no day. Write it as 2020-03-05.") % {"text": text}) from None

    def division(self, text: str | None, day: date) -> Any:
        """The division that a code or a unique name means, None for none.

        Raises:
            Cannot: there is none, or there are several.
        """
        from shuangying.kernel.divisions import api as divisions

        if text is None:
            return None
        try:
            return divisions.find(text, day)
        except divisions.NotOne as error:
            named = [f"{one.code} {one.parent.name if one.parent else ''}{one.name}" for one in error.candidates]
        if not named:
            raise Cannot(_("There is no division %(text)s.") % {"text": text})
        raise Cannot(
            _("Several divisions are called %(text)s; name one by its code: %(candidates)s")
            % {"text": text, "candidates": "; ".join(named)}
        )

    def node(self, text: str | None, day: date) -> Any:
        """The node of the county's tree that a code or a unique name means, None for none.

        Raises:
            Cannot: there is none in the county.
        """
        from shuangying.kernel.divisions import api as divisions

        division = self.division(text, day)
        if division is None:
            return None
        tree = divisions.tree(day)
        unit = tree.unit_on_day(division.pk)
        if unit is None:
            raise Cannot(
                _("%(name)s is not a division of this county on %(day)s.") % {"name": division.name, "day": day}
            )
        return tree.node(unit)

    def say(self, text: str = "") -> None:
        """Say something to the person: on stdout, or beside the JSON document on stderr."""
        click.echo(text, err=self.as_json)

    def answer(self, document: Any) -> None:
        """Write the JSON document."""
        click.echo(json.dumps(document, ensure_ascii=False, indent=2, default=str))

    def end(self, code: int) -> NoReturn:
        """End with an exit code."""
        sys.stdout.flush()
        raise click.exceptions.Exit(code)


def start_django() -> None:
    """Set Django up, once, in the language of the command line; what is written from now on is for its owner only."""
    os.umask(0o077)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shuangying.site.settings")
    import django
    from django.apps import apps
    from django.utils import translation

    if not apps.ready:
        django.setup()
    translation.activate(words.DJANGO[words.language()])


def shared(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options that every command has; it is called with a `Call` first."""

    @click.option("--home", type=click.Path(file_okay=False, path_type=Path), help=_("The home folder."))
    @click.option("--as", "login", metavar="LOGIN", help=_("Use this person's rights instead of the console's."))
    @click.option("--json", "as_json", is_flag=True, help=_("Answer with one JSON document."))
    @click.option("--lang", type=click.Choice(words.LANGUAGES), help=_("Language of messages; Chinese unless given."))
    @functools.wraps(function)
    def called(home: Path | None, login: str | None, as_json: bool, lang: str | None, **rest: Any) -> Any:
        if lang is not None:
            words.speak(lang)
        return function(Call(home, login, as_json), **rest)

    return called


def command(name: str, text: str, *parameters: Callable[[Any], Any]) -> Callable[[Callable[..., Any]], click.Command]:
    """Make a command of a function that takes a `Call` and the command's own parameters.

    Args:
        name: what is typed.
        text: what its help says.
        parameters: its arguments and options, in the order of the help.
    """

    def make(function: Callable[..., Any]) -> click.Command:
        wrapped = shared(function)
        for parameter in reversed(parameters):
            wrapped = parameter(wrapped)
        return click.command(name, help=text, short_help=first_sentence(text))(wrapped)

    return make


def first_sentence(text: str) -> str:
    """A text up to its first full stop, Chinese or not."""
    return re.split(r"(?<=。)|(?<=\.)\s", text, maxsplit=1)[0]
