"""People in the demonstration: residents, those looked for, isolated and followed up, from 20 January to 5 March 2020.

All people are made up. Real are the lists' occasions, the days of the family from 随州, the 103 workers of one night and the
villages with the first red agents; each record's source says so.
"""

import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from shuangying.core.story import World
from shuangying.kernel.divisions import api as divisions
from shuangying.kernel.parties.models import Person
from shuangying.kernel.registers import api as registers
from shuangying.kernel.registers.writing import Change, act
from shuangying.modules.people.demo_followups import follow_up
from shuangying.modules.people.demo_lists import screen
from shuangying.modules.people.demo_reports import report, say_where_from
from shuangying.modules.people.demo_residents import Residents, numbered, short_name
from shuangying.modules.people.demo_stays import HOSPITAL, WORKERS, Rooms, Stay, plan
from shuangying.modules.people.models import Isolation

CLERK, HEALTH, TOWN, VILLAGE = "clerk", "health", "town", "village"
CHUNK = 20_000

SUIZHOU = "421300"
REAL_NIGHT = (
    "iqilu.com 2020-02-07 (CCTV): a car with a driver and a family of four from 随州 at 单县北 on 2020-02-02; the four to observation, "
    "the driver turned back; on 02-03 16:00 one of them 37.8 ℃ and diarrhoea, to hospital. Names, ages and numbers are invented."
)
REAL_WORKERS = "The county's report: returning workers found the same night, 103 key people under control. Persons and days are invented."
REAL_AGENTS = "ttnews.xyz 2020-02-13: red agents in 魏牌坊 and 吴老家 of 李田楼镇, in groups of two or three. Persons are invented."
FIRST_AGENTS = (date(2020, 2, 13), ("李田楼镇魏牌坊村", "李田楼镇吴老家村"))
MORE_AGENTS_FROM = date(2020, 2, 15)
SILENT_DAYS = (date(2020, 2, 8), date(2020, 2, 9), date(2020, 2, 10))
"""Days of which one village told nothing; of the last two it told later."""

CATEGORIES = (
    ("确诊病例、疑似病例的密切接触者", "exposure", "按防控方案判定的密切接触者", "集中隔离医学观察14天", None),
    ("密切接触者的共同居住人", "exposure", "与密切接触者共同居住、未采取防护的人员", "居家隔离14天", None),
    ("14天内有武汉旅居史的人员", "travel", "14天内到过、住过或途经武汉市的人员", "集中或居家隔离14天", None),
    (
        "14天内有湖北（武汉以外）旅居史的人员",
        "travel",
        "14天内到过、住过湖北省武汉市以外地区的人员",
        "集中或居家隔离14天",
        None,
    ),
    (
        "14天内到过有病例的单位或场所的人员",
        "exposure",
        "14天内在报告病例的单位、工地、场所工作或停留的人员",
        "隔离留观，核酸检测",
        None,
    ),
    (
        "有发热、咳嗽等症状的人员",
        "symptoms",
        "体温37.3℃及以上或有咳嗽、乏力、腹泻等症状、原因未明的人员",
        "送发热门诊",
        None,
    ),
    ("出院和解除隔离后14天内的人员", "exposure", "治愈出院或解除隔离观察未满14天的人员", "健康监测14天", None),
    (
        "岗位上与患者或返乡人员直接接触的人员",
        "role",
        "发热门诊、转运、隔离点、检查站工作人员",
        "每日体温监测",
        date(2020, 2, 29),
    ),
    (
        "14天内有境外疫情较重地区旅居史的人员",
        "travel",
        "14天内到过、住过境外疫情较重国家和地区的人员，不论国籍",
        "隔离留观14天",
        None,
    ),
)
"""Category, basis, who, measure, the day on which it ended. The county's own eight are not known: these are an example."""
CATEGORIES_FROM = date(2020, 1, 27)
BY_WORK, BY_SYMPTOMS = CATEGORIES[4][0], CATEGORIES[5][0]

FACILITIES = (
    ("单县北留观点（示例）", "莱河镇", date(2020, 1, 26), None, 10),
    ("商务宾馆集中隔离点（示例）", "园艺街道", date(2020, 1, 28), date(2020, 2, 29), 40),
    ("县党校集中隔离点（示例）", "北城街道", date(2020, 1, 30), None, 60),
    ("县职业中专集中隔离点（示例）", "南城街道", date(2020, 2, 1), None, 80),
    ("湖滨宾馆集中隔离点（示例）", "浮岗镇", date(2020, 2, 10), None, 0),
)
"""Name, township, in use from, until, rooms. The last one's rooms and people came by a sheet."""

SHEETS = (
    ("people.screening", "screening_list.xlsx"),
    ("people.isolations", "isolation_rooms.xlsx"),
    ("people.followups", "temperatures_by_day.xlsx"),
)
SHEETS_END = date(2020, 2, 18)
"""The first day of whose temperatures there is no sheet any more."""
PEOPLE_ON_SHEETS = 24
"""How many residents came onto the register by the sheets."""

FAMILY = (
    ("李某某（示例）", "male", date(1979, 5, 12), "户主"),
    ("李某甲（示例）", "female", date(1981, 9, 3), "妻"),
    ("李某乙（示例）", "female", date(2006, 4, 21), "女"),
    ("李某丙（示例）", "male", date(2012, 11, 8), "子"),
)
DRIVER = ("王某某（示例）", "male", date(1985, 7, 30))
STORY_ORDER = 981
"""From here on the identity numbers of the story's own people count; residents' stay far below."""


def make(world: World) -> None:
    """Tell it in the order in which things happened."""
    populate(world)
    categories = _categories(world)
    rooms = _facilities(world)
    family = _family(world)
    people, neighbours, others = _chosen(world)
    inside = {facility: found for facility, found in rooms.items() if facility.site.name != FACILITIES[0][0]}
    stays = plan(people, neighbours, Rooms(inside), world.dice("stays"), world.today)
    _write_stays(world, stays)
    say_where_from(world, stays)
    report(world, stays)
    _follow_up(world, stays)
    _tell_of_the_family(world, family, rooms)
    _key_people(world, stays, categories)
    screen(world, stays, others)
    _red_agents(world, stays, others)
    for register_id, file in SHEETS:
        world.bring(register_id, file, CLERK)
    by_sheet = Isolation.objects.live().filter(room__facility__site__name=FACILITIES[-1][0]).order_by("pk")
    follow_up(world, list(by_sheet), since=SHEETS_END)


def populate(world: World) -> None:
    """Write the households of all villages with their people; as many as the story has, its own family of four included."""
    county = divisions.tree(world.today).county
    villages = list(
        divisions.Division.objects.valid_on(world.today)
        .under(county.path)
        .filter(level="village")
        .order_by("position", "code")
    )
    homes: list[Any] = []
    waiting = 0
    for home in Residents(world, villages, world.residents - len(FAMILY) - PEOPLE_ON_SHEETS).homes():
        homes.append(home)
        waiting += len(home.people)
        if waiting > CHUNK - 10:
            _write_homes(world, homes)
            homes, waiting = [], 0
    _write_homes(world, homes)


def _write_homes(world: World, homes: Sequence[Any]) -> None:
    households = world.write(
        "people.households",
        [
            Change(
                {
                    "code": home.code,
                    "head": home.people[0]["name"],
                    "division": home.village,
                    "address": home.address,
                }
            )
            for home in homes
        ],
    )
    people = (
        Change({**person, "household": household})
        for home, household in zip(homes, households, strict=True)
        for person in home.people
    )
    world.write("people", list(people))


def _categories(world: World) -> Mapping[str, Any]:
    county = world.place("单县")
    changes = []
    for number, (name, basis, who, measure, ended) in enumerate(CATEGORIES, 1):
        last = name == CATEGORIES[-1][0]
        values = {
            "number": min(number, 8),
            "name": f"{name}（示例）",
            "basis": basis,
            "definition": who,
            "measure": measure,
            "from_on": date(2020, 2, 29) if last else CATEGORIES_FROM,
            "until_on": ended,
            "division": county,
        }
        changes.append(Change(values))
    made = world.write(
        "people.categories", changes, real="The county's report: eight categories; which, it does not say."
    )
    return {name: record for (name, *_rest), record in zip(CATEGORIES, made, strict=True)}


def _facilities(world: World) -> dict[Any, list[Any]]:
    """The isolation facilities with their rooms."""
    found: dict[Any, list[Any]] = {}
    for name, town, begun, ended, number in FACILITIES:
        place = world.place(town)
        (site,) = world.write(
            "parties.sites",
            [Change({"name": name, "kind": "isolation", "division": place, "address": town, "capacity": number or 20})],
        )
        values = {
            "site": site,
            "from_on": begun,
            "until_on": ended,
            "manager": "点长（示例）",
            "clinic": "卫生院医疗组（示例）",
        }
        (facility,) = world.write("people.facilities", [Change(values)])
        changes = [
            Change({"facility": facility, "number": f"{2 + n // 20}{n % 20 + 1:02}", "beds": 1}) for n in range(number)
        ]
        found[facility] = world.write("people.rooms", changes)
    return found


def _family(world: World) -> dict[str, Any]:
    """The family from 随州, who had long lived in the county, and the driver who brought them."""
    county, origin = world.place("单县"), world.place(SUIZHOU)
    (household,) = world.write(
        "people.households",
        [Change({"code": "示例0001", "head": FAMILY[0][0], "division": county, "address": "单县（村居未载）"})],
        real=REAL_NIGHT,
    )
    changes = [
        Change(
            {
                "name": name,
                "sex": sex,
                "born_on": born,
                "id_number": numbered(born, STORY_ORDER + 2 * n + (sex == "female")),
                "phone": f"1549999{n:04}" if born < date(2004, 1, 1) else None,
                "relation": relation,
                "household": household,
                "division": county,
                "resident": True,
                "origin": origin,
            }
        )
        for n, (name, sex, born, relation) in enumerate(FAMILY)
    ]
    name, sex, born = DRIVER
    driver = {
        "name": name,
        "sex": sex,
        "born_on": born,
        "id_number": numbered(born, STORY_ORDER),
        "phone": "15499990009",
    }
    changes.append(Change({**driver, "division": county, "resident": False, "origin": origin}))
    return {person.name: person for person in world.write("people", changes, real=REAL_NIGHT)}


def _chosen(world: World) -> tuple[list[Any], list[Any], list[Any]]:
    """Who is isolated, who of them in the villages of the first red agents, and others who are only looked for."""
    dice = world.dice("chosen")
    adults = Person.objects.live().filter(resident=True, born_on__gt=date(1962, 1, 1), born_on__lt=date(2000, 1, 1))
    first = [world.place(name) for name in FIRST_AGENTS[1]]
    neighbours = [person for village in first for person in _one_a_household(adults.filter(division=village))[1:3]]
    elsewhere = adults.exclude(name__contains="示例").exclude(division__in=first)
    pks = list(elsewhere.order_by("pk").values_list("pk", flat=True))
    wanted = min(550 + world.residents * 222 // 10_000, len(pks) // 2)
    some = dice.sample(pks, min(wanted * 2, len(pks)))
    loaded: dict[int, Any] = {}
    for start in range(0, len(some), 500):
        loaded |= Person.objects.select_related("division", "household").in_bulk(some[start : start + 500])
    found = [loaded[pk] for pk in some]
    return found[:wanted], neighbours, found[wanted:]


def _one_a_household(people: Any) -> list[Any]:
    rows = people.select_related("division", "household").order_by("-pk")
    return list({person.household_id: person for person in rows}.values())


def _write_stays(world: World, stays: Sequence[Stay]) -> None:
    """Day by day: who is released, then who comes in."""
    begins: dict[date, list[Stay]] = defaultdict(list)
    ends: dict[date, list[Stay]] = defaultdict(list)
    for stay in stays:
        begins[stay.from_on].append(stay)
        if stay.released_on:
            ends[stay.released_on].append(stay)
    for day in sorted({*begins, *ends}):
        note = f"隔离日报 {day.isoformat()}"
        gone = [
            Change(
                {"released_on": day, "outcome": stay.outcome, "released_by": "县疾控中心（示例）"},
                stay.record,
            )
            for stay in ends[day]
        ]
        for stay, record in zip(ends[day], world.write("people.isolations", gone, HEALTH, note=note), strict=True):
            stay.record = record
        fresh = [Change(_values(stay)) for stay in begins[day]]
        for stay, record in zip(begins[day], world.write("people.isolations", fresh, HEALTH, note=note), strict=True):
            stay.record = record


def _values(stay: Stay) -> dict[str, Any]:
    return {
        "person": stay.person,
        "kind": stay.kind,
        "room": stay.room,
        "division": stay.place,
        "cause": stay.cause,
        "exposed_on": stay.exposed_on,
        "from_on": stay.from_on,
        "due_on": stay.due_on,
    }


def _follow_up(world: World, stays: Sequence[Stay]) -> None:
    """How each was on each day; what is told late or not at all, and a slip that is put right."""
    silent = _silent_village(stays)
    days: dict[date, list[Change]] = defaultdict(list)
    late: list[Change] = []
    for number, stay in enumerate(stays):
        dice = world.dice("follow-up", number)
        for day in stay.days(world.today):
            change = Change(_how(stay, day, dice))
            told = dice.random() < (0.9 if day == world.today else 0.97)
            if stay.place.pk == silent and day in SILENT_DAYS:
                if day != SILENT_DAYS[0]:
                    late.append(change)
            elif told or stay.outcome == HOSPITAL:
                days[day].append(change)
    slip = days[date(2020, 2, 12)][0]
    right, slip.values = slip.values, {**slip.values, "temperature": Decimal("38.6")}
    for day, changes in sorted(days.items()):
        note = f"随访日报 {day.isoformat()}"
        for login, some in _by_login(world, changes).items():
            for change, record in zip(some, world.write("people.followups", some, login, note=note), strict=True):
                if change is slip:
                    wrong = record
    world.write("people.followups", late, HEALTH, note="2月12日补报")
    world.write(
        "people.followups", [Change({"temperature": right["temperature"]}, wrong)], HEALTH, note="更正：体温误记为38.6℃"
    )


def _silent_village(stays: Iterable[Stay]) -> int:
    """The village with most people isolated at home on the silent days."""
    there: dict[int, int] = defaultdict(int)
    for stay in stays:
        if stay.room is None and stay.record.holds_on(SILENT_DAYS[1]):
            there[stay.place.pk] += 1
    return max(there, key=lambda pk: (there[pk], -pk))


def _how(stay: Stay, day: date, dice: random.Random) -> dict[str, Any]:
    """Temperature and symptoms of a day: without fever, but for the day before somebody is taken to hospital."""
    fever = stay.outcome == HOSPITAL and day == stay.released_on - timedelta(days=1) if stay.released_on else False
    tenths = dice.randint(374, 384) if fever else min(max(round(dice.gauss(364.5, 1.8)), 359), 371)
    by = "隔离点医疗组（示例）" if stay.room else f"{short_name(stay.place)}村卫生室（示例）"
    symptoms = "发热、咳嗽" if fever else "轻微咳嗽" if dice.random() < 0.01 else None
    return {
        "isolation": stay.record,
        "day": day,
        "temperature": Decimal(tenths) / 10,
        "symptoms": symptoms,
        "by": by,
    }


def _by_login(world: World, changes: Iterable[Change]) -> dict[str, list[Change]]:
    """The changes by who writes them: the demonstration's village and town their own, disease control the rest."""
    village, town = world.place("黄岗镇土山村民委员会").path, world.place("黄岗镇").path
    found: dict[str, list[Change]] = defaultdict(list)
    for change in changes:
        path = change.values["isolation"].division.path
        found[VILLAGE if path.startswith(village) else TOWN if path.startswith(town) else HEALTH].append(change)
    return found


def _tell_of_the_family(world: World, family: Mapping[str, Any], rooms: Mapping[Any, Sequence[Any]]) -> None:
    """The four to observation on 2 February; on the 3rd one to hospital, the others, now contacts, kept until the 17th."""
    first, second = date(2020, 2, 2), date(2020, 2, 3)
    point = next(found for facility, found in rooms.items() if facility.site.name == FACILITIES[0][0])
    isolations = world.write(
        "people.isolations",
        [
            Change(
                {
                    "person": family[name],
                    "kind": Isolation.Kind.OBSERVATION,
                    "room": room,
                    "from_on": first,
                    "cause": "湖北随州返乡，县指挥部决定留观",
                }
            )
            for (name, *_rest), room in zip(FAMILY, point, strict=False)
        ],
        HEALTH,
        real=REAL_NIGHT,
    )
    register, office = registers.get("people.isolations"), world.who[HEALTH]
    ill, *others = isolations
    ill = act(
        register,
        office,
        ill,
        "release",
        {"released_on": second, "outcome": HOSPITAL},
        "2月3日16时体温37.8℃并腹泻，送定点医院",
    )
    others = [
        act(register, office, one, "extend", {"exposed_on": second}, "同行者2月4日核酸检测阳性，自末次接触起重新计算")
        for one in others
    ]
    told = [Change(_told(ill, first, "36.8")), Change(_told(ill, second, "37.8", "发热、腹泻"))]
    for n, isolation in enumerate(others):
        told += [
            Change(_told(isolation, first + timedelta(days=day), f"36.{3 + (day + n) % 4}"))
            for day in range((isolation.due_on - first).days)
        ]
    world.write("people.followups", told, HEALTH, real=REAL_NIGHT)
    for isolation in others:
        act(
            register,
            office,
            isolation,
            "release",
            {"released_on": isolation.due_on, "outcome": "completed"},
            "满14天，无异常",
        )


def _told(isolation: Any, day: date, temperature: str, symptoms: str | None = None) -> dict[str, Any]:
    return {
        "isolation": isolation,
        "day": day,
        "temperature": Decimal(temperature),
        "symptoms": symptoms,
        "by": "留观点医疗组（示例）",
    }


def _key_people(world: World, stays: Iterable[Stay], categories: Mapping[str, Any]) -> None:
    """The 103 workers of the night, four of them with symptoms too: they stand in two categories and count once."""
    workers = [stay for stay in stays if stay.wave == WORKERS]
    changes = []
    for n, stay in enumerate(workers):
        reasons = [(BY_WORK, "外出务工返乡，同一工地有人发热（示例）")]
        if n < 4:
            reasons.append((BY_SYMPTOMS, "返乡时轻微咳嗽（示例）"))
        changes += [
            Change(
                {
                    "person": stay.person,
                    "category": categories[category],
                    "from_on": stay.from_on,
                    "released_on": stay.released_on,
                    "reason": reason,
                    "responsible": f"{short_name(stay.person.division)}村包保干部（示例）",
                }
            )
            for category, reason in reasons
        ]
    world.write("people.key_persons", changes, HEALTH, real=REAL_WORKERS)


def _red_agents(world: World, stays: Sequence[Stay], others: Sequence[Any]) -> None:
    """Agents in the two villages that began, then in the villages with most households at home; each serves some of these."""
    at_home: dict[int, list[Stay]] = defaultdict(list)
    for stay in stays:
        if stay.room is None and stay.person.household_id:
            at_home[stay.place.pk].append(stay)
    first = [world.place(name) for name in FIRST_AGENTS[1]]
    most = sorted(at_home, key=lambda pk: (-len(at_home[pk]), pk))[:24]
    villages = [*((village, FIRST_AGENTS[0], 3) for village in first)]
    known = {village.pk for village in first}
    villages += [
        (at_home[pk][0].place, MORE_AGENTS_FROM + timedelta(days=n % 5), 2)
        for n, pk in enumerate(most)
        if pk not in known
    ]
    kept = {stay.person.household_id for stay in stays}
    for village, begun, number in villages:
        grown = Person.objects.live().filter(
            division=village, born_on__gt=date(1962, 1, 1), born_on__lt=date(2000, 1, 1)
        )
        free = [person for person in grown.order_by("pk") if person.household_id not in kept][:number]
        ended = begun + timedelta(days=16) if village.pk % 7 == 0 else None
        agents = world.write(
            "people.red_agents",
            [Change({"person": person, "from_on": begun, "until_on": ended}) for person in free],
            real=REAL_AGENTS if village.pk in known else "",
        )
        world.write("people.served_households", list(_served(agents, at_home[village.pk], begun, ended)))


def _served(agents: Sequence[Any], stays: Iterable[Stay], begun: date, ended: date | None) -> Iterator[Change]:
    done = set()
    for stay in stays:
        over = min((day for day in (stay.released_on, ended) if day), default=None)
        since = max(begun, stay.from_on)
        if not agents or stay.person.household_id in done or (over and over <= since):
            continue
        done.add(stay.person.household_id)
        agent = agents[len(done) % len(agents)]
        yield Change({"agent": agent, "household": stay.person.household, "from_on": since, "until_on": over})
