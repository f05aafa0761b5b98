"""Keys: on the disk before they are used, for this user alone, overwritten before they are removed."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from facilitator.ballots.keystore import Keystore


def test_a_key_is_made_once_and_outlives_the_process(tmp_path: Path) -> None:
    key = Keystore(tmp_path / "keys").make("QQQQ.words.1")
    assert len(key) == 32
    other = Keystore(tmp_path / "keys")
    assert other.make("QQQQ.words.1") == key == other.get("QQQQ.words.1")
    assert other.make("QQQQ.words.2") != key
    assert other.names() == {"QQQQ.words.1", "QQQQ.words.2"}


def test_a_key_is_synced_before_it_gets_its_name_and_the_folder_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[str] = []
    fsync, replace = os.fsync, os.replace

    def spied_fsync(handle: int) -> None:
        calls.append("folder" if os.path.isdir(f"/proc/self/fd/{handle}") else "file")
        fsync(handle)

    def spied_replace(*names: Any) -> None:
        calls.append("name")
        replace(*names)

    store = Keystore(tmp_path / "keys")
    monkeypatch.setattr(os, "fsync", spied_fsync)
    monkeypatch.setattr(os, "replace", spied_replace)
    store.make("a")
    assert calls == ["file", "name", "folder"]
    calls.clear()
    store.destroy("a")
    assert calls == ["file", "folder"]


def test_destroying_overwrites_the_bytes_before_the_name_goes(tmp_path: Path) -> None:
    store = Keystore(tmp_path / "keys")
    key = store.make("a")
    # A second name for the same bytes on the disk shows what is left of them.
    os.link(tmp_path / "keys" / "a.key", tmp_path / "what-is-left")
    store.destroy("a")
    left = (tmp_path / "what-is-left").read_bytes()
    assert len(left) == 32
    assert left != key
    assert store.get("a") is None
    assert store.names() == set()


def test_destroying_twice_or_what_never_was_is_harmless(tmp_path: Path) -> None:
    store = Keystore(tmp_path / "keys")
    store.make("a")
    for name in ("a", "a", "b"):
        store.destroy(name)
    assert store.names() == set()


@pytest.mark.skipif(os.name != "posix", reason="permissions of another kind")
def test_folder_and_keys_are_for_this_user_alone_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        (tmp_path / "keys").mkdir(mode=0o777)
        Keystore(tmp_path / "keys").make("a")
    finally:
        os.umask(before)
    modes = {path.name: path.stat().st_mode & 0o777 for path in [tmp_path / "keys", *(tmp_path / "keys").iterdir()]}
    assert modes == {"keys": 0o700, "a.key": 0o600, ".nobackup": 0o600}


@pytest.mark.parametrize("name", ["", ".", "..", "../a", "a/b", "a\\b", "a\0", "a..b", "-a", "ä", "a b", "a" * 122])
def test_a_name_that_could_be_a_path_is_refused_everywhere(tmp_path: Path, name: str) -> None:
    store = Keystore(tmp_path / "keys")
    for act in (store.make, store.get, store.destroy):
        with pytest.raises(ValueError, match="not a key name"):
            act(name)
    assert sorted(path.name for path in tmp_path.rglob("*")) == [".nobackup", "keys"]


def test_a_key_file_of_another_length_is_no_key(tmp_path: Path) -> None:
    store = Keystore(tmp_path / "keys")
    (tmp_path / "keys" / "a.key").write_bytes(b"short")
    assert store.get("a") is None
