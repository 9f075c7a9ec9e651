"""Time in one process, best of several runs, and say ratios."""

import time
from collections.abc import Callable
from typing import Any


def best(what: Callable[[], Any], runs: int = 5) -> float:
    """The shortest of several runs, in seconds of processor time: machines are noisy, the shortest is the work itself."""
    times = []
    for _run in range(runs):
        start = time.process_time()
        what()
        times.append(time.process_time() - start)
    return min(times)


def say(claim: str, found: float, limit: float, detail: str = "") -> None:
    """One line of the table: the claim, the ratio found, the limit, and whether it holds."""
    print(f"{'holds ' if found <= limit else 'FAILS '} {claim}: {found:.2f} (at most {limit:g}) {detail}")
