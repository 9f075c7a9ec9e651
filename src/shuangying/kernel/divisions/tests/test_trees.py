"""The tree of a day, and what mergers, renames and splits do to it."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shuangying.core.problems import Invalid
from shuangying.kernel.divisions import api as divisions
from shuangying.kernel.divisions.models import Division, Succession

BEFORE, ON, AFTER = date(2024, 12, 31), date(2025, 1, 1), date(2025, 6, 1)


def path_follows_parents(division):
    parent = Division.objects.get(pk=division.parent_id)
    return division.path == f"{parent.path}{division.pk}/"


def test_shan_county_has_22_townships_and_508_villages(county):
    for day in (date(2020, 3, 5), date(2026, 1, 1)):
        tree = divisions.tree(day)
        assert tree.county.name == "单县"
        assert len(tree.at_level("township")) == 22
        assert len(tree.at_level("village")) == 508
        assert sum(len(tree.children(township.id)) for township in tree.at_level("township")) == 508
    assert [node.name for node in tree.ancestors(tree.county.id)] == ["菏泽市", "山东省"]


def test_a_tree_costs_few_queries_and_then_one_for_the_home(county, django_assert_num_queries):
    divisions.touch()
    with django_assert_num_queries(4):
        divisions.tree(ON).at_level("village")
    with django_assert_num_queries(1):
        divisions.tree(ON).at_level("village")


def test_a_name_is_that_of_the_day(county, named):
    village = named("107218")
    assert divisions.tree(date(2020, 3, 5)).node(village.pk).name == "安溜村民委员会"
    assert divisions.tree(date(2023, 6, 29)).node(village.pk).name == "安溜村民委员会"
    assert divisions.tree(date(2023, 6, 30)).node(village.pk).name == "安六村村民委员会"


def test_a_village_that_became_a_community_is_the_one_or_the_other_by_day(county, named):
    community = named("002012")
    village = Division.objects.get(code="371722002204")
    before, after = divisions.tree(date(2020, 3, 5)), divisions.tree(date(2026, 1, 1))
    assert before.unit_on_day(community.pk) == before.unit_on_day(village.pk) == village.pk
    assert after.unit_on_day(community.pk) == after.unit_on_day(village.pk) == community.pk
    assert village.path.startswith(community.path)


def test_a_division_that_ended_without_successor_counts_at_its_parent(county, named):
    ended = Division.objects.get(code="371722001201")
    tree = divisions.tree(date(2026, 1, 1))
    assert tree.unit_on_day(ended.pk) is None
    assert tree.roll_up(ended.pk, "village") is None
    assert tree.roll_up(ended.pk, "township") == named("001").pk


def test_a_division_not_yet_there_without_predecessor_counts_at_its_parent(county, named):
    begun = named("001012")
    tree = divisions.tree(date(2020, 3, 5))
    assert tree.unit_on_day(begun.pk) is None
    assert tree.roll_up(begun.pk, "township") == named("001").pk


def test_rolls_up_and_leaves_what_is_held_higher_unplaced(county, named):
    tree = divisions.tree(ON)
    village = named("107218")
    assert tree.roll_up(village.pk, "village") == village.pk
    assert tree.roll_up(village.pk, "township") == named("107").pk
    assert tree.roll_up(village.pk, "county") == county.pk
    assert tree.roll_up(county.pk, "township") is None
    assert tree.roll_up(named("107").pk, "village") is None
    assert tree.roll_up(0, "county") is None


def test_a_merger_keeps_the_days_before_and_passes_on_the_scope(county, named, console):
    gone, stays = named("202"), named("201")
    village = gone.children.first()
    divisions.merge([gone], stays, ON, console)
    gone.refresh_from_db()
    village.refresh_from_db()
    before, after = divisions.tree(BEFORE), divisions.tree(ON)
    assert before.roll_up(village.pk, "township") == gone.pk
    assert after.roll_up(village.pk, "township") == stays.pk
    assert village.pk in [node.id for node in after.children(stays.pk)]
    assert after.unit_on_day(gone.pk) == stays.pk
    assert len(before.at_level("township")) == 22
    assert len(after.at_level("township")) == 21
    assert len(after.at_level("village")) == 508
    assert gone.path == f"{stays.path}{gone.pk}/"
    assert path_follows_parents(village)


def test_townships_merged_into_a_new_one_were_nowhere_as_one_before(county, named, console):
    one, two = named("201"), named("202")
    new = divisions.merge([one, two], divisions.New("371722120000", "新合镇", "town"), ON, console)
    before, after = divisions.tree(BEFORE), divisions.tree(AFTER)
    assert after.unit_on_day(one.pk) == after.unit_on_day(two.pk) == new.pk
    assert before.unit_on_day(new.pk) is None
    assert before.roll_up(new.pk, "township") is None
    assert before.roll_up(new.pk, "county") == county.pk


def test_a_rename_under_one_code_keeps_the_row_and_the_former_name(county, named, console):
    town = named("107")
    divisions.rename(town, "蔡堂新镇", ON, console)
    assert divisions.tree(BEFORE).node(town.pk).name == "蔡堂镇"
    assert divisions.tree(ON).node(town.pk).name == "蔡堂新镇"
    assert divisions.resolve("蔡堂镇", county, ON).reason == "former_name"
    with pytest.raises(Invalid, match="rename_out_of_order"):
        divisions.rename(town, "蔡堂老镇", BEFORE, console)


def test_a_township_that_becomes_a_town_is_succeeded_with_its_villages(county, named, console):
    township = named("202")
    villages = township.children.count()
    town = divisions.rename(township, "曹庄镇", ON, console, code="371722118000", kind="town")
    tree = divisions.tree(AFTER)
    assert len(tree.children(town.pk)) == villages
    assert tree.unit_on_day(township.pk) == town.pk
    assert divisions.tree(BEFORE).unit_on_day(town.pk) == township.pk
    assert divisions.resolve("曹庄乡", county, AFTER).found.pk == town.pk
    assert divisions.resolve("曹庄镇", county, BEFORE).found.pk == township.pk


def test_a_split_leaves_what_was_held_there_with_the_parent_and_its_villages_with_the_parts(county, named, console):
    whole = named("107")
    children = list(whole.children.valid_on(ON))
    parts = [divisions.New("371722121000", "蔡堂东镇"), divisions.New("371722122000", "蔡堂西镇")]
    shares = {child: index % 2 for index, child in enumerate(children)}
    with pytest.raises(Invalid, match="split_leaves_children"):
        divisions.split(whole, parts, ON, console, children={})
    east, west = divisions.split(whole, parts, ON, console, children=shares)
    before, after = divisions.tree(BEFORE), divisions.tree(ON)
    assert after.unit_on_day(whole.pk) is None
    assert after.roll_up(whole.pk, "township") is None
    assert after.roll_up(whole.pk, "county") == county.pk
    assert {after.roll_up(child.pk, "township") for child in children} == {east.pk, west.pk}
    assert {before.roll_up(child.pk, "township") for child in children} == {whole.pk}
    moved = Division.objects.get(code=children[0].code, valid_until=None)
    assert before.unit_on_day(moved.pk) == children[0].pk
    assert len(after.at_level("village")) == 508
    children[0].refresh_from_db()
    assert children[0].path.startswith(moved.path)
    assert moved.path.startswith(east.path)


def test_successions_are_followed_through_several_days(county, named, console):
    first, second, third = named("201"), named("202"), named("107")
    divisions.merge([first], second, date(2025, 1, 1), console)
    second.refresh_from_db()
    divisions.merge([second], third, date(2026, 1, 1), console)
    first.refresh_from_db()
    assert divisions.tree(date(2025, 6, 1)).unit_on_day(first.pk) == second.pk
    assert divisions.tree(date(2026, 6, 1)).unit_on_day(first.pk) == third.pk
    assert first.path == f"{third.path}{second.pk}/{first.pk}/"


def test_what_has_ended_cannot_end_again(county, named, console):
    gone, stays, other = named("202"), named("201"), named("107")
    divisions.merge([gone], stays, ON, console)
    gone.refresh_from_db()
    with pytest.raises(Invalid, match="division_not_valid"):
        divisions.merge([gone], other, AFTER, console)
    with pytest.raises(Invalid, match="divisions_of_two_levels"):
        divisions.merge([other], county, AFTER, console)


def test_a_county_that_becomes_a_city_stays_the_homes_county(county, console):
    city = divisions.rename(county, "单县市", ON, console, code="371785000000", kind="county_city")
    assert divisions.home().county == city
    assert divisions.tree(AFTER).county.name == "单县市"
    assert divisions.tree(BEFORE).county.name == "单县"
    assert len(divisions.tree(AFTER).at_level("village")) == len(divisions.tree(BEFORE).at_level("village")) == 508


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.data())
def test_each_day_places_every_division_at_most_once_whatever_happened(county, console, data):
    from django.db import transaction

    with transaction.atomic():
        day = date(2024, 1, 1)
        for _step in range(data.draw(st.integers(1, 4))):
            day = day.replace(year=day.year + 1)
            towns = list(Division.objects.filter(parent__code=county.code, valid_until=None, level="township"))
            one, two = data.draw(st.permutations(towns))[:2]
            if data.draw(st.booleans()):
                divisions.merge([one], two, day, console)
            else:
                divisions.rename(one, "新名镇", day, console, code=f"3717229{day.year % 100}000")
        for year in range(2023, day.year + 2):
            tree = divisions.tree(date(year, 6, 1))
            placed = [child.id for township in tree.at_level("township") for child in tree.children(township.id)]
            assert len(placed) == len(set(placed)) == len(tree.at_level("village"))
            for node in tree.nodes.values():
                unit = tree.unit_on_day(node.id)
                assert unit is None or tree.node(unit).valid
                assert (unit == node.id) == node.valid
        for succession in Succession.objects.select_related("predecessor", "successor"):
            assert succession.predecessor.path.startswith(succession.successor.path)
        transaction.set_rollback(True)
    divisions.touch()
