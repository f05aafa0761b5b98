"""What the phone underlines before a text is sent, the console flags when it was sent all the same."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from playwright.sync_api import expect

from facilitator.activities.telling import PEOPLE, tells
from facilitator.activities.wording import normalise
from facilitator.web.site import LANGUAGES
from tests.conftest import Server, StartServer
from tests.e2e.conftest import CONSOLE, NewContext
from tests.e2e.room import Phone, open_console

NUDGE = ("ferry", "Ü-Wagen", "O’Neill")
PLAN = """\
schema: plan/1
id: nudge
title: Nudge
promised_minutes: 10
stages:
  - id: only
    title: Only
    minutes: 10
    parts:
      - {id: talk, kind: say, title: Talk, minutes: 1}
      - {id: words, kind: harvest, title: Words, minutes: 5, nudge: [ferry, Ü-Wagen, O’Neill]}
      - {id: next, kind: say, title: Next, minutes: 1}
      - {id: thanks, kind: close, title: Thanks, minutes: 1, thanks: Thanks.}
"""
TELLING = (
    "On the 14th my boss Denise said no.", "Write to anna.b+x@mail.example.org", "See https://example.org/x",
    "it is on paper.example.org/minutes", "Ask @anna_b about it", "Call +48 601-234-567", "we are 140 people",
    "because of Ottokar", "with Anna Maria Łódzka", "here (see Denise)", "and then; Denise came",
    "die Chefin, Frau Özil",
    "I am the treasurer", "the MAYOR knows", "my sisters know", "we take the ferry", "the O’Neill house",
    "im ü-wagen", "я и Денис спорим", "και η Μαρία λέει", "قال المدير لا", "زوجتي تعرف", "في ٢٠١٩ اتفقنا", "والدي قال",
    "wwww.example.org", "the councillors agreed",
)  # fmt: skip
SILENT = (
    "We need their hall.", "my person in the chairless room", "Nobody asked us. We said nothing", "a bossy tone",
    "The others are right", "لا أعرف كيف", "нам нужен зал", "Why? Because they fear us!", "imagine that",
)  # fmt: skip
PIECES = (
    *TELLING, *SILENT, *NUDGE, *PEOPLE["en"][::4], *PEOPLE["ar"][::6], "@", ".", "/", "-", ",", ";", ":", "(", ")", "1",
    "٣", "st", "s", "S", "É", "é", "ß", "ſ", "ı",
    "Ǆ", "ʰ", "々", "Ⅷ", "²", "़", "\u0301", "\n", "’", "'", "_", "a.b/c", "Ab", "Abc",
)  # fmt: skip


@pytest.fixture
def room(start_server: StartServer, tmp_path: Path) -> Server:
    plan = tmp_path / "nudge.yaml"
    plan.write_text(PLAN)
    server = start_server(plan)
    server.go_to("words")
    return server


def underlined(phone: Phone, text: str) -> bool:
    """Whether the phone asks once more before it sends a text; it is not sent if it does."""
    page = phone.page
    if not phone.paper.is_visible():
        page.locator("[data-action='compose#again']").tap()
    phone.write(text)
    phone.send()
    nudge, wait = page.locator("[data-compose-target=nudge]"), page.locator("[data-compose-target=wait]")
    expect(nudge.or_(wait).locator("visible=true").first).to_be_visible()
    if wait.is_visible():
        return False
    found = page.locator("mark.tell").count() > 0
    page.locator("[data-action='compose#change']").tap()
    return found


def flagged(text: str) -> bool:
    kept = normalise(text)
    assert isinstance(kept, str)
    return bool(tells(kept, NUDGE))


@pytest.mark.parametrize("locale", ["en-GB", "ar"])
def test_phone_and_laptop_find_the_same(locale: str, room: Server, new_phone: NewContext) -> None:
    phone = Phone(new_phone(locale=locale), room)
    phone.page.locator("[data-door-target=enter]").tap()
    phone.at("words")
    found = {text: (underlined(phone, text), flagged(text)) for text in (*TELLING, *SILENT)}
    assert found == {text: (text in TELLING, text in TELLING) for text in found}


def test_of_invented_texts_nothing_is_underlined_that_is_not_flagged(room: Server, new_phone: NewContext) -> None:
    phone = Phone(new_phone(), room).come_in().at("words")
    draw = random.Random(11)
    texts = [
        "".join(draw.choice(PIECES) + draw.choice(("", " ")) for _ in range(draw.randint(1, 4))) for _ in range(120)
    ]
    texts = [text.strip() for text in texts if isinstance(normalise(text), str)]
    missed = [text for text in texts if underlined(phone, text) and not flagged(text)]
    assert missed == []
    assert sum(map(flagged, texts)) not in (0, len(texts))


def test_every_language_has_words_that_point_to_a_person() -> None:
    assert set(PEOPLE) == set(LANGUAGES)


def test_show_all_unflagged_sends_nothing_that_a_phone_would_underline(room: Server, new_context: NewContext) -> None:
    for text in (*TELLING, *SILENT):
        assert room.answer(room.join(), "words", {"text": text}).status_code == 200
    room.do("close")
    room.until("closed")
    room.do("next")
    console = open_console(new_context(CONSOLE), room)
    button = console.page.locator("#do-unflagged")
    expect(button).to_contain_text(str(len(SILENT)))
    expect(console.text("14th").locator(".item__flags")).to_contain_text("could tell who wrote it: 14th, boss, Denise")
    button.click()
    expect(console.page.locator(".queue li.item")).to_have_count(len(TELLING))
    phone = room.join()
    room.go_to("thanks")
    seen = "".join([*room.frames("phone", phone).values(), *room.frames("screen", room.screen).values()])
    assert [text for text in TELLING if text in seen] == []
    page = room.frames("console", room.console)["console"]
    assert page.count('data-status="held"') == len(TELLING)
