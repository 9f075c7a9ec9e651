"""`shuangying keys`: the keys under which sensitive values are sealed, and their rotation."""

import fcntl
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from shuangying.cli.call import SOME_FAILED, Call, Cannot, command
from shuangying.cli.tables import table
from shuangying.cli.words import _


@click.group("keys", help=_("The keys under which sensitive values are sealed."))
def keys() -> None:
    pass


@keys.add_command
@command("list", _("The keys, and how much lies sealed under each."))
def list_keys(call: Call) -> None:
    call.start()
    _prepare(call)
    found = _found()
    if call.as_json:
        call.answer(found)
    else:
        rows = [(one["key"], _word(one), str(one["values"]), str(one["files"])) for one in found]
        call.say(table((_("Key"), _("State"), _("Values"), _("Files")), rows, ends=(2, 3)))
    if any(one["state"] == "missing" for one in found):
        call.say(_("Put the missing keys back into the key file; without them these values cannot be opened."))
        call.end(SOME_FAILED)


@keys.add_command
@command("new", _("Make a key and write it out, for installations that are given their keys. Nothing is changed."))
def new_key(call: Call) -> None:
    from shuangying.core.sealing import Key
    from shuangying.kernel.registers.key_ring import written

    click.echo(written(Key.new()))


@keys.add_command
@command("rotate", _("Seal everything under a new key, while serving. If it was broken off, it goes on where it was."))
def rotate(call: Call) -> None:
    call.start()
    _prepare(call)
    from django.conf import settings

    from shuangying.kernel.registers import sealed_values
    from shuangying.kernel.registers.key_ring import ring

    with _alone(Path(settings.KEYS_FILE), bool(settings.KEYS_GIVEN)):
        before = [key.id.hex() for key in ring(fresh=True).keys]
        if len(before) == 1:
            _add_a_key()
        newest = ring().keys[0].id.hex()
        waiting = sum(one["values"] + one["files"] for one in _found() if one["key"] != newest)
        with _progress(waiting) as step:
            left = sealed_values.reseal(step)
            sealed_values.renew_indexes()
        gone = [] if settings.KEYS_GIVEN or left else sealed_values.drop_unused_keys()
    _journal(call.actor, newest, gone, left)
    if call.as_json:
        call.answer({"newest": newest, "removed": gone, "left": left, "keys": _found()})
    else:
        call.say(_("Everything that could be opened is sealed under the key %(key)s.") % {"key": newest})
        if gone:
            call.say(
                _("Removed: %(keys)s. Keep a copy for as long as you keep backups from before today.")
                % {"keys": "、".join(gone)}
            )
        elif settings.KEYS_GIVEN:
            call.say(_("Now take the other keys out of SHUANGYING_KEY_RING and start the servers anew."))
    if left:
        call.say(_("Not opened: %(n)s. Run: shuangying doctor") % {"n": left})
        call.end(SOME_FAILED)


def _found() -> list[dict[str, Any]]:
    from shuangying.kernel.registers import sealed_values
    from shuangying.kernel.registers.key_ring import ring

    known = [key.id.hex() for key in ring().keys]
    used = sealed_values.use_of_keys()
    states = dict.fromkeys(known[1:], "old") | {known[0]: "newest"}
    return [
        {"key": key, "state": states.get(key, "missing"), "values": use.values, "files": use.files}
        for key, use in used.items()
    ]


def _word(one: dict[str, Any]) -> str:
    return {"newest": _("seals what is new"), "old": _("opens what is older"), "missing": _("missing")}[one["state"]]


def _prepare(call: Call) -> None:
    from django.core.exceptions import ImproperlyConfigured

    from shuangying.kernel.registers.key_ring import ring

    if not call.actor.is_console:
        raise Cannot(_("Only the console looks after the keys. Leave out --as."))
    try:
        ring(fresh=True)
    except ImproperlyConfigured as error:
        raise Cannot(str(error)) from None


def _add_a_key() -> None:
    """Put a new key into the ring file: first behind, until every server knows it; then in front, until every server uses it."""
    from django.conf import settings

    from shuangying.core.sealing import Key, KeyRing
    from shuangying.kernel.registers import key_ring

    if settings.KEYS_GIVEN:
        raise Cannot(
            _(
                "The keys come from SHUANGYING_KEY_RING. Put a new one in front of them (shuangying keys new), start the servers anew, and rotate again."
            )
        )
    old, new = key_ring.ring().keys[0], Key.new()
    for order in ((old, new), (new, old)):
        key_ring.write(KeyRing(*order))
        time.sleep(2 * key_ring.LOOK_AGAIN_AFTER)


@contextmanager
def _alone(keys_file: Path, given: bool) -> Iterator[None]:
    """Nobody else rotates at the same time."""
    from django.conf import settings

    place = settings.HOME / "rotation.lock" if given else keys_file.with_name(f"{keys_file.name}.lock")
    with os.fdopen(os.open(place, os.O_WRONLY | os.O_CREAT, 0o600), "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Cannot(_("The keys are being rotated already.")) from None
        yield


@contextmanager
def _progress(length: int) -> Iterator[Callable[[int], None]]:
    with click.progressbar(length=length, label=_("Sealing"), file=sys.stderr) as bar:
        yield bar.update


def _journal(actor: Any, newest: str, gone: list[str], left: int) -> None:
    from shuangying.kernel.audit import api as audit

    audit.record(actor, "keys", detail={"newest": newest, "removed": gone, "left": left})
