"""Sealing one ballot: padded JSON under ChaCha20-Poly1305, so that neither its words nor its length can be read."""

from __future__ import annotations

import json
import os
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

SIZES = (1024, 2048, 4096, 8192)
"""Bytes to which a ballot is padded: without this, lengths would match ballots to released texts. The first holds every
ballot without a text, whatever the plan: how many votes are in it, or texts were dealt for it, does not show."""
NONCE = 12


def seal(key: bytes, words: dict[str, Any], aad: bytes) -> bytes:
    """nonce and ciphertext of `words`, bound to `aad` (workshop, part, round, tag)."""
    plain = json.dumps(words, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
    size = next(s for s in SIZES if s > len(plain))
    nonce = os.urandom(NONCE)
    return nonce + ChaCha20Poly1305(key).encrypt(nonce, plain + b" " * (size - len(plain)), aad)


def open_sealed(key: bytes, sealed: bytes, aad: bytes) -> dict[str, Any]:
    """The words again. Raises InvalidTag if key, row or place are not the ones it was sealed for."""
    plain = ChaCha20Poly1305(key).decrypt(sealed[:NONCE], sealed[NONCE:], aad)
    words: dict[str, Any] = json.loads(plain)
    return words
