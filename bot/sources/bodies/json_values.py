"""A stranger's JSON: `decode` a body, then read its values; each reader takes anything and gives None at worst.

`mapping` and `sequence` give an empty one instead of None.
"""

from __future__ import annotations

import codecs
import json
import math
import re
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar, cast
from urllib.parse import urlsplit

from pydantic import TypeAdapter

from bot.domain.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Iterator

T = TypeVar("T")

PIECE = 16 * 1024  # bytes; each that is wrong may take a microsecond
# json.loads holds the interpreter until it is done: for so many of these marks 25 ms, whatever is between them.
# The list of a whole day has 9,000, a page of Crossref's with everything 4,000; seen at most: one for 10 bytes.
_MARKS = b"[{:,"
_MAX_MARKS = 200_000
_MAX_DIGITS = 18
_MAX_COUNT = 1_000_000_000
_MAX_URL = 2_048
_LONGEST_DATE = 100  # characters
_DIGITS = re.compile(r"[0-9]{1,12}")
# Controls other than tab, line feed and carriage return, which are white space.
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_SURROGATES = re.compile(r"[\ud800-\udfff]")  # half a character: no UTF-8 file or request could hold it
_LINE_ENDS = re.compile(r"\r\n?|[\u2028\u2029]")
_NOT_IN_URLS = re.compile(r"[\x00-\x20\x7f-\x9f\\<>\"\s\ud800-\udfff]")

_adapter = cache(TypeAdapter[Any])


def decoded(body: bytes, encoding: str, errors: str = "replace") -> Iterator[str]:
    """The text, at least one piece; what is none in this encoding is U+FFFD, or raises if `errors` is "strict"."""
    decoder = codecs.getincrementaldecoder(encoding)(errors)
    for start in range(0, len(body), PIECE):
        yield decoder.decode(body[start : start + PIECE])
    yield decoder.decode(b"", final=True)


def decode(body: bytes, host: str) -> object:
    """The value that a body holds; `host` names who sent it. Raises SourceError.

    One bad byte or one number of 5,000 digits does not cost the whole body: they become U+FFFD and None.
    """
    body = body.strip()
    pieces = (body[start : start + PIECE] for start in range(0, len(body), PIECE))
    if sum(len(piece) - len(piece.translate(None, _MARKS)) for piece in pieces) > _MAX_MARKS:
        raise SourceError(f"{host} answered with JSON that holds too many parts to be what was asked for.")
    try:
        return json.loads(
            "".join(decoded(body, "utf-8-sig")),
            parse_int=lambda digits: int(digits) if len(digits) <= _MAX_DIGITS else None,
        )
    except RecursionError:
        raise SourceError(f"{host} answered with JSON that nests too deeply to be what was asked for.") from None
    except ValueError as error:
        raise SourceError(f"{host} answered with something that is not JSON, or was cut off: {error}.") from None


def stored(kind: type[T], text: str | None) -> T | None:
    """Read JSON of this kind that we stored in a text; None for anything else."""
    try:
        return _adapter(kind).validate_json(text or "")
    except ValueError:
        return None


def day(value: object) -> date | None:
    """A day in ISO 8601; None for anything else."""
    try:
        return date.fromisoformat(line(value, 10) or "")
    except ValueError:
        return None


def moment(text: str) -> datetime | None:
    """Read a date of ISO 8601 or RFC 822, in UTC where it names no zone; None for any other text."""
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            found = read(text[:_LONGEST_DATE].strip())
            return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
        except (ValueError, OverflowError):
            continue
    return None


def mapping(value: object) -> dict[str, object]:
    """The JSON object, or an empty one."""
    return cast("dict[str, object]", value) if isinstance(value, dict) else {}


def sequence(value: object) -> list[object]:
    """The JSON array, or an empty one."""
    return cast("list[object]", value) if isinstance(value, list) else []


def line(value: object, most: int) -> str | None:
    """A text on one line of at most `most` bytes of UTF-8; None when nothing is left of it."""
    text = prose(value, most)
    return None if text is None else " ".join(text.split())


def prose(value: object, most: int) -> str | None:
    """A text with its line breaks, of at most `most` bytes of UTF-8; None when nothing is left of it.

    It is cut on the border of a character. Half surrogates become U+FFFD and control characters spaces.
    """
    if not isinstance(value, str):
        return None
    text = value.strip()[:most]  # no character is shorter than a byte: this bounds the work below
    if not text.isprintable():  # most are, and a list has a thousand texts
        text = _SURROGATES.sub("\N{REPLACEMENT CHARACTER}", text)
        text = _CONTROLS.sub(" ", _LINE_ENDS.sub("\n", text))
    return text.encode()[:most].decode(errors="ignore").strip() or None


def count(value: object) -> int | None:
    """A number of things, between 0 and a thousand million; None when it is no number.

    Digits in a string count (other APIs of this kind write them so), `true` does not.
    """
    if isinstance(value, str) and _DIGITS.fullmatch(value.strip()):
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return max(0, min(_MAX_COUNT, int(value)))


def http_url(value: object) -> str | None:
    """An absolute http(s) address without the blanks round it; None when it is not one.

    Refused too: user names (`https://github.com@evil.example`) and backslashes, which browsers read as slashes,
    because the address that a person sees would not be the one that opens.
    """
    if not isinstance(value, str) or len(url := value.strip()) > _MAX_URL or _NOT_IN_URLS.search(url):
        return None
    try:
        parts = urlsplit(url)
        usable = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
    except ValueError:  # an impossible port or a broken IPv6 address
        return None
    return url if usable and "@" not in parts.netloc else None
