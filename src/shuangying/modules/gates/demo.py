"""The gates of the demonstration: eight joint checkpoints, about 40,200 vehicles with 80,500 people, and the night of 2 February.

Real are the three exits and the closing of two of them, the ring of 27 January, the night at 单县北 and the totals that the
county reported; everything else is invented. One checkpoint reports numbers until 10 February and keeps records from then on.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from shuangying.core.calendar import SHANGHAI, day_begins
from shuangying.core.story import World
from shuangying.kernel.parties.models import Person
from shuangying.kernel.registers import api as registers
from shuangying.kernel.registers.writing import Change, act, delete
from shuangying.modules.gates.demo_traffic import (
    EXITS_SHUT,
    FIRST,
    HERE,
    LAST,
    SIZES,
    Gate,
    Pass,
    Traffic,
    days,
    pools,
    quotas,
)
from shuangying.modules.gates.figures import (
    people_today,
    turned_back_today,
    vehicles_today,
    vehicles_turned_back_today,
)
from shuangying.modules.gates.models import Traveller
from shuangying.modules.people.demo_followups import follow_up
from shuangying.modules.people.demo_residents import SURNAMES, given_name, numbered
from shuangying.modules.people.models import Isolation, KeyPerson

CLERK = "clerk"
SHEET = "passages_night.xlsx"
REAL_EXITS = "pkulaw.com/epidemiclar: from 2020-01-29 18:00 Heze closes 单县南 and 龙王庙; 单县北 stays open. The townships are invented."
REAL_NIGHT = (
    "iqilu.com 2020-02-07 (CCTV): in the small hours of 2020-02-02 a car with a 鄂L plate, a driver and a family of four from "
    "随州; the driver turned back, the four taken to observation by decision of the county headquarters. Plate, minutes and names are invented."
)
Told = tuple[list[Pass], list[str]]
KEEPS_RECORDS_FROM = date(2020, 2, 11)
"""From this day on the checkpoint that reported numbers keeps records."""
REPORTS = "单丰路苏鲁省界检查站（示例）"
SILENT = (("单金路检查站（示例）", date(2020, 2, 14)), ("单金路检查站（示例）", date(2020, 2, 15)))
"""Nobody wrote or reported anything at this checkpoint on these days."""
SILENT_TALLY = date(2020, 2, 3)
"""On this day the checkpoint that reports numbers reported none."""
LATE_TALLIES = {date(2020, 1, 31): date(2020, 2, 1), date(2020, 2, 7): date(2020, 2, 9)}
"""Days whose numbers came late, with the day on which they came."""
WRITTEN_LATER = ("单砀路皖鲁省界检查站（示例）", date(2020, 2, 9))

NORTH = "单县北高速出口检查站"
ROAD_105 = "105国道豫鲁省界检查站（示例）"
DRIVER = "王某某（示例）"
FAMILY = ("李某某（示例）", "李某甲（示例）", "李某乙（示例）", "李某丙（示例）")


class Station(NamedTuple):
    """A checkpoint of the story: how busy it is beside the others, and how much of what passes comes from afar."""

    name: str
    kind: str
    road: str
    direction: str
    town: str
    set_up_on: date
    ended: date | datetime | None
    weight: int
    from_afar: float

    @property
    def ended_on(self) -> date | None:
        """The last day on which somebody passes."""
        return self.ended.date() if isinstance(self.ended, datetime) else self.ended

    @property
    def gate(self) -> Gate:
        """The checkpoint as the traffic sees it."""
        last = day_begins((self.ended_on or LAST) + timedelta(days=1))
        shut = self.ended if isinstance(self.ended, datetime) else last
        return Gate(self.name, self.weight, self.from_afar, day_begins(self.set_up_on), shut)


FIRST_ROADS, OTHER_ROADS = date(2020, 1, 26), date(2020, 1, 27)
STATIONS = (
    Station(NORTH, "expressway", "德上高速", "成武", "莱河镇", FIRST, None, 24, 1.5),
    Station("单县南高速出口检查站", "expressway", "德上高速", "砀山", "浮岗镇", FIRST_ROADS, EXITS_SHUT, 14, 1.4),
    Station("龙王庙高速出口检查站", "expressway", "德上高速", "砀山", "龙王庙镇", FIRST_ROADS, EXITS_SHUT, 10, 1.4),
    Station(ROAD_105, "road", "105国道", "河南虞城", "黄岗镇", FIRST_ROADS, None, 17, 1.3),
    Station(REPORTS, "road", "单丰路", "江苏丰县", "终兴镇", FIRST_ROADS, None, 13, 1.0),
    Station(WRITTEN_LATER[0], "road", "单砀路", "安徽砀山", "朱集镇", OTHER_ROADS, None, 13, 1.2),
    Station("518国道单曹界检查站（示例）", "road", "518国道", "曹县", "郭村镇", OTHER_ROADS, date(2020, 3, 1), 11, 0.3),
    Station(SILENT[0][0], "road", "单金路", "金乡", "张集镇", OTHER_ROADS, date(2020, 3, 3), 10, 0.3),
)

MOST_RESIDENTS, NEIGHBOURS = 5000, 25
"""How many residents drive through the gates, taken from all over the county by so many neighbours."""
HIGHEST_ORDER = 899
"""Orders in identity numbers of people from elsewhere, downwards from this one; residents take them upwards from 1."""


def make(world: World) -> None:
    """Tell the gates from their setting up to the last day."""
    checkpoints = _set_up(world)
    gates = [station.gate for station in STATIONS]
    planned = quotas(gates, SILENT)
    _report_numbers(world, checkpoints[REPORTS].unit, planned)
    _write_traffic(world, checkpoints, _traffic(world, gates, planned))
    _tell_the_night(world, checkpoints[NORTH])
    _tell_what_went_wrong(world, checkpoints)
    world.bring("gates.people", SHEET, CLERK)


def _set_up(world: World) -> dict[str, Any]:
    """The checkpoints, the units that answer for them, and what these owe."""
    made: dict[str, Any] = {}
    for station in STATIONS:
        place = {"name": station.name, "division": world.place(station.town)}
        (unit,) = world.write(
            "parties.units", [Change({**place, "kind": "checkpoint", "from_on": station.set_up_on})], CLERK
        )
        values = {
            **place,
            "kind": station.kind,
            "road": station.road,
            "direction": station.direction,
            "set_up_on": station.set_up_on,
            "ended_on": station.ended_on,
            "unit": unit,
            "note": "1月29日18时起封闭" if station.ended == EXITS_SHUT else "",
        }
        real = REAL_EXITS if station.kind == "expressway" else ""
        (made[station.name],) = world.write("gates.checkpoints", [Change(values)], CLERK, real=real)
    duties = [
        Change(
            {
                "figure": figure.id,
                "unit": checkpoint.unit,
                "from_on": checkpoint.set_up_on,
                "until_on": checkpoint.ended_on and checkpoint.ended_on + timedelta(days=1),
                "records_from": KEEPS_RECORDS_FROM if checkpoint.name == REPORTS else checkpoint.set_up_on,
            }
        )
        for checkpoint in made.values()
        for figure in (vehicles_today, people_today, vehicles_turned_back_today, turned_back_today)
    ]
    world.write("figures.duties", duties, CLERK)
    return made


def _report_numbers(world: World, unit: Any, planned: Mapping[tuple[date, str], tuple[int, int]]) -> None:
    """What the checkpoint reports day by day while it keeps no records."""
    changes = []
    for (day, name), (vehicles, back) in planned.items():
        if name != REPORTS or day >= KEEPS_RECORDS_FROM or day == SILENT_TALLY:
            continue
        went_on = vehicles - back
        numbers = (
            (vehicles_today, vehicles),
            (people_today, round(went_on * sum(SIZES) / len(SIZES)) + round(back * 1.6)),
            (vehicles_turned_back_today, back),
            (turned_back_today, round(back * 1.6)),
        )
        for figure, value in numbers:
            told = {
                "figure": figure.id,
                "unit": unit,
                "day": day,
                "value": value,
                "answered_on": LATE_TALLIES.get(day, day),
            }
            changes.append(Change(told | ({"note": "迟报"} if day in LATE_TALLIES else {})))
    world.write("figures.tallies", changes, CLERK)


def _traffic(world: World, gates: Sequence[Gate], planned: Mapping[tuple[date, str], tuple[int, int]]) -> Told:
    traffic = Traffic(world.dice("gates"), *pools(_residents()))
    by_name = {gate.name: gate for gate in gates}
    passes: list[Pass] = []
    for day in days():
        for name, gate in by_name.items():
            vehicles, back = planned.get((day, name), (0, 0))
            if vehicles and (name != REPORTS or day >= KEEPS_RECORDS_FROM):
                passes += traffic.of_day(day, gate, vehicles, back)
    passes.sort(key=lambda one: one.at)
    return passes, traffic.strangers


def _residents() -> list[Any]:
    """Grown-up residents who are in nobody's care, neighbours beside each other, as far as the traffic needs them."""
    cared_for = {
        *Isolation.objects.values_list("person_id", flat=True),
        *KeyPerson.objects.values_list("person_id", flat=True),
    }
    grown = {"resident": True, "born_on__lte": date(2002, 1, 1), "born_on__gte": date(1950, 1, 1)}
    found = (
        Person.objects.live().filter(**grown).exclude(name__contains="示例").order_by("pk").values_list("pk", flat=True)
    )
    pks = [pk for pk in found if pk not in cared_for]
    every = max(1, len(pks) // MOST_RESIDENTS)
    chosen = [pk for at, pk in enumerate(pks) if at // NEIGHBOURS % every == 0][:MOST_RESIDENTS]
    people = Person.objects.select_related("division").in_bulk(chosen)
    return [people[pk] for pk in chosen]


def _write_traffic(world: World, checkpoints: Mapping[str, Any], told: Told) -> None:
    passes, homes = told
    strangers = world.write("people", [Change(values) for values in _strangers(world, homes)], CLERK)
    late = "2月10日补录（网络中断）"
    passages = world.write(
        "gates.passages",
        [
            Change(
                {
                    "checkpoint": checkpoints[one.gate],
                    "at": one.at,
                    "direction": one.direction,
                    "vehicle": one.party.vehicle,
                    "plate": one.party.plate,
                    "note": late if (one.gate, one.at.date()) == WRITTEN_LATER and one.at.hour >= 14 else "",
                }
            )
            for one in passes
        ],
        CLERK,
    )
    people = world.write("gates.people", list(_travellers(world, passes, passages, strangers)), CLERK)
    _observe(world, [person for person in people if person.outcome == Traveller.Outcome.OBSERVE])


def _travellers(
    world: World, passes: Iterable[Pass], passages: Iterable[Any], strangers: Sequence[Any]
) -> Iterator[Change]:
    for one, passage in zip(passes, passages, strict=True):
        for told in one.people:
            person = told["person"]
            values = {**told, "passage": passage, "person": strangers[person] if isinstance(person, int) else person}
            for name in ("origin", "destination"):
                if name in told:
                    values[name] = world.place(told[name])
            yield Change(values)


def _strangers(world: World, homes: Sequence[str]) -> Iterator[dict[str, Any]]:
    """People from elsewhere, with identity numbers of areas that are given to nobody, and unassigned telephone numbers."""
    dice = world.dice("gates", "strangers")
    county = world.place(HERE)
    taken: Counter[date] = Counter()
    for home in homes:
        sex, born = dice.choice(("male", "male", "female")), date(1950, 1, 1) + timedelta(days=dice.randrange(20_000))
        values = {
            "name": dice.choice(SURNAMES) + given_name(dice, sex, born.year),
            "division": county,
            "resident": False,
            "origin": world.place(home),
        }
        if dice.random() < 0.92:
            order = HIGHEST_ORDER - 2 * taken[born] - (sex == "female")
            values["id_number"] = numbered(born, order)
            taken[born] += 1
        if dice.random() < 0.95:
            values["phone"] = f"154{dice.randrange(10**8):08}"
        yield values


def _observe(world: World, observed: Sequence[Any]) -> None:
    """Whoever was sent to observation is in isolation from that day on, 14 days or until there is a code, and followed up."""
    changes = []
    for one in observed:
        day = one.passage.at.astimezone(SHANGHAI).date()
        lacks_code = not one.exposed
        values = {
            "person": one.person,
            "kind": "observation" if lacks_code else "home",
            "division": one.division if lacks_code else one.person.division,
            "cause": "无健康码留观" if lacks_code else f"自{one.origin.name}返乡，检查站移交",
            "from_on": day,
        }
        ends = day + timedelta(days=1 if lacks_code else 14)
        if ends <= world.today:
            values |= {"released_on": ends, "outcome": "lifted" if lacks_code else "completed", "released_by": "示例"}
        changes.append(Change(values))
    follow_up(world, world.write("people.isolations", changes, CLERK))
    came = {one.person_id: Change({"origin": one.origin}, one.person) for one in observed if one.exposed}
    world.write("people", list(came.values()), CLERK, note="返乡人员来源地")


def _tell_the_night(world: World, checkpoint: Any) -> None:
    """2 February 2020, in the small hours: five people in one car, one turned back, four observed by decision of headquarters."""
    day = date(2020, 2, 2)
    known = {person.name: person for person in Person.objects.live().filter(name__in=(DRIVER, *FAMILY))}
    values = {"checkpoint": checkpoint, "at": world.at(day, "03:20"), "plate": "鄂L0A000", "note": "驾驶员1人、乘客4人"}
    (passage,) = world.write("gates.passages", [Change(values)], CLERK, real=REAL_NIGHT)
    asked = {"passage": passage, "origin": world.place("421300"), "exposed": True, "outcome": "turn_back"}
    people = world.write(
        "gates.people",
        [
            Change(
                {
                    **asked,
                    "person": known[name],
                    "seat": "driver" if name == DRIVER else "passenger",
                    "temperature": Decimal(degrees),
                    "destination": world.place(HERE),
                    "note": "劝返，已通报随州" if name == DRIVER else "",
                }
            )
            for name, degrees in zip((DRIVER, *FAMILY), ("36.4", "36.8", "36.5", "36.6", "36.3"), strict=True)
        ],
        CLERK,
        real=REAL_NIGHT,
    )
    decided = {"outcome": "observe", "overridden_by": "县疫情防控指挥部", "overridden_at": world.at(day, "03:50")}
    for person in people[1:]:
        why = "四人长期在单县居住，劝返后可能绕道进入；由120救护车送至指定留观点（真实事件，姓名为示例）"
        act(registers.get("gates.people"), world.who[CLERK], person, "override", decided, why)


def _tell_what_went_wrong(world: World, checkpoints: Mapping[str, Any]) -> None:
    """A passage written twice, thermometers read wrongly, and two drivers who appealed and were let in."""
    register, clerk = registers.get("gates.people"), world.who[CLERK]
    rows = Traveller.objects.live().select_related("passage__checkpoint", "person__division", "division")
    on_the_105 = rows.filter(passage__checkpoint=checkpoints[ROAD_105])
    first = on_the_105.filter(
        passage__at__gte=world.at(date(2020, 2, 6), "09:00"), seat="driver", outcome="pass"
    ).order_by("passage__at")[0]
    values = {name: getattr(first.passage, name) for name in ("checkpoint", "direction", "vehicle", "plate")}
    twice = {**values, "at": first.passage.at + timedelta(minutes=1)}
    (passage,) = world.write("gates.passages", [Change(twice)], CLERK)
    again = {
        name: getattr(first, name) for name in ("person", "seat", "origin", "destination", "temperature", "outcome")
    }
    world.write("gates.people", [Change({**again, "passage": passage})], CLERK)
    passage.refresh_from_db()
    delete(registers.get("gates.passages"), clerk, passage, "与前一条重复登记")
    feverish = rows.filter(outcome="medical").order_by("passage__at")[:2]
    corrected = {
        "temperature": Decimal("36.6"),
        "symptoms": None,
        "outcome": "register",
        "note": "订正：测温枪误差，复测36.6℃",
    }
    world.write("gates.people", [Change(corrected, person) for person in feverish], CLERK)
    appealing = on_the_105.filter(
        passage__at__gte=world.at(date(2020, 2, 12), "08:00"), seat="driver", outcome="turn_back"
    )
    for person in appealing.order_by("passage__at")[:2]:
        at = person.passage.at + timedelta(minutes=40)
        decided = {"outcome": "register", "overridden_by": "县疫情防控指挥部交通管控组", "overridden_at": at}
        act(register, clerk, person, "override", decided, "当事人提出异议：运送防疫物资，持有通行证，经核实放行")
