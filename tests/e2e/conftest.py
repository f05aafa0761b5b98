"""Chromium for the tests that look at pages: Debian's package, three windows of the sizes that matter."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, WebError, sync_playwright

from tests.machine import patience

QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--no-first-run",
)  # fmt: skip
PHONE: dict[str, Any] = {
    "viewport": {"width": 360, "height": 640}, "has_touch": True, "is_mobile": True, "device_scale_factor": 2,
}  # fmt: skip
CONSOLE: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}}
SCREEN: dict[str, Any] = {"viewport": {"width": 1920, "height": 1080}}

NewContext = Callable[..., BrowserContext]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder drives a browser."""
    for item in items:
        if "e2e" in item.path.parts:
            item.add_marker(pytest.mark.e2e)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for all. Without Chromium: a failure where CI promises one, else a skip that says so."""
    # The whole browser starts three processes more for each window that nobody sees.
    path = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    if path is None:
        reason = "Chromium is not installed; run tests/prepare.py"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=list(QUIET))
        yield chromium
        chromium.close()


@pytest.fixture
def new_context(browser: Browser) -> Iterator[NewContext]:
    """Separate windows with a memory of their own. A script error or a breach of the content policy fails the test."""
    opened: list[BrowserContext] = []
    faults: list[str] = []

    def threw(error: WebError) -> None:
        faults.append(str(error.error))

    def said(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text or "Trusted Type" in message.text:
            faults.append(message.text)

    def new(shape: dict[str, Any], locale: str = "en-GB", **more: Any) -> BrowserContext:
        context = browser.new_context(**{**shape, "locale": locale, **more})
        context.set_default_timeout(1000 * patience(5))
        context.on("weberror", threw)
        context.on("console", said)
        opened.append(context)
        return context

    yield new
    for context in opened:
        context.close()
    assert faults == []


@pytest.fixture
def new_phone(new_context: NewContext) -> NewContext:
    """As many phones as a test needs: `new_phone(locale="ar")`."""
    return lambda **more: new_context(PHONE, **more)


@pytest.fixture
def phone_context(new_context: NewContext) -> BrowserContext:
    """A phone, 360 by 640, with a finger."""
    return new_context(PHONE)


@pytest.fixture
def console_context(new_context: NewContext) -> BrowserContext:
    """The facilitator's laptop."""
    return new_context(CONSOLE)


@pytest.fixture
def screen_context(new_context: NewContext) -> BrowserContext:
    """The wall."""
    return new_context(SCREEN)
