"""Identity numbers and telephone numbers go through every door of a county, and lie plain nowhere afterwards.

The county is served for real. Its people come in sheets, forms and by programs, right and wrong; they are looked for, shown with a
reason, exported, undone. Then every file of the home is read, every table row by row, and everything compressed is unpacked.
"""

import http.cookiejar
import io
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

import openpyxl
import pytest

from shuangying.core.codes import check_character

PROGRAM = Path(sys.executable).parent / "shuangying"
DIVISIONS = "代码,名称\n371722103000,黄岗镇\n371722103201,李庄村民委员会\n"
REASON = "流调核对，本人电话{phone}"


def number(serial, born="20010203"):
    first = f"371799{born}{serial:03}"
    return first + check_character(first)


def phone(serial):
    return f"154{serial:08}"


RIGHT = [(f"示例{word}", number(100 + place), phone(100 + place)) for place, word in enumerate("甲乙丙丁")]
WRONG_CHECK = number(200)[:17] + ("0" if number(200)[17] != "0" else "1")
IN_NAME, IN_DAY, IN_NOTE, CORRECTED = number(301), number(302), number(303), number(304)
NOT_READ, IN_TITLE, ELSEWHERE, BY_FORM, BY_PROGRAM = (phone(serial) for serial in range(401, 406))
SECRETS = [
    *(secret for _name, *secrets in RIGHT for secret in secrets),
    *(WRONG_CHECK, IN_NAME, IN_DAY, IN_NOTE, CORRECTED),
    *(NOT_READ, IN_TITLE, ELSEWHERE, BY_FORM, BY_PROGRAM),
]

SET_UP = """
import json, os, sys, django
os.environ["DJANGO_SETTINGS_MODULE"] = "shuangying.site.settings"
django.setup()
from datetime import date
from django.conf import settings
from django.test import Client
from shuangying.kernel.accounts.api import Post, Right, User, console, issue_token
from shuangying.kernel.divisions.models import Division
county = Division.objects.get(code="371722000000")
made = {}
for role in ("clerk", "admin"):
    user = User.objects.create(login=f"{role}-of-test", name=role)
    post = Post.objects.create(user=user, role=role, division=county, from_on=date(2020, 1, 1))
    client = Client()
    client.force_login(user)
    made[role] = client.cookies[settings.SESSION_COOKIE_NAME].value
    if role == "clerk":
        made["token"] = issue_token(post, "test", Right.WRITE, date(2099, 1, 1), console("test"))[1]
print(json.dumps(made))
"""
EVERYTHING = """
import os, sys, zlib, django
os.environ["DJANGO_SETTINGS_MODULE"] = "shuangying.site.settings"
django.setup()
from django.contrib.sessions.models import Session
from django.db import connection
from shuangying.kernel.audit.api import rows_of
from shuangying.kernel.audit.models import Entry
with connection.cursor() as cursor:
    for table in connection.introspection.table_names(cursor):
        cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
        for row in cursor.fetchall():
            print(table, *(bytes(value) if isinstance(value, memoryview) else value for value in row))
for entry in Entry.objects.all():
    print("journal", rows_of(entry))
for session in Session.objects.all():
    print("session", session.get_decoded())
"""


@dataclass
class Web:
    """A person's browser, or a program with a token."""

    url: str
    session: str = ""
    token: str = ""
    jar: http.cookiejar.CookieJar = field(default_factory=http.cookiejar.CookieJar)

    def ask(self, path, data=None, **headers):
        """The status and the body of an answer."""
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))
        own = {"Cookie": f"sessionid={self.session}"} if self.session else {"Authorization": f"Bearer {self.token}"}
        secret = next((cookie.value for cookie in self.jar if cookie.name == "csrftoken"), "")
        if secret:
            own["Cookie"] = f"{own['Cookie']}; csrftoken={secret}"
        request = urllib.request.Request(self.url + path, data, {**own, "Referer": self.url, **headers})
        try:
            with opener.open(request, timeout=120) as answer:
                return answer.status, answer.read(), answer.geturl().removeprefix(self.url)
        except urllib.error.HTTPError as error:
            return error.code, error.read(), path

    def post(self, path, fields, files=(), **headers):
        """Send a form as the page at `path` has it."""
        page = self.ask(headers.pop("from_page", path))[1].decode()
        hidden = dict(re.findall(r'name="(csrfmiddlewaretoken|version)" value="([^"]+)"', page))
        boundary, lines = uuid.uuid4().hex, []
        for name, value in {**hidden, **fields}.items():
            lines += [f"--{boundary}", f'Content-Disposition: form-data; name="{name}"', "", str(value)]
        body = "\r\n".join(lines).encode() + b"\r\n"
        for name, file_name, content in files:
            head = f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"; filename="{file_name}"\r\n\r\n'
            body += head.encode() + content + b"\r\n"
        body += f"--{boundary}--\r\n".encode()
        return self.ask(path, body, **{"Content-Type": f"multipart/form-data; boundary={boundary}"})


def people_sheet():
    """A messy sheet with numbers where they belong and where they do not."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "返乡人员"
    sheet.append([f"单县返乡人员登记表（2020年2月1日） 填报人：王五 {IN_TITLE}"])
    sheet.append(["姓名", "出生日期", "身份证号", "联系电话", "村", "其他"])
    for name, id_number, mobile in RIGHT[:3]:
        sheet.append([name, None, id_number, mobile, "李庄村", f"家属电话{NOT_READ}"])
    sheet["D4"] = int(RIGHT[1][2])
    sheet.append(["示例错码", None, WRONG_CHECK, None, "李庄村", int(NOT_READ)])
    sheet.append(["示例浮点", None, 3.71799200102031e17, None, "李庄村", None])
    sheet.append([IN_NAME, None, "示例错位", None, "李庄村", None])
    sheet.append(["示例错列", IN_DAY, None, None, "李庄村", IN_NOTE])
    other = book.create_sheet("附表")
    other.append(["备用联系电话", ELSEWHERE])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def county(request, tmp_path):
    """A real county in a home of its own and, on PostgreSQL, in a database of its own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SHUANGYING_", "DJANGO_"))}
    environment = {**kept, "SHUANGYING_HOME": str(tmp_path / "home")}
    if request.param == "postgresql":
        environment["SHUANGYING_DATABASE_URL"] = request.getfixturevalue("own_database")
    run(environment, "init", "--county", "371722")
    (tmp_path / "divisions.csv").write_text(DIVISIONS, encoding="utf-8")
    run(environment, "import", "divisions", str(tmp_path / "divisions.csv"))
    return environment


@pytest.fixture
def own_database():
    """The address of an empty database beside the one that the environment names."""
    import psycopg

    named = os.environ.get("SHUANGYING_DATABASE_URL", "")
    if not named.startswith("postgres"):
        pytest.skip("SHUANGYING_DATABASE_URL names no PostgreSQL")
    name = f"nothing_plain_{uuid.uuid4().hex[:8]}"
    with psycopg.connect(named, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        yield urllib.parse.urlunsplit(urllib.parse.urlsplit(named)._replace(path=f"/{name}"))
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def run(environment, *words, codes=(0,)):
    done = subprocess.run([PROGRAM, *words], env=environment, capture_output=True, text=True)
    assert done.returncode in codes, done.stdout + done.stderr
    return done.stdout + done.stderr


def python(environment, text):
    return subprocess.run([sys.executable, "-c", text], env=environment, check=True, capture_output=True).stdout


@pytest.fixture
def served(county, tmp_path):
    """The county served; what the server says goes into a file of the home."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with (Path(county["SHUANGYING_HOME"]) / "serve.log").open("wb") as log:
        server = subprocess.Popen([PROGRAM, "serve", "--port", str(port)], env=county, stdout=log, stderr=log)
        url = f"http://127.0.0.1:{port}"
        for _try in range(600):
            try:
                urllib.request.urlopen(f"{url}/healthz", timeout=5)
                break
            except OSError:
                time.sleep(0.1)
        else:
            pytest.fail("the server does not answer")
        yield url
        server.send_signal(signal.SIGTERM)
        server.wait(60)


def import_by_page(web, answers):
    """A sheet through preview, a corrected cell, writing and receipts."""
    sheet = ("file", f"返乡人员{IN_NOTE}.xlsx", people_sheet())
    status, page, draft = web.post("/r/people/import/", {}, [sheet])
    assert status == 200, page.decode()[:2000]
    answers["preview"] = page
    web.post(draft, {"cell-C6": CORRECTED, "action": "check"})
    status, page, _there = web.post(draft, {"action": "write"})
    assert status == 200, page.decode()[:2000]
    answers["receipt page"] = web.ask(draft)[1]
    status, answers["receipts.xlsx"], _there = web.ask(f"{draft}receipts")
    assert status == 200


def look_and_change(web, answers):
    """Search, a record, a look with a reason, a form, a deletion."""
    for words in (RIGHT[0][1], RIGHT[0][2]):
        web.post("/search", {"q": words}, from_page="/r/people/")
        web.post("/r/people/", {"q": words})
        web.ask(f"/r/people/?{urllib.parse.urlencode({'q': words})}")
    answers["list"] = web.ask("/r/people/")[1]
    record = re.search(r'href="(/r/people/[0-9a-f-]{36}/)"', answers["list"].decode())[1]
    answers["record"] = web.ask(record)[1]
    asked = {"all": "1", "reason": REASON.format(phone=BY_FORM)}
    status, shown, _there = web.post(f"{record}reveal", asked, from_page=record)
    assert status == 200
    assert any(secret.encode() in shown for secret in SECRETS)
    web.post("/r/people/new", {"name": "示例戊", "phone": BY_FORM, "division": "371722103201"})
    web.post("/r/people/new", {"name": "示例己", "phone": f"{BY_FORM}9", "division": "371722103201"})
    deleted = web.post(f"{record}delete", {"reason": REASON.format(phone=BY_FORM)})
    assert deleted[0] == 200
    assert deleted[2] == record
    web.ask(f"/r/people/{BY_FORM}")
    answers["history"] = web.ask(record)[1]


def ask_as_a_program(web, answers):
    """The API: right values, wrong ones, a query."""
    json_ = {"Content-Type": "application/json"}
    for values in (
        {"name": "示例庚", "phone": BY_PROGRAM, "division": "371722103201"},
        {"name": "示例辛", "id_number": WRONG_CHECK, "division": "371722103201"},
        {"name": "示例壬", "born_on": IN_DAY, "sex": BY_PROGRAM, "division": "371722103201"},
        {"name": "示例癸", IN_NAME: BY_PROGRAM},
    ):
        status, body, _there = web.ask("/api/registers/people/records", json.dumps(values).encode(), **json_)
        answers[f"answer to {values['name']}"] = body
        assert status in (201, 422), body.decode()
    web.ask(f"/api/registers/people/records?{urllib.parse.urlencode({'phone': BY_PROGRAM})}")
    answers["records"] = web.ask("/api/registers/people/records")[1]


def work_on_the_command_line(environment, folder, outside):
    """A sheet with receipts, exports, an undo by purge."""
    (outside / "名单.xlsx").write_bytes(people_sheet())
    words = ("import", "people", str(outside / "名单.xlsx"), "--receipts", str(folder / "again.xlsx"))
    (folder / "import.txt").write_text(run(environment, *words, codes=(0, 1)), encoding="utf-8")
    for name in ("out.xlsx", "out.csv"):
        run(environment, "export", "people", str(folder / name))
    (folder / "doctor.txt").write_text(run(environment, "doctor", codes=(0, 1)), encoding="utf-8")
    run(environment, "keys", "rotate")


def lying_plain(content, where):
    """Where in some bytes, or in what they pack, a secret stands."""
    found = [f"{where}: {secret}" for secret in SECRETS if secret.encode() in content]
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            for name in packed.namelist():
                found += lying_plain(packed.read(name), f"{where}/{name}")
    return found


def test_no_identity_number_and_no_telephone_number_lies_plain(county, served, tmp_path):
    home, answers = Path(county["SHUANGYING_HOME"]), {}
    made = json.loads(python(county, SET_UP))
    clerk, admin = Web(served, made["clerk"]), Web(served, made["admin"])
    import_by_page(clerk, answers)
    look_and_change(clerk, answers)
    ask_as_a_program(Web(served, token=made["token"]), answers)
    answers["reveals"] = admin.ask("/reveals")[1]
    answers["system"] = admin.ask("/system")[1]
    work_on_the_command_line(county, home, tmp_path)
    everything = python(county, EVERYTHING)
    assert "示例甲".encode() in everything
    assert (home / "serve.log").stat().st_size
    found = []
    for line in everything.splitlines():
        found += lying_plain(line, f"table {line.split()[0].decode()}" if line else "")
    for file in home.rglob("*"):
        if file.is_file():
            found += lying_plain(file.read_bytes(), str(file.relative_to(home)))
    for name, content in answers.items():
        if name != "preview":
            found += lying_plain(content, name)
    assert not found, "\n".join(found)
