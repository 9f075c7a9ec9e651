"""The cases of the demonstration: two confirmed, both imported, their contacts and tests, and the event of 2 to 18 February.

Real are the two cases with their days of confirmation, the places they are counted in, and the hours of 3 and 4 February;
names, townships, the days of discharge (within the city's series) and everything about contacts and tests are invented.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from shuangying.core.story import World
from shuangying.kernel.parties.models import Person
from shuangying.kernel.registers.writing import Change
from shuangying.modules.cases.models import Case, Contact
from shuangying.modules.people.demo_followups import follow_up
from shuangying.modules.people.models import Isolation, KeyPerson

CLERK, HEALTH = "clerk", "health"
HOSPITAL = "单县定点医院（示例）"
FIRST_ROOMS = "县医院旧楼观察点（示例）"
SHEET = "contacts_of_a_case.xlsx"
REAL_FIRST = (
    "sdnews.com.cn 2020-01-28: a resident of 单县 among the cases of 牡丹区; Heze's first confirmed case is of 2020-01-25 "
    "(wsjkw.shandong.gov.cn). That this is that case, name, township, hours and the day of discharge are invented."
)
REAL_SECOND = (
    "iqilu.com 2020-02-07 (CCTV) and ttnews.xyz 2020-02-10: fever of 37.8 °C and diarrhoea on 2020-02-03 16:00, positive on 2020-02-04 09:00, "
    "counted in 单县, no local close contacts. Name, township and the day of discharge are invented."
)
REAL_EVENT = "The county's report of March 2020 and iqilu.com 2020-02-07 (CCTV)."
ACCOUNT = (
    "2月2日凌晨，单县北高速出口检查站查获鄂L牌照车辆，驾驶员及来自随州的一家四口共5人；按规定应劝返，报县指挥部后派120将四人送至指定留观点，驾驶员劝返并通报随州。\n"
    "2月3日16时，其中1人发热37.8℃、腹泻，转定点医院；2月4日9时核酸检测阳性，其余三人无异常，本地密切接触者0人。\n"
    "2月17日患者出院、三人期满解除（日期为示例），2月18日办结。"
)
FAMILY = ("李某甲（示例）", "李某乙（示例）", "李某丙（示例）")
TWELVE = "甲乙丙丁戊己庚辛壬癸子丑"
VILLAGES = ("北城街道", "南城街道", "园艺街道", "郭村镇", "终兴镇", "朱集镇")
LABORATORY = "县疾控中心实验室（示例）"


def make(world: World) -> None:
    """Tell the cases in the order in which they became known."""
    hospital = {"name": HOSPITAL, "kind": "hospital", "division": world.place("园艺街道"), "capacity": 120}
    world.write("parties.sites", [Change(hospital)], CLERK)
    first = _tell_the_first(world)
    _tell_a_suspicion(world)
    _trace_the_first(world, first)
    second = _tell_the_event(world)
    _test_key_people(world)
    _test_the_feverish(world)
    _discharge(world, first, second)
    world.bring("cases.contacts", SHEET, HEALTH)
    on_the_sheet = Contact.objects.live().filter(isolated_on__isnull=False).exclude(person__name__contains="示例")
    _isolate(world, list(on_the_sheet.select_related("person", "division").order_by("pk")), ())


def _tell_the_first(world: World) -> Any:
    day = date(2020, 1, 24)
    values = {
        "code": "SX2020-01",
        "person.name": "张某某（示例）",
        "home_division": world.place("北城街道"),
        "reported_at": world.at(day, "17:00"),
        "hospital_division": world.place("371702"),
        "infection": "imported",
        "onset_on": date(2020, 1, 22),
        "suspected_on": day,
        "confirmed_on": date(2020, 1, 25),
        "note": "在牡丹区就诊，通报按医院所在地计入牡丹区",
    }
    (case,) = world.write("cases", [Change(values)], HEALTH, real=REAL_FIRST)
    sample = _test(case.person, world.at(day, "18:30"), 16, "symptoms", "positive")
    world.write(
        "cases.tests", [Change({**sample, "laboratory": "市疾控中心实验室（示例）", "division": case.division})], HEALTH
    )
    return case


def _tell_a_suspicion(world: World) -> None:
    """Somebody with a fever, suspected on 30 January and excluded two days later."""
    day = date(2020, 1, 30)
    values = {
        "code": "SX2020-YS01",
        "person.name": "周某某（示例）",
        "home_division": world.place("终兴镇"),
        "reported_at": world.at(day, "15:20"),
        "hospital.name": HOSPITAL,
        "infection": "imported",
        "symptoms": "发热38.1℃、咳嗽",
        "suspected_on": day,
        "excluded_on": date(2020, 2, 1),
    }
    (case,) = world.write("cases", [Change(values)], HEALTH)
    twice = ((world.at(day, "16:00"), "unclear"), (world.at(date(2020, 1, 31), "17:00"), "negative"))
    samples = [{**_test(case.person, at, 17, "symptoms", result), "division": case.division} for at, result in twice]
    world.write("cases.tests", [Change(sample) for sample in samples], HEALTH)


def _trace_the_first(world: World, case: Any) -> None:
    """Twelve people near the first case: isolated within two days, all negative, released after 14 days."""
    last = (date(2020, 1, 22), date(2020, 1, 23), date(2020, 1, 24))
    relations = ("household", "household", "meal", "vehicle", "meal", "other")
    changes = []
    for number, letter in enumerate(TWELVE):
        seen = last[number % 3]
        isolated = date(2020, 1, 25) if number < 8 else date(2020, 1, 26)
        values = {
            "case": case,
            "person.name": f"张某{letter}（示例）" if number < 4 else f"吴某{letter}（示例）",
            "kind": "secondary" if number in (10, 11) else "close",
            "relation": relations[number % len(relations)],
            "last_contact_on": seen,
            "traced_on": isolated if number != 9 else date(2020, 1, 25),
            "isolated_on": isolated,
            "released_on": seen + timedelta(days=14 if number else 15),
            "division": world.place(VILLAGES[number % len(VILLAGES)]),
            "note": "1月27日补报" if number == 9 else "",
        }
        changes.append(Change(values))
    contacts = world.write("cases.contacts", changes, HEALTH)
    _isolate(world, contacts, _rooms(world, sum(one.kind == "close" for one in contacts)))
    sampled = world.at(date(2020, 1, 27), "09:30")
    hours = (20, 22, 30, 21, 23, 19, 22, 33, 21, 20, 23, 22)
    world.write(
        "cases.tests",
        [
            Change(
                {
                    **_test(one.person, sampled + timedelta(minutes=7 * n), hours[n], "contact", "negative"),
                    "division": one.division,
                }
            )
            for n, one in enumerate(contacts)
        ],
        HEALTH,
    )


def _tell_the_event(world: World) -> Any:
    """The family from 随州: observed on 2 February, one with a fever on 3, positive on 4, the others released on 17."""
    values = {
        "name": "李某某等湖北随州返乡人员疫情事件",
        "place": "德上高速单县北出口",
        "division": world.place("单县"),
        "from_on": date(2020, 2, 2),
        "until_on": date(2020, 2, 18),
        "account": ACCOUNT,
    }
    (event,) = world.write("cases.events", [Change(values)], HEALTH, real=REAL_EVENT)
    people = {
        person.name: person
        for person in Person.objects.live().filter(name__in=("李某某（示例）", *FAMILY)).select_related("division")
    }
    positive = world.at(date(2020, 2, 4), "09:00")
    ill = people["李某某（示例）"]
    told = {
        "code": "SX2020-02",
        "person": ill,
        "home_division": ill.division,
        "reported_at": positive + timedelta(minutes=50),
        "hospital.name": HOSPITAL,
        "infection": "imported",
        "onset_on": date(2020, 2, 3),
        "symptoms": "发热37.8℃、腹泻",
        "confirmed_on": date(2020, 2, 4),
        "event": event,
    }
    (case,) = world.write("cases", [Change(told)], HEALTH, real=REAL_SECOND)
    sample = _test(ill, world.at(date(2020, 2, 3), "18:00"), 15, "symptoms", "positive")
    world.write("cases.tests", [Change({**sample, "division": case.division})], HEALTH, real=REAL_SECOND)
    last = date(2020, 2, 3)
    near = {
        "case": case,
        "relation": "household",
        "local": False,
        "last_contact_on": last,
        "traced_on": positive.date(),
    }
    changes = [
        Change(
            {
                **near,
                "person": people[name],
                "isolated_on": positive.date(),
                "released_on": last + timedelta(days=14),
                "division": people[name].division,
                "note": "2月2日起已留观；随患者自随州同车返回，非本地接触",
            }
        )
        for name in FAMILY
    ]
    contacts = world.write("cases.contacts", changes, HEALTH, real=REAL_SECOND)
    _isolate(world, contacts, ())
    samples = [
        Change({**_test(one.person, at, 9, reason, "negative"), "division": one.division})
        for one in contacts
        for at, reason in (
            (world.at(date(2020, 2, 4), "10:30"), "contact"),
            (world.at(date(2020, 2, 16), "09:00"), "discharge"),
        )
    ]
    world.write("cases.tests", samples, HEALTH)
    return case


def _test_key_people(world: World) -> None:
    """The returned workers under special control are all sampled in the night in which they were found."""
    dice = world.dice("cases", "tests")
    people = KeyPerson.objects.live().select_related("person", "division").order_by("from_on", "pk")
    changes = []
    for number, one in enumerate(people):
        sampled = world.at(one.from_on, "19:00") + timedelta(minutes=4 * (number % 110))
        hours = dice.uniform(25, 31) if number % 17 == 5 else dice.uniform(9, 22)
        changes.append(
            Change({**_test(one.person, sampled, hours, "key_person", "negative"), "division": one.division})
        )
    world.write("cases.tests", changes, HEALTH)


def _test_the_feverish(world: World) -> None:
    """Whoever was taken to hospital from isolation with a fever is sampled there in the evening; but for the case of the event, all are negative."""
    dice = world.dice("cases", "fever")
    ill = Isolation.objects.live().filter(outcome="hospital").exclude(person__in=Case.objects.values("person"))
    changes = []
    for one in ill.select_related("person", "division").order_by("released_on", "pk"):
        sampled = world.at(one.released_on, "18:00") + timedelta(minutes=dice.randrange(120))
        told = _test(one.person, sampled, dice.uniform(8, 20), "symptoms", "negative")
        changes.append(Change({**told, "division": one.division}))
    world.write("cases.tests", changes, HEALTH)


def _discharge(world: World, first: Any, second: Any) -> None:
    """Both cases leave hospital after two negative tests a day apart; the day of the first was mistyped and is corrected."""
    for case, day in ((first, date(2020, 2, 8)), (second, date(2020, 2, 17))):
        samples = [
            Change(
                {
                    **_test(case.person, world.at(day - timedelta(days=before), "08:30"), 8, "discharge", "negative"),
                    "division": case.division,
                }
            )
            for before in (3, 1)
        ]
        world.write("cases.tests", samples, HEALTH)
    mistyped = [
        Change({"discharged_on": date(2020, 2, 9)}, first),
        Change({"discharged_on": date(2020, 2, 17)}, second),
    ]
    case, _other = world.write("cases", mistyped, HEALTH)
    world.write(
        "cases",
        [Change({"discharged_on": date(2020, 2, 8), "note": f"{case.note}；出院日期订正"}, case)],
        HEALTH,
        note="correction",
    )


def _rooms(world: World, number: int) -> Sequence[Any]:
    """The rooms of the place where the first contacts were kept, before the county had others."""
    place = world.place("园艺街道")
    (site,) = world.write(
        "parties.sites",
        [Change({"name": FIRST_ROOMS, "kind": "isolation", "division": place, "capacity": number})],
        CLERK,
    )
    values = {"site": site, "from_on": date(2020, 1, 25), "until_on": date(2020, 2, 9), "manager": "点长（示例）"}
    (facility,) = world.write("people.facilities", [Change(values)], CLERK)
    rooms = [Change({"facility": facility, "number": f"1{n + 1:02}", "beds": 1}) for n in range(number)]
    return world.write("people.rooms", rooms, CLERK)


def _isolate(world: World, contacts: Sequence[Any], rooms: Sequence[Any]) -> None:
    """Who is isolated as a contact stands in the register of isolations too, if not yet there: close contacts in rooms, as far as there are any."""
    known = set(
        Isolation.objects.live()
        .filter(person__in=[one.person_id for one in contacts])
        .values_list("person_id", flat=True)
    )
    free = iter(rooms)
    changes = []
    for one in contacts:
        if one.person_id in known:
            continue
        room = next(free, None) if one.kind == "close" else None
        values = {
            "person": one.person,
            "kind": "facility" if room else "home",
            "room": room,
            "division": room.division if room else one.division,
            "cause": "确诊病例的密切接触者",
            "exposed_on": one.last_contact_on,
            "from_on": one.isolated_on,
        }
        if one.released_on:
            values |= {"released_on": one.released_on, "outcome": "completed", "released_by": "示例"}
        changes.append(Change(values))
    follow_up(world, world.write("people.isolations", changes, HEALTH))


def _test(person: Any, at: datetime, hours: float, reason: str, result: str) -> Mapping[str, Any]:
    answered = (at + timedelta(hours=hours)).replace(second=0, microsecond=0)
    return {
        "person": person,
        "sampled_at": at,
        "reason": reason,
        "laboratory": LABORATORY,
        "result": result,
        "result_at": answered,
    }
