import io
from datetime import date

import docx
import pytest

from shuangying.kernel.briefs import api as briefs
from shuangying.kernel.briefs import marks
from shuangying.kernel.briefs.tests.conftest import DAY


def text_of(content):
    opened = docx.Document(io.BytesIO(content))
    rows = ["|".join(cell.text for cell in row.cells) for table in opened.tables for row in table.rows]
    return "\n".join([paragraph.text for paragraph in opened.paragraphs] + rows)


@pytest.fixture
def rendered(county_projects, console):
    return briefs.render("daily", DAY, None, console)


def test_dump(rendered, console):
    print(text_of(rendered.docx))
    print(text_of(briefs.render("daily", DAY, None, console, "en").docx))
    print(rendered.missing, rendered.contradictions, rendered.changes)
