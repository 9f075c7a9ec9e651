import io
from datetime import date

import docx
import pytest

from shuangying.kernel.briefs import api as briefs
from shuangying.kernel.briefs import marks, paper
from shuangying.kernel.briefs.tests.conftest import DAY
from shuangying.kernel.registers.writing import Refused


def text_of(content):
    opened = docx.Document(io.BytesIO(content))
    rows = ["|".join(cell.text for cell in row.cells) for table in opened.tables for row in table.rows]
    return "\n".join([paragraph.text for paragraph in opened.paragraphs] + rows)


@pytest.fixture
def rendered(county_projects, console):
    return briefs.render("daily", DAY, None, console)


def test_the_brief_says_the_figures_of_the_day(rendered):
    text = text_of(rendered.docx)
    assert (
        "截至3月5日24时，全县“四个一批”重点推进项目共7个，总投资36.52亿元。其中，开工项目4个，总投资28.92亿元" in text
    )
    assert "开工项目与昨日持平" in text
    assert "2月24日，参加集中开工仪式的项目共1个，总投资12.6亿元" in text
    assert "开工项目|4|28.92|与昨日持平" in text
    assert "黄岗镇|3|18.62" in text
    assert "简报〔2020〕1号" in text


def test_the_brief_quotes_records_and_names_what_is_unknown(rendered):
    text = text_of(rendered.docx)
    assert "1．高端制冷压缩机项目（北城街道），总投资10.3亿元，3月2日开工。" in text
    assert "另有1个项目批次不明，未计入上列各数。" in text
    assert "1个只有报表所列批次，没有日期。" in text
    assert "已过完成时限仍未竣工的项目1个：农产品冷链物流中心（时限3月1日）。" in text


def test_no_mark_is_left_in_the_document(rendered):
    text = text_of(rendered.docx)
    assert marks.strip(text) == text


def test_rendering_twice_gives_the_same_bytes(rendered, console):
    assert briefs.render("daily", DAY, None, console).docx == rendered.docx


def test_before_the_collective_start_it_is_not_mentioned(county_projects, console):
    text = text_of(briefs.render("daily", date(2020, 2, 23), None, console).docx)
    assert "集中开工" not in text
    assert "开工项目2个" in text


def test_the_day_of_a_start_says_what_changed(county_projects, console):
    rendered = briefs.render("daily", date(2020, 2, 24), None, console)
    assert "开工项目比昨日增加1个，总投资比昨日增加12.6亿元。" in text_of(rendered.docx)
    assert rendered.changes[0].text == "重点项目：比昨日增加1个"


def test_a_county_without_any_record_says_not_reported(place, console):
    rendered = briefs.render("daily", DAY, None, console)
    text = text_of(rendered.docx)
    assert "“四个一批”重点推进项目未报" in text
    assert "开工项目|未报|未报|未报" in text
    assert "重点项目：未报" in [finding.text for finding in rendered.missing]


def test_english_comes_from_the_same_figures(county_projects, console):
    rendered = briefs.render("daily", DAY, None, console, briefs.ENGLISH)
    text = text_of(rendered.docx)
    assert (
        "the four batches hold 7 key projects with a total investment of 3.652 bn yuan; started: 4 (2.892 bn yuan)"
        in text
    )
    assert "Started|4|2.892|the same as yesterday" in text


def test_each_number_leads_to_its_figure_as_of_the_day(rendered):
    (first,) = [page for page in paper.pages(rendered.blocks, rendered.links) if page.number == 1]
    said = {piece.text: piece.url for block in first.blocks for piece in block.pieces if piece.kind == "figure"}
    assert said["28.92"] == "/figures/projects.started.investment/?as_of=2020-03-05"
    assert "1．" not in said


def test_every_use_is_written_down_with_its_value(rendered):
    uses = {(use.figure.id, use.value.division.name, use.value.day): use.value.value for use in rendered.uses}
    assert uses["projects.started.count", "单县", DAY] == 4
    assert uses["projects.started.count", "单县", date(2020, 3, 4)] == 4
    assert uses["projects.started.count", "黄岗镇", DAY] == 3


def test_what_is_of_unknown_state_or_of_no_township_is_missing(rendered):
    assert [finding.text for finding in rendered.missing] == [
        "重点项目：状态不明、未计入的记录 1 条",
        "重点项目：1 个未落到乡镇",
    ]
    assert rendered.missing[0].url == "/r/projects/?stage=unknown&as_of=2020-03-05"


def test_a_sheet_that_a_date_disproves_is_a_contradiction(county_projects, console):
    from shuangying.kernel.registers import api as registers
    from shuangying.kernel.registers.writing import save

    save(
        registers.get("projects"),
        console,
        {},
        record=county_projects["高端制冷压缩机项目"],
        states={"stage": "started"},
        on=date(2020, 2, 20),
    )
    rendered = briefs.render("daily", DAY, None, console)
    assert any(
        "报表所列状态与日期矛盾的记录 1 条（高端制冷压缩机项目）" in finding.text for finding in rendered.contradictions
    )


def test_a_township_clerk_gets_the_brief_of_the_township(county_projects, person):
    rendered = briefs.render("daily", DAY, None, person("clerk", "黄岗镇"))
    assert rendered.division.name == "黄岗镇"
    text = text_of(rendered.docx)
    assert "重点推进项目共4个" in text
    assert "高端制冷压缩机项目" not in text


def test_a_village_worker_sees_counts_and_no_records(county_projects, person):
    text = text_of(briefs.render("daily", DAY, None, person("village", "黄岗镇")).docx)
    assert "重点推进项目共4个" in text
    assert "农产品冷链物流中心" not in text


def test_somebody_without_a_post_gets_nothing(county_projects):
    from shuangying.kernel.accounts.api import NOBODY

    with pytest.raises(Refused):
        briefs.render("daily", DAY, None, NOBODY)


def test_a_breakdown_takes_few_queries(county_projects, console, django_assert_max_num_queries):
    with django_assert_max_num_queries(40):
        briefs.render("daily", DAY, None, console)


def test_a_template_that_does_not_exist_is_named(place, console):
    with pytest.raises(briefs.NoTemplate, match="weekly"):
        briefs.render("weekly", DAY, None, console)


def test_a_long_paragraph_goes_on_on_the_next_page():
    pieces = [{"text": "汉" * 28 * 30, "link": None, "bold": False}]
    pages = paper.pages([{"kind": "p", "style": "BriefBody", "align": "", "pieces": pieces}], {})
    assert len(pages) == 2
    assert [len(page.blocks[0].pieces[0].text) for page in pages] == [28 * 22 - 2, 28 * 8 + 2]


def test_a_demonstration_says_so_on_every_page_of_the_document(county_projects, console):
    from shuangying.kernel.divisions.models import Home

    def headers():
        section = docx.Document(io.BytesIO(briefs.render("daily", DAY, None, console).docx)).sections[0]
        return [section.header.paragraphs[0].text, section.even_page_header.paragraphs[0].text]

    assert headers() == ["", ""]
    Home.objects.update(demo=True)
    assert headers() == ["演示文件：所列记录均为合成"] * 2
