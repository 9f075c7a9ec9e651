"""Run a command with `SHUANGYING_DATABASE_URL` naming a throw-away PostgreSQL: `with_postgres.py pytest -m postgres`.

The cluster lies in a temporary folder, listens on a free port of the loopback address, does without durable writes, and is
stopped and removed when the command ends. PostgreSQL refuses to run as root, so root runs it as the user `postgres`.
"""

import contextlib
import glob
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path


def program(name: str) -> str:
    """The path of one of the newest PostgreSQL's server programs."""
    installed = glob.glob(f"/usr/lib/postgresql/*/bin/{name}")
    newest = max(installed, key=lambda path: int(re.search(r"postgresql/(\d+)", path)[1]), default=shutil.which(name))
    return newest or sys.exit(f"PostgreSQL's {name} is not here. Run: make bring")


def free_port() -> int:
    """A port of the loopback address that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def cluster() -> Iterator[str]:
    """A running cluster's URL; the cluster is gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="shuangying-pg-"))
    as_owner: list[str] = []
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
        as_owner = ["runuser", "-u", "postgres", "--"]

    def server(*command: str) -> None:
        done = subprocess.run([*as_owner, *command], cwd=folder, capture_output=True, text=True, check=False)
        if done.returncode:
            sys.exit(f"{command[0]} failed:\n{done.stdout}{done.stderr}")

    port = free_port()
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder}"
    options += " -c fsync=off -c full_page_writes=off -c synchronous_commit=off"
    control = [program("pg_ctl"), "-D", str(folder / "data")]
    try:
        settings = ["-U", "shuangying", "-A", "trust", "-E", "UTF8", "--locale", "C", "--no-sync"]
        server(program("initdb"), "-D", str(folder / "data"), *settings)
        # Its output goes to a file: a pipe held open by the server would never end.
        server(*control, "-l", str(folder / "log"), "-w", "-o", options, "start")
        yield f"postgres://shuangying@127.0.0.1:{port}/postgres"
    finally:
        subprocess.run([*as_owner, *control, "-m", "immediate", "stop"], cwd=folder, capture_output=True, check=False)
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
    with cluster() as url:
        outcome = subprocess.run(sys.argv[1:], env=os.environ | {"SHUANGYING_DATABASE_URL": url}, check=False)
    sys.exit(outcome.returncode)
