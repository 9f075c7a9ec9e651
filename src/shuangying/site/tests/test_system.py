"""The page System and county, with the journal of the whole county."""

import pytest

from shuangying.kernel.accounts.models import User


@pytest.mark.parametrize(
    ("role", "place_name", "status"),
    [
        ("admin", "单县", 200),
        ("leader", "单县", 200),
        ("clerk", "单县", 404),
        ("admin", "黄岗镇", 404),
        ("leader", "黄岗镇", 404),
    ],
)
def test_the_countys_journal_is_for_those_who_administer_or_lead_all_of_it(client, person, role, place_name, status):
    client.force_login(User.objects.get(pk=person(role, place_name).user_id))
    assert client.get("/system").status_code == status
