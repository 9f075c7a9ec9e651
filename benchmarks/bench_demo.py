"""From a clone to the demo's first page, with the package cache warm: under 120 s."""

import os
import signal
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from timing import say

with tempfile.TemporaryDirectory(prefix="shuangying-bench-") as folder, socket.socket() as probe:
    probe.bind(("127.0.0.1", 0))
    port = probe.getsockname()[1]
    probe.close()
    start = time.perf_counter()
    subprocess.run(["git", "clone", "-q", str(Path(__file__).parents[1]), folder], check=True)
    environment = os.environ | {"SHUANGYING_HOME": f"{folder}/.shuangying"}
    server = subprocess.Popen(
        ["make", "-C", folder, "demo", f"ARGS=--port {port}"],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        while server.poll() is None and time.perf_counter() - start < 240:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/login", timeout=5).read()
                break
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.2)
        say("make demo in a fresh clone, seconds to the first page", time.perf_counter() - start, 120)
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait()
