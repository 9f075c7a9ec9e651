"""What a program gets of people, parts and actions: masked as on the pages, opened with a reason."""

import json
from datetime import date

import pytest

from shuangying.kernel.audit import api as audit
from shuangying.kernel.registers import api as registers
from shuangying.kernel.registers.writing import save

NUMBER = "372999197906200040"
PHONE = "15400001234"
PEOPLE = "/registers/people/records"
ISOLATIONS = "/registers/people.isolations/records"


@pytest.fixture
def zhang(console, place):
    values = {"name": "张三丰", "division": place("黄岗镇"), "id_number": NUMBER, "phone": PHONE, "address": "李庄1号"}
    return save(registers.get("people"), console, values)


@pytest.fixture
def isolation(console, zhang):
    values = {"person": zhang, "kind": "home", "from_on": date(2020, 2, 2), "cause": "武汉返乡"}
    return save(registers.get("people.isolations"), console, values)


def test_values_are_masked_for_a_program_as_on_the_page(caller, zhang, isolation):
    for role, name in (("clerk", "张三丰"), ("leader", "张**")):
        call = caller(role, "单县")
        person = call("GET", f"{PEOPLE}/{zhang.uid}").json()
        assert (person["name"], person["title"]) == (name, name)
        assert (person["id_number"], person["phone"]) == ("372*************40", "154****1234")
        found = call("GET", f"{ISOLATIONS}/{isolation.uid}").json()
        assert (found["person.name"], found["person"]) == (name, str(zhang.uid))
        for path in (PEOPLE, ISOLATIONS, f"{PEOPLE}/{zhang.uid}/history"):
            told = call("GET", path).content.decode()
            assert not [plain for plain in (NUMBER, PHONE) if plain in told], (role, path)
            assert role != "leader" or ("张三丰" not in told and "李庄1号" not in told), path


def test_a_mask_sent_back_changes_nothing(caller, zhang):
    call = caller("clerk", "单县")
    body = {"version": 1, "id_number": "372*************40", "phone": "154****1234", "address": "李庄2号"}
    assert call("PATCH", f"{PEOPLE}/{zhang.uid}", body).status_code == 200
    zhang.refresh_from_db()
    assert (zhang.id_number, zhang.phone, zhang.address) == (NUMBER, PHONE, "李庄2号")


def test_masked_values_are_given_away_with_a_reason_that_is_kept(caller, zhang):
    call, path = caller("clerk", "单县"), f"{PEOPLE}/{zhang.uid}/reveal"
    answer = call("POST", path, {"columns": ["phone", "id_number"], "reason": "流调"})
    assert answer.json() == {"values": {"phone": PHONE, "id_number": NUMBER}}
    assert "no-store" in answer["Cache-Control"]
    assert (audit.history("people", zhang.pk)[0].action, audit.history("people", zhang.pk)[0].reason) == (
        "reveal",
        "流调",
    )
    assert call("POST", path, {"columns": ["phone"], "reason": " "}).status_code == 422
    assert call("POST", path, {"columns": ["resident"], "reason": "流调"}).status_code == 422
    assert call("POST", path, {"columns": "phone", "reason": "流调"}).status_code == 422
    assert caller("leader", "单县")("POST", path, {"columns": ["phone"], "reason": "流调"}).status_code == 403


def test_a_number_finds_its_records_without_standing_in_an_address(caller, zhang, isolation):
    call = caller("clerk", "单县")
    for register, found in (("people", zhang), ("people.isolations", isolation)):
        answer = call("POST", f"/registers/{register}/find", {"number": NUMBER}).json()
        assert [row["uid"] for row in answer["rows"]] == [str(found.uid)]
    assert call("POST", "/registers/people/find", {"number": "1234"}).status_code == 422
    assert caller("clerk", "北城街道")("POST", "/registers/people/find", {"number": NUMBER}).json()["rows"] == []


def test_a_record_named_inline_is_found_or_entered_with_the_line(caller, zhang, place):
    call = caller("clerk", "单县")
    line = {"kind": "home", "from_on": "2020-02-02", "cause": "武汉返乡", "division": "371722103"}
    known = call("POST", ISOLATIONS, {**line, "person.name": "张三丰", "person.id_number": NUMBER})
    assert (known.status_code, known.json()["person"]) == (201, str(zhang.uid))
    new = call("POST", ISOLATIONS, {**line, "person.name": "李四", "person.phone": "15400008888"})
    assert new.status_code == 201, new.content
    assert new.json()["person"] != str(zhang.uid)
    wrong = call(
        "POST", ISOLATIONS, {**line, "from_on": "2020-03-01", "person.name": "李四", "person.id_number": NUMBER}
    )
    assert wrong.json()["errors"][0]["column"] == "person.name"


def test_parts_are_read_through_their_whole(caller, isolation, console):
    save(registers.get("people.followups"), console, {"isolation": isolation, "day": date(2020, 2, 3)})
    call = caller("health", "单县")
    found = call("GET", f"{ISOLATIONS}/{isolation.uid}/parts/people.followups").json()
    assert (found["register"], found["count"], found["rows"][0]["day"]) == ("people.followups", 1, "2020-02-03")
    assert call("GET", f"{ISOLATIONS}/{isolation.uid}/parts/people").status_code == 404


def test_an_action_is_done_by_those_who_may_with_a_reason_on_the_version_they_read(caller, isolation):
    path = f"{ISOLATIONS}/{isolation.uid}/release"
    body = {"version": isolation.version, "released_on": "2020-02-16", "outcome": "completed", "reason": "期满"}
    assert caller("clerk", "单县")("POST", path, body).status_code == 403
    call = caller("health", "单县")
    assert call("POST", path, {**body, "reason": ""}).json()["errors"][0]["column"] == "reason"
    assert call("POST", path, {key: value for key, value in body.items() if key != "version"}).status_code == 428
    assert call("POST", path, {**body, "version": 9}).status_code == 409
    done = call("POST", path, body)
    assert (done.status_code, done.json()["state"], done.json()["released_on"]) == (200, "released", "2020-02-16")
    again = call("POST", path, {**body, "version": done.json()["version"]})
    assert again.status_code == 422
    assert audit.history("people.isolations", isolation.pk)[0].reason == "期满"


def test_every_operation_has_a_name_of_its_own(caller, place):
    paths = json.loads(caller("clerk", "单县")("GET", "/openapi.json").content)["paths"]
    names = [operation["operationId"] for path in paths.values() for operation in path.values()]
    assert len(names) == len(set(names))
