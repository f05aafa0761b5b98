"""One server for a whole section of attacks, standing at the warm-up."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.conftest import PLAN, Server


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Whoever moves it on says so. None of what a section does may leave a word in its log."""
    server = Server(tmp_path_factory.mktemp("room"), PLAN, (), {}).start()
    server.go_to("warm-up")
    yield server
    log = server.log()
    server.stop()
    assert len(log.splitlines()) == 1, log
