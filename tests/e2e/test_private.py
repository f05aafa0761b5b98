"""The private page: what is typed into it stays in its tab, and neither a request nor the disk ever has it."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import unquote

import pytest
from playwright.sync_api import BrowserContext, Locator, Request, WebSocket, expect

from tests.conftest import Server, StartServer
from tests.e2e.conftest import NewContext
from tests.e2e.room import Phone

OWN = "Zephyrine Quillfeather whispered"
LOUD = "Marzipan Obelisk thundered"
PEOPLE = 4


class Recorder:
    """Everything that a browser sends: addresses, headers and bodies of requests, and frames of WebSockets."""

    def __init__(self, context: BrowserContext) -> None:
        self.sent: list[str] = []
        self.frames = 0
        context.on("request", self.request)
        context.on("page", lambda page: page.on("websocket", self.line))

    def request(self, request: Request) -> None:
        body = (request.post_data_buffer or b"").decode("utf-8", "replace")
        self.sent.append(f"{unquote(request.url)} {json.dumps(request.headers, ensure_ascii=False)} {body}")

    def line(self, line: WebSocket) -> None:
        self.sent.append(unquote(line.url))
        line.on("framesent", self.frame)

    def frame(self, payload: str | bytes) -> None:
        self.frames += 1
        self.sent.append(payload if isinstance(payload, str) else payload.decode("utf-8", "replace"))

    def has(self, words: str) -> bool:
        """Whether any word of them went out; each is in no page of ours."""
        return any(word in one for one in self.sent for word in words.split()[:2])


def on_disk(folder: Path, words: str) -> list[str]:
    """Files under a folder that hold one of the words."""
    marks = [word.encode() for word in words.split()[:2]]
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [path.name for path in files if any(mark in path.read_bytes() for mark in marks)]


@pytest.fixture
def room(start_server: StartServer, tmp_path: Path) -> Server:
    """A door, a private page, a harvest and an end."""
    fields = [{"label": "Two people", "hint": "Initials only", "length": 60}, {"label": "One who is both"}]
    parts = [
        {"id": "door", "kind": "lobby", "title": "Door"},
        {"id": "own", "kind": "private", "title": "For you alone", "fields": fields},
        {"id": "texts", "kind": "harvest", "title": "A dilemma"},
        {"id": "end", "kind": "close", "title": "End"},
    ]
    stages = [{"id": "one", "title": "One", "minutes": 8, "parts": parts}]
    plan = tmp_path / "plan.yaml"
    plan.write_text(json.dumps({"schema": "plan/1", "id": "quiet", "title": "Quiet", "stages": stages}), "utf-8")
    return start_server(plan)


def papers(phone: Phone) -> Locator:
    return phone.page.locator("[data-own-target=paper]")


def type_into(phone: Phone, words: str) -> None:
    phone.at("own")
    papers(phone).first.tap()  # which waits until the page takes it: it is inert until its behaviour is there
    papers(phone).first.press_sequentially(words)
    papers(phone).last.fill(words)


def test_what_is_typed_reaches_no_request_and_no_file(room: Server, new_phone: NewContext) -> None:
    context = new_phone()
    recorder = Recorder(context)
    phone = Phone(context, room).come_in()
    others = [room.join() for _ in range(PEOPLE)]
    room.do("next")
    type_into(phone, OWN)
    expect(papers(phone)).to_have_count(2)
    room.do("extend", seconds=60)
    phone.page.reload()
    expect(papers(phone.at("own")).first).to_have_value(OWN)
    room.do("next")
    for number, token in enumerate(others):
        assert room.answer(token, "texts", {"text": f"Whom do I owe, {number}?"}).status_code == 200
    # The same hand in a page that does send: were the recorder or the search blind, this would show it.
    phone.at("texts").write(LOUD)
    assert not recorder.has(LOUD)
    for name in ("ready", "send"):
        button = phone.page.locator(f"[data-action='compose#{name}']")
        if button.is_visible():
            button.tap()
    phone.says("Received.")
    room.do("close")
    room.until("closed")
    room.show_all()
    room.go_to("end")
    for text in LOUD.split()[:2]:
        assert recorder.has(text)
    room.do("seal")
    expect(phone.heading).to_have_text("The workshop is over.")

    kept = room.kept("own")
    assert [kept["received"], kept["results"], kept["texts"]] == [None, None, []]
    report = next((room.data / "archive").glob("*/report.html")).read_text("utf-8")
    assert "A page that stayed on the phones. By design nothing of it was sent or kept." in report
    assert recorder.frames > 0
    assert not recorder.has(OWN)
    assert OWN not in phone.kept()
    room.stop()
    assert on_disk(room.home, LOUD)
    assert on_disk(room.home, OWN) == []


def test_a_tab_keeps_it_and_another_tab_has_nothing(room: Server, new_phone: NewContext) -> None:
    context = new_phone()
    phone = Phone(context, room).come_in()
    room.do("next")
    type_into(phone, OWN)
    assert OWN not in phone.page.evaluate("() => JSON.stringify({...localStorage})")
    room.do("next")
    expect(papers(phone)).to_have_count(0)
    room.do("back")
    expect(papers(phone.at("own")).first).to_have_value(OWN)

    second = Phone(context, room, context.new_page()).at("own")
    expect(papers(second).first).to_have_value("")
    phone.page.close()
    third = Phone(context, room, context.new_page()).at("own")

    expect(papers(third).last).to_have_value("")
    assert OWN not in second.kept() + third.kept()


def test_the_next_person_at_the_phone_finds_nothing(room: Server, new_phone: NewContext) -> None:
    phone = Phone(new_phone(), room).come_in()
    room.do("next")
    type_into(phone, OWN)
    assert OWN in phone.kept()

    phone.page.locator("#pass summary").tap()
    phone.page.locator("[data-action='pass#on']").tap()
    expect(phone.page.locator("#door")).to_be_visible()
    assert OWN not in phone.kept()
    phone.come_in()

    expect(papers(phone.at("own")).first).to_have_value("")


def test_a_browser_without_any_storage_keeps_it_while_the_page_is_open(room: Server, new_phone: NewContext) -> None:
    context = new_phone()
    for shelf in ("localStorage", "sessionStorage"):
        context.add_init_script(f"Object.defineProperty(window, '{shelf}', {{ get() {{ throw new Error('no'); }} }});")
    phone = Phone(context, room).come_in()
    room.do("next")
    type_into(phone, OWN)
    room.do("next")
    expect(papers(phone)).to_have_count(0)
    room.do("back")

    expect(papers(phone.at("own")).first).to_have_value(OWN)
