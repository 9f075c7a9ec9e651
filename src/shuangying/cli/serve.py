"""`shuangying serve`: the pages and the API over HTTP."""

import http.client
import ipaddress
import multiprocessing
import os
import socket
import ssl
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import click

from shuangying.cli import database
from shuangying.cli.call import Call, Cannot, command
from shuangying.cli.words import _

THREADS = max(2, min(8, 2 * (os.cpu_count() or 1)))
"""Requests answered at once by one worker; each holds one database connection."""
SECONDS_TO_FINISH = 20
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@dataclass(frozen=True)
class Address:
    """Where to serve, and with which certificate."""

    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 1
    cert: Path | None = None
    key: Path | None = None

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine can reach it."""
        try:
            return ipaddress.ip_address(self.host.strip("[]")).is_loopback
        except ValueError:
            return self.host == "localhost"

    @property
    def url(self) -> str:
        """What to open in a browser."""
        shown = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'https' if self.cert else 'http'}://{shown}:{self.port}/"

    @property
    def hosts(self) -> str:
        """The names by which browsers may call it."""
        own = {"127.0.0.1", "localhost", "[::1]", self.host}
        if not self.is_loopback:
            own |= {socket.gethostname(), *(str(found[4][0]) for found in _own_addresses())}
        return ",".join(sorted(own - {"0.0.0.0", "::"}))


@command(
    "serve",
    _("Serve the pages and the API."),
    click.option("--host", default="127.0.0.1", metavar="H", help=_("The address to listen on.")),
    click.option("--port", default=8000, type=click.IntRange(1, 65535), metavar="N", help=_("The port to listen on.")),
    click.option("--workers", default=1, type=click.IntRange(1, 64), metavar="N", help=_("Processes; one on SQLite.")),
    click.option("--tls-cert", type=FILE, help=_("The certificate chain, PEM.")),
    click.option("--tls-key", type=FILE, help=_("The certificate's private key, PEM.")),
)
def serve_home(call: Call, host: str, port: int, workers: int, tls_cert: Path | None, tls_key: Path | None) -> None:
    if bool(tls_cert) != bool(tls_key):
        raise Cannot(_("Give --tls-cert and --tls-key together."))
    address = Address(host, port, workers, tls_cert, tls_key)
    prepare(address)
    call.require_tables()
    call.start(county=False)
    serve(call, address)


def prepare(address: Address) -> None:
    """Tell the settings, before they are read, by which names the address is called and whether it is encrypted."""
    os.environ.setdefault("SHUANGYING_HOSTS", address.hosts)
    if address.cert:
        os.environ["SHUANGYING_HTTPS"] = "1"


def serve(call: Call, address: Address) -> None:
    """Serve until interrupted; says one line when ready.

    Raises:
        Cannot: a demonstration would be open to others without encryption, or the port is taken.
    """
    from django.db import connections

    from shuangying.kernel.divisions import api as divisions

    database.bring_forward()
    _purge()
    if not address.cert and not address.is_loopback:
        if divisions.home().demo:
            raise Cannot(
                _("A demonstration, whose passwords everybody knows, is not served beyond this machine without TLS.")
            )
        click.secho(
            _("Warning: %(url)s is not encrypted; passwords can be read on the way. Use --tls-cert and --tls-key.")
            % {"url": address.url},
            fg="yellow",
            err=True,
        )
    connections.close_all()
    _refuse_a_taken_port(address)
    threading.Thread(target=_announce, args=(address, call.say), daemon=True).start()
    _granian(address)


def _purge() -> None:
    """Let go what has been kept for long enough, as at each start."""
    from django.utils import timezone

    from shuangying.kernel.accounts.api import console
    from shuangying.kernel.imports import api as imports

    imports.purge(console(), timezone.now())


def _granian(address: Address) -> None:
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    multiprocessing.set_start_method("spawn", force=True)
    Granian(
        "shuangying.cli.worker:application",
        address=address.host,
        port=address.port,
        interface=Interfaces.WSGI,
        workers=address.workers,
        blocking_threads=THREADS,
        log_level=LogLevels.warning,
        log_access=False,
        ssl_cert=address.cert,
        ssl_key=address.key,
        workers_kill_timeout=SECONDS_TO_FINISH,
        respawn_failed_workers=True,
    ).serve()


def _announce(address: Address, say: Callable[[str], None]) -> None:
    """Say where to look once the first answer comes."""
    while not _answers(address):
        time.sleep(0.1)
    say(_("Ready: %(url)s") % {"url": address.url})


def _answers(address: Address) -> bool:
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(address.host, address.host)
    connection: http.client.HTTPConnection
    if address.cert:
        trusting = ssl._create_unverified_context()
        connection = http.client.HTTPSConnection(host, address.port, timeout=10, context=trusting)
    else:
        connection = http.client.HTTPConnection(host, address.port, timeout=10)
    try:
        connection.request("GET", "/healthz", headers={"Host": "127.0.0.1"})
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _refuse_a_taken_port(address: Address) -> None:
    family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((address.host, address.port))
        except OSError as error:
            raise Cannot(
                _("Cannot listen on %(host)s:%(port)s: %(why)s. Choose another with --port.")
                % {"host": address.host, "port": address.port, "why": error.strerror}
            ) from None


def _own_addresses() -> list[tuple]:
    try:
        return socket.getaddrinfo(socket.gethostname(), None)
    except OSError:
        return []
