"""The tables of a home: made and brought forward at each start, never back."""

import io


def bring_forward() -> None:
    """Make or migrate all tables, and the table of the cache."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False, stdout=io.StringIO())
    call_command("createcachetable", verbosity=0)


def pending() -> list[str]:
    """The migrations that the tables lack."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _backwards in plan]
