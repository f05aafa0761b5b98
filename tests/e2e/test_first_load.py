"""What the first page costs on a bad Wi-Fi: bytes over the wire, requests, and nothing from anywhere else."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, expect

from tests.conftest import Server
from tests.e2e.conftest import NewContext
from tests.e2e.crowd import Crowd
from tests.e2e.room import Phone, Screen, open_console

FIRST_BYTES = 45 * 1024
FIRST_REQUESTS = 6
SNAPSHOT_BYTES = 8 * 1024
LATER_BYTES = 8 * 1024
"""Behaviours that are fetched after the first page stands, with what is pushed in the same seconds."""


class Wire:
    """Everything a page asks for, as the browser counts it."""

    def __init__(self, page: Page) -> None:
        self.bytes = 0
        self.asked: list[str] = []
        line = page.context.new_cdp_session(page)
        line.on("Network.requestWillBeSent", self.sent)
        line.on("Network.webSocketCreated", lambda event: self.asked.append(event["url"]))
        line.on("Network.loadingFinished", self.finished)
        line.send("Network.enable")

    @property
    def later(self) -> list[str]:
        """What was asked for that the first page can do without."""
        return [url for url in self.asked if "/static/later-" in url]

    def sent(self, event: dict[str, Any]) -> None:
        url = event["request"]["url"]
        if not url.startswith("data:"):
            self.asked.append(url)

    def finished(self, event: dict[str, Any]) -> None:
        self.bytes += int(event["encodedDataLength"])


def test_the_first_page_is_small_and_asks_little(server: Server, new_phone: NewContext) -> None:
    context = new_phone()
    page = context.new_page()
    wire = Wire(page)

    phone = Phone(context, server, page)
    page.wait_for_load_state("networkidle")

    print(f"\nfirst load: {wire.bytes} bytes over the wire in {len(wire.asked)} requests")
    assert wire.bytes <= FIRST_BYTES
    assert len(wire.asked) <= FIRST_REQUESTS
    assert wire.later == []  # it would be part of the first load
    phone.come_in()
    page.wait_for_load_state("networkidle")
    print(f"until the lobby is there: {wire.bytes} bytes in {len(wire.asked)} requests")
    assert wire.bytes <= FIRST_BYTES + SNAPSHOT_BYTES


def test_nothing_is_fetched_from_another_host(server: Server, new_context: NewContext) -> None:
    asked: set[str] = set()
    context = new_context({"viewport": {"width": 1280, "height": 800}})
    context.on("request", lambda request: asked.add(request.url.split("/", 3)[2]))
    context.on("page", lambda page: page.on("websocket", lambda socket: asked.add(socket.url.split("/", 3)[2])))

    console, screen, phone = open_console(context, server), Screen(context, server), Phone(context, server)
    phone.page.locator("[data-door-target=enter]").click()
    console.open_next("Warm up")
    expect(screen.heading).to_have_text("How did you get here today?")
    phone.at("warm-up")

    assert asked == {f"127.0.0.1:{server.port}"}


def test_a_snapshot_for_a_phone_is_small_all_evening(server: Server) -> None:
    crowd = Crowd(server, 12)
    sizes: dict[str, int] = {}

    def weigh() -> None:
        now = server.now()
        answer = server.call("GET", "/api/phone/frames", crowd.tokens[0])
        sizes[f"{now['part']} {now['phase']}"] = len(answer.content)

    while server.now()["part"] != "close":
        server.do("next")
        weigh()
        if server.now()["asks"]:
            answer_as_in_the_plan(server, crowd)
            server.do("close")
            server.until("closed" if server.now()["kind"] == "harvest" else "revealed")
            weigh()
        if server.now()["kind"] == "harvest":
            server.show_all()
        if server.now()["kind"] == "vote":
            server.do("reveal")
            weigh()

    print(f"\nlargest snapshot of {len(sizes)}: {max(sizes.values())} bytes, {max(sizes, key=lambda at: sizes[at])}")
    assert max(sizes.values()) <= SNAPSHOT_BYTES


def answer_as_in_the_plan(server: Server, crowd: Crowd) -> None:
    """Everybody answers the part that is open in the shipped plan."""
    part, kind = server.now()["part"], server.now()["kind"]
    if kind == "harvest":
        crowd.write(part)
    elif kind == "vote":
        crowd.vote(part)
    else:
        bodies = {"choice": {"picks": ["o1"]}, "scale": {"value": 3}}
        crowd.answer(part, lambda number: bodies.get(kind, {"side": crowd.side(number)}))
