import os

import pytest
from django.core.management import call_command
from django.db import connection


@pytest.mark.postgres
@pytest.mark.django_db
def test_the_named_database_is_used_and_holds_every_migration():
    named = os.environ.get("SHUANGYING_DATABASE_URL", "sqlite:").partition(":")[0]
    assert connection.vendor == {"postgres": "postgresql"}.get(named, named)
    call_command("migrate", check=True, verbosity=0)
