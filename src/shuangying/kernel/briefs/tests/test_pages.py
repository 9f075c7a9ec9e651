import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from shuangying.kernel.accounts.models import User
from shuangying.kernel.audit.models import Entry
from shuangying.kernel.briefs.models import Brief
from shuangying.kernel.briefs.publishing import publish
from shuangying.kernel.briefs.tests.test_rendering import text_of
from shuangying.kernel.briefs.tests.test_templates import word
from shuangying.kernel.divisions.models import Home
from shuangying.kernel.registers import api as registers
from shuangying.kernel.registers.writing import delete


@pytest.fixture
def log_in(client, person):
    def enter(role, where="单县"):
        actor = person(role, where)
        client.force_login(User.objects.get(pk=actor.user_id))
        return client

    return enter


@pytest.fixture(autouse=True)
def fifth_of_march(place):
    Home.objects.update(today="2020-03-05")


def test_the_list_offers_the_draft_of_the_day_and_the_templates(county_projects, log_in):
    page = log_in("clerk").get("/briefs/").content.decode()
    assert "2020年3月5日草稿" in page
    assert "/briefs/draft/daily.zh/?as_of=2020-03-05" in page
    assert "检查并上传模板" in page


def test_the_draft_links_each_number_and_says_what_is_missing(county_projects, log_in):
    page = log_in("clerk").get("/briefs/draft/daily.zh/?as_of=2020-03-05").content.decode()
    assert '<a class="said said-figure" href="/figures/projects.started.investment/?as_of=2020-03-05"' in page
    assert ">28.92</a>亿元" in page
    assert "状态不明、未计入的记录 1 条" in page
    assert "— 1 —" in page
    assert "印发第 1 号" in page


def test_the_draft_downloads_as_a_document(county_projects, log_in):
    response = log_in("leader").get("/briefs/draft/daily.zh/file?as_of=2020-03-05")
    assert response["Content-Type"].endswith("wordprocessingml.document")
    assert "开工项目4个" in text_of(response.content)
    assert Entry.objects.get(action="export").detail["brief_draft"] == "daily"


def test_a_leader_sees_no_button_to_publish_and_cannot(county_projects, log_in):
    client = log_in("leader")
    assert "印发第" not in client.get("/briefs/draft/daily.zh/?as_of=2020-03-05").content.decode()
    assert client.post("/briefs/draft/daily.zh/publish?as_of=2020-03-05").status_code == 404
    assert not Brief.objects.exists()


def test_publishing_leads_to_the_frozen_page_with_its_corrections(county_projects, log_in, console):
    client = log_in("clerk")
    response = client.post("/briefs/draft/daily.zh/publish?as_of=2020-03-05", follow=True)
    page = response.content.decode()
    assert "各项指标与印发时一致" in page
    delete(registers.get("projects"), console, county_projects["100MW农光互补电站"], "重复")
    brief = Brief.objects.get()
    page = client.get(f"/briefs/{brief.pk}/").content.decode()
    assert "<del>1</del>" in page
    assert "<ins>0</ins>" in page
    assert "谋划项目1个" in text_of(client.get(f"/briefs/{brief.pk}/file").content)


def test_publishing_twice_by_a_double_click_publishes_once(county_projects, log_in):
    client = log_in("clerk")
    for _click in range(2):
        client.post("/briefs/draft/daily.zh/publish?as_of=2020-03-05")
    assert Brief.objects.count() == 1


def test_a_township_clerk_does_not_find_the_county_brief(county_projects, log_in):
    log_in("clerk").post("/briefs/draft/daily.zh/publish?as_of=2020-03-05")
    brief = Brief.objects.get()
    client = log_in("clerk", "黄岗镇")
    assert client.get(f"/briefs/{brief.pk}/").status_code == 404
    assert client.get(f"/briefs/{brief.pk}/file").status_code == 404


def test_a_template_goes_out_to_word_and_comes_back(county_projects, log_in):
    client = log_in("clerk")
    template = client.get("/briefs/templates/daily.zh.docx").content
    file = SimpleUploadedFile("daily.zh.docx", template)
    response = client.post("/briefs/templates/upload", {"file": file, "language": "zh"}, follow=True)
    assert "已保存，即日起使用" in response.content.decode()
    assert "本县模板" in client.get("/briefs/").content.decode()


def test_a_faulty_upload_names_paragraph_and_text(county_projects, log_in):
    file = SimpleUploadedFile("weekly.docx", word("题目", '共{{ f("projects.cuont") }}个'))
    response = log_in("clerk").post("/briefs/templates/upload", {"file": file, "language": "zh"})
    assert response.status_code == 422
    assert "第2段" in response.content.decode()
    assert "没有编号为“projects.cuont”的指标" in response.content.decode()


def test_the_list_takes_as_many_queries_for_many_briefs_as_for_one(
    county_projects, log_in, console, django_assert_max_num_queries
):
    client = log_in("clerk")
    for day in range(1, 6):
        publish("daily", date(2020, 3, day), console, "zh-hans")
    with django_assert_max_num_queries(25):
        page = client.get("/briefs/").content.decode()
    assert "〔2020〕5号" in page


def test_a_leader_uploads_no_template(county_projects, log_in):
    file = io.BytesIO(word("题目"))
    file.name = "weekly.docx"
    assert log_in("leader").post("/briefs/templates/upload", {"file": file}).status_code == 404
