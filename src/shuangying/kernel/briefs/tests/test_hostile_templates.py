"""Templates made to break the program, or the reader's Word."""

import io
import zipfile

import pytest

from shuangying.kernel.briefs import api as briefs
from shuangying.kernel.briefs.tests.conftest import DAY
from shuangying.kernel.briefs.tests.test_rendering import text_of
from shuangying.kernel.briefs.tests.test_templates import faults, word


def altered(template, part, content):
    """The document with one part written anew."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(template)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            target.writestr(name, content if name == part else source.read(name))
    return out.getvalue()


ENDLESS = [
    '{{ "x"|center(30000000) }}',
    '{{ "%30000000d" % 1 }}',
    '{{ "{:30000000}".format(1) }}',
    '{{ "x".ljust(30000000) }}',
    '{{ "x"|indent(30000000) }}',
    "{{ 1.5|round(1000000000, 'floor') }}",
    "{{ day.value.strftime('%30000000d') }}",
    "{% set a = 'xxxxxxxxxx' %}" + "{% set a = a + a %}" * 30,
    "{% set a = 'xxxxxxxxxx' %}" + "{% set a = a ~ a %}" * 30,
    "{% set a = 'xxxxxxxxxx' %}" + "{% set a = a|join(a) %}" * 5 + "{{ a }}",
    "{% set a = 'x' %}" + "{% set a = [a, a] %}" * 40 + "{{ a }}",
    "{% set a = '" + "x" * 500 + "' %}" + "{% for c in a %}" * 4 + "{% endfor %}" * 4,
    "{% for c in 'xx' recursive %}{{ loop('xx') }}{% endfor %}",
    "{{ " + "9" * 5000 + " }}",
    "{{ " + "(" * 3000 + "1" + ")" * 3000 + " }}",
]


@pytest.mark.parametrize("text", ENDLESS, ids=range(len(ENDLESS)))
def test_a_template_that_grows_without_end_is_refused(county_projects, console, text):
    assert {code for _paragraph, code, _params in faults(console, text)} <= {"brief_tag_fails", "brief_tag_wrong"}
    assert faults(console, text)


def test_what_a_template_needs_is_not_refused(county_projects, console):
    template = word(
        '{% for name in ["黄岗镇", "北城街道"] %}{{ loop.index % 2 }}{{ name }}{% if not loop.last %}、{% endif %}{% endfor %}'
        '{{ rows("projects", sort="-investment", limit=2)|join("、", attribute="name") }}{{ "第" ~ (1 + 1) ~ "期" }}'
    )
    assert briefs.check(template, console, DAY) == []
    briefs.upload(template, "weekly", briefs.CHINESE, console, DAY)
    said = text_of(briefs.render("weekly", DAY, None, console).docx).strip()
    assert said == "1黄岗镇、0北城街道单县医药产业园二期、高端制冷压缩机项目第2期"


RELATION = "<Relationship Id='a' Type='http://x/{}' Target='http://example.org/' TargetMode='External' />"


@pytest.mark.parametrize(("kind", "code"), [("attachedTemplate", "brief_refers_outside"), ("hyperlink", None)])
def test_a_part_from_elsewhere_is_refused_however_it_is_written(place, console, kind, code):
    rels = f"<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'>{RELATION}</Relationships>"
    out = io.BytesIO(word("题目"))
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("word/_rels/settings.xml.rels", rels.format(kind))
    assert [fault.problem.code for fault in briefs.check(out.getvalue(), console, DAY)] == ([code] if code else [])


CORE = (
    '<?xml version="1.0" encoding="{encoding}"?><cp:coreProperties xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:cp='
    '"http://schemas.openxmlformats.org/package/2006/metadata/core-properties"><dc:title>{title}</dc:title></cp:coreProperties>'
)


@pytest.mark.parametrize(
    ("core", "label"),
    [
        (CORE.format(encoding="UTF-16", title="周报").encode("utf-16"), "周报"),
        (CORE.format(encoding="UTF-8", title="{{ ''.__class__ }}").encode(), None),
        (b"\xff\xfe<", None),
    ],
)
def test_the_title_of_a_template_breaks_no_page(place, console, core, label):
    template = altered(word("题目"), "docProps/core.xml", core)
    if label is None:
        with pytest.raises(briefs.Faulty):
            briefs.upload(template, "weekly", briefs.CHINESE, console, DAY)
        return
    briefs.upload(template, "weekly", briefs.CHINESE, console, DAY)
    assert [one.label for one in briefs.templates() if one.own] == [label]


def test_a_part_in_another_encoding_passes_through(place, console):
    out = io.BytesIO(word("题目"))
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("docProps/custom.xml", "<a>周</a>".encode("utf-16"))
    assert briefs.check(out.getvalue(), console, DAY) == []
