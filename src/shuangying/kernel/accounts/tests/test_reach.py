"""How far a right reaches: by role, by division, on the day, and no further."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuangying.kernel.accounts.actors import Actor, Held, Reach, actor_of, as_login, console, reach
from shuangying.kernel.accounts.models import Post, User
from shuangying.kernel.accounts.rights import Right
from shuangying.kernel.accounts.roles import ADMIN, CLERK, LEADER, VILLAGE, Role
from shuangying.kernel.accounts.tests.conftest import DAY
from shuangying.kernel.divisions import api as divisions
from shuangying.kernel.divisions.models import Division

MAY = {CLERK: Right.WRITE, LEADER: Right.READ, VILLAGE: Right.COUNT}

paths = st.lists(st.integers(1, 3), min_size=1, max_size=4).map(lambda ids: "/" + "".join(f"{id_}/" for id_ in ids))
held = st.builds(Held, st.sampled_from(["admin", "clerk", "leader", "village"]), st.just(1), paths)
actors = st.builds(
    Actor,
    st.just("someone"),
    posts=st.lists(held, max_size=4).map(tuple),
    kind=st.sampled_from(["user", "token"]),
    ceiling=st.sampled_from(list(Right)),
)


@given(actors, st.sampled_from(list(Right)), paths)
def test_a_right_covers_a_path_if_and_only_if_some_post_gives_it_there(actor, right, path):
    expected = (
        right is not Right.NONE
        and right <= actor.ceiling
        and any(path.startswith(post.path) and MAY.get(post.role, Right.NONE) >= right for post in actor.posts)
    )
    found = reach(actor, MAY, right)
    assert found.covers(path) == expected
    assert not found.everywhere
    assert found.none == (not found.paths)


@given(actors, paths)
def test_more_right_never_reaches_further(actor, path):
    covered = [reach(actor, MAY, right).covers(path) for right in (Right.COUNT, Right.READ, Right.WRITE)]
    assert covered == sorted(covered, reverse=True)


@given(actors)
def test_no_path_of_a_reach_lies_within_another(actor):
    found = reach(actor, MAY, Right.COUNT).paths
    assert not any(a != b and a.startswith(b) for a in found for b in found)


def test_a_path_is_a_whole_number_not_its_first_digit():
    assert not Reach(paths=("/1/5/",)).covers("/1/55/")
    assert Reach(paths=("/1/5/",)).covers("/1/5/9/")


def test_nobody_and_unnamed_roles_reach_nothing():
    assert reach(Actor(""), MAY, Right.COUNT).none
    assert reach(Actor("a", posts=(Held("admin", 1, "/1/"),)), MAY, Right.COUNT).none
    assert reach(Actor("a", posts=(Held("clerk", 1, "/1/"),)), {}, Right.COUNT).none


def test_the_console_reaches_everything_and_is_recorded_with_its_system_user():
    actor = console("root")
    assert reach(actor, {}, Right.WRITE).everywhere
    assert (actor.login, actor.os_user, actor.user_id) == ("console", "root", None)


def test_limit_keeps_exactly_the_rows_that_covers_covers(county, township, village, clerk):
    found = reach(actor_of(clerk, DAY), MAY, Right.READ)
    limited = set(found.limit(Division.objects.all(), "path"))
    assert limited == {division for division in Division.objects.all() if found.covers(division.path)}
    assert limited == {township, village}
    posts = found.limit(Post.objects.all())
    assert [post.division for post in posts] == [township]
    assert not Reach().limit(Post.objects.all()).exists()
    assert Reach(everywhere=True).limit(Post.objects.all()).count() == Post.objects.count()


@pytest.mark.parametrize(
    ("until", "days", "counts"),
    [(None, 0, True), (None, -1, False), (None, 400, True), (30, 29, True), (30, 30, False), (30, 31, False)],
)
def test_a_post_counts_from_its_first_day_until_before_its_last(county, clerk, township, until, days, counts):
    post = Post.objects.get(user=clerk)
    post.from_on, post.until_on = DAY, DAY + timedelta(days=until) if until else None
    post.save()
    day = DAY + timedelta(days=days)
    assert reach(actor_of(clerk, day), MAY, Right.READ).covers(township.path) == counts


def test_who_may_not_log_in_has_no_posts(clerk):
    clerk.is_active = False
    clerk.save()
    assert actor_of(clerk, DAY).posts == ()


def test_a_post_at_a_division_that_was_merged_still_reaches_its_records(
    county, township, other_township, village, clerk, make_user, console
):
    neighbour = make_user("neighbour", (CLERK, other_township))
    divisions.merge([township], other_township, date(2020, 3, 1), console)
    village.refresh_from_db()
    assert reach(actor_of(clerk, DAY), MAY, Right.READ).covers(village.path)
    assert reach(actor_of(neighbour, DAY), MAY, Right.READ).covers(village.path)
    other_township.refresh_from_db()
    assert not reach(actor_of(clerk, DAY), MAY, Right.READ).covers(other_township.path)


def test_as_login_takes_a_persons_posts_instead_of_the_consoles(clerk, township):
    actor = as_login("clerk", DAY, "root")
    assert (actor.login, actor.os_user, actor.kind) == ("clerk", "root", "user")
    assert [str(post) for post in actor.posts] == [f"{township.name} {CLERK.label}"]
    with pytest.raises(User.DoesNotExist):
        as_login("nobody", DAY)


def test_a_role_equals_its_id():
    assert Role("clerk") == CLERK == "clerk"
    assert {CLERK: 1}["clerk"] == 1
    assert ADMIN.id == "admin"
