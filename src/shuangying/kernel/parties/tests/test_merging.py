"""Two records that are one become one, with all that names them; and the undoing leaves everything as it was."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shuangying.kernel.accounts.api import Right
from shuangying.kernel.audit import api as audit
from shuangying.kernel.parties import api as parties
from shuangying.kernel.parties import merging
from shuangying.kernel.parties.models import Alias, Household, Merge, Organisation, Person, Unit
from shuangying.kernel.parties.tests.test_parties import number
from shuangying.kernel.registers import api as registers
from shuangying.kernel.registers import spans, writing
from shuangying.kernel.registers.api import Record

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

MARCH = date(2020, 3, 1)
FIRST, SECOND, THIRD = (number(date(1980, 1, 1), "male", area) for area in ("371799", "372999", "379999"))


@pytest.fixture
def write(console):
    def save(register, record=None, **values):
        return writing.save(registers.get(register), console, values, record=record)

    return save


@pytest.fixture
def world(write, place):
    """Two entries about one man in two villages, and what the modules hold about them."""

    class World:
        keep = write("people", name="王小明", phone="15400000001", division=place("李庄村民委员会"))
        drop = write("people", name="王晓明", id_number=FIRST, division=place("北关社区居民委员会"))

        @staticmethod
        def isolate(person, from_on, released_on=None):
            values = {"kind": "home", "cause": "返乡", "from_on": from_on, "released_on": released_on}
            outcome = {"outcome": "lifted"} if released_on else {}
            return write("people.isolations", person=person, division=place("李庄村民委员会"), **values, **outcome)

    return World


def now(record):
    return type(record).objects.select_related("division").get(pk=record.pk)


def merge(register, actor, keep, drop, reason="同一人"):
    return parties.merge(registers.get(register), actor, now(keep), now(drop), reason)


def codes(raised):
    return [problem.code for _name, problem in raised.value.problems]


def everything():
    """All records of all registers, their states and other names, but for versions and what the journal says."""
    seen = {}
    for model in {register.model for register in registers.all_registers()}:
        fields = [field for field in model._meta.concrete_fields if field.name != "version"]
        for record in model.objects.all():
            values = {
                field.name: getattr(record, field.attname) for field in fields if not field.name.endswith("_index")
            }
            seen[model._meta.label, record.pk] = {
                name: value.open() if hasattr(value, "open") else value for name, value in values.items()
            }
            for stages in model.stage_sets:
                rows = stages.Span.objects.filter(record=record).values_list(*spans.COLUMNS)
                seen[model._meta.label, record.pk, stages.name] = sorted(rows)
    seen["aliases"] = sorted(Alias.objects.values_list("party", "record_id", "name"))
    return seen


def test_everything_that_named_the_one_names_the_other(world, console):
    lone = world.isolate(world.drop, MARCH)
    done = merge("people", console, world.keep, world.drop)
    assert now(lone).person == world.keep
    assert now(world.drop).deletion_reason == "同一人"
    assert done.moved == [{"model": "people.Isolation", "field": "person", "ids": [lone.pk]}]
    newest = audit.history("people.isolations", lone.pk)[0]
    assert (newest.action, newest.reason, newest.version) == ("merge", "同一人", 2)
    assert newest.changes["person"] == [str(world.drop.uid), str(world.keep.uid)]


def test_blanks_are_filled_and_nothing_that_is_known_is_overwritten(world, console):
    merge("people", console, world.keep, world.drop)
    kept = now(world.keep)
    assert (kept.name, kept.phone.open(), kept.id_number.open()) == ("王小明", "15400000001", FIRST)
    assert (kept.born_on, kept.sex, kept.division.name) == (date(1980, 1, 1), "male", "李庄村民委员会")
    assert [alias.name for alias in parties.aliases_of(kept)] == ["王晓明"]


def test_no_plain_number_gets_into_the_journal_or_the_merge(world, console):
    done = merge("people", console, world.keep, world.drop)
    told = f"{done.filled}{done.moved}" + "".join(
        str(change.changes) for record in (world.keep, world.drop) for change in audit.history("people", record.pk)
    )
    assert FIRST not in told
    assert "15400000001" not in told


def test_a_record_held_at_the_county_takes_the_place_of_the_other(write, place, console):
    keep = write("parties.organisations", name="天元纸业有限公司", division=place("单县"))
    drop = write("parties.organisations", name="单县天元纸业", division=place("黄岗镇"))
    before = everything()
    done = merge("parties.organisations", console, keep, drop)
    assert now(keep).division == place("黄岗镇")
    assert registers.get("parties.organisations").also_known(["单县天元纸业"]) == {"单县天元纸业": [keep.pk]}
    parties.unmerge(done, console, "两家")
    assert everything() == before


def test_members_follow_into_the_other_household_and_its_village_and_back(write, place, console):
    keep = write("people.households", head="王大明", address="东街1号", division=place("李庄村民委员会"))
    drop = write("people.households", head="王大明", code="7", division=place("北关社区居民委员会"))
    member = write("people", name="王小明", household=drop, division=place("北关社区居民委员会"))
    before = everything()
    done = merge("people.households", console, keep, drop)
    assert (now(member).household, now(member).division) == (keep, place("李庄村民委员会"))
    assert now(member).deleted_at is None
    assert now(keep).code == "7"
    parties.unmerge(done, console, "分户")
    assert everything() == before


@pytest.mark.parametrize("above", ["keep", "drop", "third"])
def test_a_unit_is_never_put_above_itself(write, place, console, above):
    def unit(name, parent=None):
        return write("parties.units", name=name, kind="department", division=place("单县"), parent=parent)

    top = unit("县委")
    keep = unit("县工信局", top)
    drop = unit("县工业和信息化局", keep if above == "keep" else top)
    if above == "drop":
        write("parties.units", record=now(keep), parent=drop)
    below = unit("中小企业服务中心", drop)
    before = everything()
    done = merge("parties.units", console, keep, drop)
    assert (now(keep).parent, now(below).parent) == (top, keep)
    parties.unmerge(done, console, "两个单位")
    assert everything() == before


def test_two_numbers_are_two_people(world, write, console):
    write("people", record=now(world.keep), id_number=SECOND)
    before = everything()
    with pytest.raises(writing.Rejected) as raised:
        merge("people", console, world.keep, world.drop)
    assert codes(raised) == ["merge_numbers_differ"]
    assert everything() == before
    assert Merge.objects.count() == 0


def test_one_who_would_be_isolated_in_two_places_at_once_is_not_merged_and_the_words_say_so(world, console):
    world.isolate(world.keep, MARCH)
    world.isolate(world.drop, MARCH + timedelta(days=2))
    before = everything()
    with pytest.raises(writing.Rejected) as raised:
        merge("people", console, world.keep, world.drop)
    (problem,) = {problem.code: problem for _name, problem in raised.value.problems}.values()
    assert problem.code == "merge_hindered"
    assert registers.words_for(problem)
    assert everything() == before


def test_what_somebody_may_not_read_is_not_told_by_what_hinders_a_merge(world, person, monkeypatch):
    monkeypatch.setattr(type(registers.get("people.isolations")), "may", {"health": Right.WRITE})
    world.isolate(world.keep, MARCH)
    world.isolate(world.drop, MARCH + timedelta(days=2))
    with pytest.raises(writing.Rejected) as raised:
        merge("people", person("clerk", "单县"), world.keep, world.drop)
    assert set(codes(raised)) == {"merge_hindered_unseen"}
    assert merging.counts(person("clerk", "单县", login="other"), world.keep, world.drop) == []


def test_a_number_that_contradicts_the_birth_date_of_the_one_that_stays_hinders_the_merge(world, write, console):
    write("people", record=now(world.keep), born_on=date(1985, 5, 5))
    with pytest.raises(writing.Rejected) as raised:
        merge("people", console, world.keep, world.drop)
    assert codes(raised) == ["merge_hindered"]


def test_what_only_the_table_forbids_hinders_a_merge_in_words_too(world, write, console, place, monkeypatch):
    """A rule that a register does not declare and its table does: nobody is twice on one list."""
    screening = registers.get("people.screening")
    lists = {
        "name": "二号名单",
        "issuer": "市指挥部",
        "received_on": MARCH,
        "purpose": "摸排",
        "division": place("单县"),
    }
    listed = write("people.screening_lists", **lists)
    for person in (world.keep, world.drop):
        write("people.screening", list=listed, person=person, division=place("李庄村民委员会"))
    monkeypatch.setattr(type(screening), "identity", ())
    before = everything()
    with pytest.raises(writing.Rejected) as raised:
        merge("people", console, world.keep, world.drop)
    assert codes(raised) == ["merge_clashes"]
    assert everything() == before


def test_deleted_records_move_too_and_come_back(world, console):
    gone = world.isolate(world.drop, MARCH)
    writing.delete(registers.get("people.isolations"), console, gone, "误录")
    before = everything()
    done = merge("people", console, world.keep, world.drop)
    assert now(gone).person == world.keep
    parties.unmerge(done, console, "不是同一人")
    assert everything() == before


def test_both_records_must_be_within_reach_and_as_they_were_seen(world, console, person):
    for actor in (person("village", "李庄村民委员会"), person("clerk", "北城街道"), person("leader", "单县")):
        with pytest.raises(writing.Refused):
            merge("people", actor, world.keep, world.drop)
    stale = now(world.keep)
    writing.save(registers.get("people"), console, {"address": "东街2号"}, record=now(world.keep))
    with pytest.raises(writing.Stale):
        parties.merge(registers.get("people"), console, stale, now(world.drop), "同一人")
    with pytest.raises(writing.Rejected) as raised:
        merge("people", console, world.keep, world.keep)
    assert codes(raised) == ["merge_with_itself"]
    with pytest.raises(writing.Rejected) as raised:
        merge("people", console, world.keep, world.drop, reason=" ")
    assert codes(raised) == ["reason_required"]
    done = merge("people", person("clerk", "单县"), world.keep, world.drop)
    with pytest.raises(writing.Refused):
        parties.unmerge(done, person("clerk", "黄岗镇"), "不是同一人")


def test_what_was_changed_since_by_hand_stays_when_a_merge_is_undone(world, write, console):
    moved = world.isolate(world.drop, MARCH, MARCH + timedelta(days=3))
    done = merge("people", console, world.keep, world.drop)
    third = write("people", name="李四", division=now(world.keep).division)
    write("people.isolations", record=now(moved), person=third)
    write("people", record=now(world.keep), id_number=SECOND)
    parties.unmerge(done, console, "不是同一人")
    assert now(moved).person == third
    assert now(world.keep).id_number.open() == SECOND
    assert now(world.drop).id_number.open() == FIRST


def test_a_merge_is_undone_once_and_not_while_the_record_that_stayed_has_gone_itself(world, write, console):
    first = merge("people", console, world.keep, world.drop)
    third = write("people", name="王明", division=now(world.keep).division)
    second = merge("people", console, third, world.keep)
    with pytest.raises(writing.Rejected) as raised:
        parties.unmerge(first, console, "不是同一人")
    assert codes(raised) == ["merge_kept_is_gone"]
    parties.unmerge(second, console, "不是同一人")
    parties.unmerge(first, console, "不是同一人")
    with pytest.raises(writing.Stale):
        parties.unmerge(first, console, "不是同一人")


def test_other_names_go_with_the_record_and_come_back(write, place, console):
    organisations = registers.get("parties.organisations")
    keep, drop = (
        write("parties.organisations", name=name, division=place("单县")) for name in ("天元纸业", "天元包装")
    )
    for record, name in ((keep, "天元"), (drop, "天元"), (drop, "天元二厂")):
        parties.learn_alias(organisations, console, record, name)
    before = everything()
    done = merge("parties.organisations", console, keep, drop)
    assert sorted(alias.name for alias in parties.aliases_of(keep)) == ["天元", "天元二厂", "天元包装"]
    assert organisations.also_known(["天元"]) == {"天元": [keep.pk]}
    parties.unmerge(done, console, "两家")
    assert everything() == before


def test_every_table_that_names_a_party_is_known_to_merging():
    for model in merging.MERGEABLE:
        found = {(pointer.model, pointer.field) for pointer in merging.pointers(model)}
        told = {
            (other, field.name)
            for register in registers.all_registers()
            for other in [register.model]
            for field in other._meta.concrete_fields
            if field.related_model is model
        }
        assert told <= found
    assert (Person, "household") in {(pointer.model, pointer.field) for pointer in merging.pointers(Household)}
    assert (Unit, "parent") in {(pointer.model, pointer.field) for pointer in merging.pointers(Unit)}
    assert issubclass(Organisation, Record)


def values(*numbers):
    """What may be known of somebody; mostly it does not contradict itself."""
    return st.fixed_dictionaries(
        {"division": st.sampled_from(["单县", "黄岗镇", "李庄村民委员会", "北关社区居民委员会"])},
        optional={
            "id_number": st.sampled_from(numbers),
            "phone": st.sampled_from(["15400000001", "15400000002"]),
            "born_on": st.sampled_from([date(1980, 1, 1), date(1980, 1, 1), date(1981, 1, 1)]),
            "sex": st.just("male"),
            "address": st.sampled_from(["东街1号", "西街2号"]),
            "household": st.integers(0, 1),
            "relation": st.sampled_from(["户主", "长子"]),
            "origin": st.sampled_from(["曹县"]),
            "resident": st.booleans(),
        },
    )


STAYS = st.lists(
    st.tuples(st.integers(0, 2), st.integers(0, 15), st.none() | st.integers(1, 10), st.booleans()),
    min_size=1,
    max_size=5,
)
NAMES = st.lists(st.tuples(st.integers(0, 1), st.sampled_from(["明子", "小名", "阿明"])), max_size=3)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.tuples(values(SECOND), values(FIRST), values(THIRD)), STAYS, NAMES)
def test_a_merge_that_is_undone_leaves_everything_as_it_was_and_one_that_is_refused_too(
    place, console, known, stays, names
):
    """Three people of two households with isolations, some deleted, and other names; the second goes into the first."""
    people = registers.get("people")
    with transaction.atomic():
        households = [
            writing.save(registers.get("people.households"), console, {"head": head, "division": place(village)})
            for head, village in (("王大明", "李庄村民委员会"), ("李大明", "北关社区居民委员会"))
        ]
        made = []
        for said in known:
            said = {**said, "name": f"王{'一二三'[len(made)]}明", "division": place(said["division"])}
            said |= {"household": households[said["household"]]} if "household" in said else {}
            said |= {"origin": place(said["origin"])} if "origin" in said else {}
            (result,) = writing.save_many(people, console, [writing.Change(said)])
            made.append(result.record if result.outcome == "created" else None)
        if made[0] and made[1]:
            _tell(console, made, stays, names)
            before = everything()
            try:
                done = merge("people", console, made[0], made[1])
            except writing.Rejected:
                assert everything() == before
            else:
                _nothing_names(now(made[1]))
                parties.unmerge(done, console, "不是同一人")
                assert everything() == before
                assert not any(spans.wrong(register.model) for register in registers.all_registers())
        transaction.set_rollback(True)


def _tell(console, made, stays, names):
    isolations = registers.get("people.isolations")
    for who, day, length, deleted in stays:
        if made[who] is None:
            continue
        begun = date(2020, 2, 1) + timedelta(days=day)
        ended = {} if length is None else {"released_on": begun + timedelta(days=length), "outcome": "lifted"}
        said = {"person": now(made[who]), "kind": "home", "cause": "返乡", "from_on": begun, **ended}
        (result,) = writing.save_many(
            isolations, console, [writing.Change({**said, "division": now(made[who]).division})]
        )
        if deleted and result.outcome == "created":
            writing.delete(isolations, console, result.record, "误录")
    for who, name in names:
        parties.learn_alias(registers.get("people"), console, now(made[who]), name)


def _nothing_names(gone):
    assert gone.deleted_at is not None
    for pointer in merging.pointers(type(gone)):
        assert not pointer.rows.filter(**{pointer.field: gone}).exists()
