"""Read a large JSON object one member at a time: only a part of it is decoded at once."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from bot.domain.errors import SourceError
from bot.sources.bodies.json_values import DECODER
from bot.text.decoding import PIECE_BYTES, decoded_pieces

if TYPE_CHECKING:
    from collections.abc import Iterator

_MAX_VALUE_LENGTH = 500_000  # characters of one value; a poster with 3,000 authors has as many
_NO_SPACE = re.compile(r"[^ \t\r\n]")


def members(body: bytes, host: str, listed: str = "") -> Iterator[tuple[str, object]]:
    """Yield the members of a JSON object as (name, value); each item of the array `listed` as (`listed`, item).

    Raises SourceError, after the members before the mistake; `host` is named in it. A value of more than 500,000
    characters may be a mistake, too.
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
    """The text of a body, of which only the part around the reading position is decoded: enough for any value."""

    def __init__(self, body: bytes) -> None:
        self._pieces = decoded_pieces(body, "utf-8-sig")
        self._text = ""
        self._at = 0

    def sign(self) -> str:
        """Pass white space, and return the next character; "" at the end."""
        if len(self._text) - self._at < _MAX_VALUE_LENGTH:
            more = "".join(islice(self._pieces, _MAX_VALUE_LENGTH // PIECE_BYTES + 1))
            if more:  # else, at the end of the body, each call would copy what is left
                self._text, self._at = self._text[self._at :] + more, 0
        found = _NO_SPACE.search(self._text, self._at)
        self._at = found.start() if found else len(self._text)
        return self._text[self._at : self._at + 1]

    def skip(self, sign: str, *, unless: str = "") -> None:
        """Pass white space and the `sign`, which may be missing if `unless` follows. Raises ValueError."""
        found = self.sign()
        if found == sign:
            self._at += 1
        elif not unless or found != unless:
            raise ValueError(f"{sign} is missing")

    def value(self) -> object:
        """Return the next value, and pass it. Raises ValueError."""
        self.sign()
        value, self._at = DECODER.raw_decode(self._text, self._at)
        return value
