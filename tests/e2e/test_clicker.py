"""The console in the hand of somebody who walks: a presentation clicker sends PageDown and PageUp."""

from __future__ import annotations

from playwright.sync_api import BrowserContext

from tests.conftest import Server
from tests.e2e.room import Console


def test_a_clicker_turns_the_parts(server: Server, console_context: BrowserContext) -> None:
    console = Console(console_context, server.console_url)
    lobby = console.page.locator(".now__step").inner_text()
    console.press("PageDown")
    console.is_at("Warm up")
    console.press("PageUp")
    console.is_at(lobby)
