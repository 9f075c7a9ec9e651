"""Install the newest wheel of `dist/` in an empty environment elsewhere and use it: demo county, figures, a served page."""

import contextlib
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

DIST = Path(__file__).parent.parent / "dist"
SERVED = ("/healthz", "/login", "/static/vendor/htmx.min.js", "/static/vendor/icons.svg")
PATIENCE_SECONDS = 60


def get(address: str) -> int:
    """The status of an address of this machine, waiting for a server that is still starting."""
    until = time.monotonic() + PATIENCE_SECONDS
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    while True:
        try:
            return direct.open(address, timeout=10).status
        except urllib.error.HTTPError as refused:
            return refused.code
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)


def free_port() -> int:
    """A port of the loopback address that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def serving(program: Path, home: Path, port: int, environment: dict[str, str]):
    """The installed program serving a home folder."""
    server = subprocess.Popen([program, "serve", "--home", home, "--port", str(port)], cwd=home, env=environment)
    try:
        yield
    finally:
        server.terminate()
        server.wait(20)


def try_wheel(wheel: Path, folder: Path) -> None:
    """Install, make the demo county, read its figures, ask for pages; exits at the first that fails."""
    home, port = folder / "home", free_port()
    program = folder / "env/bin/shuangying"
    # Only the system's own programs are on the path, so that nothing of this checkout helps.
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(folder), "LANG": "C.UTF-8"}
    subprocess.run([sys.executable, "-m", "venv", folder / "env"], check=True)
    subprocess.run([folder / "env/bin/python", "-m", "pip", "install", "-qq", wheel], check=True, env=os.environ)
    subprocess.run([program, "demo", "--home", home, "--no-serve"], check=True, cwd=folder, env=environment)
    asked = [program, "figures", "projects", "--home", home, "--as-of", "2020-03-05", "--json"]
    figures = json.loads(subprocess.run(asked, check=True, cwd=folder, env=environment, capture_output=True).stdout)
    print(f"{len(figures)} figures of projects")
    with serving(program, home, port, environment):
        for path in SERVED:
            status = get(f"http://127.0.0.1:{port}{path}")
            print(status, path)
            if status != 200:
                sys.exit("the installed program does not serve this")


if __name__ == "__main__":
    newest = max(DIST.glob("*.whl"), key=lambda path: path.stat().st_mtime, default=None) or sys.exit("Run: make wheel")
    with tempfile.TemporaryDirectory(prefix="shuangying-wheel-") as name:
        try_wheel(newest, Path(name))
    print(f"{newest.name} works")
