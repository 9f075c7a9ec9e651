"""What leaves in a file: masked, unless somebody who may says why, and then it stands in each record's history."""

import io
from datetime import date

import openpyxl
import pytest
from django.urls import reverse

from shuangying.kernel.accounts.models import User
from shuangying.kernel.audit import api as audit
from shuangying.kernel.audit.models import Entry
from shuangying.kernel.imports import api as imports
from shuangying.kernel.imports.tests.sheets import number
from shuangying.kernel.parties.models import Person
from shuangying.kernel.registers import api as registers
from shuangying.kernel.registers import writing
from shuangying.kernel.registers.writing import Change, Refused, Rejected

pytestmark = pytest.mark.postgres

MARCH_5 = date(2020, 3, 5)
PHONE = "15400000001"


@pytest.fixture
def people(console, place):
    register = registers.get("people")
    values = [
        {"name": "王建国", "division": place("黄岗镇"), "id_number": number(1), "phone": PHONE, "address": "李庄12号"},
        {"name": "李秀英", "division": place("北城街道"), "id_number": number(2)},
    ]
    writing.save_many(register, console, [Change(one) for one in values])
    return register


def exported(people, actor, **choices):
    rows = people.visible(actor).select_related(*people.references).order_by("pk")
    return b"".join(imports.export(people, actor, rows, MARCH_5, "csv", **choices)).decode()


def test_numbers_are_masked_and_names_shown_to_those_who_write(people, console, person):
    mine = exported(people, console)
    assert "王建国" in mine
    assert "李庄12号" in mine
    assert number(1) not in mine
    assert "154****0001" in mine
    leaders = exported(people, person("leader", "单县"))
    assert "王建国" not in leaders
    assert "王**" in leaders or "王*" in leaders
    assert "12号" not in leaders


def test_what_is_revealed_has_a_reason_and_stands_in_the_history_of_each_record(people, console):
    with pytest.raises(Rejected):
        exported(people, console, revealed=True, reason=" ")
    assert not Entry.objects.filter(action__in=("export", "reveal")).exists()
    text = exported(people, console, revealed=True, reason="移交县医院随访")
    assert number(1) in text
    assert PHONE in text
    entry = Entry.objects.get(action="reveal")
    assert entry.reason == "移交县医院随访"
    assert entry.detail["count"] == 2
    assert {"id_number", "phone"} <= set(entry.detail["columns"])
    assert number(1) not in str(audit.rows_of(entry))
    newest = audit.history("people", Person.objects.get(name="王建国").pk)[0]
    assert (newest.action, newest.reason) == ("reveal", "移交县医院随访")


def test_only_those_who_may_have_values_revealed_and_only_where_they_may(people, person):
    with pytest.raises(Refused):
        exported(people, person("leader", "单县"), revealed=True, reason="看看")
    clerk = person("clerk", "黄岗镇")
    text = exported(people, clerk, revealed=True, reason="核对")
    assert number(1) in text
    assert "李秀英" not in text


def test_a_page_gives_values_away_only_on_a_posted_reason(people, person, client):
    person("clerk", "单县", login="clerk")
    client.force_login(User.objects.get(login="clerk"))
    url = reverse("register-export", args=["people"])
    assert number(1) not in text_of(client.get(url))
    assert number(1) not in text_of(client.get(url, {"reveal": "1", "reason": "核对"}))
    assert client.post(url, {"reveal": "1", "all": "1"}).status_code == 302
    assert number(1) in text_of(client.post(url, {"reveal": "1", "reason": "核对", "all": "1"}))
    ticked = {"reveal": "1", "reason": "核对", "row": [str(Person.objects.get(name="李秀英").uid)]}
    text = text_of(client.post(url, ticked))
    assert number(2) in text
    assert number(1) not in text


def test_the_list_leads_those_who_may_to_the_question_why_under_its_filters(people, person, client):
    person("clerk", "单县", login="clerk")
    person("leader", "单县", login="leader")
    client.force_login(User.objects.get(login="clerk"))
    url = reverse("register-export-reveal", args=["people"])
    assert url in client.get(reverse("register-list", args=["people"])).content.decode()
    asked = client.get(url, {"division": "371722103"})
    assert (asked.status_code, asked.context["count"]) == (200, 1)
    text = text_of(client.post(asked.context["export_url"], {"reveal": "1", "reason": "核对", "all": "1"}))
    assert number(1) in text
    assert number(2) not in text
    client.force_login(User.objects.get(login="leader"))
    assert url not in client.get(reverse("register-list", args=["people"])).content.decode()
    assert client.get(url).status_code == 404


def text_of(response):
    sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
    return " ".join(str(cell) for row in sheet.values for cell in row)
