"""37 to 48: texts and bodies out of shape, at the door. What is shown to eyes is looked at in tests/e2e."""

from __future__ import annotations

import gzip
import html
import json
import re
import sqlite3
import unicodedata
from collections.abc import Iterator
from typing import Any

import pytest

from tests.abuse.inputs import Act, Attacks
from tests.conftest import PLAN, Server
from tests.machine import patience

attack = Attacks(31, 50)
PUT = "/api/parts/dilemmas/1/0"
MANY = {
    "arabic": "مرحبا بكم في المدينة", "persian": "می\u200cخواهم بروم", "hindi": "क्\u200dषेत्र में पानी", "thai": "น้ำที่นี่",
    "cjk": "我们需要水 そして電気", "georgian": "გამარჯობა მეზობლებო", "mixed": "the well بئر is ours שלנו too",
}  # fmt: skip
PEOPLE = ("Ask Anna at anna@example.org", "call +44 20 7946 0958 tonight", "see https://example.org/list")
SQL = ("'; DROP TABLE texts; --", "%_% OR 1=1 --", "Robert'); DELETE FROM ballots;--")


@pytest.fixture(scope="module")
def dilemmas(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server whose room writes. The last attack of the section closes it and reads what was kept."""
    server = Server(tmp_path_factory.mktemp("dilemmas"), PLAN, (), {}).start()
    server.go_to("dilemmas")
    yield server
    log = server.log()
    server.stop()
    assert len(log.splitlines()) == 1, log


def ballots(room: Server) -> int:
    line = sqlite3.connect(f"file:{room.data / 'facilitator.sqlite3'}?mode=ro", uri=True)
    try:
        return int(line.execute("SELECT count(*) FROM ballots").fetchone()[0])
    finally:
        line.close()


def put(room: Server, raw: bytes, token: str = "", path: str = PUT, **headers: str) -> tuple[int, Any]:
    """Status and code of one PUT of these very bytes."""
    headers = {"Authorization": f"Bearer {token or room.join()}", **headers}
    answer = room.web.put(room.url + path, data=raw, headers=headers, timeout=patience(3))
    return answer.status_code, answer.json().get("error")


def write(room: Server, text: str, token: str = "") -> tuple[int, Any]:
    return put(room, json.dumps({"v": 1, "body": {"text": text}}).encode(), token)


def nothing_kept(room: Server, raw: bytes, *codes: str) -> None:
    before = ballots(room)
    status, code = put(room, raw)
    assert (400 <= status < 500, code in codes) == (True, True), (status, code, raw[:80])
    assert ballots(room) == before


@attack(37)
def half_a_character(room: Server) -> None:
    assert write(room, "\ud800 broken") == (400, "malformed")
    nothing_kept(room, b'{"v": 1, "body": {"text": "\xed\xa0\x80 broken"}}', "malformed")


@attack(38)
def control_characters(room: Server) -> None:
    assert write(room, "control\x00\x07 \x1b[2Jkept\u2028apart") == (200, None)
    assert write(room, "\x00\x07\x1b") == (400, "empty_text")


@attack(39)
def nothing_to_read(room: Server) -> None:
    for text in ("", "  \n\t ", "😀😀", "\u200b\u200b", "\u2066\u2069", "...", "\ufe0f"):
        assert write(room, text) == (400, "empty_text"), repr(text)


@attack(40)
def texts_too_long(room: Server) -> None:
    assert write(room, "x" * 601) == (400, "text_too_long")
    assert write(room, "word 🜚" * 100 + "x") == (400, "text_too_long")
    assert write(room, "𒀀" * 600) == (200, None)  # 2,400 bytes, 600 characters
    nothing_kept(room, b'{"v": 1, "body": {"text": "' + b"x" * 1_000_000 + b'"}}', "too_large")
    bomb = gzip.compress(b'{"v": 1, "body": {"text": "' + b"a" * 10_000_000 + b'"}}')
    assert len(bomb) < 16_384
    assert put(room, bomb, **{"Content-Encoding": "gzip"}) == (400, "malformed")


@attack(42, "kept as they are")
def many_scripts(room: Server) -> None:
    for text in MANY.values():
        assert write(room, text) == (200, None), text


@attack(43)
def sql(room: Server) -> None:
    for text in SQL:
        assert write(room, text) == (200, None)
    for part in ("dilemmas'--", "%25", "dilemmas' OR '1'='1"):
        assert put(room, b'{"v": 1, "body": {"text": "x"}}', path=f"/api/parts/{part}/1/0") == (404, "unknown_part")
    before = ballots(room)
    assert room.call("GET", "/api/phone/frames", "' OR 1=1 --").status_code == 401
    assert ballots(room) == before > 0


@attack(44)
def json_out_of_shape(room: Server) -> None:
    for raw in (b'{"v":1,"v":2,"body":{"text":"x"}}', b'{"v":1,"body":{"text":"x","text":"y"}}',
                b'{"v":1,"body":{"text":NaN}}', b'{"v":1,"body":{"text":Infinity}}', b'{"v":1,"body":{"text":["x"]}}',
                b'{"v":1,"body":{"text":"x","faction":"west"}}', b'{"v":1,"body":{"text":"x"},"role":"admin"}',
                b'{"v":1,"body":{"text":"x"},"seat":"0"}', b'[]', b'"x"', b"null", b"{", b'{"v":1}'):  # fmt: skip
        nothing_kept(room, raw, "malformed")
    nothing_kept(room, b'{"v":1e99,"body":{"text":"x"}}', "bad_version")


@attack(45)
def versions_out_of_range(room: Server) -> None:
    for v in ("-1", "0", str(2**63), '"1"', "1.0", "true", "1000000001", "9" * 5000):
        nothing_kept(room, f'{{"v": {v}, "body": {{"text": "x"}}}}'.encode(), "bad_version", "malformed")
    token = room.join()
    for v in (1, 1_000_001):  # a leap is the phone's own affair, and bounded
        assert put(room, f'{{"v": {v}, "body": {{"text": "leap"}}}}'.encode(), token) == (200, None)


@attack(46)
def slots_of_nobody(room: Server) -> None:
    for slot, status in (("-1", 404), ("99", 400), ('"0"', 404), ("0x0", 404), ("1e0", 404)):
        found = put(room, b'{"v": 1, "body": {"text": "x"}}', path=f"/api/parts/dilemmas/1/{slot}")
        assert found[0] == status, (slot, found)
    first, second = room.join(), room.join()
    assert write(room, "mine alone", first) == (200, None)
    assert room.call("GET", "/api/parts/dilemmas/1", second).json() == {"ballots": []}


@attack(47)
def one_text_fifty_times(room: Server) -> None:
    before, token = ballots(room), room.join()
    found = [put(room, json.dumps({"v": v, "body": {"text": "the same"}}).encode(), token) for v in range(1, 51)]
    assert {status for status, _ in found} == {200, 429}
    assert ballots(room) == before + 1
    assert [write(room, "the same")[0] for _ in range(5)] == [200] * 5  # of many people it is welcome


@attack(48, "flagged, never blocked")
def people_in_texts(room: Server) -> None:
    for text in PEOPLE:
        assert write(room, text) == (200, None)
    # The end of the section: what came in is what the console reads.
    room.do("close")
    room.until("closed")
    page = room.frames("console", room.console)["console"]
    cards = dict(re.findall(r'data-text-id-value="(\w{32})".*?<p class="sheet__text" dir="auto">(.*?)</p>', page, re.S))
    kept = sorted(html.unescape(body) for body in cards.values())
    for text in (*PEOPLE, *SQL, *MANY.values()):
        assert unicodedata.normalize("NFC", text) in kept, text
    assert "control [2Jkept\napart" in kept
    assert kept.count("the same") == 6
    items = re.split(r'<li class="item\b', page)
    flagged = {
        text: {"pill--lamp" in item for item in items if text in html.unescape(item)} for text in (*PEOPLE, "the same")
    }
    assert flagged == {**{text: {True} for text in PEOPLE}, "the same": {False}}


@pytest.mark.parametrize("act", attack.cases())
def test_abuse(act: Act, dilemmas: Server) -> None:
    act(dilemmas)
