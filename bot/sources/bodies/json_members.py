"""Read a large JSON object one member at a time: only a part of it is decoded at once."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.domain.errors import SourceError
from bot.sources.bodies.json_values import DECODER, decoded_pieces

if TYPE_CHECKING:
    from collections.abc import Iterator

_MAX_VALUE_LENGTH = 500_000  # characters of one value; a poster with 3,000 authors has as many
_SPACE = re.compile(r"[ \t\r\n]*+")


def members(body: bytes, host: str, listed: str = "") -> Iterator[tuple[str, object]]:
    """Yield the members of a JSON object as (name, value); items of the array `listed` one by one, with its name.

    Raises SourceError, after the members before the mistake; `host` is named in it.
    """
    text = _Text(body)
    try:
        text.skip("{")
        while text.sign() != "}":
            name = str(text.value())
            text.skip(":")
            if name == listed and text.sign() == "[":
                text.skip("[")
                while text.sign() != "]":
                    yield name, text.value()
                    text.skip(",", unless="]")
                text.skip("]")
            else:
                yield name, text.value()
            text.skip(",", unless="}")
    except RecursionError:
        raise SourceError(f"{host} answered with JSON that nests too deeply to be what was asked for.") from None
    except ValueError as error:
        raise SourceError(f"{host} answered with something that is not JSON, or was cut off: {error}.") from None


class _Text:
    """The text of a body, of which only the part around the reading position is decoded."""

    def __init__(self, body: bytes) -> None:
        self._pieces = decoded_pieces(body, "utf-8-sig")
        self._text = ""
        self._at = 0

    def sign(self) -> str:
        """Return the next character that is no white space; "" at the end."""
        while True:
            found = _SPACE.match(self._text, self._at)
            self._at = found.end() if found else self._at
            if self._at < len(self._text) or not self._continue():
                return self._text[self._at : self._at + 1]

    def skip(self, sign: str, *, unless: str = "") -> None:
        """Pass a sign, which can be missing before the sign `unless`. Raises ValueError."""
        found = self.sign()
        if found == sign:
            self._at += 1
        elif not (unless and found == unless):
            raise ValueError(f"{sign} is missing")

    def value(self) -> object:
        """Return the next value, and pass it. Raises ValueError."""
        self.sign()
        while True:
            try:
                value, end = DECODER.raw_decode(self._text, self._at)
            except ValueError:
                if not self._continue():
                    raise
                continue
            if end < len(self._text) or not self._continue():  # a number at the end may not be whole
                self._at = end
                return value

    def _continue(self) -> bool:
        """Decode one more piece of the body; False at the end."""
        rest = self._text[self._at :]
        if len(rest) > _MAX_VALUE_LENGTH:
            raise ValueError("a value is too long")
        piece = next(self._pieces, None)
        if piece is None:
            return False
        self._text, self._at = rest + piece, 0
        return True
