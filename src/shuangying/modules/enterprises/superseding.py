"""A firm's staff report holds until its next one: the day of the next one is written to it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from shuangying.kernel.accounts.api import EVERYWHERE, Actor
from shuangying.kernel.registers import api as registers
from shuangying.kernel.registers.writing import Change, save_many
from shuangying.modules.enterprises.models import StaffReport

BATCH = 500


def supersede(actor: Actor, reports: Sequence[StaffReport], source: Mapping[str, Any]) -> None:
    """See that each report of these firms ends on the day of the next.

    Args:
        actor: who wrote the reports.
        reports: the reports just written or deleted.
        source: where they came from.
    """
    firms = sorted({report.enterprise_id for report in reports})
    by_firm: dict[int, list[StaffReport]] = defaultdict(list)
    for start in range(0, len(firms), BATCH):
        rows = StaffReport.objects.live().filter(enterprise__in=firms[start : start + BATCH])
        for report in rows.select_related("enterprise").order_by("day"):
            by_firm[report.enterprise_id].append(report)
    changes = [
        Change({"superseded_on": next_day}, report)
        for ones in by_firm.values()
        for report, next_day in zip(ones, [*(one.day for one in ones[1:]), None], strict=True)
        if report.superseded_on != next_day
    ]
    if not changes:
        return
    results = save_many(registers.of_model(StaffReport), actor, changes, source=source, granted=EVERYWHERE)
    seen = {report.pk: report for report in reports}
    for result in results:
        if report := seen.get(result.record.pk):
            report.version, report.superseded_on = result.record.version, result.record.superseded_on
