"""Shan County as the home's county."""

import pytest

from shuangying.kernel.divisions import api as divisions
from shuangying.kernel.divisions.models import Division


class Console:
    """Who acts in these tests."""

    login, name, user_id, os_user = "console", "", None, "tester"


@pytest.fixture
def console():
    return Console()


@pytest.fixture
def county(db):
    division = divisions.load_county("371722")
    home = divisions.home()
    home.county = division
    home.save()
    return division


@pytest.fixture
def named(county):
    """A division of the county by its code without the county's six digits."""

    def get(code):
        return Division.objects.get(code=f"371722{code.ljust(6, '0')}", valid_until=None)

    return get
