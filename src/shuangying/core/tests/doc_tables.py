"""Reads the tables of cases in the explanation pages, so that what the pages say is what the tests check."""

from pathlib import Path

EXPLANATION = Path(__file__).parents[4] / "docs" / "explanation"


def cases(page: str, heading: str) -> list[dict[str, str]]:
    """The rows of the first table below `heading` of a page, each as {column: text}."""
    section = (EXPLANATION / page).read_text(encoding="utf-8").split(f"## {heading}\n", 1)[1].split("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    table = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    header, rows = table[0], table[2:]
    assert rows, f"no cases under {heading} in {page}"
    return [dict(zip(header, row, strict=True)) for row in rows]
