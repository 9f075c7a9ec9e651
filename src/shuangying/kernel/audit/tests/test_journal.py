"""The journal gives back what was written, record by record, however many an act touched."""

import hashlib
import json
import uuid
import zlib

import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st

from shuangying.kernel.audit import api as audit
from shuangying.kernel.audit import packing
from shuangying.kernel.audit.models import Entry, Stretch, Trace

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


class Clerk:
    """Who acts in these tests."""

    login, name, user_id, os_user = "clerk", "经办人", None, ""


VALUES = st.one_of(st.none(), st.integers(), st.text(max_size=5), st.sampled_from(["一\n二", '",\n{"id":3,', "●"]))
CHANGES = st.dictionaries(st.sampled_from(["name", "id", "new", "地址"]), st.lists(VALUES, min_size=2, max_size=2))
IDS = st.one_of(
    st.builds(lambda first, length: list(range(first, first + length)), st.integers(1, 60), st.integers(1, 45)),
    st.lists(st.integers(1, 100), min_size=1, max_size=30),
)
ACTS = st.lists(st.tuples(IDS, CHANGES, st.sampled_from(["create", "update", "import"])), max_size=8)


@settings(max_examples=60)
@given(ACTS)
def test_the_history_of_any_record_is_what_a_plain_list_of_acts_says(acts):
    register = f"test.{uuid.uuid4()}"
    told: dict[int, list] = {}
    for number, (ids, changes, action) in enumerate(acts):
        rows = [{"id": pk, "uid": f"u{pk}", "version": number, "row": None, "changes": changes} for pk in ids]
        audit.record(
            Clerk(), action, register=register, rows=rows, source={"file": str(number)}, reason=f"第{number}次"
        )
        for pk in ids:
            told.setdefault(pk, []).append((action, changes, number, str(number), f"第{number}次"))
    for pk in range(0, 110):
        found = [
            (one.action, dict(one.changes), one.version, one.source["file"], one.reason)
            for one in audit.history(register, pk)
        ]
        assert sorted(found, key=lambda one: one[2]) == told.get(pk, [])
        assert [one[2] for one in found] == sorted((one[2] for one in found), reverse=True)


@given(st.lists(st.fixed_dictionaries({"id": st.integers(1, 9)}, optional={"row": VALUES, "changes": CHANGES})))
def test_rows_come_back_as_they_were_given(rows):
    packed, digest = packing.pack(rows)
    given_ = [{"changes": {}} | {key: value for key, value in row.items() if value is not None} for row in rows]
    assert packing.unpack(packed) == given_
    assert packing.digest_of(packed) == digest
    for pk in range(1, 10):
        assert list(packing.unpack_one(packed, pk)) == [row for row in given_ if row["id"] == pk]


def test_new_records_in_one_act_cost_one_step_of_the_way_and_no_value_twice():
    rows = [
        {"id": pk, "uid": str(uuid.uuid4()), "version": 1, "row": pk, "changes": {"name": [None, "张三"]}}
        for pk in range(1, 5001)
    ]
    entry = audit.record(Clerk(), "import", register="test.new", rows=rows)
    assert (Trace.objects.count(), Stretch.objects.count()) == (0, 1)
    assert b"null" not in zlib.decompress(bytes(entry.packed))
    assert audit.history("test.new", 5000)[0].changes == {"name": [None, "张三"]}
    assert audit.history("test.new", 5001) == []
    assert audit.rows_of(Entry.objects.get()) == rows


def test_an_act_of_more_rows_than_an_entry_takes_is_refused():
    with pytest.raises(ValueError, match="5000"):
        audit.record(Clerk(), "import", register="test.new", rows=[{"id": pk} for pk in range(5001)])


def test_an_entry_written_before_rows_were_packed_still_tells_its_history_and_keeps_its_digest():
    text = json.dumps([{"id": 7, "changes": {"name": ["甲", "乙"]}}, {"id": 8, "row": 3}], separators=(",", ":"))
    entry = audit.record(Clerk(), "update", register="test.old", rows=[{"id": 7}, {"id": 8}])
    digest = hashlib.sha256(text.encode()).hexdigest()
    Entry.objects.filter(pk=entry.pk).update(packed=zlib.compress(text.encode()), digest=digest)
    assert audit.history("test.old", 7)[0].changes == {"name": ["甲", "乙"]}
    assert audit.history("test.old", 8)[0].row == 3
    assert list(audit.altered()) == []


@pytest.mark.parametrize("alter", ["rows", "gone", "broken"])
def test_rows_that_somebody_altered_are_found_by_the_digest(alter):
    honest = audit.record(Clerk(), "update", register="test.x", rows=[{"id": 1, "changes": {"name": ["甲", "乙"]}}])
    empty = audit.record(Clerk(), "login")
    other = audit.record(Clerk(), "update", register="test.x", rows=[{"id": 1, "changes": {"name": ["乙", "丙"]}}])
    forged, _digest = packing.pack([{"id": 1, "changes": {"name": ["乙", "丁"]}}])
    kept = {"rows": forged, "gone": b"", "broken": bytes(other.packed)[:-3]}[alter]
    Entry.objects.filter(pk=other.pk).update(packed=kept)
    assert list(audit.altered()) == [other]
    assert {honest, empty, other} == set(Entry.objects.all())


def test_the_way_to_a_record_is_two_looks_into_indexes(django_assert_num_queries):
    for first in range(1, 40_001, 5000):
        audit.record(Clerk(), "import", register="people", rows=[{"id": pk} for pk in range(first, first + 5000)])
    audit.record(Clerk(), "update", register="people", rows=[{"id": 12_345, "changes": {"name": ["甲", "乙"]}}])
    with django_assert_num_queries(3):
        assert [one.action for one in audit.history("people", 12_345)] == ["update", "import"]
    plans = [
        Trace.objects.filter(register="people", record_id=1),
        Stretch.objects.filter(register="people", first_id=1),
    ]
    if connection.vendor == "sqlite":
        assert all("USING INDEX" in rows.explain() for rows in plans)


def test_the_records_that_an_entry_touched_are_asked_for_without_reading_its_rows():
    from shuangying.kernel.divisions.models import Division

    places = Division.objects.bulk_create(
        Division(code=f"{number:015}", name="某村", level="village", path=f"/{number}/") for number in range(30)
    )
    ids = [place.pk for place in places if place.pk != places[3].pk]
    entry = audit.record(Clerk(), "update", register="divisions", rows=[{"id": pk} for pk in ids])
    assert sorted(Division.objects.filter(audit.touched(entry)).values_list("pk", flat=True)) == sorted(ids)
    assert (entry.traces.count(), entry.stretches.count()) == (3, 1)


def test_numbers_in_what_people_said_are_masked():
    entry = audit.record(
        Clerk(),
        "reveal",
        reason="核实13812345678",
        source={"file": "张三11010519491231002X.xlsx"},
        detail={"query": "q=11010519491231002X", "ticked": ["ab123456-1234-1234-1234-123456789012"]},
    )
    kept = Entry.objects.get(pk=entry.pk)
    assert kept.reason == "核实138****5678"
    assert kept.source == {"file": "张三110*************2X.xlsx"}
    assert kept.detail == {"query": "q=110*************2X", "ticked": ["ab123456-1234-1234-1234-123456789012"]}
