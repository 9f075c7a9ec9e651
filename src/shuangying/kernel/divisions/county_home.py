"""This home: its county and its day."""

import uuid
from datetime import date
from zoneinfo import ZoneInfo

from django.utils import timezone

from shuangying.core.problems import Invalid
from shuangying.kernel.divisions.models import Division, Home

CHINA = ZoneInfo("Asia/Shanghai")


class NoCounty(LookupError):
    """This home has no county yet."""


def home() -> Home:
    """The row about this home; an unsaved one, without a county, where none was made yet."""
    return Home.objects.select_related("county").filter(pk=1).first() or Home(pk=1)


def division_of_home() -> Division:
    """The county of this home.

    Raises:
        NoCounty: none was made yet.
    """
    county = home().county
    if county is None:
        raise NoCounty
    return county


def today() -> date:
    """The home's day: the one set for it (in a demonstration), else the clock's in China."""
    set_for_home = Home.objects.filter(pk=1).values_list("today", flat=True).first()
    return set_for_home or timezone.now().astimezone(CHINA).date()


def until_today(day: date) -> date:
    """The day itself, if it is the home's today or before.

    Raises:
        Invalid: `day_not_come`.
    """
    if day > today():
        raise Invalid("day_not_come", day=day.isoformat())
    return day


def touch() -> None:
    """Say that the tree has changed, so that every process reads it anew. Call it after bulk writes to divisions."""
    Home.objects.filter(pk=1).update(stamp=uuid.uuid4())
