"""The words of the command line, in Chinese unless English is asked for; the same catalogue as the pages', read without Django."""

import gettext
import os
import sys
from collections.abc import Sequence
from pathlib import Path

LANGUAGES = ("zh", "en")
CATALOGUES = {"zh": "zh_Hans", "en": "en"}
DJANGO = {"zh": "zh-hans", "en": "en"}


def asked_for(words: Sequence[str]) -> str:
    """The language that a command line asks for with `--lang`, else the environment's `SHUANGYING_LANG`, else Chinese."""
    named = os.environ.get("SHUANGYING_LANG", "zh")
    for word, following in zip(words, [*words[1:], ""], strict=False):
        if word == "--lang":
            named = following
        elif word.startswith("--lang="):
            named = word.removeprefix("--lang=")
    return named if named in LANGUAGES else "zh"


def speak(language: str) -> None:
    """Use a language for this process; click's own words follow, for it asks the same place."""
    os.environ["LANGUAGE"] = CATALOGUES[language]


def language() -> str:
    """The language in use: "zh" or "en"."""
    return "en" if os.environ.get("LANGUAGE") == CATALOGUES["en"] else "zh"


def _(message: str) -> str:
    """The message in the language in use."""
    return gettext.gettext(message)


gettext.bindtextdomain("django", str(Path(__file__).parent.parent / "locale"))
gettext.textdomain("django")
speak(asked_for(sys.argv[1:]))

FROM_CLICK = (
    _("Usage:"),
    _("Options"),
    _("Commands"),
    _("Positional arguments"),
    _("Show this message and exit."),
    _("Try '{command} {option}' for help."),
    _("Error: {message}"),
    _("No such option {name!r}."),
    _("No such command {name!r}."),
    _("Missing argument"),
    _("Missing option"),
    _("Missing command."),
    _("Invalid value: {message}"),
    _("Invalid value for {param_hint}: {message}"),
    _("{name} {filename!r} does not exist."),
    _("{name} {filename!r} is a directory."),
    _("{name} {filename!r} is a file."),
    _("{value!r} is not a valid {number_type}."),
    _("default: {default}"),
    _("file"),
    _("directory"),
    _("path"),
    _("Aborted!"),
)
