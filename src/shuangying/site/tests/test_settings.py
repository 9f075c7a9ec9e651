"""What the environment and the home folder make of the settings."""

import os
import runpy
import stat

import pytest

from shuangying.site import home_folder
from shuangying.site import settings as file


@pytest.fixture
def read(monkeypatch, tmp_path):
    def under(**environment):
        for name in ("SHUANGYING_HTTPS", "SHUANGYING_PROXY"):
            monkeypatch.delenv(name, raising=False)
        for name, value in {"SHUANGYING_HOME": str(tmp_path), **environment}.items():
            monkeypatch.setenv(name, value)
        return runpy.run_path(file.__file__)

    return under


def test_a_certificate_of_its_own_makes_it_trust_no_proxys_header(read):
    for environment, secure, trusting in (
        ({}, False, False),
        ({"SHUANGYING_HTTPS": "1"}, True, False),
        ({"SHUANGYING_PROXY": "1"}, True, True),
    ):
        found = read(**environment)
        assert found["SESSION_COOKIE_SECURE"] is secure
        assert bool(found["SECURE_PROXY_SSL_HEADER"]) is trusting


def test_failed_log_ins_have_a_table_of_their_own(read):
    caches = read()["CACHES"]
    assert caches["failures"]["LOCATION"] != caches["default"]["LOCATION"]
    assert all(cache["OPTIONS"]["MAX_ENTRIES"] >= 100_000 for cache in caches.values())


def test_a_database_that_others_could_read_is_closed_to_them(monkeypatch, tmp_path):
    monkeypatch.setenv("SHUANGYING_HOME", str(tmp_path))
    database = tmp_path / home_folder.DATABASE
    database.touch()
    os.chmod(database, 0o644)
    home_folder.path()
    assert stat.S_IMODE(database.stat().st_mode) == 0o600
