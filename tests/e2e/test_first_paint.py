"""What a phone shows before its socket is there: the part that is on, from its own request."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import WebSocketRoute, expect

from tests.conftest import Server
from tests.e2e.conftest import NewContext
from tests.e2e.room import Phone, ballots

SOCKET = "**/socket.io/**"


def hangs(line: WebSocketRoute) -> None:
    """Opens and never says a word, as through a proxy that swallows WebSockets."""


def refuses(line: WebSocketRoute) -> None:
    line.close(code=1011)


@pytest.mark.parametrize("socket", [hangs, refuses])
def test_a_phone_without_a_socket_shows_the_part_and_can_answer(
    server: Server, new_phone: NewContext, socket: Callable[[WebSocketRoute], None]
) -> None:
    server.go_to("warm-up")
    context = new_phone()
    context.route_web_socket(SOCKET, socket)

    phone = Phone(context, server).come_in().at("warm-up")

    expect(phone.page.locator("#frame-head header")).to_be_visible()
    phone.page.locator(".reply:visible").first.tap()
    phone.says("Received.")
    assert ballots(server, "warm-up") == 1


def test_a_phone_that_comes_back_without_a_socket_shows_the_part_that_is_on_now(
    server: Server, new_phone: NewContext
) -> None:
    phone = Phone(new_phone(), server).come_in()
    server.go_to("warm-up")
    phone.at("warm-up")
    server.go_to("honesty-before")
    phone.context.route_web_socket(SOCKET, hangs)

    phone.page.reload()

    phone.at("honesty-before")


def test_it_is_the_request_that_shows_it(server: Server, new_phone: NewContext) -> None:
    server.go_to("warm-up")
    context = new_phone()
    context.route_web_socket(SOCKET, hangs)
    context.route("**/api/phone/frames", lambda route: route.abort())

    phone = Phone(context, server)
    phone.page.get_by_role("button", name="I have read this").tap()
    expect(phone.page.locator("#inside")).to_be_visible()
    phone.page.wait_for_timeout(2000)

    expect(phone.page.locator("#frame-main main")).to_have_count(0)
