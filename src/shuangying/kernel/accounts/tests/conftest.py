"""A small real county with its people."""

from datetime import date

import pytest

from shuangying.kernel.accounts import setup
from shuangying.kernel.accounts.actors import console as the_console
from shuangying.kernel.accounts.roles import ADMIN, CLERK, LEADER, VILLAGE
from shuangying.kernel.divisions import api as divisions
from shuangying.kernel.divisions.models import Division

DAY = date(2020, 3, 5)
PASSWORD = "correct horse battery"


@pytest.fixture
def console():
    return the_console("tester")


@pytest.fixture
def county(db):
    """The home's county with two townships and a village, on the day of the demonstration."""
    made = setup.make_county("370828", on=date(2020, 1, 24))
    home = divisions.home()
    home.today = DAY
    home.save()
    return made


@pytest.fixture
def township(county):
    return Division.objects.filter(parent=county).order_by("code")[0]


@pytest.fixture
def other_township(county):
    return Division.objects.filter(parent=county).order_by("code")[1]


@pytest.fixture
def village(township):
    return Division.objects.create(
        code=township.code[:9] + "201", name="试点村民委员会", level="village", kind="village", parent=township
    )


@pytest.fixture
def make_user(county):
    def make(login, *posts, **more):
        user, _one_time = setup.create_user(
            login, more.pop("name", login.title()), posts=posts, password=PASSWORD, **more
        )
        return user

    return make


@pytest.fixture
def admin(make_user, county):
    return make_user("admin", (ADMIN, county), name="管理员")


@pytest.fixture
def leader(make_user, county):
    return make_user("leader", (LEADER, county), name="县领导")


@pytest.fixture
def clerk(make_user, township):
    return make_user("clerk", (CLERK, township), name="镇文员")


@pytest.fixture
def villager(make_user, village):
    return make_user("villager", (VILLAGE, village), name="村干部")
