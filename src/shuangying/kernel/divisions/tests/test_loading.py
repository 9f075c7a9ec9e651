"""The packaged divisions, and a county's own sheet of them."""

import io
from datetime import date

import openpyxl
import pytest

from shuangying.core.problems import Invalid
from shuangying.kernel.audit.models import Entry
from shuangying.kernel.divisions import api as divisions
from shuangying.kernel.divisions.models import Division, FormerName, Tile

HEAD = "代码,名称,上级代码\n"


@pytest.fixture
def empty_county(db):
    """A county of which no townships come with the program."""
    division = divisions.load_county("110112")
    home = divisions.home()
    home.county, home.today = division, date(2020, 3, 5)
    home.save()
    return division


def workbook(*rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def test_china_and_shan_county_load_and_twice_changes_nothing(db):
    divisions.load_county("371722")
    counts = [model.objects.count() for model in (Division, FormerName, Tile)]
    divisions.load_county("371722")
    assert [model.objects.count() for model in (Division, FormerName, Tile)] == counts
    assert Division.objects.filter(level="county").count() == 2992
    assert Division.objects.filter(path="").count() == 0


def test_every_path_is_that_of_the_parent_with_the_own_id(county):
    paths = dict(Division.objects.values_list("pk", "path"))
    current = Division.objects.filter(valid_until=None).values_list("pk", "parent_id")
    assert all(paths[pk] == f"{paths.get(parent, '/')}{pk}/" for pk, parent in current)


def test_neighbours_come_with_their_townships(county):
    assert divisions.find("371721002").whole_name == "曹县磐石街道"


def test_any_county_of_china_can_be_loaded_and_nothing_else(db):
    assert divisions.load_county("371721").children.count() > 20
    assert divisions.load_county("441900").name == "东莞市"
    for wrong in ("371700", "370000", "371799"):
        with pytest.raises(Invalid, match="not_a_county"):
            divisions.load_county(wrong)


def test_a_rename_by_the_county_survives_loading_again(county, named, console):
    village = named("107218")
    divisions.rename(village, "安溜新村村民委员会", date(2024, 1, 1), console)
    divisions.load_county("371722")
    village.refresh_from_db()
    assert village.name == "安溜新村村民委员会"


def test_a_sheet_loads_townships_and_villages_and_twice_is_unchanged(empty_county, console):
    sheet = (HEAD + "110112104000,宋庄镇,\n110112104201,小堡村民委员会,110112104000\n110112104001,宋庄社区,").encode()
    first = divisions.import_divisions(sheet, console)
    assert (first.created, first.renamed, first.unchanged) == (3, 0, 0)
    tree = divisions.tree(date(2020, 3, 5))
    (township,) = tree.at_level("township")
    assert [(node.name, node.kind) for node in tree.children(township.id)] == [
        ("小堡村民委员会", "village"),
        ("宋庄社区", "community"),
    ]
    again = divisions.import_divisions(sheet, console)
    assert (again.created, again.renamed, again.unchanged) == (0, 0, 3)
    assert not again.changed
    assert Entry.objects.filter(action="import", register="divisions").count() == 1


def test_a_workbook_with_numbers_for_codes_and_a_title_row_loads(empty_county, console):
    content = workbook(
        ["通州区区划"], ["名称", "代码", "类别"], ["宋庄镇", 110112104000, "镇"], ["开发区", 110112400, None]
    )
    assert divisions.import_divisions(content, console).created == 2
    assert divisions.find("开发区").kind == "zone"


def test_gb18030_and_full_width_digits_are_read(empty_county, console):
    sheet = (HEAD + "１１０１１２１０４,宋庄镇,").encode("gb18030")
    assert divisions.import_divisions(sheet, console).created == 1


def test_another_name_under_a_known_code_is_a_rename_of_today(empty_county, console):
    divisions.import_divisions((HEAD + "110112104,宋庄镇,").encode(), console)
    outcome = divisions.import_divisions((HEAD + "110112104,宋庄新镇,").encode(), console)
    assert (outcome.created, outcome.renamed) == (0, 1)
    assert divisions.tree(date(2020, 3, 4)).at_level("township")[0].name == "宋庄镇"
    assert divisions.tree(date(2020, 3, 5)).at_level("township")[0].name == "宋庄新镇"


def test_wrong_rows_are_all_named_with_their_cells_and_nothing_is_written(empty_county, console):
    sheet = HEAD + "\n".join(
        [
            "110112104000,宋庄镇,",
            "12345,错码镇,",
            "110112105000,,",
            "110112104000,又一个镇,",
            "110112106201,无镇村,",
            "110113100000,别县镇,",
            "110100,北京,",
        ]
    )
    with pytest.raises(divisions.WrongRows) as wrong:
        divisions.import_divisions(sheet.encode(), console)
    assert [(each.cell, each.problem.code) for each in wrong.value.problems] == [
        ("A3", "not_division_code"),
        ("B4", "name_missing"),
        ("A5", "code_twice"),
        ("C6", "parent_unknown"),
        ("C7", "parent_outside"),
        ("A8", "code_of_another_level"),
    ]
    assert all(each.message for each in wrong.value.problems)
    assert Division.objects.under(empty_county.path).count() == 1


def test_a_sheet_without_headings_is_refused_with_a_reason(empty_county, console):
    with pytest.raises(divisions.WrongRows) as wrong:
        divisions.import_divisions("甲,乙\n1,2".encode(), console)
    assert wrong.value.problems[0].problem.code == "header_missing"


def test_without_a_county_there_is_nothing_to_load_into(db, console):
    with pytest.raises(divisions.NoCounty):
        divisions.import_divisions(HEAD.encode(), console)
    with pytest.raises(divisions.NoCounty):
        divisions.tree(date(2020, 3, 5))
