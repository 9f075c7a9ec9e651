"""What a brief remarks about key projects."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from shuangying.kernel.accounts.api import Actor
from shuangying.kernel.briefs.findings import Finding, declare_check, listed


@declare_check
def past_deadline(day: date, division: Any, actor: Actor) -> Iterable[Finding]:
    """Projects under way whose deadline has passed: either the deadline or the stage is wrong, or the project is late."""
    before = (day - timedelta(days=1)).isoformat()
    sentence = _("Key projects past their deadline and not completed: %(n)s")
    return listed("projects", day, actor, sentence, stage="started", due_on_to=before, division=division.code)
