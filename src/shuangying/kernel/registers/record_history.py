"""A record's past as its page shows it: its states by day, what sheets said, and who changed what from where."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuangying.core.masks import mask
from shuangying.kernel.audit import api as audit
from shuangying.kernel.registers import numerals, reveals, spans
from shuangying.kernel.registers.columns import Column
from shuangying.kernel.registers.declaration import Register
from shuangying.kernel.registers.sight import Sight

ACTIONS = {
    "create": gettext_lazy("entered"),
    "update": gettext_lazy("changed"),
    "delete": gettext_lazy("deleted"),
    "restore": gettext_lazy("restored"),
    "import": gettext_lazy("imported"),
    "undo": gettext_lazy("import taken back"),
    "merge": gettext_lazy("merged"),
    "unmerge": gettext_lazy("merge undone"),
    "alias": gettext_lazy("other name noted"),
    "alias_forgotten": gettext_lazy("other name taken away"),
    "export": gettext_lazy("exported"),
    reveals.ACTION: gettext_lazy("looked at what is hidden"),
    "purge": gettext_lazy("old uploads deleted"),
    "keys": gettext_lazy("keys rotated"),
    "publish": gettext_lazy("published"),
    "permission": gettext_lazy("post or right changed"),
    "settings": gettext_lazy("settings changed"),
    "login": gettext_lazy("logged in"),
    "login_failed": gettext_lazy("failed to log in"),
    "logout": gettext_lazy("logged out"),
    "password": gettext_lazy("own password changed"),
}


def timelines_of(register: Register, record: Any, day: date) -> list[dict[str, Any]]:
    """Each set of states in order: on which day each began, what that rests on, and how far the day has come.

    A stage without a day before the one reached is passed, not done: the record may never have stood in it.
    """
    lines = []
    for stages in register.model.stage_sets:
        held = {span.state: span for span in stages.Span.objects.filter(record=record, from_on__lte=day)}
        now = getattr(record, stages.name)
        reached = stages.order.index(now) if now else -1
        steps = []
        for position, state in enumerate(stages.order):
            span = held.get(state)
            begun = span.from_on if span else getattr(record, stages.dates[state])
            mark = "is-current" if position == reached else ""
            if position < reached:
                mark = "is-done" if begun else "is-passed"
            basis = _("seen in a sheet") if span and span.basis == "statement" else ""
            steps.append({"label": stages.labels[state], "day": begun, "basis": basis, "state": mark})
        lines.append({"label": stages.label, "stages": steps})
    return lines


def statements_of(register: Register, record: Any) -> list[dict[str, Any]]:
    """What sheets and people stated about the record's states, newest first."""
    said = []
    for stages in register.model.stage_sets:
        for one in reversed(spans.statements_of(stages, [record.pk]).get(record.pk, [])):
            source = _("sheet, row %(n)s") % {"n": one.row} if one.row else _("entered by hand")
            said.append(
                {
                    "day": one.on,
                    "label": stages.labels[one.state],
                    "source": source,
                    "url": "",
                    "disproved": one.disproved,
                }
            )
    return said


def deletion_of(register: Register, record: Any) -> dict[str, Any] | None:
    """Who deleted the record, when and why; None where it is not deleted."""
    if record.deleted_at is None:
        return None
    newest = next((change for change in audit.history(register.id, record.pk) if change.action == "delete"), None)
    who = (newest.actor_name or newest.actor) if newest else ""
    return {"at": record.deleted_at, "who": who, "reason": record.deletion_reason}


def history_of(register: Register, record: Any, sight: Sight) -> list[dict[str, Any]]:
    """Who changed what and when, newest first, each value old → new; what is masked for the reader is masked here too."""
    hides = sight.hides(record)
    return [
        {
            "at": change.at,
            "who": change.actor_name or change.actor,
            "action": action_word(register, change.action),
            "reason": change.reason,
            "source": change.source.get("file", ""),
            "row": change.row,
            "about": _columns_named(register, change.detail.get("columns", ())),
            "changes": [_line(register, name, *pair, hides=hides) for name, pair in change.changes.items()],
        }
        for change in audit.history(register.id, record.pk)
    ]


def _columns_named(register: Register, names: Sequence[str]) -> str:
    """Which columns an act was about, such as a look at hidden values."""
    return "、".join(str(register.by_name[name].label) for name in names if name in register.by_name)


def action_word(register: Register | None, action: str) -> Any:
    """What was done, in a word: the journal's own, or that of the register's declared action."""
    declared = register.actions if register is not None else ()
    return next((one.done or one.label for one in declared if one.name == action), ACTIONS.get(action, action))


def _line(register: Register, name: str, old: Any, new: Any, *, hides: bool) -> dict[str, Any]:
    column = register.by_name.get(name) or register.inline_references.get(name)
    if column is None:
        return {"label": name, "old": old, "new": new}
    if column.kind == "sealed":
        return {
            "label": column.label,
            "old": "",
            "new": _("changed") if old and new else _("entered") if new else _("cleared"),
        }
    old, new = (_shown(column, kept, hides=hides) for kept in (old, new))
    return {"label": column.label, "old": old, "new": new}


def _shown(column: Column, kept: Any, *, hides: bool) -> str:
    if kept in (None, ""):
        return ""
    if column.kind == "reference" and not hides and column.related is not None:
        named: Any = column.related._default_manager.filter(uid=kept).first()
        return str(named.title) if named is not None else str(kept)
    shown = numerals.with_unit(column.show_kept(kept), column.unit)
    return mask(column.mask, shown) if hides and column.mask else shown
