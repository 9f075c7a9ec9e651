"""A sheet of 50,000 people through the whole import against the write path alone with the same values, into a register of as many."""

import io
import sys

from many_projects import DAY, home
from timing import best, say

NUMBER = int(sys.argv[1]) if len(sys.argv) > 1 else 50_000

with home():
    import openpyxl
    from django.db import transaction

    from shuangying.core.codes import check_character
    from shuangying.kernel.accounts.api import console
    from shuangying.kernel.divisions.api import Division
    from shuangying.kernel.divisions.api import home as county_home
    from shuangying.kernel.divisions.names import resolve
    from shuangying.kernel.imports.api import run_import
    from shuangying.kernel.registers import api as registers
    from shuangying.kernel.registers.writing import Change, save_many

    people = registers.get("people")
    county = county_home().county
    every = Division.objects.filter(path__startswith=county.path, level="village").select_related("parent")
    villages = [place for place in every if resolve(f"{place.parent.name}{place.name}", county, DAY).found == place]

    def number(n: int) -> str:
        body = f"372999{1940 + n // 1000 % 60}{1 + n // 28000 % 12:02}{1 + n // 1000 % 28:02}{n % 1000:03}"
        return body + check_character(body)

    def rows(first: int) -> list[tuple[str, str, str, Division, str]]:
        found = []
        for n in range(first, first + NUMBER):
            name = f"村民{chr(0x4E00 + n % 900)}{chr(0x4E00 + n // 900 % 900)}"
            found.append((name, number(n), f"154{n:08}", villages[n % len(villages)], f"{n % 40 + 1}号"))
        return found

    def sheet(first: int) -> bytes:
        book = openpyxl.Workbook(write_only=True)
        page = book.create_sheet("名单")
        page.append(["单县居民登记表（截至2020年2月1日）"])
        page.append(["序号", "姓名", "身份证号", "联系电话", "村居", "家庭住址"])
        for serial, (name, id_number, phone, place, address) in enumerate(rows(first), 1):
            page.append([serial, name, id_number, phone, f"{place.parent.name}{place.name}", address])
        out = io.BytesIO()
        book.save(out)
        return out.getvalue()

    def changes(first: int) -> list[Change]:
        names = ("name", "id_number", "phone", "division", "address")
        return [Change(dict(zip(names, row, strict=True))) for row in rows(first)]

    save_many(people, console("bench"), changes(NUMBER))
    content = sheet(0)

    def imported() -> None:
        with transaction.atomic():
            outcome = run_import(people, console("bench"), content, name="名单.xlsx")
            assert outcome.record.counts["created"] == NUMBER, outcome.record.counts
            transaction.set_rollback(True)

    def again() -> None:
        outcome = run_import(people, console("bench"), content, name="名单.xlsx", dry_run=True)
        assert outcome.record.counts["unchanged"] == NUMBER, outcome.record.counts

    def written() -> None:
        with transaction.atomic():
            results = save_many(people, console("bench"), changes(0))
            assert {result.outcome for result in results} == {"created"}
            transaction.set_rollback(True)

    plain = best(written, 1)
    seconds = best(imported, 1)
    say(
        "a sheet of people against the write path alone",
        seconds / plain,
        4,
        f"{NUMBER} rows, {seconds:.1f} s against {plain:.1f} s",
    )
    run_import(people, console("bench"), content, name="名单.xlsx")
    seconds = best(again, 1)
    say("the same sheet again, unchanged, against writing it", seconds / plain, 4, f"{seconds:.1f} s")
