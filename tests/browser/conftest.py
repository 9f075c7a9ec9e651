"""A real Chromium against the running site. A page that breaks its own policy or asks another host fails its test."""

import os
import shutil
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, sync_playwright

QUIET = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-quic",
    "--disable-sync",
    "--disable-gpu",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser/" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The machine's own Chromium, started once a session."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    assert program, "no chromium on this machine; run: make bring"
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=QUIET + sandbox)
        yield browser
        browser.close()


@pytest.fixture
def window(chromium: Browser, live_server) -> Iterator[BrowserContext]:
    """A fresh browser profile whose relative addresses lead to the running site."""
    context = chromium.new_context(base_url=live_server.url, locale="zh-CN", viewport={"width": 1440, "height": 900})
    yield context
    context.close()


@pytest.fixture
def page(window: BrowserContext, live_server) -> Iterator[Page]:
    """A page that must raise no script error, break no security policy and ask no other host for anything."""
    faults: list[str] = []

    def read(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text or "Content-Security-Policy" in message.text:
            faults.append(message.text)

    def follow(request: Request) -> None:
        if not request.url.startswith((live_server.url, "data:", "blob:", "about:")):
            faults.append(f"asked another host: {request.url}")

    opened = window.new_page()
    opened.on("console", read)
    opened.on("request", follow)
    opened.on("pageerror", lambda error: faults.append(f"script error: {error}"))
    yield opened
    assert not faults, "\n".join(faults)


@pytest.fixture
def sign_in(window: BrowserContext, live_server, transactional_db) -> Callable:
    """`sign_in(user)`: the window is that person's from now on."""

    def enter(user) -> None:
        client = Client()
        client.force_login(user)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        window.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])

    return enter
