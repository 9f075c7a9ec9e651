"""Each case of the page explanation/today: the home's day, by the clock in China or as it was set."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine

from shuangying.core.tests.doc_tables import cases
from shuangying.kernel.divisions import api as divisions


@pytest.mark.django_db
@pytest.mark.parametrize("case", cases("today.md", "Cases"), ids=lambda case: case["clock"])
def test_today_is_the_day_in_china_or_the_one_set(case):
    here = divisions.home()
    here.today = date.fromisoformat(case["set for the home"]) if case["set for the home"] else None
    here.save()
    with time_machine.travel(datetime.fromisoformat(case["clock"]).replace(tzinfo=ZoneInfo("UTC")), tick=False):
        assert divisions.today() == date.fromisoformat(case["today"])
