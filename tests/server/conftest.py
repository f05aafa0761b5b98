"""One server for a whole module, for tests that only try to do harm."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.conftest import PLAN, Server


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server whose room stands at the warm-up. Who moves it on says so in a comment."""
    server = Server(tmp_path_factory.mktemp("room"), PLAN, (), {}).start()
    server.go_to("warm-up")
    yield server
    server.stop()
