"""The bulk write path against Django's bare `bulk_create` of the same rows: at least 0.4 of its rows a second."""

from many_projects import home, rows
from timing import best

NUMBER, RUNS = 10_000, 3

with home():
    from django.db import transaction

    from shuangying.kernel.accounts.api import console
    from shuangying.kernel.registers import api as registers
    from shuangying.kernel.registers.writing import Change, save_many
    from shuangying.modules.projects.models import Project

    def ours() -> None:
        with transaction.atomic():
            results = save_many(registers.get("projects"), console("bench"), [Change(row) for row in values])
            assert {result.outcome for result in results} == {"created"}
            transaction.set_rollback(True)

    def bare() -> None:
        with transaction.atomic():
            Project.objects.bulk_create([Project(**row) for row in values], batch_size=1000)
            transaction.set_rollback(True)

    values = rows(NUMBER)
    pairs = [(best(ours, 1), best(bare, 1)) for _run in range(RUNS)]
    ratio = max(plain / checked for checked, plain in pairs)
    words = "holds " if ratio >= 0.4 else "FAILS "
    print(f"{words} write path, rows a second against bulk_create: {ratio:.2f} (at least 0.4), {NUMBER} rows")
