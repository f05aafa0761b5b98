"""The facilitator's hands: keys, undo, time, words of later parts, a lost console, the shelf of past evenings."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.conftest import PLAN, Server, StartServer
from tests.e2e.conftest import CONSOLE, SCREEN, NewContext
from tests.e2e.room import Console, Phone, Screen, write_five

NO_CONSOLE = "This browser does not hold the console."
TWO_NETWORKS = '''"""This machine's network cards, as if it were in two networks."""
from types import SimpleNamespace

def get_adapters():
    ips = [SimpleNamespace(ip=ip, is_IPv4=True) for ip in ("127.0.0.1", "192.0.2.10", "198.51.100.20")]
    return [SimpleNamespace(ips=ips)]
'''


def fresh_link(server: Server) -> str:
    """What `facilitator console` prints in a second terminal."""
    words = [sys.executable, "-m", "facilitator", "console", "--data", str(server.data)]
    return subprocess.run(words, capture_output=True, text=True, check=True, cwd=server.home).stdout.strip()


@pytest.fixture
def console(server: Server, console_context: BrowserContext) -> Console:
    """The first console, with the link that the terminal printed."""
    return Console(console_context, server.console_url)


def test_the_arrows_walk_and_r_and_b_reveal_and_darken(
    server: Server, new_context: NewContext, screen_context: BrowserContext
) -> None:
    write_five(server)
    server.go_to("choose")
    console = Console(new_context(CONSOLE), fresh_link(server))
    screen = Screen(screen_context, server)
    for text in range(5):
        item = server.frames("console", server.console)["console"]
        assert "dilemma number" in item, text
    console.close("Two orders")

    console.press("b")
    expect(screen.page.locator(".wall--black")).to_be_visible()
    console.press("B")
    expect(screen.page.locator(".wall--black")).to_have_count(0)
    console.press("ArrowLeft")
    console.is_at("In pairs")
    console.press("ArrowRight")
    console.is_at("Choose")
