"""The screening lists of the demonstration: what came from above, who answered when, and who did not."""

import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from shuangying.core.story import World
from shuangying.kernel.registers.writing import Change
from shuangying.modules.people.demo_residents import short_name
from shuangying.modules.people.demo_stays import RESUMPTION, RETURN, WORKERS, Stay
from shuangying.modules.people.models import Screening

FOUND, MOVED, ELSEWHERE, NOT_FOUND = (
    Screening.Outcome.FOUND,
    Screening.Outcome.MOVED,
    Screening.Outcome.ELSEWHERE,
    Screening.Outcome.NOT_FOUND,
)
DISPUTED = "两村均称此人不在本村，待公安部门核实（示例）"
CORRECTED = "原报“在外地”，经电话核实已于昨日返家，更正（示例）"


@dataclass(frozen=True)
class Told:
    """A list: what it is, whom it names, and how fast it is answered.

    Attributes:
        wave, words: the people of which wave it finds here, by a word of their cause.
        share_found: which part of its rows these are.
        rows: how many rows it has in a county of full size; None as many as were found, and half as many more.
        open: which part of its rows nobody answers.
        real: what of it is real.
    """

    name: str
    issuer: str
    received_on: date
    purpose: str
    wave: str
    words: str
    share_found: float
    rows: int | None
    open: float = 0.0
    source: str = ""
    real: str = ""


LISTS = (
    Told(
        "省下发1月6日以来途经武汉人员名单（第1批）（示例）",
        "省指挥部办公室",
        date(2020, 1, 26),
        "追踪途经武汉人员，落实隔离观察",
        RETURN,
        "武汉",
        0.5,
        505,
        source="通信、交通部门",
        real="The province's press conference of 2020-01-27: 69,180 people who had been in Wuhan since 01-06 were traced; the rows are invented.",
    ),
    Told(
        "市下发湖北来菏返菏人员名单（第2批）（示例）",
        "市指挥部办公室",
        date(2020, 1, 31),
        "核实湖北来菏返菏人员去向",
        RETURN,
        "湖北",
        0.35,
        420,
        source="公安部门",
    ),
    Told(
        "返乡务工人员连夜摸排名单（示例）",
        "县指挥部摸排组",
        date(2020, 2, 2),
        "摸排集中返乡务工人员，纳入管控",
        WORKERS,
        "",
        0.62,
        None,
        real="The county's report: returning workers screened the same night; the rows are invented.",
    ),
    Told(
        "省推送省外返乡人员名单（第5批）（示例）",
        "省指挥部办公室",
        date(2020, 2, 14),
        "核实省外返乡人员，落实隔离观察",
        RESUMPTION,
        "省外",
        0.4,
        1200,
        source="大数据部门",
    ),
    Told(
        "任城区务工返乡人员名单（示例）",
        "县指挥部摸排组",
        date(2020, 2, 21),
        "追踪到过任城区疫情场所的务工人员",
        RESUMPTION,
        "任城",
        0.7,
        None,
        real="hugage.com 2020-02-25: workers of 单县 who had been at 任城 were traced; the rows are invented.",
    ),
    Told(
        "市下发重点地区来菏人员名单（第9批）（示例）",
        "市指挥部办公室",
        date(2020, 3, 3),
        "核实重点地区来菏人员",
        RESUMPTION,
        "省",
        0.3,
        260,
        open=0.35,
        source="公安部门",
    ),
)


@dataclass
class Row:
    """A row before it is written."""

    person: Any
    outcome: str
    days: int
    note: str = ""


def screen(world: World, stays: Sequence[Stay], others: Sequence[Any]) -> None:
    """Write each list with its rows, then what was answered day by day.

    Args:
        world: the story.
        stays: who is isolated: those whom the lists find here.
        others: residents whom the lists name as well.
    """
    county = world.place("单县")
    scale = min(1.0, 0.22 + world.residents / 1_060_000)
    waiting = iter(others)
    for number, told in enumerate(LISTS):
        dice = world.dice("list", number)
        (record,) = world.write(
            "people.screening_lists",
            [
                Change(
                    {
                        "name": told.name,
                        "issuer": told.issuer,
                        "received_on": told.received_on,
                        "answer_by": told.received_on + timedelta(days=3),
                        "purpose": told.purpose,
                        "source": told.source,
                        "division": county,
                    }
                )
            ],
            real=told.real,
        )
        rows = list(_rows(told, stays, waiting, scale, dice))
        sent = world.write(
            "people.screening",
            [Change({"list": record, "person": row.person, "division": row.person.division}) for row in rows],
            note=f"下发 {told.received_on.isoformat()}",
        )
        _answer(world, told, rows, sent, dice)


def _rows(
    told: Told, stays: Iterable[Stay], waiting: Iterator[Any], scale: float, dice: random.Random
) -> Iterator[Row]:
    """Whom the list names: people found here, and people who are not."""
    here: dict[int, Stay] = {}
    for stay in stays:
        fits = stay.wave == told.wave and told.words in stay.cause
        if fits and (told.rows is None or stay.from_on <= told.received_on + timedelta(days=6)):
            here.setdefault(stay.person.pk, stay)
    found = list(here.values())
    if told.rows is not None:
        found = dice.sample(found, min(len(found), round(told.rows * scale * told.share_found)))
    for stay in found:
        yield Row(stay.person, FOUND, max(dice.choice((0, 0, 1, 1, 2)), (stay.from_on - told.received_on).days))
    for _n, person in zip(range(round(len(found) * (1 / told.share_found - 1))), waiting, strict=False):
        chance = dice.random()
        outcome = ELSEWHERE if chance < 0.78 else MOVED if chance < 0.92 else NOT_FOUND
        yield Row(person, outcome, dice.choice((0, 1, 1, 2, 2, 3)))


def _answer(world: World, told: Told, rows: Sequence[Row], sent: Sequence[Any], dice: random.Random) -> None:
    """What the villages found out, day by day; one of them answers nothing, or late."""
    silent = Counter(row.person.division_id for row in rows).most_common(1)[0][0]
    days: dict[date, list[tuple[Any, Row]]] = defaultdict(list)
    for row, record in zip(rows, sent, strict=True):
        open_here = told.open and (row.person.division_id == silent or dice.random() < told.open)
        on = told.received_on + timedelta(days=row.days + (7 if row.person.division_id == silent else 0))
        if not open_here and on <= world.today:
            days[on].append((record, row))
    lost: list[Any] = []
    elsewhere: list[tuple[date, Any]] = []
    for day, answers in sorted(days.items()):
        changes = [Change(_answered(row, day), record) for record, row in answers]
        written = world.write("people.screening", changes, note=f"摸排反馈 {day.isoformat()}")
        lost += [record for record, (_sent, row) in zip(written, answers, strict=True) if row.outcome == NOT_FOUND]
        elsewhere += [
            (day, record) for record, (_sent, row) in zip(written, answers, strict=True) if row.outcome == ELSEWHERE
        ]
    _settle(world, lost)
    if elsewhere and told.received_on < date(2020, 2, 10):
        day, record = elsewhere[0]
        values = {"outcome": FOUND, "checked_on": day + timedelta(days=1), "note": CORRECTED}
        world.write("people.screening", [Change(values, record)], note="更正")


def _answered(row: Row, day: date) -> dict[str, Any]:
    by = f"{short_name(row.person.division)}村干部（示例）"
    if row.outcome == NOT_FOUND:
        return {"outcome": NOT_FOUND, "not_found_on": day, "checked_by": by}
    return {"outcome": row.outcome, "checked_on": day, "checked_by": by}


def _settle(world: World, lost: Sequence[Any]) -> None:
    """Of those not found one stays in dispute, and every other turns up elsewhere some days later."""
    for n, record in enumerate(lost):
        again: Mapping[str, Any] = {"outcome": ELSEWHERE, "checked_on": record.not_found_on + timedelta(days=4)}
        if n == 0:
            world.write("people.screening", [Change({"note": DISPUTED}, record)], note="有争议")
        elif n % 2 and again["checked_on"] <= world.today:
            world.write("people.screening", [Change(again, record)], note="再次核查")
