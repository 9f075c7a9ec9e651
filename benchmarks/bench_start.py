"""How soon the command answers, against the limit of 0.4 s, and against a bare Python that imports click."""

import subprocess
import sys
import time
from pathlib import Path

from timing import say

COMMAND = Path(sys.executable).parent / "shuangying"


def shortest(*command: str | Path) -> float:
    """The shortest of five runs of a command, in seconds."""
    times = []
    for _run in range(5):
        start = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        times.append(time.perf_counter() - start)
    return min(times)


ours, bare = shortest(COMMAND, "--help"), shortest(sys.executable, "-c", "import click")
say("shuangying --help, seconds", ours, 0.4, f"[{ours / bare:.1f} times a bare Python with click]")
