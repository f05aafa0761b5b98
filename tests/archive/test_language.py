"""The report speaks the language of the plan."""

from __future__ import annotations

from pathlib import Path

from tests.conftest import PLAN, StartServer


def test_an_arabic_plan_has_a_report_from_right_to_left(start_server: StartServer, tmp_path: Path) -> None:
    plan = tmp_path / "arabic.yaml"
    plan.write_text(PLAN.read_text("utf-8").replace("language: en", "language: ar"), "utf-8")
    server = start_server(plan)
    server.go_to("honesty-before")
    server.kept("warm-up")
    (report,) = (server.data / "archive").glob("*/report.html")
    page = report.read_text("utf-8")
    assert '<html lang="ar" dir="rtl"' in page
    assert "How to read this" not in page
