"""People, posts and bodies as pages: administrators change them within their reach, leaders read, all others see nothing."""

from datetime import date

import pytest

from shuangying.core.problems import Invalid
from shuangying.kernel.accounts import posts
from shuangying.kernel.accounts.models import Body, Member, Post, User
from shuangying.kernel.accounts.roles import ADMIN, CLERK
from shuangying.kernel.accounts.tests.conftest import DAY
from shuangying.kernel.audit.models import Entry


@pytest.fixture
def admins(client, admin):
    client.force_login(admin)
    return client


@pytest.fixture
def body(county):
    return Body.objects.get(name="综合协调组")


@pytest.fixture
def township_admin(make_user, township):
    return make_user("township-admin", (ADMIN, township))


def addresses(clerk, body, member):
    post = Post.objects.get(user=clerk)
    read = ["/people/", f"/people/{clerk.pk}/", f"/people/bodies/{body.pk}/"]
    forms = [
        "/people/new",
        f"/people/{clerk.pk}/posts/new",
        f"/people/posts/{post.pk}/end",
        "/people/bodies/new",
        f"/people/bodies/{body.pk}/end",
        f"/people/bodies/{body.pk}/members/new",
        f"/people/members/{member.pk}/end",
    ]
    return read, forms, [f"/people/{clerk.pk}/password", f"/people/{clerk.pk}/active"]


@pytest.fixture
def member(body, console):
    return posts.seat(body, Member.Duty.HEAD, DAY, console, name="李县长")


def test_administrators_open_every_page(admins, clerk, body, member):
    read, forms, _acts = addresses(clerk, body, member)
    for address in read + forms:
        assert admins.get(address).status_code == 200, address


def test_leaders_read_and_change_nothing(client, leader, clerk, body, member):
    client.force_login(leader)
    read, forms, acts = addresses(clerk, body, member)
    for address in read:
        assert client.get(address).status_code == 200, address
        assert b'<form class="form"' not in client.get(address).content
    for address in forms:
        assert client.get(address).status_code in (403, 404), address
        assert client.post(address, {}).status_code in (403, 404), address
    for address in acts:
        assert client.post(address, {}).status_code == 403, address


@pytest.mark.parametrize("who", ["clerk", "villager"])
def test_others_see_nothing(client, request, who, clerk, body, member):
    client.force_login(request.getfixturevalue(who))
    read, forms, acts = addresses(clerk, body, member)
    for address in read + forms:
        assert client.get(address).status_code in (403, 404), address
    for address in acts:
        assert client.post(address).status_code == 403, address


def test_who_administers_a_township_cannot_touch_people_with_posts_beyond_it(
    client, township_admin, admin, clerk, make_user
):
    client.force_login(township_admin)
    assert client.get(f"/people/{admin.pk}/").status_code == 404
    assert client.post(f"/people/{admin.pk}/password").status_code == 404
    without = make_user("without")
    assert client.post(f"/people/{without.pk}/password").status_code == 403
    assert client.post(f"/people/{clerk.pk}/password").status_code == 200
    assert client.get("/people/bodies/new").status_code == 403


def test_who_administers_a_township_gives_posts_only_there(client, township_admin, county, township, clerk):
    client.force_login(township_admin)
    form = {"role": "admin", "division": county.name, "from_on": "2020-03-05"}
    assert client.post(f"/people/{clerk.pk}/posts/new", form).context["form"].errors.keys() == {"division"}
    answer = client.post(f"/people/{clerk.pk}/posts/new", form | {"division": township.name})
    assert answer.status_code == 302


def test_a_new_person_gets_a_post_and_a_one_time_password_shown_once(admins, township):
    form = {"login": "zhang", "name": "张文员", "role": "clerk", "division": township.name, "from_on": "2020年3月1日"}
    answer = admins.post("/people/new", form)
    one_time = answer.context["one_time"]
    user = User.objects.get(login="zhang")
    assert user.check_password(one_time)
    assert one_time in answer.content.decode()
    assert one_time not in admins.get(f"/people/{user.pk}/").content.decode()
    post = Post.objects.get(user=user)
    assert (post.role, post.division, post.from_on) == (CLERK, township, date(2020, 3, 1))
    entry = Entry.objects.get(action="permission", actor="admin")
    assert entry.division_id == township.pk


def test_a_form_says_what_is_wrong_and_keeps_what_was_typed(admins, clerk):
    form = {"login": "clerk", "name": "", "role": "king", "division": "无此镇", "from_on": "2020年2月"}
    answer = admins.post("/people/new", form)
    assert answer.status_code == 200
    assert answer.context["form"].errors.keys() == {"name", "role", "division", "from_on"}
    assert "2020年2月" in answer.content.decode()


def test_a_taken_login_is_said_beside_the_login(admins, clerk, township):
    form = {"login": "clerk", "name": "同名", "role": "clerk", "division": township.name, "from_on": "2020-03-05"}
    assert admins.post("/people/new", form).context["form"].errors.keys() == {"login"}
    assert User.objects.filter(login="clerk").count() == 1


def test_a_person_whose_first_post_is_refused_is_not_made(admins, township):
    form = {"login": "zhang", "name": "张文员", "role": "clerk", "division": township.name, "from_on": "2020-03-05"}
    assert admins.post("/people/new", form | {"until_on": "2020-03-05"}).context["form"].errors
    assert not User.objects.filter(login="zhang").exists()
    assert admins.post("/people/new", form).context["one_time"]


def test_what_has_ended_is_ended_earlier_but_never_later(admins, clerk, member, body):
    post = Post.objects.get(user=clerk)
    for row, address in ((post, f"posts/{post.pk}"), (member, f"members/{member.pk}"), (body, f"bodies/{body.pk}")):
        for day in ("2020-03-10", "2020-03-09"):
            assert admins.post(f"/people/{address}/end", {"until_on": day}).status_code == 302
        assert admins.post(f"/people/{address}/end", {"until_on": "2099-01-01"}).status_code == 200
        row.refresh_from_db()
        assert row.until_on == date(2020, 3, 9)


def test_ending_a_post_keeps_it_with_its_last_day(admins, clerk):
    post = Post.objects.get(user=clerk)
    admins.post(f"/people/posts/{post.pk}/end", {"until_on": "2020-03-10"})
    post.refresh_from_db()
    assert post.until_on == date(2020, 3, 10)
    assert "permission" in Entry.objects.latest("pk").action


def test_the_last_administrator_cannot_be_ended_or_locked_out(admins, admin, make_user, county):
    post = Post.objects.get(user=admin)
    answer = admins.post(f"/people/posts/{post.pk}/end", {"until_on": "2020-03-10"})
    assert answer.context["form"].non_field_errors()
    admins.post(f"/people/{admin.pk}/active", {"active": "0"})
    admin.refresh_from_db()
    assert admin.is_active
    make_user("second", (ADMIN, county))
    admins.post(f"/people/posts/{post.pk}/end", {"until_on": "2020-03-10"})
    post.refresh_from_db()
    assert post.until_on is not None


def test_a_post_is_not_held_twice_in_the_same_days(clerk, township, console):
    with pytest.raises(Invalid, match="post_held"):
        posts.grant(clerk, CLERK, township, date(2020, 6, 1), console)
    posts.end(Post.objects.get(user=clerk), date(2020, 6, 1), console)
    posts.grant(clerk, CLERK, township, date(2020, 6, 1), console)


def test_a_body_has_two_heads_and_no_third(body, member, console):
    posts.seat(body, Member.Duty.HEAD, DAY, console, name="王书记")
    with pytest.raises(Invalid, match="two_heads"):
        posts.seat(body, Member.Duty.HEAD, date(2020, 4, 1), console, name="赵副县长")
    posts.end_seat(member, date(2020, 4, 1), console)
    posts.seat(body, Member.Duty.HEAD, date(2020, 4, 1), console, name="赵副县长")
    with pytest.raises(Invalid, match="two_heads"):
        posts.seat(body, Member.Duty.HEAD, date(2020, 3, 20), console, name="钱副县长")


def test_a_body_with_fewer_heads_says_so(admins, body, member):
    page = admins.get(f"/people/bodies/{body.pk}/").content.decode()
    assert "双组长" in page
    admins.post(f"/people/bodies/{body.pk}/members/new", {"person": "admin", "duty": "head", "from_on": "2020-03-05"})
    assert Member.objects.get(name="管理员").user.login == "admin"
    assert "message-warning" not in admins.get(f"/people/bodies/{body.pk}/").content.decode()


def test_bodies_and_posts_are_those_of_the_sites_day(admins, body, clerk):
    assert "综合协调组" in admins.get("/people/?as_of=2020-01-24").content.decode()
    assert "综合协调组" not in admins.get("/people/?as_of=2020-01-23").content.decode()
    rows = {user.login: user.held for user in admins.get("/people/?as_of=2020-03-04").context["people"]}
    assert rows["clerk"] == []


def test_a_dissolved_headquarters_takes_its_groups_and_seats_with_it(admins, body, member):
    head = body.parent
    admins.post(f"/people/bodies/{head.pk}/end", {"until_on": "2020-05-01"})
    assert set(Body.objects.values_list("until_on", flat=True)) == {date(2020, 5, 1)}
    member.refresh_from_db()
    assert member.until_on == date(2020, 5, 1)
    assert admins.get("/people/bodies/new").status_code == 200


def test_a_new_group_stands_under_the_headquarters_of_its_day(admins, body):
    admins.post("/people/bodies/new", {"kind": "work_group", "name": "招商引资组", "from_on": "2020-02-24"})
    assert Body.objects.get(name="招商引资组").parent == body.parent
