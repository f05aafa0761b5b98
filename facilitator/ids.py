"""Names and secrets: room codes, the three words of the room check, one-time links, tokens."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import Final

CODE_LETTERS: Final = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""No 0/O, 1/I/L or U: read aloud across a room and typed on a phone."""

_WORDS = (
    "acorn amber anchor apple arrow aspen autumn badger bamboo barley basket beacon beaver birch blossom bramble brook "
    "button candle canyon cedar cherry clover cobble comet copper coral cotton cricket crystal daisy delta donkey "
    "dragon ember falcon feather fennel ferry fiddle forest fossil fountain garden ginger granite harbor harvest hazel "
    "heron hollow honey island ivory jasmine juniper kettle ladder lagoon lantern lemon lilac linen magnet mango maple "
    "marble meadow melon mirror mitten monsoon mosaic mountain mustard nectar nutmeg oasis olive onion orbit orchard "
    "otter paddle pebble pepper pigeon pillow pine plum pocket pollen poplar potato prairie pumpkin quartz quilt "
    "rabbit raven reed ribbon river robin rocket saddle saffron salmon sandal sapling shadow shelter silver "
    "sparrow spruce summit sunrise tangerine teapot thimble thistle thunder timber tulip tunnel turnip valley "
    "velvet violet walnut willow window winter wren yarrow"
)
ROOM_WORDS: Final = tuple(_WORDS.split())


def room_code() -> str:
    """Four letters for the door: they open a seat while the room is running and nothing else."""
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(4))


def typed_code(text: str) -> str:
    """A code as somebody typed it, made canonical: case, spaces, hyphens and look-alikes forgiven."""
    look_alikes = str.maketrans({"O": "Q", "0": "Q", "I": "J", "1": "J", "L": "J", "U": "V"})
    return text.upper().replace(" ", "").replace("-", "").translate(look_alikes)


def room_words(room_key: bytes) -> tuple[str, str, str]:
    """Three words that screen and phones of the same room share (SECURITY.md, a false access point)."""
    digest = hmac.digest(room_key, b"words", "sha256")
    picks = [ROOM_WORDS[int.from_bytes(digest[i : i + 4], "big") % len(ROOM_WORDS)] for i in (0, 4, 8)]
    return picks[0], picks[1], picks[2]


def room_word(id_: str) -> str:
    """A word by which people tell consoles apart; empty for an empty id."""
    return ROOM_WORDS[hashlib.sha256(id_.encode()).digest()[0] % len(ROOM_WORDS)] if id_ else ""


def derived(room_key: bytes, purpose: str) -> str:
    """A bearer token that outlives a crash because it is derived from the room key and stored nowhere."""
    return hmac.digest(room_key, purpose.encode(), "sha256").hex()


def same(left: str, right: str) -> bool:
    """Compares two secrets without telling by its time where they differ."""
    return hmac.compare_digest(left.encode("utf-8", "replace"), right.encode("utf-8", "replace"))


def secret() -> str:
    """256 random bits, url-safe."""
    return secrets.token_urlsafe(32)


def fingerprint(text: str) -> str:
    """SHA-256 in hex: what may be kept of a secret."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
