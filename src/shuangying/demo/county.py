"""The demonstration: Shan County on its real divisions, with synthetic records, as of 5 March 2020."""

import gc
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.utils.module_loading import module_has_submodule
from django.utils.translation import gettext as _

from shuangying.core.problems import Invalid
from shuangying.core.story import World
from shuangying.kernel.accounts import posts, setup
from shuangying.kernel.accounts.api import ADMIN, CLERK, LEADER, VILLAGE, Actor, Body, Member, actor_of, console
from shuangying.kernel.briefs import api as briefs
from shuangying.kernel.divisions import api as divisions
from shuangying.kernel.imports import api as imports
from shuangying.kernel.registers import api as registers
from shuangying.kernel.registers import writing

COUNTY = "371722"
TODAY = date(2020, 3, 5)
SET_UP_ON = date(2020, 1, 25)
"""The first day of the lunar year, on which the county set up its headquarters and ten work groups."""
POSTS_FROM = date(2019, 1, 1)
SEED = 20200305
RESIDENTS = 20_000
CHUNK = 20_000
ORDER = ("people", "enterprises", "command", "closures", "gates", "cases", "projects")
"""Who tells first: a module finds what those before it told."""
PASSWORD = "danxian-2020"
TOWN, VILLAGE_OF_THE_DEMO = "黄岗镇", "黄岗镇土山村民委员会"
PEOPLE = (
    ("leader", "县委书记（示例）", ((LEADER, COUNTY),)),
    ("clerk", "县项目办（示例）", ((CLERK, COUNTY), (ADMIN, COUNTY))),
    ("town", "黄岗镇经办人（示例）", ((CLERK, TOWN),)),
    ("village", "土山村工作人员（示例）", ((VILLAGE, VILLAGE_OF_THE_DEMO),)),
    ("health", "县疾控中心（示例）", (("health", COUNTY),)),
    ("gate", "单县北检查站（示例）", (("checkpoint", "莱河镇"),)),
    ("liaison", "驻企联络员（示例）", (("liaison", "北城街道"),)),
)
SECOND_HEAD = "县长（示例）"
GROUP_HEADS = (
    "县委办公室主任（示例）",
    "县卫生健康局局长（示例）",
    "县疾控中心主任（示例）",
    "县交通运输局局长（示例）",
    "县民政局局长（示例）",
    "县发展和改革局局长（示例）",
    "县委宣传部部长（示例）",
    "县公安局局长（示例）",
    "县工业和信息化局局长（示例）",
    "县纪委书记（示例）",
)


@dataclass(frozen=True)
class Login:
    """A log-in of the demonstration: what to type, and who it is."""

    login: str
    password: str
    who: str


@dataclass(frozen=True)
class Made:
    """What a demonstration is.

    Attributes:
        lines: what was made, for people to read.
        logins: who can log in.
        brief: where the brief of the day lies.
        fresh: whether it was made just now.
    """

    lines: tuple[str, ...]
    logins: tuple[Login, ...]
    brief: Path
    fresh: bool = True


def make_demo(residents: int = RESIDENTS, only: Collection[str] = ()) -> Made:
    """Make the demonstration in this home, whole or not at all; where it is made already, say so and change nothing.

    The tables must be there. Everything is written as people write it: by the write path of each register, in part
    from a sheet.

    Args:
        residents: how many people live in the county; all else has its full size.
        only: the modules that tell their part; all where none is named.

    Raises:
        Invalid: `home_is_made`: this home is a real county's.
    """
    here = divisions.home()
    brief = Path(settings.HOME) / f"brief-{TODAY.isoformat()}.docx"
    logins = tuple(Login(login, PASSWORD, name) for login, name, _posts in PEOPLE)
    if here.county is not None:
        if not here.demo:
            raise Invalid("home_is_made", county=here.county.name)
        if not brief.is_file():
            brief.write_bytes(_brief())
        return Made((_("The demonstration is made already."), *_lines(brief)), logins, brief, fresh=False)
    _take_room()
    with _few_collections(), transaction.atomic():
        _set_up()
        _tell(residents, only)
    brief.write_bytes(_brief())
    return Made((_("Made the demonstration."), *_lines(brief)), logins, brief)


def import_sheet(register_id: str, file: str, actor: Actor) -> imports.Outcome:
    """Import a sample sheet of the package as a clerk would."""
    with as_file(files("shuangying.demo") / "samples" / file) as path:
        return imports.run_import(registers.get(register_id), actor, path)


def _take_room() -> None:
    """Let SQLite keep more of the tables in memory while much is written at random places of their indexes."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA cache_size = -524288")


@contextmanager
def _few_collections() -> Iterator[None]:
    """Look for garbage less often: among so many living objects each search takes long and finds little."""
    usual = gc.get_threshold()
    gc.set_threshold(200_000, 20, 100)
    try:
        yield
    finally:
        gc.set_threshold(*usual)


def _set_up() -> None:
    actor = console()
    county = setup.make_county(COUNTY, on=SET_UP_ON, actor=actor)
    here = divisions.home()
    here.demo, here.today = True, TODAY
    here.save()
    users = {}
    for login, name, held in PEOPLE:
        at = [(role, divisions.find(place, TODAY)) for role, place in held]
        users[login], _one_time = setup.create_user(
            login, name, posts=at, from_on=POSTS_FROM, password=PASSWORD, actor=actor
        )
    headquarters = Body.objects.get(kind=Body.Kind.HEADQUARTERS, division=county)
    posts.seat(headquarters, Member.Duty.HEAD, SET_UP_ON, actor, user=users["leader"])
    posts.seat(headquarters, Member.Duty.HEAD, SET_UP_ON, actor, name=SECOND_HEAD)
    for group, head in zip(headquarters.groups.order_by("position"), GROUP_HEADS, strict=True):
        posts.seat(group, Member.Duty.HEAD, SET_UP_ON, actor, name=head)


def _tell(residents: int, only: Collection[str]) -> None:
    """Let each module tell its part."""
    who: Mapping[str, Actor] = {
        user.login: actor_of(user, TODAY) for user in setup.User.objects.filter(login__in=[one[0] for one in PEOPLE])
    }
    places: dict[str, Any] = {}

    def place(name: str) -> Any:
        if name not in places:
            places[name] = divisions.find(name, TODAY)
        return places[name]

    def bring(register: str, file: str, login: str) -> imports.Outcome:
        return import_sheet(register, file, who[login])

    def write(
        register: str, changes: Iterable[writing.Change], login: str = "clerk", real: str = "", note: str = ""
    ) -> list[Any]:
        return _written(registers.get(register), who[login], list(changes), real, note)

    world = World(TODAY, SEED, who, place, bring, write, residents)
    told = {
        app.name.rpartition(".")[2]: import_module(f"{app.name}.demo")
        for app in apps.get_app_configs()
        if app.name.startswith("shuangying.modules.") and app.module and module_has_submodule(app.module, "demo")
    }
    for name in sorted(told, key=lambda name: (ORDER.index(name) if name in ORDER else len(ORDER), name)):
        if not only or name in only:
            told[name].make(world)


def _written(
    register: registers.Register, actor: Actor, changes: list[writing.Change], real: str, note: str
) -> list[Any]:
    """Write changes in chunks; a demonstration of which a row is refused is no demonstration.

    Raises:
        ValueError: a row was not written.
    """
    source = {"demo": note or "story", "real": real}
    records: list[Any] = []
    for start in range(0, len(changes), CHUNK):
        for result in writing.save_many(register, actor, changes[start : start + CHUNK], source=source):
            if result.outcome not in ("created", "updated", "unchanged"):
                words = "; ".join(f"{name}: {registers.words_for(problem)}" for name, problem in result.problems)
                raise ValueError(f"{register.id} {note}: {result.outcome} {result.record} {words}")
            records.append(result.record)
    return records


def _brief() -> bytes:
    return briefs.render(briefs.DAILY, TODAY, None, console()).docx


def _lines(brief: Path) -> tuple[str, ...]:
    tree = divisions.tree(TODAY)
    made = {
        "county": tree.county.name,
        "townships": len(tree.at_level("township")),
        "villages": len(tree.at_level("village")),
    }
    rows = tuple(
        _("%(register)s: %(n)s rows") % {"register": register.label, "n": register.model.objects.live().count()}
        for register in registers.all_registers()
    )
    held = imports.ImportRow.objects.filter(outcome="review").count()
    return (
        _("%(county)s with its %(townships)s townships and %(villages)s villages; all records are synthetic.") % made,
        *rows,
        _("Rows of a sheet held for a decision: %(n)s") % {"n": held},
        _("It is %(day)s there. The brief of that day: %(brief)s") % {"day": TODAY.isoformat(), "brief": brief},
    )
