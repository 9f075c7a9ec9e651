"""What the API says of itself."""

import re
from collections import Counter

import pytest
from django.test import Client

from shuangying.kernel.registers import api as registers
from shuangying.site.api import schemas

pytestmark = pytest.mark.django_db


@pytest.fixture
def described():
    answer = Client().get("/api/openapi.json")
    assert answer.status_code == 200
    return answer.json()


def test_it_is_openapi_3_1_and_open_to_all(described):
    assert described["openapi"].startswith("3.1")


def test_every_register_has_all_its_operations(described):
    for register in registers.all_registers():
        many = f"/api/registers/{register.id}/records"
        paths = described["paths"]
        assert set(paths[many]) == {"get", "post"}
        assert set(paths[f"{many}/{{uid}}"]) == {"get", "patch", "delete"}
        assert set(paths[f"{many}/{{uid}}/restore"]) == {"post"}
        assert set(paths[f"{many}/{{uid}}/history"]) == {"get"}


def test_no_operation_and_no_schema_hides_another(described):
    ids = Counter(operation["operationId"] for path in described["paths"].values() for operation in path.values())
    assert max(ids.values()) == 1
    kinds = (schemas.entry, schemas.change, schemas.record)
    shapes = Counter(kind(register).__name__ for register in registers.all_registers() for kind in kinds)
    assert max(shapes.values()) == 1
    assert set(shapes) <= set(described["components"]["schemas"])


def test_a_record_is_described_column_by_column(described):
    record = described["components"]["schemas"]["projects-record-v1"]["properties"]
    assert set(record) == {"uid", "version", "title", "deleted", *registers.get("projects").by_name}
    assert record["investment"]["type"] == ["string", "null"]
    assert record["name"]["type"] == "string"
    assert record["started_on"]["format"] == "date"
    assert record["stage"]["enum"] == ["planned", "reserve", "started", "completed", None]
    assert described["components"]["schemas"]["projects-entry-v1"]["required"] == ["name", "division"]


def test_every_reference_leads_to_a_schema(described):
    named = set(re.findall(r"#/components/schemas/([\w.-]+)", str(described)))
    assert named <= set(described["components"]["schemas"])


def test_the_page_about_it_needs_no_other_host_and_no_inline_script(described):
    page = Client().get("/api/docs")
    assert page.status_code == 200
    text = page.content.decode()
    assert not re.findall(r"(?:src|href)=\"(?:https?:)?//", text)
    assert not re.findall(r"<script(?![^>]*(?:src=|application/json))", text)
