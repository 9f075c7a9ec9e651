"""Two administrators who do the same thing at the same moment."""

import threading

import pytest
from django.db import connection, connections

from shuangying.core.problems import Invalid
from shuangying.kernel.accounts import posts, setup
from shuangying.kernel.accounts.actors import console
from shuangying.kernel.accounts.models import Post, User
from shuangying.kernel.accounts.roles import CLERK
from shuangying.kernel.accounts.tests.conftest import DAY

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def both(act):
    """Do it in two threads at once; what each came to: `done`, or the code of its problem."""
    came, start = [], threading.Barrier(2)

    def one():
        start.wait()
        try:
            act()
            came.append("done")
        except Invalid as error:
            came.append(error.problem.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one) for _thread in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(came)


@pytest.fixture
def two_connections():
    if connection.vendor == "sqlite":
        pytest.skip("SQLite in memory has one connection; in a file it lets one write at a time")


@pytest.mark.usefixtures("two_connections")
def test_a_post_is_given_once(clerk, other_township):
    for _round in range(5):
        Post.objects.filter(division=other_township).delete()
        assert both(lambda: posts.grant(clerk, CLERK, other_township, DAY, console())) == ["done", "post_held"]


@pytest.mark.usefixtures("two_connections")
def test_a_login_is_taken_once_and_the_other_is_told(county):
    for attempt in range(5):
        login = f"zhang{attempt}"
        assert both(lambda login=login: setup.create_user(login, "张文员")) == ["done", "login_taken"]
        assert User.objects.filter(login=login).count() == 1


def test_a_login_taken_since_it_was_looked_up_is_said(clerk, monkeypatch):
    monkeypatch.setattr("django.db.models.query.QuerySet.exists", lambda _self: False)
    with pytest.raises(Invalid, match="login_taken"):
        setup.create_user("clerk", "同名")
