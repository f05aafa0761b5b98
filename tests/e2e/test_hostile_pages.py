"""31 to 50 of the hostile inputs that end on a page: shown letter for letter in a browser on every face, and inert."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Dialog, Page, Request, expect

from tests.conftest import PLAN, Server
from tests.e2e.conftest import CONSOLE, PHONE, SCREEN
from tests.e2e.room import Phone, link_beside
from tests.server.crowd import Phone as Line

SENT = {
    31: "<script>alert(1)</script> <img src=http://evil.example/x onerror=alert(2)> <svg/onload=alert(3)> "
        '"><iframe srcdoc="<b>b</b>"></iframe> 31',
    32: "</textarea></p></main></script> ]]> --> {{7*7}} ${7*7} {% raw %} <%= 7*7 %> 32",
    33: "javascript:alert(1) http://evil.example/phish [x](javascript:alert(2)) ![y](http://evil.example/y.png) 33",
    34: "\u202eturned\u202c \u2066apart\u2069 \u200fmarks 34",
    35: "zal" + "\u0300\u0301\u0302\u0303\u0304" * 100 + "go 35",
    36: "zero\u200bwidth \U000e0041\U000e0042tags \ufe0fpicks \ufff9under\ufffb 36",
    41: "W" * 400 + "\n" * 90 + "end 41",
    42: "the well بئر is ours שלנו too, हमारा पानी, น้ำ, 我们的水, ჩვენი 42",
    49: "Session closed by facilitator. Received. Ask the facilitator to let you in. 49",
    50: "█▀▀▀█ █▄█ http://evil.example/join data:image/png;base64,iVBORw0KGgo= 50",
}  # fmt: skip
SHOWN = {
    34: "turned apart marks 34", 36: "zerowidth tags picks under 36", 41: "W" * 400 + " end 41",
}  # fmt: skip
"""What is left of those that are cleaned; 35 is measured, the others stay as they are."""
HOLDERS = """(words) => [...document.querySelectorAll("body *")]
  .filter((one) => one.textContent.replace(/\\s+/g, " ").includes(words))
  .filter((one) => ![...one.children].some((child) => child.textContent.replace(/\\s+/g, " ").includes(words)))
  .filter((one) => !["SCRIPT", "TEXTAREA", "STYLE"].includes(one.tagName))
  .map((one) => ({ tag: one.tagName, children: one.querySelectorAll(":scope > :not(.fold__dots)").length,
    card: !!one.closest("[dir=auto], bdi") }))"""
FOREIGN = """() => [...document.querySelectorAll("*")].filter((one) =>
    ["IFRAME", "OBJECT", "EMBED", "BASE", "MATH", "MARQUEE", "VIDEO", "AUDIO"].includes(one.tagName)
    || (one.tagName === "SCRIPT" && !(one.getAttribute("src") || "").startsWith("/static/"))
    || (one.tagName === "IMG" && !(one.getAttribute("src") || "").startsWith("/qr.svg"))
    || (one.tagName === "A" && /^(javascript|data|https?:\\/\\/evil)/i.test(one.getAttribute("href") || ""))
    || [...one.attributes].some((attribute) => /^on|^srcdoc$|^style$/.test(attribute.name)))
  .map((one) => one.outerHTML.slice(0, 120))"""
KEYS = "() => [...Object.keys(localStorage), ...Object.keys(sessionStorage)]"
SIDEWAYS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@dataclass
class Pages:
    """The faces of one evening after everything was shown, and what happened on them."""

    server: Server
    pages: dict[str, Page] = field(default_factory=dict)
    held: dict[tuple[str, int], list[dict[str, object]]] = field(default_factory=dict)
    brought: dict[str, list[str]] = field(default_factory=dict)
    over: dict[str, int] = field(default_factory=dict)
    said: dict[str, str] = field(default_factory=dict)
    kept: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)

    def look(self, name: str, page: Page) -> None:
        """Takes down what this face holds now: where each text stands, and what stands there besides."""
        self.held |= {(name, number): page.evaluate(HOLDERS, words(number, name)) for number in SENT}
        self.brought[name] = page.evaluate(FOREIGN)
        self.over[name] = page.evaluate(SIDEWAYS)
        self.said[name] = " ".join(str(page.locator("body").text_content()).split())
        self.pages[name] = page

    def watch(self, context: BrowserContext) -> Page:
        def asked(request: Request) -> None:
            if not request.url.startswith((self.server.url, "data:", "ws", "file:", "blob:")):
                self.foreign.append(request.url)

        def dialog(shown: Dialog) -> None:
            self.dialogs.append(shown.message)
            shown.dismiss()

        context.set_default_timeout(10_000)
        context.on("request", asked)
        context.on("dialog", dialog)
        return context.new_page()


@pytest.fixture(scope="module")
def faces(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pages]:
    """From the harvest to the report: the console's queue, a phone that votes, the wall at both orders, the report."""
    server = Server(tmp_path_factory.mktemp("faces"), PLAN, (), {}).start()
    found, contexts = Pages(server), [browser.new_context(**shape) for shape in (PHONE, CONSOLE, SCREEN, CONSOLE)]
    try:
        phone = Phone(contexts[0], server, found.watch(contexts[0])).come_in()
        console, wall = found.watch(contexts[1]), found.watch(contexts[2])
        console.goto(link_beside(server))
        wall.goto(server.screen_url)
        server.go_to("dilemmas")
        crowd = [Line(server.port, server.code).join() for _ in SENT]
        for line, text in zip(crowd, SENT.values(), strict=True):
            assert line.put("dilemmas", {"text": text})[0] == 200
        server.do("close")
        server.until("closed")
        ids = re.findall(r'data-text-id-value="(\w{32})"', server.frames("console", server.console)["console"])
        expect(console.locator("li.item")).to_have_count(len(SENT))
        server.do("show", texts=ids)
        server.go_to("choose")
        expect(phone.page.locator("[data-item]")).to_have_count(len(SENT))
        found.look("phone", phone.page)
        found.kept = phone.page.evaluate(KEYS)
        found.look("console", console)
        for at, line in enumerate(crowd):
            assert (
                line.put("choose", {"votes": dict.fromkeys([ids[(at + i) % len(ids)] for i in range(3)], 1)})[0] == 200
            )
        server.do("close")
        server.until("revealed")
        server.do("reveal")
        expect(wall.locator("[data-order]").first).to_be_visible()
        found.look("screen", wall)
        server.do("seal")
        report = found.watch(contexts[3])
        (kept,) = (server.data / "archive").glob("*/report.html")
        report.goto(Path(kept).as_uri())
        found.look("report", report)
        yield found
    finally:
        for context in contexts:
            context.close()
        server.stop()


def words(number: int, face: str = "") -> str:
    """What must be read of an input, spaces in runs of one. A phone folds a long text after 140 characters."""
    whole = " ".join(SHOWN.get(number, SENT[number]).split())
    return whole[:140] if face == "phone" else whole


@pytest.mark.parametrize("number", [pytest.param(n, id=f"{n} shown") for n in SENT if n != 35])
def test_a_hostile_text_is_read_letter_for_letter_and_makes_nothing(faces: Pages, number: int) -> None:
    for name in ("phone", "console", "report"):
        held = faces.held[name, number]
        assert held, name
        assert [one for one in held if one["children"] or not one["card"]] == [], name


def test_the_wall_names_texts_by_their_first_words(faces: Pages) -> None:
    heads = {words(number)[:12] for number in SENT if words(number)[:12] in faces.said["screen"]}
    assert len(heads) >= 3


def test_31_32_33_no_face_has_an_element_that_a_text_brought_in(faces: Pages) -> None:
    assert faces.brought == {name: [] for name in ("phone", "console", "screen", "report")}
    assert (faces.dialogs, faces.foreign) == ([], [])
    assert "49 $49" not in "".join(faces.said.values())


def test_35_no_letter_carries_more_than_three_marks(faces: Pages) -> None:
    for name in ("phone", "console", "report"):
        assert {len(marks) for marks in re.findall(r"zal([\u0300-\u036f]*)go 35", faces.said[name])} == {3}, name


def test_41_nothing_hangs_over(faces: Pages) -> None:
    assert faces.over == dict.fromkeys(faces.pages, 0)


def test_30_the_wall_holds_no_secret_of_the_console(faces: Pages) -> None:
    wall = faces.pages["screen"]
    kept = wall.evaluate("() => JSON.stringify([{...localStorage}, {...sessionStorage}, location.href,"
                         " document.referrer, history.length, document.documentElement.outerHTML])")  # fmt: skip
    code = faces.server.console_url.split("#c=")[1]
    assert [secret for secret in (faces.server.console, code) if secret in kept] == []
    console = faces.pages["console"].evaluate("() => location.href + document.referrer")
    assert "#c=" not in console


def test_after_the_seal_a_phone_holds_neither_token_nor_answer(faces: Pages) -> None:
    phone = faces.pages["phone"]
    expect(phone.locator("#frame-main h1").first).to_have_text("The workshop is over.")
    assert "token" in {key.split(".")[-1] for key in faces.kept}
    assert {key.split(".")[-1] for key in phone.evaluate(KEYS)} <= {"lang", "size"}
    assert phone.evaluate("() => document.cookie") == ""


def test_a_page_that_trusted_a_text_would_be_noticed(faces: Pages, browser: Browser) -> None:
    context = browser.new_context(**CONSOLE)
    try:
        page = faces.watch(context)
        page.set_content("<p dir=auto>" + SENT[31] + "</p>")
        assert len(page.evaluate(FOREIGN)) >= 3
        assert page.evaluate(HOLDERS, words(31)) == []
        assert faces.dialogs
        assert any("evil.example" in url for url in faces.foreign)
    finally:
        context.close()
        faces.dialogs.clear()
        faces.foreign.clear()
