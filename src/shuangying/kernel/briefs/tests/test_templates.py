import io
import zipfile

import docx
import pytest

from shuangying.kernel.audit.models import Entry
from shuangying.kernel.briefs import api as briefs
from shuangying.kernel.briefs.tests.conftest import DAY
from shuangying.kernel.briefs.tests.test_rendering import text_of


def word(*paragraphs):
    """A document as an office would type it; a tuple is one paragraph in several runs."""
    document = docx.Document()
    for paragraph in paragraphs:
        added = document.add_paragraph()
        for run in paragraph if isinstance(paragraph, tuple) else (paragraph,):
            added.add_run(run)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def faults(console, *paragraphs):
    return [
        (fault.paragraph, fault.problem.code, fault.problem.params)
        for fault in briefs.check(word(*paragraphs), console, DAY)
    ]


def test_the_shipped_templates_have_no_fault(county_projects, console):
    shipped = [template for template in briefs.templates() if not template.own]
    assert {(template.name, template.language) for template in shipped} >= {("daily", "zh-hans"), ("daily", "en")}
    for template in shipped:
        assert briefs.check(template.read(), console, DAY) == []


FAULTS = [
    ('开工{{ f("projects.startd.count") }}个', "brief_no_such_figure", {"id": "projects.startd.count"}),
    ("共{{ totl }}个", "brief_no_such_name", {"name": "totl"}),
    ('共{{ f("projects.count" }}个', "brief_tag_wrong", None),
    ('共{{ f("projects.count") }个', "brief_tag_unclosed", {"tag": "{{"}),
    ('{% if known("projects.count") %}有', "brief_tag_without_end", {"tag": "if"}),
    ("没有{% endif %}", "brief_end_without_tag", {"tag": "endif"}),
    ('{% include "x" %}', "brief_unknown_tag", None),
    ('{% for r in rows("projekts") %}{% endfor %}', "brief_no_such_register", {"id": "projekts"}),
    ('{% for r in rows("projects", stag="started") %}{% endfor %}', "brief_no_such_column", None),
    ('{% for r in rows("projects") %}{{ r.nmae }}{% endfor %}', "brief_no_such_column", None),
    ('{{ yi("projects.count") }}', "brief_not_money", {"id": "projects.count"}),
    ('{{ yu("projects.investment") }}', "brief_not_a_count", {"id": "projects.investment"}),
    ('{% for r in rows("projects", stage="begonnen") %}{% endfor %}', "brief_bad_filter", None),
    ("{{ ''.__class__ }}", "brief_tag_fails", None),
    ("{{ 'a' * 999999999 }}", "brief_tag_fails", None),
    ("{% for r in range(9) %}{% endfor %}", "brief_no_such_name", {"name": "range"}),
]


@pytest.mark.parametrize(("text", "code", "params"), FAULTS)
def test_a_fault_names_its_paragraph(county_projects, console, text, code, params):
    found = faults(console, "第一段", "第二段", text)
    assert (found[0][0], found[0][1]) == (3, code)
    if params:
        assert found[0][2] == params


def test_the_words_name_paragraph_text_and_cause(place, console):
    (fault,) = briefs.check(word("题目", '共{{ f("projects.cuont") }}个'), console, DAY)
    assert fault.words == '第2段“共{{ f("projects.cuont") }}个”：没有编号为“projects.cuont”的指标。编号见指标页。'


def test_a_tag_that_word_cut_into_runs_and_quotes_it_bent_is_still_read(county_projects, console):
    template = word(("共{{ f(“projects", ".count”) }", "}个"))
    assert briefs.check(template, console, DAY) == []
    briefs.upload(template, "runs", briefs.CHINESE, console, DAY)
    assert "共7个" in text_of(briefs.render("runs", DAY, None, console).docx)


def test_text_of_records_is_never_read_as_a_tag_or_as_markup(county_projects, console):
    from shuangying.kernel.registers import api as registers
    from shuangying.kernel.registers.writing import save

    record = county_projects["高端制冷压缩机项目"]
    save(registers.get("projects"), console, {"name": "<w:p>{{ 7*7 }} & 压缩机"}, record=record)
    template = word('{% for r in rows("projects", sort="-started_on", limit=1) %}{{ r.name }}{% endfor %}')
    briefs.upload(template, "quoted", briefs.CHINESE, console, DAY)
    assert "<w:p>{{ 7*7 }} & 压缩机" in text_of(briefs.render("quoted", DAY, None, console).docx)


def test_what_is_no_document_or_holds_macros_is_refused(place, console):
    assert [fault.problem.code for fault in briefs.check(b"PK nonsense", console, DAY)] == ["brief_not_a_document"]
    out = io.BytesIO(word("题目"))
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("word/vbaProject.bin", b"x")
    assert [fault.problem.code for fault in briefs.check(out.getvalue(), console, DAY)] == ["brief_has_macros"]


def test_an_own_template_stands_in_for_the_shipped_one_until_withdrawn(county_projects, console):
    template = briefs.upload(word('共{{ f("projects.count") }}个'), "daily", briefs.CHINESE, console, DAY)
    assert template.own
    assert text_of(briefs.render("daily", DAY, None, console).docx).strip() == "共7个"
    briefs.withdraw(template, console)
    assert not briefs.find("daily").own
    assert [entry.detail["what"] for entry in Entry.objects.filter(action="settings").order_by("pk")] == [
        "uploaded",
        "withdrawn",
    ]


def test_a_faulty_template_is_not_kept(place, console):
    with pytest.raises(briefs.Faulty):
        briefs.upload(word("{{ nothing }}"), "weekly", briefs.CHINESE, console, DAY)
    assert all(template.name != "weekly" for template in briefs.templates())
