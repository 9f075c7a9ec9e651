"""A new home: its county, its headquarters with ten groups, its first administrator."""

import pytest

from shuangying.core.problems import Invalid
from shuangying.kernel.accounts import setup
from shuangying.kernel.accounts.models import Body, Post, User
from shuangying.kernel.accounts.roles import ADMIN
from shuangying.kernel.accounts.tests.conftest import DAY
from shuangying.kernel.divisions import api as divisions


def test_a_county_has_its_headquarters_with_ten_groups_from_the_day(county):
    head = Body.objects.get(kind=Body.Kind.HEADQUARTERS)
    assert head.division == county
    assert head.groups.count() == 10
    assert {group.from_on.isoformat() for group in head.groups.all()} == {"2020-01-24"}
    assert divisions.home().name == county.name


def test_making_a_county_twice_changes_nothing_and_another_one_is_refused(county):
    setup.make_county("370828")
    assert Body.objects.count() == 11
    with pytest.raises(Invalid, match="home_is_made"):
        setup.make_county("371722")


def test_the_first_administrator_administers_the_county_with_a_one_time_password(county):
    one_time = setup.first_administrator("wang", "王主任")
    user = User.objects.get(login="wang")
    assert user.check_password(one_time)
    assert user.must_change_password
    post = Post.objects.get(user=user)
    assert (post.role, post.division, post.from_on) == (ADMIN, county, DAY)
    assert [each.user for each in setup.administrators(DAY)] == [user]
    with pytest.raises(Invalid, match="login_taken"):
        setup.first_administrator("wang", "又一个")


def test_there_is_no_administrator_without_a_county(db):
    with pytest.raises(divisions.NoCounty):
        setup.first_administrator("wang", "王主任")


def test_reset_opens_a_closed_log_in_and_names_an_unknown_one(clerk):
    clerk.is_active = False
    clerk.save()
    assert User.objects.get(login="clerk").check_password("x") is False
    one_time = setup.reset("clerk")
    clerk.refresh_from_db()
    assert clerk.is_active
    assert clerk.check_password(one_time)
    with pytest.raises(User.DoesNotExist):
        setup.reset("nobody")
