"""Decisions about enterprises: an application to go back to work approved or refused, and the day on which work began again."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from shuangying.kernel.accounts.api import EVERYWHERE, Actor
from shuangying.kernel.divisions import api as divisions
from shuangying.kernel.registers import api as registers
from shuangying.kernel.registers.api import Action
from shuangying.kernel.registers.writing import Change, Rejected, save_many


def approve(roles: Sequence[str]) -> Action:
    """That a firm may go back to work, under the conditions that the check found met."""
    purpose = _("The firm may go back to work from the day given.")
    return _decision("approve", _("Approve"), _("approved"), "approved_on", roles, purpose)


def refuse(roles: Sequence[str]) -> Action:
    """That a firm may not go back to work yet; the reason stands in the application, so that the firm can read it."""
    purpose = _("The firm stays shut. It may apply again once the reasons are gone.")
    return _decision("refuse", _("Refuse"), _("refused"), "refused_on", roles, purpose)


def resume(roles: Sequence[str]) -> Action:
    """That somebody saw a firm at work again."""
    return Action(
        "resume",
        _("Back at work"),
        may=tuple(roles),
        columns=("resumed_on",),
        values=_resumed,
        when=lambda enterprise: enterprise.state == "closed",
        done=_("back at work"),
        purpose=_("The firm is back at work from the day given."),
    )


def is_pending(resumption: Any) -> bool:
    """Whether an application has been checked and nothing is decided."""
    return resumption.checked_on is not None and resumption.approved_on is None and resumption.refused_on is None


def _resumed(_enterprise: Any, entered: Mapping[str, Any], _actor: Actor, _now: datetime) -> Mapping[str, Any]:
    return {"resumed_on": entered.get("resumed_on") or divisions.today()}


def _decision(name: str, label: Any, done: Any, column: str, roles: Sequence[str], purpose: Any) -> Action:
    """A decision writes its day, who took it and why; its reason is kept with the record and in the journal."""

    def decide(resumption: Any, entered: Mapping[str, Any], actor: Actor, reason: str) -> None:
        day = entered.get(column) or divisions.today()
        change = Change({column: day, "decided_by": actor.name or actor.login, "reasons": reason}, resumption)
        register = registers.of_model(type(resumption))
        (result,) = save_many(register, actor, [change], action=name, reason=reason, granted=EVERYWHERE)
        if result.outcome == "rejected":
            raise Rejected(result.problems)

    return Action(
        name, label, may=tuple(roles), columns=(column,), run=decide, when=is_pending, done=done, purpose=purpose
    )
