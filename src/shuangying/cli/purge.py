"""`shuangying purge`: what has been kept for long enough goes."""

from dataclasses import asdict

from shuangying.cli.call import Call, command
from shuangying.cli.words import _


@command(
    "purge",
    _("Delete uploaded sheets that are older than SHUANGYING_KEEP_UPLOADS_DAYS, 30 unless set. Run it once a day."),
)
def purge_uploads(call: Call) -> None:
    call.start()
    from django.utils import timezone

    from shuangying.kernel.imports import api as imports

    purged = imports.purge(call.actor, timezone.now())
    if call.as_json:
        call.answer(asdict(purged))
        return
    words = _("Sheets deleted: %(files)s; drafts never written: %(drafts)s; rows no longer held: %(held)s.")
    call.say(words % asdict(purged))
