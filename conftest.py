"""Test set-up shared by all rooms: a home folder of its own, fast password hashing, no cache table."""

import atexit
import fcntl
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing, contextmanager
from pathlib import Path

os.environ["SHUANGYING_HOME"] = tempfile.mkdtemp(prefix="shuangying-test-")
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

import hypothesis
import pytest

atexit.register(shutil.rmtree, os.environ["SHUANGYING_HOME"], ignore_errors=True)


def _leave_the_own_home_alone():
    """pytest-django reads the settings before this file is read: what they say of the home is said again."""
    from django.conf import settings

    home = Path(os.environ["SHUANGYING_HOME"])
    for name in ("SHUANGYING_KEYS", "SHUANGYING_KEY_RING"):
        os.environ.pop(name, None)
    settings.HOME, settings.KEYS_FILE = home, home / "keys.json"
    settings.KEYS_NAMED, settings.KEYS_GIVEN = False, ""
    settings.STORAGES["default"]["OPTIONS"]["location"] = home / "files"
    (home / "files").mkdir(exist_ok=True)


_leave_the_own_home_alone()
# No deadline: tests share two processors. The same examples each time where a red run must be repeatable.
hypothesis.settings.register_profile("shared", deadline=None, derandomize="CI" in os.environ)
hypothesis.settings.load_profile("shared")


@pytest.fixture(autouse=True)
def quick_settings(settings):
    memory = "django.core.cache.backends.locmem.LocMemCache"
    settings.CACHES = {name: {"BACKEND": memory, "LOCATION": name} for name in ("default", "failures")}
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *settings.PASSWORD_HASHERS]


@pytest.fixture
def place(db):
    """A small county: place("单县") and its townships and villages by name."""
    from shuangying.kernel.divisions.models import Division, Home

    rows = [
        ("370000000000", "山东省", "province", None),
        ("371700000000", "菏泽市", "prefecture", "山东省"),
        ("371722000000", "单县", "county", "菏泽市"),
        ("371722001000", "北城街道", "township", "单县"),
        ("371722103000", "黄岗镇", "township", "单县"),
        ("371722001001", "北关社区居民委员会", "village", "北城街道"),
        ("371722103201", "李庄村民委员会", "village", "黄岗镇"),
        ("371721000000", "曹县", "county", "菏泽市"),
        ("371721101000", "庄寨镇", "township", "曹县"),
    ]
    made = {}
    for position, (code, name, level, parent) in enumerate(rows):
        division = Division(code=code, name=name, level=level, parent=made.get(parent), position=position)
        division.save()
        made[name] = division
    Home.objects.update_or_create(pk=1, defaults={"county": made["单县"]})
    return made.__getitem__


@pytest.fixture
def console():
    """The console's actor, with the county's rights."""
    from shuangying.kernel.accounts.api import console

    return console("tester")


@pytest.fixture
def person(place):
    """Make a person with a post: person("clerk", "北城街道") is an actor."""
    from datetime import date

    from shuangying.kernel.accounts.api import Post, User, actor_of

    def make(role, division, login=""):
        login = login or f"{role}-{division}"
        user = User.objects.create(login=login, name=login)
        Post.objects.create(user=user, role=role, division=place(division), from_on=date(2020, 1, 1))
        return actor_of(user, date(2020, 3, 5))

    return make


def demo_folder(tmp_path_factory):
    """The home folder of the demonstration: made by the command once a run, for all workers. Copy it before you change it."""
    folder = tmp_path_factory.getbasetemp()
    folder = folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder
    kept = folder / "demo-home"
    with open(folder / "demo.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            begun = folder / "demo-home.begun"
            own = {name: value for name, value in os.environ.items() if not name.startswith(("SHUANGYING_", "DJANGO_"))}
            command = [Path(sys.executable).parent / "shuangying", "demo", "--no-serve", "--json"]
            done = subprocess.run(
                command, env={**own, "SHUANGYING_HOME": str(begun)}, capture_output=True, text=True, check=False
            )
            assert done.returncode == 0, done.stderr
            begun.rename(kept)
    return kept


@pytest.fixture(scope="session")
def demo_home(tmp_path_factory):
    """A copy of the demonstration's home folder, of one's own."""
    return shutil.copytree(demo_folder(tmp_path_factory), tmp_path_factory.mktemp("demo") / "home")


@pytest.fixture(scope="module")
def whole_demo(django_db_setup, django_db_blocker, tmp_path_factory):
    """The demonstration with all that it tells, for the tests of a file and taken away after them."""
    from django.db import connection

    with django_db_blocker.unblock():
        if connection.vendor == "postgresql":
            pytest.skip("the whole story is told once, on SQLite; its parts are told on PostgreSQL too")
        with _emptied_afterwards():
            yield _bring_in(demo_folder(tmp_path_factory))


@pytest.fixture
def demo(transactional_db, tmp_path_factory):
    """The same for one test that commits."""
    with _emptied_afterwards():
        yield _bring_in(demo_folder(tmp_path_factory))


@contextmanager
def _emptied_afterwards():
    """What the database holds now it holds afterwards: to delete so many rows would take minutes."""
    from django.db import connection

    connection.ensure_connection()
    with closing(sqlite3.connect(":memory:")) as before:
        connection.connection.backup(before)
        yield
        before.backup(connection.connection)


def _bring_in(folder):
    """Take the demonstration's database, keys and files for those of the test."""
    from django.conf import settings
    from django.db import connection

    from shuangying.demo.county import make_demo

    with closing(sqlite3.connect(folder / "shuangying.db")) as kept:
        kept.backup(connection.connection)
    keys = Path(settings.KEYS_FILE)
    shutil.copy(folder / "keys.json", f"{keys}.new")
    os.replace(f"{keys}.new", keys)
    shutil.copytree(folder / "files", Path(settings.HOME) / "files", dirs_exist_ok=True)
    return make_demo()
