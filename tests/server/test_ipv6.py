"""Listening on IPv6: by name of this machine alone, and everywhere with IPv4 beside it."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
import requests

from tests.machine import patience


def has_ipv6() -> bool:
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return False
    return True


@pytest.mark.skipif(not has_ipv6(), reason="this machine has no IPv6")
@pytest.mark.parametrize(("host", "names"), [("::1", ["[::1]"]), ("::", ["[::1]", "127.0.0.1"])])
def test_a_run_listens_on_ipv6(tmp_path: Path, host: str, names: list[str]) -> None:
    words = [sys.executable, "-m", "facilitator", "run", "--host", host, "--port", "0", "--no-browser", "--json"]
    env = {k: v for k, v in os.environ.items() if not k.startswith("FACILITATOR_")}
    with subprocess.Popen(
        [*words, "--data", str(tmp_path / "data")], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, env=env
    ) as process:
        try:
            assert process.stdout is not None
            ready = json.loads(process.stdout.readline())
            port = ready["console_url"].split("/console")[0].rsplit(":", 1)[1]
            assert host != "::1" or ready["join_url"] == f"http://[::1]:{port}/{ready['code']}"
            web = requests.Session()
            web.trust_env = False
            for name in names:
                assert web.get(f"http://{name}:{port}/{ready['code']}", timeout=patience(3)).status_code == 200
        finally:
            process.send_signal(signal.SIGTERM)
