"""The frame of every page: as-of day, rail, language, theme."""

from datetime import date

import pytest
from django.test import RequestFactory
from django.utils import translation

from shuangying.site.shell import shell

DAY = date(2020, 3, 5)


@pytest.fixture
def framed(place):
    def build(actor, path="/r/projects/", day=DAY, **cookies):
        request = RequestFactory().get(path)
        request.COOKIES.update(cookies)
        request.actor, request.as_of, request.today = actor, day, DAY
        return shell(request)["shell"]

    return build


def links(group):
    return [*group.links, *(link for field in group.fields for link in field.links)]


def urls(framed_page):
    return {link.url for group in framed_page.groups for link in links(group)}


def test_the_rail_names_the_registers_a_person_may_read_under_their_front(framed, person):
    groups = {group.front: group for group in framed(person("clerk", "单县")).groups}
    assert "/r/projects/" in [link.url for link in links(groups["development"])]


def test_a_field_of_work_with_several_registers_folds_as_the_person_left_it(framed, person):
    actor = person("clerk", "单县")

    def is_open(**cookies):
        fields = [field for group in framed(actor, "/", **cookies).groups for field in group.fields]
        return {field.id: field.open for field in fields}["projects"]

    assert (is_open(rail="projects"), is_open(rail="-projects")) == (True, False)


def test_the_field_of_the_register_shown_is_never_folded(framed, person):
    fields = [field for group in framed(person("clerk", "单县"), rail="-projects").groups for field in group.fields]
    assert next(field for field in fields if field.id == "projects").open


def test_the_rail_shows_system_only_to_whom_it_opens(framed, person):
    assert "/system" in urls(framed(person("admin", "单县")))
    assert "/system" not in urls(framed(person("admin", "黄岗镇")))
    assert "/system" not in urls(framed(person("village", "李庄村民委员会")))


def test_the_current_page_is_marked(framed, person):
    page = framed(person("clerk", "单县"))
    assert [link.url for group in page.groups for link in links(group) if link.current] == ["/r/projects/"]


def test_a_page_below_the_register_marks_it_without_being_it(framed, person):
    page = framed(person("clerk", "单县"), "/r/projects/new")
    (link,) = [link for group in page.groups for link in links(group) if link.current]
    assert (link.url, link.exact) == ("/r/projects/", False)


def test_whoever_has_not_logged_in_gets_no_rail(framed):
    assert framed(None).groups == []


def test_the_neighbouring_days_keep_the_filters_but_not_the_page_of_the_list(framed, person):
    as_of = framed(
        person("clerk", "单县"), "/r/projects/?stage=started&after=abc&as_of=2020-02-23", date(2020, 2, 23)
    ).as_of
    assert as_of.past
    assert as_of.previous_url == "?stage=started&as_of=2020-02-22"
    assert as_of.next_url == "?stage=started&as_of=2020-02-24"
    assert as_of.today_url == "?stage=started&as_of=today"
    assert as_of.kept == [("stage", "started")]


def test_there_is_no_day_after_today(framed, person):
    as_of = framed(person("clerk", "单县")).as_of
    assert (as_of.past, as_of.next_url) == (False, "")


def test_the_language_switch_keeps_the_address(framed, person):
    actor = person("clerk", "单县")
    with translation.override("zh-hans"):
        assert framed(actor, "/r/projects/?q=黄岗").other_language_url == "?q=%E9%BB%84%E5%B2%97&lang=en"
    with translation.override("en"):
        assert framed(actor, "/r/projects/").other_language_url == "?lang=zh"


@pytest.mark.parametrize(("cookie", "theme"), [("dark", "dark"), ("light", "light"), ("<b>", "")])
def test_only_known_themes_are_taken_from_the_cookie(framed, person, cookie, theme):
    assert framed(person("clerk", "单县"), theme=cookie).theme == theme
