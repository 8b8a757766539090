"""A stranger's bytes to text, a piece at a time: what C does at once, nobody else can do anything beside."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

PIECE = 16 * 1024  # bytes; each that is wrong may take a microsecond


def decoded(body: bytes, encoding: str, errors: str = "replace") -> Iterator[str]:
    """The text, at least one piece; what is none in this encoding is U+FFFD, or raises if `errors` is "strict"."""
    decoder = codecs.getincrementaldecoder(encoding)(errors)
    for start in range(0, len(body), PIECE):
        yield decoder.decode(body[start : start + PIECE])
    yield decoder.decode(b"", final=True)
