"""The keys of a home through the command line: list, rotate, lose and bring back."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = Path(sys.executable).parent / "shuangying"
PEOPLE = """
import os, django
os.environ["DJANGO_SETTINGS_MODULE"] = "shuangying.site.settings"
django.setup()
from shuangying.kernel.divisions.models import Division
from shuangying.kernel.parties.models import Person
county = Division.objects.get(code="371722000000")
for serial in range(1200):
    Person.objects.create(name="示例", division=county, phone=f"154{serial:08}")
"""
COUNT = """
import os, django
os.environ["DJANGO_SETTINGS_MODULE"] = "shuangying.site.settings"
django.setup()
from shuangying.kernel.parties.models import Person
print(sum(person.phone.open().startswith("154") for person in Person.objects.all()))
"""


def environment(home, **more):
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SHUANGYING_", "DJANGO_"))}
    return {**kept, "SHUANGYING_HOME": str(home), **more}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("made")
    for words in ([PROGRAM, "init", "--county", "371722"], [sys.executable, "-c", PEOPLE]):
        subprocess.run(words, env=environment(folder), check=True, capture_output=True)
    return folder


@pytest.fixture
def home(made, tmp_path):
    """An empty county with 1,200 telephone numbers."""
    return Path(shutil.copytree(made, tmp_path / "home"))


def run(home, *words, code=0, **more):
    done = subprocess.run([PROGRAM, *words], env=environment(home, **more), capture_output=True, text=True)
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout


def document(home, *words, code=0, **more):
    return json.loads(run(home, *words, "--json", code=code, **more))


def readable(home, **more):
    counted = subprocess.run([sys.executable, "-c", COUNT], env=environment(home, **more), capture_output=True)
    return int(counted.stdout)


def found(home, check, code, **more):
    return next(one for one in document(home, "doctor", "--lang", "en", code=code, **more) if one["check"] == check)


def test_a_rotation_leaves_one_new_key_and_every_value_readable(home):
    (before,) = document(home, "keys", "list")
    assert (before["state"], before["values"]) == ("newest", 1200)
    rotated = document(home, "keys", "rotate")
    (after,) = document(home, "keys", "list")
    assert rotated["removed"] == [before["key"]]
    assert (after["key"], after["values"]) == (rotated["newest"], 1200)
    assert after["key"] != before["key"]
    assert readable(home) == 1200
    assert (home / "keys.json").stat().st_mode & 0o777 == 0o600


def test_values_are_read_while_the_keys_are_rotated(home):
    rotation = subprocess.Popen([PROGRAM, "keys", "rotate"], env=environment(home), stdout=subprocess.DEVNULL)
    counts = []
    while rotation.poll() is None:
        counts.append(readable(home))
    assert rotation.returncode == 0
    assert set(counts) == {1200}


def test_the_doctor_names_a_lost_key_and_is_content_once_it_is_back(home):
    keys = (home / "keys.json").read_text()
    (lost,) = document(home, "keys", "list")
    (home / "keys.json").write_text(run(home, "keys", "new"))
    wrong = found(home, "Sealed values", 1)
    assert f"{lost['key']}: 1200" in wrong["found"]
    assert "behind the others" in wrong["mend"]
    states = {one["key"]: one["state"] for one in document(home, "keys", "list", code=1)}
    assert states[lost["key"]] == "missing"
    ring = json.loads((home / "keys.json").read_text())["keys"] + json.loads(keys)["keys"]
    (home / "keys.json").write_text(json.dumps({"keys": ring}))
    os.chmod(home / "keys.json", 0o644)
    assert found(home, "Keys", 1)["mend"].startswith("chmod 600")
    assert found(home, "Sealed values", 1)["well"]
    assert "rotate" in found(home, "Rotation", 1)["mend"]


def test_keys_from_the_environment_are_rotated_by_giving_a_new_one_first(home):
    (home / "keys.json").rename(home / "given.json")
    old = json.loads((home / "given.json").read_text())["keys"]
    new = json.loads(run(home, "keys", "new"))["keys"]
    run(home, "keys", "rotate", code=2, SHUANGYING_KEY_RING=json.dumps({"keys": old}))
    both = json.dumps({"keys": new + old})
    assert document(home, "keys", "rotate", SHUANGYING_KEY_RING=both)["removed"] == []
    assert readable(home, SHUANGYING_KEY_RING=json.dumps({"keys": new})) == 1200
    assert not (home / "keys.json").exists()


def test_a_key_file_that_was_named_and_is_not_there_is_not_made(home):
    missing = home / "elsewhere.json"
    said = subprocess.run(
        [PROGRAM, "keys", "list", "--lang", "en"],
        env=environment(home, SHUANGYING_KEYS=str(missing)),
        capture_output=True,
        text=True,
    )
    assert said.returncode == 2
    assert str(missing) in said.stderr
    assert not missing.exists()
