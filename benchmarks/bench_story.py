"""The demonstration's story: the default one under 60 s, the full one under 6 minutes, and every figure on it under 2 s.

Seconds of processor time, since telling is the work of one process.
"""

import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

from timing import say

PROGRAM = Path(sys.executable).parent / "shuangying"
ASK = """
from datetime import date
import django
django.setup()
from shuangying.kernel.accounts.api import console
from shuangying.kernel.figures import api as figures
from timing import best
every, actor = figures.select([]), console("bench")
print(len(every), *(best(lambda: figures.values(every, day=day, actor=actor), 3) for day in (date(2020, 2, 2), date(2020, 3, 5))))
"""


def seconds(command: list[str], home: str) -> tuple[float, str]:
    """The processor time that a command takes, and what it prints."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    environment = os.environ | {
        "SHUANGYING_HOME": home,
        "DJANGO_SETTINGS_MODULE": "shuangying.site.settings",
        "PYTHONPATH": str(Path(__file__).parent),
    }
    done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, done.stdout


for words, residents, limit in (("default", "20000", 60), ("full", "1060000", 360)):
    with tempfile.TemporaryDirectory(prefix="shuangying-bench-") as home:
        taken, _told = seconds([str(PROGRAM), "demo", "--no-serve", "--people", residents], home)
        say(f"the {words} story of {residents} residents, seconds", taken, limit)
        number, *times = seconds([sys.executable, "-c", ASK], home)[1].split()
        say(f"all {number} figures on it, seconds", max(map(float, times)), 2)
