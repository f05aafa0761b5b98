"""Texts that want to be code: shown letter for letter to every audience, and in no log."""

from __future__ import annotations

import html
import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

import pytest

from tests.conftest import PLAN, Server
from tests.server.crowd import Phone

ADDRESS = "127.0.0.7"
"""Where the phones come from: an address that stands in no file for any other reason."""
LITERAL = (
    "<script>alert(1)</script> one", "<img src=x onerror=alert(1)> two", "<svg/onload=alert(1)> three",
    '"><iframe srcdoc="<b>four</b>"></iframe>', "</textarea></p></main><script src=//evil.example></script> five",
    "{{7*7}} ${7*7} {% raw %} <%= 7*7 %> six", "]]> --> <!-- <![CDATA[ seven", "javascript:alert(1) eight",
    "[click](javascript:alert(1)) ![x](http://evil.example/nine.png)", "'; DROP TABLE texts; -- ten",
    '{"event": "WorkshopSealed"} eleven', "&lt;b&gt;twelve&lt;/b&gt; &amp; &#60;script&#62;",
    "=cmd|' /C calc'!A0 thirteen", "مرحبا <b>بالعالم</b> fourteen",
)  # fmt: skip
CLEANED = {
    "nul\x00l bell\x07 fifteen": "null bell fifteen",
    "\u202eright\u2066 to\u2069 left\u200f sixteen": "right to left sixteen",
    "zero\u200bwidth\ufeff \U000e0041tag seventeen": "zerowidth tag seventeen",
    "line\u2028separator\x1b[2J eighteen": "line\nseparator[2J eighteen",
    "z\u0300\u0301\u0302\u0303\u0304\u0305algo nineteen": None,
}
"""What is left of characters that hide or reorder. Of the last only that fewer marks are left."""
REFUSED = {
    "\ud800 broken": "malformed", "": "empty_text", " \n\t ": "empty_text", "\u200b\u200b": "empty_text",
    "x" * 601: "text_too_long", "x" * 3000: "text_too_long", "😀😀": "empty_text",
}  # fmt: skip


@dataclass
class Evening:
    """What each audience was given, and what must be nowhere."""

    server: Server
    pages: dict[str, str] = field(default_factory=dict)
    bodies: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)


class Tags(HTMLParser):
    """Every element and attribute of a page, and its words."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def queue(page: str) -> dict[str, str]:
    cards = re.findall(r'data-text-id-value="(\w{32})".*?<p class="sheet__text" dir="auto">(.*?)</p>', page, re.S)
    return {id_: html.unescape(body) for id_, body in cards}


@pytest.fixture(scope="module")
def evening(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Evening]:
    """From the harvest to the seal, with nothing but hostile texts."""
    server = Server(tmp_path_factory.mktemp("evening"), PLAN, (), {}).start()
    found = Evening(server)
    server.go_to("dilemmas")
    crowd = [Phone(server.port, server.code, ADDRESS).join() for _ in range(len(LITERAL) + len(CLEANED) + 3)]
    found.tokens = [phone.token for phone in crowd]
    found.gone = [f"marker{secrets.token_hex(8)}" for _ in range(3)]
    for phone, text in zip(crowd, [*LITERAL, *CLEANED, *(f"{mark} twenty" for mark in found.gone)], strict=True):
        assert phone.put("dilemmas", {"text": text})[0] == 200
    server.do("close")
    server.until("closed")
    found.pages["queue"] = server.frames("console", server.console)["console"]
    waiting = queue(found.pages["queue"])
    found.bodies = list(waiting.values())
    hidden = {id_: body for id_, body in waiting.items() if body.startswith("marker")}
    declined, held, softened = hidden
    server.do("decline", text=declined, reason="attack")
    server.do("soften", text=softened, body="<script>softer</script> {{8*8}}")
    shown = [id_ for id_ in waiting if id_ not in (declined, held)]
    server.do("name_text", text=shown[0], handle="<b>handle</b> {{9*9}}")
    server.do("show", texts=shown)
    server.go_to("choose")
    # Above fourteen texts every phone reads twelve of them; together they read all.
    found.pages["phones"] = ""
    for at, phone in enumerate(crowd):
        page = phone.ask("GET", "/api/parts/choose/1/mine")[1]["html"]
        found.pages["phones"] += page
        items = re.findall(r'data-item="(\w{32})"', page)
        assert phone.put("choose", {"votes": {id_: 1 for id_ in items[at % 3 :: 4][:3]}})[0] == 200
    server.do("close")
    server.until("revealed")
    for step in ("first", "second"):
        for audience, token in (("phone", crowd[0].token), ("screen", server.screen), ("console", server.console)):
            found.pages[f"{audience}, {step} order"] = "".join(server.frames(audience, token).values())
        if step == "first":
            server.do("reveal")
    server.do("seal")
    (report,) = (server.data / "archive").glob("*/report.html")
    found.pages["report"] = report.read_text("utf-8")
    yield found
    server.stop()


def test_every_text_stands_on_the_console_letter_for_letter(evening: Evening) -> None:
    cleaned = [kept for kept in CLEANED.values() if kept is not None]
    assert sorted(body for body in evening.bodies if "marker" not in body and "algo" not in body) == sorted(
        [*LITERAL, *cleaned]
    )
    (zalgo,) = [body for body in evening.bodies if "algo" in body]
    assert len(zalgo) <= len("zalgo nineteen") + 3


def test_no_page_has_an_element_or_attribute_that_a_text_brought_in(evening: Evening) -> None:
    ours = {"data:,"}
    for name, page in evening.pages.items():
        for tag, attrs in Tags(page).found:
            assert tag not in ("script", "img", "iframe", "object", "embed", "link") or (
                name == "report" and tag == "link" and attrs["href"] in ours
            ), (name, tag, attrs)
            active = [key for key in attrs if key.startswith("on") or key in ("srcdoc", "style", "src")]
            assert active == [], (name, attrs)
            href = attrs.get("href") or ""
            assert not href.lower().startswith(("javascript", "http", "//")), (name, href)


def test_a_page_that_trusted_a_text_would_be_noticed() -> None:
    assert [tag for tag, _ in Tags("<p>" + LITERAL[0] + LITERAL[1]).found] == ["p", "script", "img"]


def test_templates_in_a_text_are_not_run_on_any_page(evening: Evening) -> None:
    seen = {name for name, page in evening.pages.items() if "{{7*7}} ${7*7} {% raw %}" in "".join(Tags(page).words)}
    assert {"queue", "phones", "report"} <= seen
    softer = {name for name, page in evening.pages.items() if "softer</script> {{8*8}}" in "".join(Tags(page).words)}
    assert {"phones", "report"} <= softer
    handle = {name for name, page in evening.pages.items() if "<b>handle</b> {{9*9}}" in "".join(Tags(page).words)}
    assert {"console, second order", "screen, second order", "report"} & handle
    for name, page in evening.pages.items():
        words = "".join(Tags(page).words)
        assert [sum_ for sum_ in ("49 six", "$49", "script> 64", "handle</b> 81") if sum_ in words] == [], name


def test_every_audience_gets_every_shown_text_and_none_that_was_not(evening: Evening) -> None:
    shown = [body for body in evening.bodies if "marker" not in body]
    for name in ("phones", "report"):
        words = " ".join("".join(Tags(evening.pages[name]).words).split())
        assert [body for body in shown if " ".join(body.split()) not in words] == [], name
    for name, page in evening.pages.items():
        if not name.startswith(("queue", "console")):
            assert [mark for mark in evening.gone if mark in page] == [], name


def test_texts_stand_where_the_direction_of_one_cannot_turn_another(evening: Evening) -> None:
    page = evening.pages["phones"]
    for body in LITERAL:
        before = page.split(html.escape(body, quote=False).replace('"', "&#34;").replace("'", "&#39;"))[0]
        assert before != page, body
        assert re.search(r'<(\w+)[^>]*dir="auto"[^>]*>$|<bdi[^>]*>$', before), before[-120:]


def test_what_is_no_text_is_refused_by_its_name(room: Server) -> None:
    # Moves the shared room to its harvest.
    room.go_to("dilemmas")
    for text, code in REFUSED.items():
        answer = room.answer(room.join(), "dilemmas", {"text": text})
        assert (answer.status_code, answer.json()) == (400, {"error": code}), repr(text)


def test_the_log_holds_no_text_no_token_and_no_address(evening: Evening, room: Server) -> None:
    words = [*evening.gone, *evening.tokens, ADDRESS, "alert", "twenty", "Traceback", "fault", "{{"]
    assert [word for word in words if word in evening.server.log()] == [], evening.server.log()
    for server in (evening.server, room):
        assert len(server.log().splitlines()) == 1, server.log()


def test_after_the_seal_no_file_holds_what_was_not_shown_nor_who_was_there(evening: Evening) -> None:
    found = {path: path.read_bytes() for path in evening.server.home.rglob("*") if path.is_file()}
    words = [*evening.gone, *evening.tokens, ADDRESS, evening.server.console]
    assert [(str(path), word) for path, raw in found.items() for word in words if word.encode() in raw] == []
    assert [path.name for path, raw in found.items() if "thirteen" in raw.decode("utf-8", "ignore")] != []
