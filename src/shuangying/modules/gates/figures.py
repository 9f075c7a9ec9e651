"""The figures of the gates: checkpoints, vehicles and people checked, and what became of the people."""

from typing import Any

from django.db.models import Q
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from shuangying.kernel.divisions import api as divisions
from shuangying.kernel.figures.api import BAD, Source, answered_by, ratio
from shuangying.modules.gates.models import Checkpoint, Passage, Traveller
from shuangying.modules.gates.roles import CHECKPOINT
from shuangying.modules.people.models import HUBEI
from shuangying.modules.people.temperatures import FEVER

OWNER = _("Headquarters, traffic group")
CHECKPOINTS, VEHICLES = _("checkpoints"), _("vehicles")
PEOPLE: Any = _("people")


def _province() -> str:
    county = divisions.home().county
    return "" if county is None else county.code[:2]


province = lazy(_province, str)
"""The code of the home's province, known when the figure is asked for."""

checkpoints = Source(Checkpoint.state, owner=OWNER)
for _kind, _where, _ever, _ever_text, _now, _now_text in (
    (
        "",
        Q(),
        _("Joint checkpoints set up"),
        _("Joint checkpoints set up by 24:00 of the day, those ended since then included."),
        _("Joint checkpoints in service"),
        _("Joint checkpoints set up and not ended at 24:00 of the day."),
    ),
    (
        "expressway.",
        Q(kind=Checkpoint.Kind.EXPRESSWAY),
        _("Joint checkpoints set up on expressways"),
        _("Joint checkpoints set up on expressway exits by 24:00 of the day, those ended since then included."),
        _("Joint checkpoints in service on expressways"),
        _("Joint checkpoints on expressway exits set up and not ended at 24:00 of the day."),
    ),
    (
        "road.",
        Q(kind=Checkpoint.Kind.ROAD),
        _("Joint checkpoints set up on national and provincial roads"),
        _(
            "Joint checkpoints set up on national and provincial roads by 24:00 of the day, those ended since then included."
        ),
        _("Joint checkpoints in service on national and provincial roads"),
        _("Joint checkpoints on national and provincial roads set up and not ended at 24:00 of the day."),
    ),
):
    checkpoints.count(f"gates.checkpoints.{_kind}count", _ever, _ever_text, where=_where, unit=CHECKPOINTS)
    checkpoints.count(
        f"gates.checkpoints.{_kind}current.count", _now, _now_text, state="in_service", where=_where, unit=CHECKPOINTS
    )

passages = Source(Passage, on="at", owner=OWNER, unit="checkpoint__unit")
vehicles_today = answered_by(
    passages.count(
        "gates.vehicles.day.count",
        _("Vehicles checked on the day"),
        _(
            "Passages of vehicles through a checkpoint from 0:00 to 24:00 of the day, in both directions; a vehicle that passes twice counts twice. Somebody on foot is no vehicle."
        ),
        where=~Q(vehicle=Passage.Vehicle.FOOT),
        unit=VEHICLES,
    ),
    kind="checkpoint",
    roles=(CHECKPOINT,),
    headers=("检测车辆", "检查车辆", "检查车辆数", "登记车辆"),
)
vehicles = vehicles_today.to_date(
    "gates.vehicles.count",
    _("Vehicles checked"),
    _(
        "Passages of vehicles through a checkpoint up to 24:00 of the day, with what checkpoints without records reported day by day."
    ),
)

travellers = Source(Traveller, on="passage__at", owner=OWNER, unit="passage__checkpoint__unit")
people_today = answered_by(
    travellers.count(
        "gates.people.day.count",
        _("People checked on the day"),
        _(
            "People in the passages through a checkpoint from 0:00 to 24:00 of the day, in both directions; who passes twice counts twice."
        ),
        unit=PEOPLE,
    ),
    kind="checkpoint",
    roles=(CHECKPOINT,),
    headers=("检测人员", "检查人员", "检查人数", "登记人员"),
)
people = people_today.to_date(
    "gates.people.count",
    _("People checked"),
    _(
        "People in the passages through a checkpoint up to 24:00 of the day, with what checkpoints without records reported day by day."
    ),
)
different_people = travellers.distinct(
    "gates.people.distinct.count",
    "person",
    _("Different people checked"),
    _(
        "How many different people passed a checkpoint up to 24:00 of the day, each counted once; only records tell, not the numbers that checkpoints report."
    ),
    to_date=True,
)

vehicles_turned_back_today = answered_by(
    travellers.count(
        "gates.turned_back.vehicles.day.count",
        _("Vehicles turned back on the day"),
        _(
            "Vehicles whose driver was turned back at a checkpoint on the day. A vehicle whose driver went on does not count, even where others in it were turned back; nor do passengers matter where the driver was turned back and they went elsewhere."
        ),
        where=Q(seat=Traveller.Seat.DRIVER, outcome=Traveller.Outcome.TURN_BACK),
        unit=VEHICLES,
    ),
    kind="checkpoint",
    roles=(CHECKPOINT,),
    headers=("劝返车辆", "劝返车辆数"),
)
vehicles_turned_back = vehicles_turned_back_today.to_date(
    "gates.turned_back.vehicles.count",
    _("Vehicles turned back"),
    _(
        "Vehicles whose driver was turned back at a checkpoint up to 24:00 of the day, with what checkpoints without records reported."
    ),
)
turned_back_today = answered_by(
    travellers.count(
        "gates.turned_back.people.day.count",
        _("People turned back on the day"),
        _(
            "People turned back at a checkpoint on the day, each by their own outcome. Who was to be turned back and was sent elsewhere by headquarters is not counted."
        ),
        where=Q(outcome=Traveller.Outcome.TURN_BACK),
        unit=PEOPLE,
    ),
    kind="checkpoint",
    roles=(CHECKPOINT,),
    headers=("劝返人员", "劝返人数"),
)
turned_back = turned_back_today.to_date(
    "gates.turned_back.people.count",
    _("People turned back"),
    _("People turned back at a checkpoint up to 24:00 of the day, with what checkpoints without records reported."),
)
ratio(
    "gates.turned_back.people.day.share",
    _("Share of people turned back on the day"),
    _("People turned back on the day over people checked on the day."),
    turned_back_today,
    people_today,
)

for _id, _where, _day, _day_text, _ever, _ever_text in (
    (
        "observed",
        Q(outcome=Traveller.Outcome.OBSERVE),
        _("People sent to observation on the day"),
        _("People whom a checkpoint sent to observation on the day, those by decision of headquarters included."),
        _("People sent to observation"),
        _(
            "People whom checkpoints sent to observation up to 24:00 of the day, those by decision of headquarters included."
        ),
    ),
    (
        "medical",
        Q(outcome=Traveller.Outcome.MEDICAL),
        _("People sent to hospital on the day"),
        _("People whom a checkpoint sent to a hospital on the day."),
        _("People sent to hospital"),
        _("People whom checkpoints sent to a hospital up to 24:00 of the day."),
    ),
    (
        "overridden",
        Q(overridden_at__isnull=False),
        _("Outcomes overridden on the day"),
        _(
            "People who passed on the day and about whom headquarters decided otherwise than the checkpoint. They count under their new outcome too."
        ),
        _("Outcomes overridden"),
        _(
            "People who passed up to 24:00 of the day and about whom headquarters decided otherwise than the checkpoint."
        ),
    ),
    (
        "fever",
        Q(temperature__gte=FEVER),
        _("People with a fever on the day"),
        _("People of 37.3 °C or more at a checkpoint on the day."),
        _("People with a fever"),
        _("People of 37.3 °C or more at a checkpoint up to 24:00 of the day."),
    ),
    (
        "people.hubei",
        Q(origin__code__startswith=HUBEI),
        _("People from Hubei on the day"),
        _("People checked on the day who set out from Hubei. Where the vehicle is registered does not matter."),
        _("People from Hubei"),
        _("People checked up to 24:00 of the day who set out from Hubei."),
    ),
    (
        "people.other_provinces",
        Q(origin__isnull=False) & ~Q(origin__code__startswith=HUBEI) & ~Q(origin__code__startswith=province()),
        _("People from other provinces on the day"),
        _("People checked on the day who set out from another province than this one and Hubei."),
        _("People from other provinces"),
        _("People checked up to 24:00 of the day who set out from another province than this one and Hubei."),
    ),
    (
        "people.in_province",
        Q(origin__code__startswith=province()),
        _("People from within the province on the day"),
        _("People checked on the day who set out from within the province, the county itself included."),
        _("People from within the province"),
        _("People checked up to 24:00 of the day who set out from within the province, the county itself included."),
    ),
    (
        "people.origin_unknown",
        Q(origin__isnull=True),
        _("People of unknown origin on the day"),
        _("People checked on the day of whom nobody wrote where they set out from."),
        _("People of unknown origin"),
        _("People checked up to 24:00 of the day of whom nobody wrote where they set out from."),
    ),
):
    travellers.count(
        f"gates.{_id}.day.count",
        _day,
        _day_text,
        where=_where,
        unit=PEOPLE,
        more_is=BAD if _id == "fever" else 0,
    ).to_date(f"gates.{_id}.count", _ever, _ever_text)
