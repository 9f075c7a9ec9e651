"""What a monitor is told."""

import pytest
from django.test import Client

from shuangying.site import home_folder

pytestmark = pytest.mark.django_db


def test_the_process_answers_without_a_database(django_db_blocker):
    with django_db_blocker.block():
        assert Client().get("/healthz").json() == {"status": "ok"}


def test_it_is_ready_when_the_tables_are_those_of_this_version(monkeypatch):
    assert Client().get("/readyz").json() == {"status": "ok"}
    plan = "django.db.migrations.executor.MigrationExecutor.migration_plan"
    monkeypatch.setattr(plan, lambda *_args: [("a migration", False)])
    assert Client().get("/readyz").status_code == 503


def test_this_machine_reads_the_numbers(place):
    lines = Client().get("/metrics").content.decode().splitlines()
    assert 'shuangying_records{register="projects"} 0' in lines
    assert [line for line in lines if line.startswith("# TYPE")] == list(
        dict.fromkeys(line for line in lines if line.startswith("# TYPE"))
    )
    again = Client().get("/metrics").content.decode()
    assert 'method="GET",status="200"} ' in again


@pytest.mark.parametrize("more", [{"REMOTE_ADDR": "10.0.0.9"}, {"HTTP_X_FORWARDED_FOR": "10.0.0.9"}])
def test_others_need_the_token_of_the_home(place, more):
    assert Client().get("/metrics", **more).status_code == 404
    token = f"Bearer {home_folder.secret('metrics')}"
    assert Client().get("/metrics", **more, HTTP_AUTHORIZATION=token).status_code == 200
    assert Client().get("/metrics", **more, HTTP_AUTHORIZATION="Bearer ").status_code == 404
