"""Whether the keys are safe and everything sealed can be opened and found."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from shuangying.cli.findings import Finding, rights
from shuangying.cli.words import _

if TYPE_CHECKING:
    from shuangying.kernel.registers import sealed_values

MOST_NAMED = 3


def key_findings(mend: bool) -> Iterator[Finding]:
    """The key file, the values and files that lie sealed, the look-up values, a rotation that was broken off."""
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured

    from shuangying.kernel.registers import sealed_values
    from shuangying.kernel.registers.key_ring import ring

    check = _("Keys")
    try:
        keys = ring(fresh=True).keys
    except ImproperlyConfigured as error:
        yield Finding(check, False, str(error), _("Put the key file back from the copy kept apart from the backups."))
        return
    if settings.KEYS_GIVEN:
        yield Finding(check, True, _("given by SHUANGYING_KEY_RING"))
    else:
        yield rights(check, Path(settings.KEYS_FILE), mend)
    if len(keys) > 1:
        found = _("%(n)s keys: a rotation is not finished") % {"n": len(keys)}
        yield Finding(_("Rotation"), False, found, "shuangying keys rotate")
    checked = sealed_values.check()
    if checked.unfound and mend:
        sealed_values.renew_indexes()
        checked = sealed_values.check()
    yield _sealed(checked)
    yield Finding(
        _("Look-up values"),
        not checked.unfound,
        _("values that a search does not find: %(n)s") % {"n": checked.unfound},
        "shuangying doctor --mend" if checked.unfound else "",
    )


def _sealed(checked: "sealed_values.Checked") -> Finding:
    check = _("Sealed values")
    if checked.missing:
        named = "; ".join(f"{key}: {count}" for key, count in sorted(checked.missing.items()))
        found = _("their keys are missing: %(keys)s") % {"keys": named}
        mend = _(
            "Put these keys back into the key file, behind the others; they are in the copy kept apart from the backups."
        )
        return Finding(check, False, found, mend)
    if checked.altered:
        named = "; ".join(checked.altered[:MOST_NAMED])
        found = _("altered or moved: %(n)s (%(named)s)") % {"n": len(checked.altered), "named": named}
        return Finding(check, False, found, _("Restore them from a backup, and find out who changed the database."))
    all_open = _("values: %(values)s, files: %(files)s; all open")
    return Finding(check, True, all_open % {"values": checked.values, "files": checked.files})
