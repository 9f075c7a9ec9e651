"""The `shuangying` command as a person and as a program use it, on homes of its own."""

import json
import os
import signal
import stat
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

PROGRAM = Path(sys.executable).parent / "shuangying"
FIGURE = ["id", "label", "value", "unit", "as_of", "division", "division_name", "definition", "basis"]
SAMPLES = Path(__file__).parent.parent / "src/shuangying/demo/samples"


def environment(home):
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SHUANGYING_", "DJANGO_"))}
    return {**kept, "SHUANGYING_HOME": str(home)}


@pytest.fixture
def run(demo_home):
    def call(*words, code=0, where=demo_home):
        done = subprocess.run([PROGRAM, *map(str, words)], env=environment(where), capture_output=True, text=True)
        assert done.returncode == code, done.stdout + done.stderr
        return done

    return call


@pytest.fixture
def document(run):
    def call(*words, code=0):
        return json.loads(run(*words, "--json", code=code).stdout)

    return call


def test_help_answers_before_one_has_looked_up(tmp_path):
    def seconds():
        began = time.perf_counter()
        subprocess.run([PROGRAM, "--help"], env=environment(tmp_path), check=True, capture_output=True)
        return time.perf_counter() - began

    assert min(seconds() for _try in range(3)) < 0.4


def test_it_speaks_chinese_unless_english_is_asked_for(run):
    assert "用法" in run("--help").stdout
    assert "Usage:" in run("--lang", "en", "--help").stdout
    assert "截至" in run("figures", "projects.count").stdout
    assert "As of" in run("figures", "projects.count", "--lang", "en").stdout


def test_a_home_is_open_to_its_owner_only(demo_home):
    assert stat.S_IMODE((demo_home / "secrets.json").stat().st_mode) == 0o600


def test_a_demonstration_is_made_once(run, document):
    again = document("demo", "--no-serve")
    assert {login["login"] for login in again["logins"]} == {
        "leader",
        "clerk",
        "town",
        "village",
        "health",
        "gate",
        "liaison",
    }
    assert Path(again["brief"]).is_file()


def test_figures_have_the_shape_that_others_rely_on(document):
    found = document("figures", "projects", "--as-of", "2020-03-05")
    values = {figure["id"]: figure["value"] for figure in found}
    assert (values["projects.started.count"], values["projects.started.investment"]) == (64, "29894000000")
    assert all(list(figure) == FIGURE for figure in found)
    assert set(found[0]["basis"]) == {"records", "statements", "tallies", "unknown", "silent"}
    before = {figure["id"]: figure["value"] for figure in document("figures", "projects", "--as-of", "2020-02-23")}
    assert (before["projects.started.count"], before["projects.started.investment"]) == (30, "5294000000")


def test_parts_sum_to_the_whole(document):
    (whole,) = document("figures", "projects.count")
    parts = document("figures", "projects.count", "--by", "township")
    assert sum(part["value"] for part in parts) == whole["value"] == 168
    assert {len(part["division"]) for part in parts} == {12}


def test_another_persons_rights_show_what_that_person_sees(document, run):
    (found,) = document("figures", "projects.count", "--as", "town")
    assert found["division_name"] == "黄岗镇"
    run("figures", "projects.count", "--division", "单县", "--as", "town", code=2)
    run("export", "projects", "x.csv", "--as", "village", code=2)
    run("users", "reset", "clerk", "--as", "town", code=2)


@pytest.mark.parametrize(
    "words",
    [
        ("figures", "nothing"),
        ("figures", "proj"),
        ("figures", "--as-of", "2020-02-30"),
        ("figures", "--as-of", "0001-01-01"),
        ("figures", "--division", "无此镇"),
        ("figures", "--division", "371721"),
        ("figures", "--by", "province"),
        ("figures", "--as", "nobody"),
        ("export", "nothing", "x.xlsx"),
        ("export", "projects", "x.txt"),
        ("export", "projects", "/no/such/folder/x.xlsx"),
        ("import", "nothing", SAMPLES / "projects_messy.xlsx"),
        ("import", "projects", "no-such-file.xlsx"),
        ("import", "projects", __file__),
        ("brief", "--out", "x.docx", "--template", "nothing"),
        ("users", "reset", "nobody"),
        ("users", "token", "clerk"),
        ("serve", "--host", "0.0.0.0"),
        ("serve", "--tls-cert", __file__),
        ("init", "--county", "371722"),
        ("nothing",),
        ("figures", "--nothing"),
    ],
)
def test_what_cannot_be_done_says_why_and_ends_with_2(run, words):
    done = run(*words, code=2)
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    assert len(done.stderr) > 5


def test_a_home_without_a_county_says_what_to_do(run, tmp_path):
    assert "shuangying init" in run("figures", where=tmp_path, code=2).stderr
    run("serve", where=tmp_path / "none", code=2)
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize("suffix", ["xlsx", "csv"])
def test_an_export_comes_back_unchanged(document, tmp_path, suffix):
    out = tmp_path / f"projects.{suffix}"
    rows = document("export", "projects", out)["rows"]
    assert rows == 168
    found = document("import", "projects", out, "--dry-run")
    assert (found["rows"], found["unchanged"], found["problems"]) == (168, 168, [])
    assert document("export", "projects", tmp_path / "one.csv", "--division", "黄岗镇")["rows"] < 168


def test_an_import_tells_each_row_and_ends_with_1_where_some_are_held(document, tmp_path):
    receipts = tmp_path / "receipts.xlsx"
    found = document("import", "projects", SAMPLES / "projects_messy.xlsx", "--dry-run", "--receipts", receipts, code=1)
    ends = ("created", "updated", "unchanged", "review", "rejected")
    assert found["rows"] == sum(found[end] for end in ends) > 0
    assert found["review"] > 0
    assert {"row", "column", "cell", "code", "message"} <= set(found["problems"][0])
    assert receipts.read_bytes()[:2] == b"PK"


def test_several_sheets_are_imported_with_one_summary_and_one_that_cannot_be_read_stops_none(run, document, tmp_path):
    sheets = [SAMPLES / "projects_messy.xlsx", SAMPLES / "projects_dates.xlsx", Path(__file__)]
    found = document("import", "projects", *sheets, "--dry-run", "--receipts", tmp_path / "out", code=1)
    assert found["rows"] == sum(one["rows"] for one in found["files"][:2]) > 0
    assert "error" in found["files"][2]
    assert sorted(file.name for file in (tmp_path / "out").iterdir()) == ["projects_dates.xlsx", "projects_messy.xlsx"]
    assert "合计" in run("import", "projects", *sheets, "--dry-run", code=1).stdout


def test_a_brief_is_written(document, tmp_path):
    found = document("brief", "--out", tmp_path / "brief.docx", "--as-of", "2020-03-05")
    assert found["as_of"] == "2020-03-05"
    assert (tmp_path / "brief.docx").read_bytes()[:2] == b"PK"


def test_registers_are_told_with_their_columns(document):
    found = {register["id"]: register for register in document("registers")}
    assert [column["name"] for column in found["projects"]["columns"]][:2] == ["code", "name"]


def test_the_doctor_finds_and_mends(run, document, demo_home):
    os.chmod(demo_home / "secrets.json", 0o644)
    wrong = {finding["check"]: finding for finding in document("doctor", "--lang", "en", code=1)}
    assert "chmod 600" in wrong["Secrets"]["mend"]
    subprocess.run(
        [PROGRAM, "doctor", "--mend", "--json"], env=environment(demo_home), check=False, capture_output=True
    )
    assert stat.S_IMODE((demo_home / "secrets.json").stat().st_mode) == 0o600


def test_the_database_is_for_its_owner_only(demo_home):
    assert stat.S_IMODE((demo_home / "shuangying.db").stat().st_mode) == 0o600


def test_a_real_county_begins_empty_with_one_administrator(run, document, tmp_path):
    done = run("init", "--home", tmp_path / "real", "--county", "371721", "--json")
    made = json.loads(done.stdout)
    assert (made["county"], made["login"]) == ("371721000000", "admin")
    assert len(made["password"]) >= 12
    figures = json.loads(run("figures", "--json", where=tmp_path / "real").stdout)
    assert {figure["value"] for figure in figures} == {None}
    run("init", "--county", "371721", where=tmp_path / "real", code=2)
    run("init", "--county", "999999", where=tmp_path / "none", code=2)
    sheet = tmp_path / "divisions.csv"
    sheet.write_text("代码,名称\n371721500000,新设镇\n371721500200,新设村委会\n", encoding="utf-8")
    loaded = run("import", "divisions", sheet, "--json", where=tmp_path / "real")
    assert json.loads(loaded.stdout)["created"] == 2
    again = run("import", "divisions", sheet, "--json", where=tmp_path / "real")
    assert json.loads(again.stdout) | {"created": 0, "unchanged": 2, "rows": 2} == json.loads(again.stdout)
    sheet.write_text("代码,名称\n99,无处\n", encoding="utf-8")
    wrong = json.loads(run("import", "divisions", sheet, "--json", where=tmp_path / "real", code=1).stdout)
    assert wrong["rejected"] == len(wrong["problems"]) == 1


def test_a_token_opens_the_api_until_it_is_revoked(demo_home, run, document):
    made = document("users", "token", "town", "--right", "read", "--days", "7")
    port = 18000 + os.getpid() % 1000
    serving = subprocess.Popen(
        [PROGRAM, "serve", "--port", str(port)],
        env=environment(demo_home),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        assert f"http://127.0.0.1:{port}/" in serving.stdout.readline()
        request = urllib.request.Request(f"http://127.0.0.1:{port}/api/figures?id=projects.count")
        request.add_header("Authorization", f"Bearer {made['token']}")
        (found,) = json.load(urllib.request.urlopen(request, timeout=20))
        assert found["division_name"] == "黄岗镇"
        document("users", "revoke", made["id"])
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(request, timeout=20)
        assert refused.value.code == 401
    finally:
        os.killpg(serving.pid, signal.SIGINT)
        out, err = serving.communicate(timeout=30)
    assert (serving.returncode, out) == (0, "")
    assert "Traceback" not in err
    with pytest.raises(OSError, match="refused"):
        urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5)
