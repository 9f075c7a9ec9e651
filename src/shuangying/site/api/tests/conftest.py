"""A county with people, records and tokens for the API's tests."""

import json
from datetime import date

import pytest
from django.test import Client

from shuangying.kernel.accounts import tokens
from shuangying.kernel.accounts.api import Post, Right, User
from shuangying.kernel.registers import api as registers
from shuangying.kernel.registers.writing import save

HOME_DAY = date(2020, 3, 5)


class Caller:
    """A program that calls the API with a token."""

    def __init__(self, token: str = "") -> None:
        self.client = Client()
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}

    def __call__(self, method, path, body=None, **headers):
        data = "" if body is None else body if isinstance(body, str) else json.dumps(body)
        return self.client.generic(
            method, f"/api{path}", data, content_type="application/json", headers={**self.headers, **headers}
        )


@pytest.fixture
def caller(place, console):
    """Make a caller with a post: caller("clerk", "北城街道")."""
    from shuangying.kernel.divisions.models import Home

    Home.objects.filter(pk=1).update(today=HOME_DAY)

    def make(role, division, right=Right.WRITE, expires_on=date(2100, 1, 1)):
        user, _made = User.objects.get_or_create(login=f"{role}-{place(division).code}", name="张三")
        post, _made = Post.objects.get_or_create(
            user=user, role=role, division=place(division), from_on=date(2020, 1, 1)
        )
        _token, written = tokens.issue_token(post, "test", right, expires_on, console)
        return Caller(written)

    return make


@pytest.fixture
def projects():
    return registers.get("projects")


@pytest.fixture
def project(projects, console, place):
    """Make a project: project("甲", "黄岗镇", investment=…)."""

    def make(name, division, **values):
        return save(projects, console, {"name": name, "division": place(division), **values})

    return make
