"""Decode long bytes in pieces, so that other threads get a turn in between."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

PIECE_BYTES = 16 * 1024  # bytes decoded before other threads get a turn; an invalid byte may take a microsecond


def decoded_pieces(body: bytes, encoding: str, errors: str = "replace") -> Iterator[str]:
    """Decode a body in pieces, at least one. Invalid bytes become U+FFFD, or raise if `errors` is "strict"."""
    decoder = codecs.getincrementaldecoder(encoding)(errors)
    for start in range(0, len(body), PIECE_BYTES):
        yield decoder.decode(body[start : start + PIECE_BYTES])
    yield decoder.decode(b"", final=True)
