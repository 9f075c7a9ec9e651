"""What a declaration of figures may say, and what it is told where it names something that is not there."""

from datetime import date

import pytest
from django.db.models import F, Q

from shuangying.kernel.figures.declaration import MONEY, NUMBER, Source, latest, ratio
from shuangying.kernel.figures.lookups import through
from shuangying.kernel.figures.reporting import answered_by
from shuangying.kernel.parties.models import Person, Unit
from shuangying.modules.projects.models import Progress, Project

STOCK = {"label": "Trial", "definition": "Trial."}

pytestmark = pytest.mark.usefixtures("declared")


@pytest.mark.parametrize(
    ("declare", "said"),
    [
        (lambda: Source(Project, on="begun_on"), "Project has no column begun_on"),
        (lambda: Source(Project, on="name"), "name is neither a day nor an instant"),
        (lambda: Source(Project.stage, on="started_on"), "a stock has no day of its own"),
        (lambda: Source(Progress, unit="project"), "project names no unit"),
        (lambda: Source(Project).count("t.a", **STOCK, where=Q(colour="red")), "Project has no column colour"),
        (lambda: Source(Progress).count("t.a", **STOCK, where=Q(project__colour="red")), "has no column colour"),
        (lambda: Source(Project).count("t.a", **STOCK, where=Q(sector__like="x")), "cannot be asked for like"),
        (lambda: Source(Project.stage).count("t.a", **STOCK, state="begun"), "no state begun. There are: planned"),
        (lambda: Source(Project).count("t.a", **STOCK, state="started"), "its source has no states"),
        (lambda: Source(Project).count("t.a", **STOCK, since="name"), "name is no date"),
        (lambda: Source(Project).sum("t.a", "name", **STOCK), "neither money nor an area nor a number"),
        (lambda: Source(Project).distinct("t.a", "name", **STOCK), "name is no reference"),
        (lambda: Source(Progress).distinct("t.a", "project", **STOCK, to_date=True), "only a flow"),
        (lambda: Source(Project).count("t.a", **STOCK).to_date("t.b", "B", "B."), "no flow that adds up"),
        (lambda: latest("t.a", Unit, "A", "A.", at="name", value="kind"), "name is neither a day nor an instant"),
        (lambda: answered_by(Source(Project).sum("t.a", "investment", **STOCK)), "not reported as a whole number"),
    ],
)
def test_a_wrong_name_is_told_when_the_program_starts(declare, said):
    with pytest.raises(ValueError, match=said):
        declare()


def test_a_share_is_taken_of_amounts():
    code = latest("t.level", Unit, "Level", "Level.", at="from_on", value="kind")
    with pytest.raises(ValueError, match="is no amount"):
        ratio("t.share", "Share", "Share.", Source(Project).count("t.a", **STOCK), code)


def test_a_condition_may_follow_references_and_compare():
    where = Q(household__division__level="village") & ~Q(born_on__year__lt=1950)
    assert Source(Person).count("t.a", **STOCK, where=where).condition(date(2020, 3, 5)) == where


def test_a_sum_has_the_unit_of_its_column():
    assert Source(Project).sum("t.money", "investment", **STOCK).kind == MONEY
    assert Source(Person).sum("t.number", "version", **STOCK, unit="versions").kind == NUMBER


def test_a_running_total_is_reported_as_its_flow():
    daily = Source(Project, on="started_on").count("t.day", **STOCK)
    ever = daily.to_date("t.ever", "Ever", "Ever.")
    assert (ever.reported_as(), ever.running, ever.unit) == (daily, True, daily.unit)


def test_a_condition_on_records_becomes_one_on_rows_that_refer_to_them():
    assert through("record", Q(a=1) & ~Q(b__in=[2])) == Q(record__a=1) & ~Q(record__b__in=[2])
    assert through("record", Q(a__gt=F("b") + 1)) == Q(record__a__gt=F("record__b") + 1)
