"""Every register × every role × every action, held against what `may` and scope say; made from the declarations.

The person's post is at one of two townships. Whatever lies in the other is not seen, counted, searched, exported or guessed.
"""

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from shuangying.core.problems import Invalid
from shuangying.kernel.accounts.api import Post, Right, User, all_roles, console
from shuangying.kernel.accounts.tokens import issue_token
from shuangying.kernel.divisions.models import Home
from shuangying.kernel.figures import api as figures
from shuangying.kernel.registers import api as registers
from shuangying.kernel.registers.api import Column, Register
from shuangying.kernel.registers.writing import delete
from tests.made_up import MadeUp

pytestmark = pytest.mark.django_db
TODAY = date(2020, 3, 5)
MINE, FOREIGN = "黄岗镇", "北城街道"
TOKEN = "ZyxWvu"
"""Stands in every text that a foreign record holds."""


class Here(MadeUp):
    """Made-up records that all lie in one division, with a word in each text by which they would be known."""

    def __init__(self, division: Any, word: str) -> None:
        super().__init__(lambda _name: division)
        self.word = word

    def values(self, register: Register) -> dict[str, Any]:
        """With the division, so that whoever is named with the record and not on record yet lies there too."""
        placed = {"division": self.place("")} if any(one.name == "division" for one in register.entered) else {}
        return super().values(register) | placed

    def text(self, column: Column, n: int) -> Any:
        made = super().text(column, n)
        if column.mask == "name" or (
            made is not None and column.choices == () and str(made).endswith(("号", "号（二期）"))
        ):
            with suppress(Invalid):
                return column.parse(f"{self.word}{n}")
        return made


@dataclass
class World:
    """A person with a role at one township, records there and in the other, and ways to ask."""

    register: Register
    right: Right
    place: Callable[[str], Any]
    browser: Client
    headers: dict[str, str]
    mine: Any
    foreign: Any
    my_deleted: Any
    foreign_deleted: Any
    new: dict[str, dict[str, Any]]

    def page(self, page: str, record: Any = None, query: str = "", post: dict[str, str] | None = None) -> HttpResponse:
        args = [self.register.id] if record is None else [self.register.id, record.uid]
        url = reverse(page, args=args) + query
        return self.browser.get(url) if post is None else self.browser.post(url, post)

    def api(self, method: str, path: str, body: Any = None) -> HttpResponse:
        data = "" if body is None else json.dumps(body)
        return Client().generic(method, f"/api{path}", data, "application/json", headers=self.headers)

    def record(self, method: str, record: Any = None, tail: str = "", body: Any = None) -> HttpResponse:
        one = f"/{record.uid}" if record is not None else ""
        return self.api(method, f"/registers/{self.register.id}/records{one}{tail}", body)

    def body(self, division: str) -> dict[str, Any]:
        """A new record as a program sends it."""
        return {name: self.sent(name, value) for name, value in self.new[division].items()}

    def sent(self, name: str, value: Any) -> Any:
        column = self.register.by_name[name]
        return value if column.kind == "sealed" else column.keep(value)

    def form(self, division: str) -> dict[str, str]:
        """A new record as a form sends it."""
        entered = {
            name: value if self.register.by_name[name].kind == "sealed" else self.register.by_name[name].entered(value)
            for name, value in self.new[division].items()
        }
        part_of = self.register.part_of
        if part_of and division == MINE and part_of not in self.register.linked:
            entered[part_of] = str(getattr(self.mine, part_of).uid)
        return {**entered, "version": "1"}

    def do(self, name: str) -> HttpResponse:
        return self.browser.get(reverse("record-action", args=[self.register.id, self.mine.uid, name]))


@pytest.fixture
def world(place: Any, register: Register, role: str) -> World:
    """The world of one register and one role."""
    Home.objects.filter(pk=1).update(today=TODAY)
    user = User.objects.create(login="someone", name="某人")
    post = Post.objects.create(user=user, role=role, division=place(MINE), from_on=date(2020, 1, 1))
    browser = Client()
    browser.force_login(user)
    _token, written = issue_token(post, "test", Right.WRITE, date(2100, 1, 1), console("tester"))
    makers = {MINE: Here(place(MINE), "A"), FOREIGN: Here(place(FOREIGN), TOKEN)}
    records = [makers[where].record(register) for where in (MINE, FOREIGN) for _twice in (1, 2)]
    for one in records[1::2]:
        delete(register, console("tester"), one, "test")
    for one in (records[0], records[2]):
        one.refresh_from_db()
    new = {where: maker.fitting(register) for where, maker in makers.items()}
    right = register.may.get(role, Right.NONE)
    headers = {"Authorization": f"Bearer {written}"}
    return World(register, right, place, browser, headers, records[0], records[2], records[1], records[3], new)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Every role tries every act; what else is asked of a role is asked of one of those that may do the same."""
    if "register" not in metafunc.fixturenames:
        return
    every = metafunc.definition.name == test_an_action_is_done_exactly_where_the_right_reaches.__name__
    pairs = [
        (register, role)
        for register in registers.all_registers()
        for role in (all_roles() if every else kinds(register))
    ]
    ids = [f"{register.id}-{role}" for register, role in pairs]
    metafunc.parametrize(("register", "role"), pairs, ids=ids)


def kinds(register: Register) -> list[str]:
    """One of the roles that may do the same with a register."""
    found: dict[Any, str] = {}
    for role in all_roles():
        acts = tuple(action.name for action in register.actions if role in action.may)
        found.setdefault(
            (register.may.get(role), role in register.may_reveal, role in register.shows_names_to, acts), role
        )
    return list(found.values())


@dataclass(frozen=True)
class Action:
    """Something that somebody may try: the right it takes, and the answer with and without it."""

    name: str
    needs: Right
    done: int
    ask: Callable[[World], HttpResponse]
    short: int = 404
    """The answer to one who may read but has not the right that the action takes."""


READ, WRITE, NEVER = Right.READ, Right.WRITE, Right(Right.WRITE) + 1
BACK = "?deleted=1"
ACTIONS = [
    Action("page: list", READ, 200, lambda w: w.page("register-list")),
    Action("page: list of deleted", READ, 200, lambda w: w.page("register-list", query=BACK)),
    Action("page: record", READ, 200, lambda w: w.page("record", w.mine)),
    Action("page: deleted record", READ, 200, lambda w: w.page("record", w.my_deleted)),
    Action("page: new", WRITE, 200, lambda w: w.page("register-new")),
    Action("page: save new", WRITE, 302, lambda w: w.page("register-new", post=w.form(MINE))),
    Action("page: edit", WRITE, 200, lambda w: w.page("record-edit", w.mine)),
    Action(
        "page: save edit", WRITE, 302, lambda w: w.page("record-edit", w.mine, post={"version": str(w.mine.version)})
    ),
    Action("page: delete", WRITE, 302, lambda w: w.page("record-delete", w.mine, post={"reason": "x"})),
    Action("page: restore", WRITE, 302, lambda w: w.page("record-restore", w.my_deleted, post={})),
    Action("page: foreign record", NEVER, 0, lambda w: w.page("record", w.foreign)),
    Action("page: foreign deleted record", NEVER, 0, lambda w: w.page("record", w.foreign_deleted)),
    Action("page: edit foreign", NEVER, 0, lambda w: w.page("record-edit", w.foreign)),
    Action(
        "page: save edit of foreign",
        NEVER,
        0,
        lambda w: w.page("record-edit", w.foreign, post={"version": str(w.foreign.version)}),
    ),
    Action("page: delete foreign", NEVER, 0, lambda w: w.page("record-delete", w.foreign, post={"reason": "x"})),
    Action("page: restore foreign", NEVER, 0, lambda w: w.page("record-restore", w.foreign_deleted, post={})),
    Action("api: list", READ, 200, lambda w: w.record("GET")),
    Action("api: one", READ, 200, lambda w: w.record("GET", w.mine)),
    Action("api: history", READ, 200, lambda w: w.record("GET", w.mine, "/history")),
    Action("api: create", WRITE, 201, lambda w: w.record("POST", body=w.body(MINE)), short=403),
    Action("api: change", WRITE, 200, lambda w: w.record("PATCH", w.mine, body={"version": w.mine.version}), short=403),
    Action("api: delete", WRITE, 200, lambda w: w.record("DELETE", w.mine, body={"reason": "x"}), short=403),
    Action("api: restore", WRITE, 200, lambda w: w.record("POST", w.my_deleted, "/restore"), short=403),
    Action("api: foreign one", NEVER, 0, lambda w: w.record("GET", w.foreign)),
    Action("api: foreign deleted one", NEVER, 0, lambda w: w.record("GET", w.foreign_deleted)),
    Action("api: foreign history", NEVER, 0, lambda w: w.record("GET", w.foreign, "/history")),
    Action(
        "api: change foreign", NEVER, 0, lambda w: w.record("PATCH", w.foreign, body={"version": w.foreign.version})
    ),
    Action("api: delete foreign", NEVER, 0, lambda w: w.record("DELETE", w.foreign, body={"reason": "x"})),
    Action("api: restore foreign", NEVER, 0, lambda w: w.record("POST", w.foreign_deleted, "/restore")),
]


def said(answer: HttpResponse) -> list[str]:
    """What an answer says is wrong."""
    return [line for line in answer.content.decode().splitlines() if "error" in line][:12]


def kept(world: World) -> set[tuple]:
    """The records outside the person's township, as the table has them."""
    rows = world.register.model.objects.exclude(division=world.place(MINE))
    return set(rows.values_list("pk", "version", "deleted_at", "division_id"))


def test_an_action_is_done_exactly_where_the_right_reaches(world: World) -> None:
    before = kept(world)
    for action in ACTIONS:
        with transaction.atomic():
            answer = action.ask(world)
            short = action.short if world.right >= READ else 404
            expected = action.done if world.right >= action.needs else short
            assert answer.status_code == expected, (action.name, said(answer))
            assert kept(world) == before, action.name
            told = answer.content.decode()
            assert TOKEN not in told, action.name
            assert str(world.foreign.uid) not in told, action.name
            transaction.set_rollback(True)


def test_declared_actions_are_for_their_roles_alone_and_a_reveal_for_those_that_may(world: World, role: str) -> None:
    for action in world.register.actions:
        answer = world.do(action.name)
        if world.right < READ or role not in action.may:
            assert answer.status_code in (403, 404), action.name
        else:
            assert answer.status_code == (200 if action.when(world.mine) else 404), action.name
        asked = {"reason": "", "version": world.mine.version}
        refused = world.record("POST", world.mine, f"/{action.name}", asked).status_code
        assert refused == (404 if world.right < READ else 403 if role not in action.may else 422), action.name
        assert world.record("POST", world.foreign, f"/{action.name}", asked).status_code == 404
    if any(column.mask for column in world.register.bound):
        may = world.register.may_reveal or {one for one, right in world.register.may.items() if right >= WRITE}
        names = [column.name for column in world.register.bound if column.mask]
        for record, reaches in ((world.mine, True), (world.foreign, False)):
            answer = world.record("POST", record, "/reveal", {"columns": names, "reason": "核对"})
            if world.right < READ or not reaches:
                assert answer.status_code == 404
            else:
                assert answer.status_code == (200 if role in may else 403)


def test_nothing_is_written_into_or_moved_to_the_other_township(world: World) -> None:
    before = kept(world)
    refused = (403, 422) if world.right >= READ else (404,)
    assert world.record("POST", body=world.body(FOREIGN)).status_code in refused
    moved = {"division": world.place(FOREIGN).code, "version": 1}
    assert world.record("PATCH", world.mine, body=moved).status_code in refused
    assert world.page("register-new", post=world.form(FOREIGN)).status_code in (403, 404, 422)
    assert kept(world) - before == set()


QUERIES = [
    "",
    BACK,
    f"?q={TOKEN}",
    "?division=371722001",
    "?division=371722",
    f"?q={TOKEN}&deleted=1",
    "?sort=-division",
]


def test_no_list_shows_counts_or_sums_a_foreign_record(world: World) -> None:
    mine = world.register.model.objects.filter(division=world.place(MINE))
    for query in QUERIES:
        for listed in (world.page("register-list", query=query), world.record("GET", tail=query)):
            told = listed.content.decode().replace(f'value="{TOKEN}"', "").replace(f"q={TOKEN}", "")
            assert TOKEN not in told, query
            assert str(world.foreign.uid) not in told, query
        if world.right >= READ and "sort" not in query:
            rows = mine.deleted() if "deleted" in query else mine.live()
            expected = 0 if TOKEN in query or "371722001" in query else rows.count()
            found = world.record("GET", tail=query).json()
            assert (found["count"], len(found["rows"])) == (expected, expected), query
            assert world.page("register-list", query=query).context["count"] == expected, query


def test_a_foreign_record_is_not_named_as_a_reference_nor_guessed_by_one(world: World) -> None:
    body = world.body(MINE)
    for column in world.register.stored:
        if column.kind != "reference" or world.right < READ:
            continue
        other = Here(world.place(FOREIGN), TOKEN).record(registers.of_model(column.related))
        for named in (str(other.uid), str(other), "00000000-0000-0000-0000-000000000000", "nothing"):
            found = world.record("GET", tail=f"?{column.name}={named}")
            assert found.status_code == 422
            assert found.json()["errors"][0]["code"] == "reference_unknown"
        refused = world.record("POST", body=body | {column.name: str(other.uid)})
        assert refused.status_code in ((422,) if world.right >= WRITE else (403, 422))


def test_search_finds_nothing_foreign(world: World) -> None:
    told = world.browser.get(f"/search?q={TOKEN}")
    assert told.status_code == 200
    assert str(world.foreign.uid) not in told.content.decode()
    assert world.browser.get("/").status_code == 200
    assert TOKEN not in world.browser.get("/").content.decode()


def test_an_export_holds_what_the_list_holds(world: World) -> None:
    answer = world.page("register-export", query="?format=xlsx")
    if world.right < READ:
        assert answer.status_code == 404
        return
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    cells = [str(cell) for row in openpyxl.load_workbook(BytesIO(content)).active.values for cell in row if cell]
    assert str(world.mine.uid) in cells or world.register.sheet is not None
    assert str(world.foreign.uid) not in cells
    assert not [cell for cell in cells if TOKEN in cell]


def figures_of(register: Register) -> list[figures.Figure]:
    return [figure for figure in figures.all_figures() if figure.register is register]


def values_of(world: World, asked: list[figures.Figure]) -> list[dict[str, Any]]:
    """What the figures are for the person, in their order."""
    ids = "&".join(f"id={figure.id}" for figure in asked)
    return world.api("GET", f"/figures?{ids}").json() if asked else []


def test_figures_count_the_own_township_only(world: World) -> None:
    asked = figures_of(world.register)
    mine = world.register.model.objects.live().filter(division=world.place(MINE)).count()
    for figure in asked if world.right < Right.COUNT else ():
        assert world.api("GET", f"/figures?id={figure.id}").status_code == 404, figure.id
    for value in values_of(world, asked) if world.right >= Right.COUNT else ():
        assert value["division"] == world.place(MINE).code
        assert value["basis"]["records"] + value["basis"]["unknown"] <= mine
        assert world.api("GET", f"/figures?id={value['id']}&division={FOREIGN}").status_code == 404
    for figure in asked[:1] + asked[-1:]:
        page = world.browser.get(reverse("figure", args=[figure.id]))
        assert page.status_code == (404 if world.right < Right.COUNT else 200)
        assert TOKEN not in page.content.decode()
        for place in (FOREIGN, "单县", "庄寨镇"):
            for path in (f"/figures?id={figure.id}&division={place}", f"/figures/{figure.id}/series?division={place}"):
                assert world.api("GET", path).status_code == 404


def test_a_drill_down_lists_exactly_what_the_figure_counts_or_nothing(world: World) -> None:
    asked = figures_of(world.register)
    told = values_of(world, asked) if world.right >= READ else [None] * len(asked)
    for figure, value in zip(asked, told, strict=True):
        listed = world.record("GET", tail=f"?figure={figure.id}")
        page = world.page("register-list", query=f"?figure={figure.id}")
        if world.right < READ:
            assert (listed.status_code, page.status_code) == (404, 404)
            continue
        assert value["id"] == figure.id
        assert listed.json()["count"] == value["basis"]["records"]
        assert TOKEN not in listed.content.decode()


def test_the_menu_of_registers_shows_the_right_held(world: World) -> None:
    told = {one["id"]: one["right"] for one in world.api("GET", "/registers").json()}
    expected = None if world.right is Right.NONE else world.right.name.lower()
    assert told.get(world.register.id) == expected
