"""The first front at full size, written straight into the tables: measurements of figures need the rows, not the way in."""

from collections.abc import Mapping
from datetime import date
from typing import Any

PEOPLE, ENTERPRISES, PASSAGES, TRAVELLERS, FOLLOW_UPS = 1_060_000, 68_000, 40_000, 80_000, 300_000
ISOLATIONS = 20_000
DAY = date(2020, 3, 5)
LAST = 40
"""Flows lie on so many days up to the day."""

N = "WITH RECURSIVE c(n) AS (SELECT 0 UNION ALL SELECT n+1 FROM c WHERE n<{last}) "
VILLAGES = 500
PLACE = f"(SELECT id FROM bench_places WHERE n={{n}}%{VILLAGES})"


def fill() -> None:
    """Write everything, in one transaction."""
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE bench_places(n INTEGER PRIMARY KEY, id INTEGER)")
        cursor.execute(
            "INSERT INTO bench_places SELECT row_number() OVER (ORDER BY id) - 1, id FROM divisions_division "
            "WHERE level='village' AND path LIKE (SELECT d.path||'%' FROM divisions_home h JOIN divisions_division d ON d.id=h.county_id)"
        )
        _people(cursor)
        _gates(cursor)
        _health(cursor)
        _enterprises(cursor)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _people(cursor: Any) -> None:
    sealed = "hex(randomblob(30))"
    _insert(
        cursor,
        "parties.Person",
        PEOPLE,
        {
            "name": "'居民'||n",
            "id_number": sealed,
            "id_number_index": "hex(randomblob(16))",
            "address": "'某村'||n||'号'",
        }
        | {"resident": "n%53<>0", "phone": sealed, "phone_index": "hex(randomblob(16))"},
    )


def _gates(cursor: Any) -> None:
    _insert(cursor, "parties.Unit", 8, {"name": "'检查站'||n", "kind": "'checkpoint'"})
    _insert(
        cursor,
        "gates.Checkpoint",
        8,
        {"name": "'检查站'||n", "kind": "'road'", "unit_id": "(SELECT MIN(id) FROM parties_unit)+n"},
    )
    at = f"datetime('{DAY}', '-'||(n%{LAST})||' days', '-'||(n%24)||' hours', '-'||(n*7%60)||' minutes')"
    checkpoint = "(SELECT MIN(id) FROM gates_checkpoint)+n%8"
    _insert(
        cursor,
        "gates.Passage",
        PASSAGES,
        {"at": at, "checkpoint_id": checkpoint, "vehicle": "'car'", "plate": "'鲁R'||n"},
        place="SELECT division_id FROM gates_checkpoint WHERE id=" + checkpoint,
    )
    _insert(
        cursor,
        "gates.Traveller",
        TRAVELLERS,
        {
            "passage_id": "(SELECT MIN(id) FROM gates_passage)+n/2",
            "person_id": "(SELECT MIN(id) FROM parties_person)+n*13%30000+n%2",
            "outcome": "CASE WHEN n%20=0 THEN 'turn_back' WHEN n%37=0 THEN 'observe' ELSE 'pass' END",
            "origin_id": f"CASE WHEN n%3 THEN {PLACE.format(n='c.n')} END",
        },
        place="SELECT division_id FROM gates_passage WHERE id=(SELECT MIN(id) FROM gates_passage)+n/2",
    )
    figures = ("gates.vehicles.day.count", "gates.people.day.count", "gates.turned_back.people.day.count")
    for figure in figures:
        unit = "(SELECT MIN(id) FROM parties_unit)+n"
        _insert(
            cursor,
            "figures.TallyDuty",
            8,
            {"figure": f"'{figure}'", "unit_id": unit, "from_on": "'2020-01-25'"}
            | {"records_from": "CASE WHEN n<6 THEN '2020-01-25' END"},
        )
        unit = "(SELECT MIN(id) FROM parties_unit)+6+n%2"
        _insert(
            cursor,
            "figures.Tally",
            2 * LAST,
            {"figure": f"'{figure}'", "unit_id": unit, "day": f"date('{DAY}', '-'||(n/2)||' days')", "value": "50"},
        )


def _health(cursor: Any) -> None:
    _insert(
        cursor,
        "people.Isolation",
        ISOLATIONS,
        {"person_id": "(SELECT MIN(id) FROM parties_person)+n*7", "kind": "'home'"}
        | {"from_on": f"date('{DAY}', '-'||(20+n%20)||' days')", "due_on": f"date('{DAY}', '-'||(6+n%20)||' days')"}
        | {"released_on": f"date('{DAY}', '-'||(5+n%15)||' days')", "outcome": "'completed'"},
    )
    _spans(cursor, "people.Isolation", {"isolated": "from_on", "released": "released_on"})
    _insert(
        cursor,
        "people.FollowUp",
        FOLLOW_UPS,
        {"isolation_id": "(SELECT MIN(id) FROM people_isolation)+n/15"}
        | {"day": f"date('{DAY}', '-'||(n%15+n/15%25)||' days')", "temperature": "36.5"},
    )


def _enterprises(cursor: Any) -> None:
    _insert(cursor, "parties.Organisation", ENTERPRISES, {"name": "'商户'||n", "kind": "'trader'"})
    _insert(
        cursor,
        "enterprises.Enterprise",
        ENTERPRISES,
        {"organisation_id": "(SELECT MIN(id) FROM parties_organisation)+n", "trade": "'shop'"}
        | {"sector": "CASE WHEN n%9=0 THEN 'C' ELSE 'F' END", "scale": "CASE WHEN n%90=0 THEN 'above' ELSE 'below' END"}
        | {"opened_on": "'2015-01-01'", "closed_on": "'2020-01-27'", "staff": "3"}
        | {"resumed_on": f"CASE WHEN n%2 THEN date('{DAY}', '-'||(n%20)||' days') END"},
    )
    dates = {"open": "opened_on", "closed": "closed_on", "resumed": "resumed_on"}
    _spans(cursor, "enterprises.Enterprise", dates)


def _insert(cursor: Any, label: str, number: int, given: Mapping[str, str], place: str = "") -> None:
    """So many rows of a model: the given expressions of `n`, what the model says for the rest."""
    from django.apps import apps

    model = apps.get_model(label)
    columns = {
        "uid": "lower(hex(randomblob(16)))",
        "division_id": f"({place})" if place else PLACE.format(n="c.n"),
        **given,
    }
    for field in model._meta.concrete_fields:
        if field.column in columns or field.primary_key or field.null:
            continue
        value = field.get_default()
        columns[field.column] = (
            "''" if value is None or value == "" else f"'{value}'" if isinstance(value, str) else str(int(value))
        )
    names, values = ", ".join(columns), ", ".join(columns.values())
    numbers = N.format(last=number - 1)
    cursor.execute(f"INSERT INTO {model._meta.db_table} ({names}) {numbers} SELECT {values} FROM c")


def _spans(cursor: Any, label: str, states: Mapping[str, str]) -> None:
    """The spans that follow from dates in order, as the write path would make them."""
    from django.apps import apps

    model = apps.get_model(label)
    (stages,) = model.stage_sets
    table, names = model._meta.db_table, list(states)
    for position, state in enumerate(names):
        later = [states[name] for name in names[position + 1 :]]
        until = f"COALESCE({', '.join([*later, repr('9999-12-31')])})" if later else "'9999-12-31'"
        cursor.execute(
            f"INSERT INTO {stages.Span._meta.db_table} (record_id, division_id, state, from_on, until_on, basis) "
            f"SELECT id, division_id, '{state}', {states[state]}, {until}, 'date' FROM {table} WHERE {states[state]} IS NOT NULL"
        )
