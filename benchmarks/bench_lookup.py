"""Looking a person up by identity number among 1,060,000 sealed ones, against an indexed plain column of the same size."""

import random
from datetime import date, timedelta

from many_projects import home
from timing import best, say

PEOPLE, ASKED = 1_060_000, 500

with home():
    from django.db import connection, models, transaction

    from shuangying.core.codes import check_character
    from shuangying.kernel.divisions.api import Division
    from shuangying.kernel.parties.models import Person
    from shuangying.kernel.registers.api import SealedField
    from shuangying.kernel.registers.key_ring import ring

    def number(n: int) -> str:
        born = date(1930, 1, 1) + timedelta(days=n % 30_000)
        body = f"372999{born:%Y%m%d}{n // 30_000:03}"
        return body + check_character(body)

    numbers = [number(n) for n in range(PEOPLE)]
    keys, village = ring(), Division.objects.filter(level="village").values_list("pk", flat=True)[0]
    one = Person(name="王建国", division_id=village)
    values = {
        field.column: field.get_db_prep_save(getattr(one, field.attname), connection) for field in one._meta.fields
    }
    columns = [name for name in values if name not in ("id", "uid", "id_number_index")]
    sealed = keys.seal(numbers[0].encode(), "x")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("CREATE TABLE plain (id INTEGER PRIMARY KEY, number VARCHAR(18), name VARCHAR(60), sealed BLOB)")
        cursor.execute("CREATE INDEX plain_number ON plain (number)")
        cursor.executemany(
            "INSERT INTO plain (number, name, sealed) VALUES (%s, '王建国', %s)", ((text, sealed) for text in numbers)
        )
        names = ", ".join(["uid", "id_number_index", *columns])
        marks = ", ".join(["%s"] * (len(columns) + 2))
        rest = [values[name] for name in columns]
        cursor.executemany(
            f"INSERT INTO parties_person ({names}) VALUES ({marks})",
            ([f"{n:032x}", keys.index("id_number", text), *rest] for n, text in enumerate(numbers)),
        )
        cursor.execute("ANALYZE")
    asked = random.Random(1).sample(numbers, ASKED)

    def ours() -> None:
        for text in asked:
            index = SealedField.index_of("id_number", text)
            assert Person.objects.filter(id_number_index=index).values_list("pk", "name")[0]

    def bare() -> None:
        for text in asked:
            assert Plain.objects.filter(number=text).values_list("pk", "name")[0]

    class Plain(models.Model):  # noqa: DJ008
        number = models.CharField(max_length=18)
        name = models.CharField(max_length=60)

        class Meta:
            app_label = "bench"
            db_table = "plain"
            managed = False

    sealed_time, plain_time = best(ours), best(bare)
    say(
        f"look-up by identity number among {PEOPLE}",
        sealed_time / plain_time,
        2,
        f"[{plain_time / ASKED * 1e6:.0f} µs]",
    )
