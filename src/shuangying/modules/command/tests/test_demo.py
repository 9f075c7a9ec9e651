"""The demonstration's command gives the numbers of the county's own report."""

from datetime import date

import pytest
from django.db import transaction

from shuangying.demo.county import TODAY, make_demo
from shuangying.kernel.accounts.api import console
from shuangying.kernel.figures import api as figures
from shuangying.modules.command.models import Posting

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]


@pytest.fixture(scope="module")
def told(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_demo(2000, only=("command",))
        transaction.set_rollback(True)


def value(id_, day=TODAY):
    return figures.values([figures.get(id_)], day=day, actor=console("tester"))[0].value


@pytest.mark.parametrize(
    ("id_", "day", "wanted"),
    [
        ("command.response_level", TODAY, 1),
        ("command.response_level", date(2020, 1, 23), None),
        ("command.postings.enterprises.count", TODAY, 174),
        ("command.postings.enterprises.count", date(2020, 2, 10), 134),
        ("command.postings.enterprises.current.count", date(2020, 2, 11), 174),
        ("command.postings.enterprises.current.count", TODAY, 172),
    ],
)
def test_the_figures_are_those_of_the_report(told, id_, day, wanted):
    assert value(id_, day) == wanted


def test_no_firm_has_two_liaisons(told):
    firms = list(Posting.objects.filter(kind="enterprises").values_list("organisation", flat=True))
    assert len(set(firms)) == len(firms) == 174
