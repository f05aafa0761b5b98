"""Under which name, from which page and with which token a request comes decides whether anything answers."""

from __future__ import annotations

import hashlib
import itertools
import re
from base64 import b64encode
from collections.abc import Iterable, Iterator
from typing import Any

import pytest

from facilitator.web.headers import FEATURES
from tests.conftest import PLAN, Server
from tests.server.sockets import raw

PAGES = ("/", "/screen", "/console", "/console/past", "/console/tickets", "/qr.svg")
CALLS = {
    ("GET", "/api/phone/frames"): "phone", ("PUT", "/api/parts/warm-up/1/0"): "phone",
    ("GET", "/api/parts/warm-up/1"): "phone", ("GET", "/api/parts/warm-up/1/mine"): "phone",
    ("GET", "/api/screen/frames"): "screen", ("GET", "/api/console/frames"): "console",
    ("POST", "/api/console/commands"): "console", ("GET", "/api/console/past"): "console",
    ("POST", "/api/console/download"): "console", ("POST", "/api/console/invitations"): "console",
    ("POST", "/api/console/tickets"): "console", ("POST", "/api/console/tickets/void"): "console",
    ("POST", "/api/console/entry"): "console", ("POST", "/api/console/notes"): "console",
}  # fmt: skip


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A finished evening without answers."""
    server = Server(tmp_path_factory.mktemp("sealed"), PLAN, (), {}).start()
    server.do("seal")
    yield server
    server.stop()


def answered(room: Server, *headers: str, path: str = "/", line: str = "") -> tuple[int, bytes]:
    """Status and whole answer to a GET with exactly these headers."""
    words = [line or f"GET {path} HTTP/1.1", *headers, "Connection: close"]
    found = raw(room.port, ("\r\n".join(words) + "\r\n\r\n").encode("latin-1"))
    return int(found.split(b" ", 2)[1]), found


HOSTS = (
    "evil.example", "evil.example:{port}", "127.0.0.1", "127.0.0.1:1", "127.0.0.1:{port}@evil.example", "localhost",
    "127.0.0.1.:{port}", "127.1:{port}", "2130706433:{port}", "0.0.0.0:{port}", "[::]:{port}", "",
    "a" * 9000, "localhost:{port},evil.example", "local\xadhost:{port}",
)  # fmt: skip
"""Names that are not ours."""
PATHS = ("/", "/api/console/frames", "/static/none.js", "/nowhere", "/socket.io/?EIO=4")


def let_in(room: Server, hosts: Iterable[str], paths: Iterable[str]) -> list[str]:
    """Which of these names were not misdirected, and on which paths."""
    found = []
    for host, path in itertools.product(hosts, paths):
        status, body = answered(room, f"Host: {host.format(port=room.port)}", path=path)
        assert b"Traceback" not in body, (host, path)
        if status != 421:
            found.append(f"{host} {path} {status}")
    return found


def test_another_name_is_misdirected_before_anything_else_is_looked_at(room: Server) -> None:
    assert let_in(room, HOSTS, PATHS[:1]) == []
    assert let_in(room, HOSTS[1:2], PATHS) == []
    # One of our own among them is found, with a space behind it too, on every path: it gets what the path has to say.
    own = "127.0.0.1:{port} "
    assert let_in(room, ("evil.example:{port}", own), PATHS) == [
        f"{own} {path} {status}" for path, status in zip(PATHS, (200, 401, 404, 404, 400), strict=True)
    ]


def ours(room: Server) -> set[str]:
    return {f"{name}:{room.port}" for name in ("127.0.0.1", "localhost", "[::1]")}


def test_no_name_and_two_names_are_no_name(room: Server) -> None:
    assert answered(room)[0] == 421
    assert answered(room, f"Host: 127.0.0.1:{room.port}", "Host: evil.example")[0] == 421
    assert raw(room.port, b"GET / HTTP/1.0\r\n\r\n").split(b" ")[1] == b"421"


def test_our_own_names_are_answered_in_any_case(room: Server) -> None:
    assert [answered(room, f"Host: {name}")[0] for name in sorted(ours(room))] == [200, 200, 200]
    assert answered(room, f"Host: LocalHost:{room.port}")[0] == 200


def test_a_page_of_another_origin_is_refused_whatever_token_it_has(room: Server) -> None:
    for origin in ("http://evil.example", "null", "", "http://127.0.0.1:1", "file://", "http://"):
        answer = room.call("GET", "/api/console/frames", room.console, Origin=origin)
        assert (answer.status_code, answer.json()) == (403, {"error": "wrong_origin"}), origin


def test_our_own_origin_is_welcome(room: Server) -> None:
    for origin in (room.url, f"https://127.0.0.1:{room.port}", f"http://localhost:{room.port}"):
        assert room.call("GET", "/api/console/frames", room.console, Origin=origin).status_code == 200


def test_what_a_proxy_would_say_is_not_believed(room: Server) -> None:
    forged = {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https", "X-Forwarded-For": "10.0.0.9"}
    forged |= {"Forwarded": "host=evil.example", "X-Real-IP": "10.0.0.9", "X-Original-URL": "/console"}
    for path in ("/", "/screen", "/console"):
        plain, said = room.call("GET", path), room.call("GET", path, **forged)
        assert (said.status_code, said.text) == (plain.status_code, plain.text)
        assert said.headers["Content-Security-Policy"] == plain.headers["Content-Security-Policy"]
    evil = room.call("GET", "/", Host="evil.example", **{"X-Forwarded-Host": f"127.0.0.1:{room.port}"})
    assert evil.status_code == 421
    assert b"evil.example" not in room.call("GET", "/qr.svg", **forged).content


def test_each_token_opens_its_own_doors_and_no_others(room: Server) -> None:
    tokens = {"phone": room.join(), "screen": room.screen, "console": room.console}
    for (method, path), audience in CALLS.items():
        for who, token in tokens.items():
            if who != audience:
                answer = room.call(method, path, token, {} if method != "GET" else None)
                assert (answer.status_code, answer.json()) == (403, {"error": "wrong_audience"}), (who, path)
        for token in ("", "x", "x" * 5000, "Bearer", room.code, room.console_url.split("#c=")[1]):
            answer = room.call(method, path, token, {} if method != "GET" else None)
            assert (answer.status_code, answer.json()) == (401, {"error": "unknown_token"}), (token, path)


def test_the_console_cannot_be_claimed_twice_or_by_guessing(room: Server) -> None:
    _ = room.console  # claimed now, if not before
    for code in (room.console_url.split("#c=")[1], "x", room.code, room.screen, "\ud800"):
        answer = room.call("POST", "/api/console/claim", body={"code": code})
        assert (answer.status_code, answer.json()["error"]) in ((410, "link_used"), (400, "malformed"))
    for token in ("", room.console, room.screen, room.join()):
        assert room.call("POST", "/api/console/link", token).status_code == 401


def test_every_route_has_the_headers_and_no_cookie(room: Server) -> None:
    phone, body = room.join(), {"v": "x" * 20_000}
    found: list[Any] = [room.call("GET", path) for path in (*PAGES, f"/{room.code}", "/XXXX", "/a/b", "/static/x.js")]
    found += [room.call("GET", "/api/phone/frames", phone), room.call("GET", "/api/phone/frames")]
    found += [room.call("POST", "/api/join", body={"code": "x"}), room.call("GET", "/", Origin="http://evil.example")]
    found += [room.call("DELETE", "/api/join"), room.call("PUT", "/api/parts/warm-up/1/0", phone, body)]
    found += [room.call("GET", "/archive/XXXX/report.html")]
    asset = re.findall(r'(?:src|href)="(/static/[^"]+\.(?:js|css))"', found[0].text)
    found += [room.call("GET", path) for path in asset]
    assert len(asset) >= 2
    for answer in found:
        headers, place = answer.headers, f"{answer.request.method} {answer.request.path_url} {answer.status_code}"
        policy = headers.get("Content-Security-Policy", "")
        assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';"), place
        assert "unsafe" not in policy, place
        assert headers["Referrer-Policy"] == "no-referrer", place
        assert headers["X-Content-Type-Options"] == "nosniff", place
        assert headers["Permissions-Policy"] == FEATURES, place
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin", place
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin", place
        assert headers["Cache-Control"] == (
            "public, max-age=31536000, immutable" if answer.request.path_url in asset else "no-store"
        ), place
        assert "Set-Cookie" not in headers, place
        assert not {"Server", "X-Powered-By"} & set(headers), place
        assert "Access-Control-Allow-Origin" not in headers, place


def test_no_page_holds_script_style_or_address_of_its_own(room: Server) -> None:
    for path in (*PAGES[:4], f"/{room.code}"):
        page = room.call("GET", path).text
        assert re.findall(r"<script(?![^>]*\bsrc=\"/static/)[^>]*>|<style|\son\w+=|\sstyle=|https?://", page) == [], (
            path
        )


OUT = (
    "/archive/{code}/../../{code}/report.html", "/archive/{code}/..%2freport.html", "/archive/..%2f..%2f/report.html",
    "/archive/{code}/facilitator.sqlite3", "/archive/{code}/report.html%00", "/archive/{code}/REPORT.HTML",
    "/archive/%2e%2e/facilitator.sqlite3", "/archive/XXXX/report.html", "/archive/{code}/", "/archive/{code}/.",
    "/archive//{code}//report.html/", "/static/..%2f..%2ffacilitator/app.py",
    "/static/../facilitator/app.py", "/static/%2e%2e/pyproject.toml", "/static//etc/passwd", "/static/vendor",
    "/static/vendor/manifest.json/..", "/static/css/..%5c..%5cREADME.md", "/static/%00", "/static/%c0%ae%c0%ae/x",
)  # fmt: skip
"""Ways out of the archive and of the static files."""


def found_something(sealed: Server, paths: Iterable[str]) -> list[str]:
    """Paths that were answered with anything but the refusal of a path that does not exist."""
    token = sealed.call("POST", "/api/console/download", sealed.console).json()["token"]
    found = []
    for path in paths:
        line = f"GET {path.format(code=sealed.code)}?t={token} HTTP/1.1"
        status, body = answered(sealed, f"Host: 127.0.0.1:{sealed.port}", line=line)
        if status != 404 or b"nothing_here" not in body:
            found.append(path)
    return found


def test_no_path_leads_out_of_the_archive_or_the_static_files(sealed: Server) -> None:
    assert found_something(sealed, OUT) == []
    (asset, *_) = re.findall(r'"(/static/[^"]+\.js)"', sealed.call("GET", "/").text)
    inside = ["/archive/{code}/report.html", asset]
    assert found_something(sealed, [*OUT[:3], *inside]) == inside


def test_a_download_needs_its_token_and_the_report_has_a_policy_of_its_own(sealed: Server) -> None:
    path = f"/archive/{sealed.code}/report.html"
    for token in ("", "?t=", "?t=x", f"?t={sealed.console}", f"?t={sealed.screen}"):
        assert sealed.call("GET", path + token).status_code == 401
    token = sealed.call("POST", "/api/console/download", sealed.console).json()["token"]
    report = sealed.call("GET", f"{path}?t={token}")
    (style,) = re.findall(r"<style>(.*?)</style>", report.text, re.S)
    digest = b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert report.headers["Cache-Control"] == "no-store"
    assert report.headers["Content-Security-Policy"] == (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    )
    kept = {name: sealed.call("GET", f"/archive/{sealed.code}/{name}?t={token}") for name in (
        "session.json", "plan.yaml", "checksums.txt"
    )}  # fmt: skip
    assert [answer.headers["Content-Disposition"].split(";")[0] for answer in kept.values()] == ["attachment"] * 3
    assert kept["plan.yaml"].content == PLAN.read_bytes()


def test_nothing_of_this_is_in_the_log(room: Server, sealed: Server) -> None:
    for server in (room, sealed):
        assert len(server.log().splitlines()) == 1, server.log()
