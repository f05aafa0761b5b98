"""Where it is held, and what comes next: from the plan or the command to the phones and the report."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from facilitator.cli import main
from tests.conftest import PLAN, Server, StartServer
from tests.server.sockets import Line

NEXT = "We meet again in May; <b>bring a colleague</b>."


def record(server: Server) -> dict[str, object]:
    (path,) = (server.data / "archive").glob("*/session.json")
    found: dict[str, object] = json.loads(path.read_text("utf-8"))
    return found


def test_a_place_on_the_command_line_is_in_the_report_after_a_restart(tmp_path: Path) -> None:
    server = Server(tmp_path, PLAN, ("--place", "Town hall, east: room “B”"), {}).start()
    code = server.code
    server.kill9()
    server.start()
    server._token = ""
    assert server.code == code
    server.do("seal")
    server.stop()
    (plan_file,) = (server.data / "archive").glob("*/plan.yaml")
    found = record(server)["plan"]
    assert isinstance(found, dict)
    assert (found["place"], found["version"]) == ("Town hall, east: room “B”", "1")
    assert "Town hall, east: room “B”" in plan_file.with_name("report.html").read_text("utf-8")
    assert CliRunner().invoke(main, ["check", str(plan_file)]).exit_code == 0


@pytest.mark.parametrize("second", [(), ("--place", "Another hall")])
def test_a_run_is_gone_on_with_whatever_label_it_is_started_with_again(tmp_path: Path, second: tuple[str, ...]) -> None:
    server = Server(tmp_path, PLAN, ("--place", "Town hall"), {}).start()
    code = server.code
    server.go_to("warm-up")
    phone = server.join()
    assert server.answer(phone, "warm-up", {"picks": ["o1"]}).status_code == 200
    server.kill9()
    server.options = second
    server.start()
    server._token = ""
    assert (server.code, server.now()["part"]) == (code, "warm-up")
    server.do("close")
    while server.now()["phase"] in ("open", "closing"):
        time.sleep(0.05)
    server.do("seal")
    server.stop()
    found = record(server)["plan"]
    assert isinstance(found, dict) and found["place"] == "Town hall"


def test_a_label_that_is_none_is_refused_in_a_sentence(tmp_path: Path) -> None:
    for words in ("x" * 200, "a\u202eb"):
        with pytest.raises(AssertionError, match="--place does not fit") as refused:
            Server(tmp_path, PLAN, ("--place", words), {}).start()
        assert "Traceback" not in str(refused.value)
    without_plan = CliRunner().invoke(main, ["run", "--place", "Town hall"])
    assert without_plan.exit_code == 2 and "name the PLAN too" in without_plan.output


def test_what_comes_next_is_read_on_the_phones_at_the_close(tmp_path: Path, start_server: StartServer) -> None:
    path = tmp_path / "plan.yaml"
    path.write_text(PLAN.read_text("utf-8").replace("next: ", f"next: {json.dumps(NEXT)} # "), "utf-8")
    server = start_server(path)
    phone = server.join()
    server.go_to("close")
    page = server.call("GET", "/api/phone/frames", phone).text
    assert "We meet again in May; &lt;b&gt;bring a colleague&lt;/b&gt;." in page and "What happens next" in page


def test_five_phones_make_a_language_of_the_report_and_four_none(server: Server) -> None:
    lines = [Line(server.port).join(server.join(), lang=lang) for lang in ("ar",) * 4 + ("en",) * 5]
    for line in lines:
        line.frames()
    server.do("seal")
    for line in lines:
        line.close()
    assert record(server)["languages"] == ["en"]
