"""Sheets with a line for each part: passengers of one car stand together, and the car is found or made with them."""

from datetime import date, datetime

import pytest

from shuangying.core.calendar import SHANGHAI
from shuangying.core.sheets.tests.messy import xlsx
from shuangying.kernel.imports import api as imports
from shuangying.kernel.imports.tests.sheets import number
from shuangying.kernel.parties.models import Person
from shuangying.kernel.registers import api as registers
from shuangying.kernel.registers import writing
from shuangying.kernel.registers.writing import Change
from shuangying.modules.gates.models import Checkpoint, Passage, Traveller

pytestmark = pytest.mark.postgres

MARCH_5 = date(2020, 3, 5)
HEAD = ["序号", "时间", "车牌号", "车型", "姓名", "身份证号", "驾/乘", "来自何地", "处置情况"]
NIGHT = [
    ["联合检查站通行登记表（2020年2月2日）"],
    ["检查站：单县北      登记人：张某"],
    HEAD,
    [1, "3:20", "鲁R·12345", "小客车", "王建国", number(1), "驾驶员", None, "劝返"],
    [None, None, None, None, "李秀英", number(2), "乘客", None, "留观"],
    [None, None, None, None, "王小明", None, None, None, "留观"],
    [2, "3:45", "鲁RD12345", "小客车", "赵六", number(3), "驾驶员", None, "放行"],
    [3, "4:10", None, "步行", "孙七", number(5), None, None, "登记"],
    ["合计", None, "2辆", None, "5人"],
]
MERGES = ("A1:I1", "B4:B6", "C4:C6", "D4:D6")


@pytest.fixture
def travellers(console, place):
    checkpoints = registers.get("gates.checkpoints")
    for name in ("单县北", "单县南"):
        values = {"name": name, "kind": "expressway", "road": "济广高速", "division": place("北城街道")}
        writing.save(checkpoints, console, values)
    return registers.get("gates.people")


@pytest.fixture
def load(travellers, console):
    def run(rows, *merges, **choices):
        content = rows if isinstance(rows, bytes) else xlsx(rows, *merges)
        return imports.run_import(travellers, console, content, **{"name": "通行.xlsx", **choices})

    return run


def counted(outcome):
    found = outcome.json()
    return tuple(found[key] for key in ("created", "updated", "unchanged", "review", "rejected"))


def cars():
    rows = Traveller.objects.live().order_by("passage__at", "pk")
    found = {}
    for plate, name, outcome in rows.values_list("passage__plate", "person__name", "outcome"):
        found.setdefault(plate, []).append((name, outcome))
    return found


@pytest.mark.parametrize("merges", [MERGES, ()], ids=["merged", "left blank"])
def test_the_people_of_one_car_are_parts_of_one_passage(load, merges):
    outcome = load(NIGHT, *merges)
    assert counted(outcome) == (5, 0, 0, 0, 0)
    assert cars() == {
        "鲁R12345": [("王建国", "turn_back"), ("李秀英", "observe"), ("王小明", "observe")],
        "鲁RD12345": [("赵六", "pass")],
        "": [("孙七", "register")],
    }
    assert Passage.objects.get(plate="鲁R12345").at == datetime(2020, 2, 2, 3, 20, tzinfo=SHANGHAI)
    assert set(Passage.objects.values_list("checkpoint__name", flat=True)) == {"单县北"}
    assert "said_above" in [note["code"] for note in outcome.json()["notes"]]
    assert outcome.lines[3].named == {"passage": "new", "person": "new"}


def test_the_same_night_twice_is_unchanged_also_for_somebody_on_foot(load):
    load(NIGHT, *MERGES)
    outcome = load(NIGHT, *MERGES)
    assert counted(outcome) == (0, 0, 5, 0, 0)
    assert (Passage.objects.count(), Person.objects.count()) == (3, 5)


def test_a_name_in_a_car_is_the_person_there_unless_a_number_says_otherwise(load):
    load(NIGHT, *MERGES)
    line = [1, "3:20", "鲁R12345", None, "王小明", number(9), None, None, "留观"]
    assert counted(load([*NIGHT[:3], line])) == (0, 1, 0, 0, 0)
    assert Person.objects.get(name="王小明").id_number.open() == number(9)
    line = [1, "3:20", "鲁R12345", None, "王小明", number(11), None, None, "放行"]
    assert counted(load([*NIGHT[:3], line])) == (1, 0, 0, 0, 0)
    assert Person.objects.filter(name="王小明").count() == 2


def test_trying_out_leaves_neither_cars_nor_people(load):
    assert counted(load(NIGHT, *MERGES, dry_run=True)) == (5, 0, 0, 0, 0)
    assert not Passage.objects.exists()
    assert not Person.objects.exists()


def test_what_is_wrong_with_a_car_is_told_where_the_car_stands(load):
    rows = [list(row) for row in NIGHT]
    rows[3][2] = "鲁R1234"
    outcome = load(rows, *MERGES)
    assert counted(outcome) == (2, 0, 0, 0, 3)
    assert {(p["cell"], p["code"]) for p in outcome.json()["problems"]} == {("C4", "plate_length")}
    assert Person.objects.count() == 2


def test_an_undo_takes_back_the_cars_that_have_nobody_left(load, console, travellers):
    first = load(NIGHT, *MERGES)
    more = [*NIGHT[:3], [1, "3:45", "鲁RD12345", "小客车", "周八", number(7), "乘客", None, "放行"]]
    assert counted(load(more)) == (1, 0, 0, 0, 0)
    imports.undo(first.record, console)
    assert cars() == {"鲁RD12345": [("周八", "pass")]}
    assert set(Passage.objects.live().values_list("plate", flat=True)) == {"鲁RD12345"}
    assert set(Person.objects.live().values_list("name", flat=True)) == {"周八"}
    assert set(Passage.objects.deleted().values_list("deletion_reason", flat=True)) == {
        f"导入{first.record.pk}已撤销"
    } or (Passage.objects.deleted().count() == 2)


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_an_export_of_parts_is_masked_and_comes_back_unchanged(load, console, travellers, form):
    load(NIGHT, *MERGES)
    rows = travellers.visible(console).select_related(*travellers.references).order_by("pk")
    content = b"".join(imports.export(travellers, console, rows, MARCH_5, form))
    assert number(1).encode() not in content
    before = list(Traveller.objects.order_by("pk").values())
    outcome = load(content, name=f"x.{form}")
    assert (counted(outcome), outcome.json()["problems"]) == ((0, 0, 5, 0, 0), [])
    assert list(Traveller.objects.order_by("pk").values()) == before


def test_a_car_of_another_checkpoint_is_another_car(load, console):
    load(NIGHT, *MERGES)
    south = [list(row) for row in NIGHT]
    south[1][0] = "检查站：单县南"
    outcome = load(south, *MERGES)
    assert counted(outcome) == (5, 0, 0, 0, 0)
    assert Passage.objects.count() == 6
    assert Person.objects.count() == 6, "nobody knows whether a name without a number is the same child"
    assert Checkpoint.objects.count() == 2


def test_many_cars_are_read_in_few_queries(load, travellers, console, place, django_assert_max_num_queries):
    rows = [[n, "3:20", f"鲁R{n:05}", "小客车", f"村民{n}", number(n), "驾驶员", None, "放行"] for n in range(1, 60)]
    sheet = [*NIGHT[:3], *rows]
    with django_assert_max_num_queries(120):
        load(sheet, dry_run=True)
    changes = [Change({"name": f"旁人{n}", "division": place("黄岗镇")}) for n in range(3)]
    writing.save_many(registers.get("people"), console, changes)


def test_who_keeps_a_checkpoint_writes_its_cars_and_no_others(travellers, person):
    keeper = person("checkpoint", "北城街道")
    outcome = imports.run_import(travellers, keeper, xlsx(NIGHT, *MERGES), name="通行.xlsx")
    assert (counted(outcome), outcome.json()["problems"]) == ((5, 0, 0, 0, 0), [])
    other = person("checkpoint", "黄岗镇")
    outcome = imports.run_import(travellers, other, xlsx(NIGHT, *MERGES), name="通行.xlsx")
    assert counted(outcome) == (0, 0, 0, 0, 5)
    assert "单县北" not in str([p["message"] for p in outcome.json()["problems"]]).replace("“单县北”", "")
