"""Python processes for tests, forked from one that has imported everything: a start costs a fork, not the imports.

`start(["-m", "facilitator", "run", ...])` is what `python -m facilitator run ...` would be: a process of its own with
its own output, folder and environment, a child of the test process, which `kill()` kills. Where a fork after imports is
unsafe, and where `cold=True` asks for it, a new interpreter is started instead.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Protocol

ROOT = Path(__file__).resolve().parent.parent
FORKS = sys.platform.startswith("linux")
PR_SET_CHILD_SUBREAPER = 36
MESSAGE = 200_000
"""Bytes of a request at most: words and an environment."""


class Process(Protocol):
    """What tests use of `subprocess.Popen`."""

    pid: int
    returncode: int | None

    def poll(self) -> int | None: ...
    def wait(self, timeout: float | None = None) -> int: ...
    def send_signal(self, sig: int) -> None: ...
    def terminate(self) -> None: ...
    def kill(self) -> None: ...


@dataclass(frozen=True)
class Done:
    """A process that has ended: its exit code (negative: the signal that killed it) and what it printed."""

    returncode: int
    stdout: str
    stderr: str


def start(
    words: Sequence[str], *, env: Mapping[str, str], cwd: Path, stdout: IO[bytes], stderr: IO[bytes], cold: bool = False
) -> Process:
    """Starts `python *words` without a terminal; its output goes to the two open files."""
    if cold or not FORKS:
        return subprocess.Popen(
            [sys.executable, *words], stdin=subprocess.DEVNULL, stdout=stdout, stderr=stderr, env=dict(env), cwd=cwd
        )
    return _warm().fork(words, env, cwd, stdout, stderr)


def run(
    words: Sequence[str], *, env: Mapping[str, str] | None = None, cwd: Path = ROOT, timeout: float, cold: bool = False
) -> Done:
    """`python *words` to its end. Raises subprocess.TimeoutExpired, and kills it, after `timeout` seconds."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        process = start(words, env=os.environ if env is None else env, cwd=cwd, stdout=out, stderr=err, cold=cold)
        try:
            code = process.wait(timeout)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise
        texts = []
        for file in (out, err):
            file.seek(0)
            texts.append(file.read().decode("utf-8", "replace"))
    return Done(code, *texts)


def alive(pid: int) -> bool:
    """Whether a process still runs. One that has ended and was left to us is taken off the list of processes."""
    with contextlib.suppress(ChildProcessError):
        os.waitpid(pid, os.WNOHANG)
    try:
        state = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


class Forked:
    """A child that was forked by the warm process and handed to this one."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """The exit code, or None while it runs."""
        if self.returncode is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.returncode = os.waitstatus_to_exitcode(status)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Waits for its end. Raises subprocess.TimeoutExpired."""
        if self.poll() is None:
            ends = os.pidfd_open(self.pid)
            try:
                if not select.select([ends], [], [], timeout)[0]:
                    raise subprocess.TimeoutExpired("forked", timeout or 0)
            finally:
                os.close(ends)
            self.poll()
        assert self.returncode is not None
        return self.returncode

    def send_signal(self, sig: int) -> None:
        """Sends a signal, unless it has ended."""
        if self.poll() is None:
            os.kill(self.pid, sig)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


class Warm:
    """The warm process of this test process. It ends when its socket closes."""

    def __init__(self) -> None:
        # What the warm process forks is left to us when the one between has ended, so that we can wait for it.
        if ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0):
            raise OSError(ctypes.get_errno(), "no subreaper")
        self._line, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            words = [sys.executable, "-m", "tests.forked", str(theirs.fileno())]
            self._process = subprocess.Popen(words, stdin=subprocess.DEVNULL, cwd=ROOT, pass_fds=[theirs.fileno()])

    def fork(
        self, words: Sequence[str], env: Mapping[str, str], cwd: Path, stdout: IO[bytes], stderr: IO[bytes]
    ) -> Forked:
        request = json.dumps({"words": list(words), "env": dict(env), "cwd": str(cwd)}).encode("utf-8")
        if len(request) > MESSAGE:
            raise ValueError("too many words for one message")
        socket.send_fds(self._line, [request], [stdout.fileno(), stderr.fileno()])
        answer = self._line.recv(64)
        if not answer:
            raise RuntimeError("the warm process has ended")
        return Forked(int(answer))

    def stop(self) -> None:
        self._line.close()
        self._process.wait()


_started: list[Warm] = []


def _warm() -> Warm:
    if not _started:
        _started.append(Warm())
    return _started[0]


def stop() -> None:
    """Ends the warm process, if there is one; what it forked goes on."""
    while _started:
        _started.pop().stop()


# -- the warm process ------------------------------------------------------------------------------------------------


def _serve(line: socket.socket) -> dict[str, Any] | None:
    """Forks on request; returns in each child what it has to become, and in the warm process None at the end."""
    from gevent.monkey import get_original

    fork, waitpid = get_original("os", "fork"), get_original("os", "waitpid")
    while True:
        raw, fds, _, _ = socket.recv_fds(line, MESSAGE, 2)
        if not raw:
            return None
        told, tells = os.pipe()
        between = fork()
        if between == 0:
            child = fork()
            if child:
                os.write(tells, str(child).encode("ascii"))
                os._exit(0)
            os.close(told)
            os.close(tells)
            line.close()
            wanted: dict[str, Any] = json.loads(raw)
            for target, fd in zip((1, 2), fds, strict=True):
                os.dup2(fd, target)
                os.close(fd)
            return wanted
        for fd in (*fds, tells):
            os.close(fd)
        # Only when the one between has ended is the child the tests' own.
        waitpid(between, 0)
        line.send(os.read(told, 64))
        os.close(told)


def _become(wanted: dict[str, Any]) -> None:
    """What a new interpreter does with these words."""
    import runpy

    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.environ.clear()
    os.environ.update(wanted["env"])
    os.chdir(wanted["cwd"])
    sys.stdout = os.fdopen(1, "w", 1, "utf-8", closefd=False)
    sys.stderr = os.fdopen(2, "w", 1, "utf-8", "backslashreplace", closefd=False)
    words = wanted["words"]
    if words[0] == "-m":
        sys.argv = [words[1], *words[2:]]
        runpy.run_module(words[1], run_name="__main__", alter_sys=True)
    elif words[0] == "-c":
        sys.argv = ["-c", *words[2:]]
        exec(compile(words[1], "<string>", "exec"), {"__name__": "__main__"})
    else:
        sys.argv = list(words)
        runpy.run_path(words[0], run_name="__main__")


def _import_everything() -> None:
    import gc
    import importlib
    import pkgutil

    import facilitator

    for found in pkgutil.walk_packages(facilitator.__path__, "facilitator."):
        if not found.name.endswith("__main__") and ".migrations." not in found.name:
            importlib.import_module(found.name)
    gc.collect()
    gc.freeze()


if __name__ == "__main__":
    from gevent import monkey

    monkey.patch_all()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _import_everything()
    # A plain socket: one of gevent's would make the hub that no child may inherit.
    become = _serve(monkey.get_original("socket", "socket")(fileno=int(sys.argv[1])))
    if become is not None:
        _become(become)
