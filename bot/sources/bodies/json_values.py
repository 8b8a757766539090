"""Read untrusted JSON: `decode` a body, then read its values.

Each reader of an `object` returns None for a wrong value; `mapping` and `sequence` return an empty one.
"""

from __future__ import annotations

import json
import math
import re
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from functools import cache
from typing import Any, TypeVar, cast
from urllib.parse import urlsplit

from pydantic import TypeAdapter

from bot.domain.errors import SourceError
from bot.text.decoding import PIECE_BYTES, decoded_pieces

T = TypeVar("T")

# json.loads blocks the interpreter until it is done: 25 ms for `_MAX_MARKS` of these characters. A day of
# Hugging Face has 9,000 of them, a full page of Crossref 4,000.
_STRUCTURE_MARKS = b"[{:,"
_MAX_MARKS = 200_000
_MAX_DIGITS = 18  # of a whole number; a longer one becomes None, as `int` raises ValueError for thousands
_MAX_FLOAT_LENGTH = 40  # of another number; Python writes at most 24, and 80 take seven times as long
DECODER = json.JSONDecoder(
    parse_int=lambda digits: int(digits) if len(digits) <= _MAX_DIGITS else None,
    parse_float=lambda number: float(number) if len(number) <= _MAX_FLOAT_LENGTH else None,
)
_MAX_COUNT = 1_000_000_000
_MAX_URL = 2_048  # characters
_MAX_DATE_LENGTH = 100  # characters
_DIGITS = re.compile(r"[0-9]{1,12}")
# Controls other than tab, line feed and carriage return, which are white space.
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_SURROGATES = re.compile(r"[\ud800-\udfff]")  # half a character: no UTF-8 file or request could hold it
_LINE_ENDS = re.compile(r"\r\n?|[\u2028\u2029]")
_NOT_IN_URLS = re.compile(r"[\x00-\x20\x7f-\x9f\\<>\"\s\ud800-\udfff]")

_adapter = cache(TypeAdapter[Any])  # making one takes milliseconds


def decode(body: bytes, host: str) -> object:
    """Decode a JSON body; `host` is named in errors. Raises SourceError.

    One bad byte becomes U+FFFD and one number of 5,000 digits becomes None, so that neither costs the whole body.
    """
    body = body.strip()
    pieces = (body[start : start + PIECE_BYTES] for start in range(0, len(body), PIECE_BYTES))
    if sum(len(piece) - len(piece.translate(None, _STRUCTURE_MARKS)) for piece in pieces) > _MAX_MARKS:
        raise SourceError(f"{host} answered with JSON that holds too many parts to be what was asked for.")
    try:
        return DECODER.decode("".join(decoded_pieces(body, "utf-8-sig")))
    except RecursionError:
        raise SourceError(f"{host} answered with JSON that nests too deeply to be what was asked for.") from None
    except ValueError as error:
        raise SourceError(f"{host} answered with something that is not JSON, or was cut off: {error}.") from None


def load_stored(kind: type[T], text: str | None) -> T | None:
    """Decode JSON that we stored as a value of this type; None for anything else."""
    try:
        return _adapter(kind).validate_json(text or "")
    except ValueError:
        return None


def dump_stored(value: object) -> str:
    """Encode a dataclass as the JSON that `load_stored` reads, without fields that have their default."""
    return _adapter(type(value)).dump_json(value, exclude_defaults=True).decode()


def as_day(value: object) -> date | None:
    """Read the day of a date or time that begins as `2026-01-30`; None for anything else."""
    try:
        return date.fromisoformat(one_line(value, 10) or "")
    except ValueError:
        return None


def parse_time(text: str) -> datetime | None:
    """Parse a time in ISO 8601 or RFC 822, taken as UTC without a zone; None for any other text."""
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            found = read(text[:_MAX_DATE_LENGTH].strip())
            return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
        except (ValueError, OverflowError):
            continue
    return None


def mapping(value: object) -> dict[str, object]:
    """Return a JSON object, or an empty one for anything else."""
    return cast("dict[str, object]", value) if isinstance(value, dict) else {}


def sequence(value: object) -> list[object]:
    """Return a JSON array, or an empty one for anything else."""
    return cast("list[object]", value) if isinstance(value, list) else []


def one_line(value: object, max_bytes: int) -> str | None:
    """Return a string as one line of at most `max_bytes` of UTF-8; None if it is empty or no string."""
    text = prose(value, max_bytes)
    return None if text is None else " ".join(text.split())


def complaint_of(value: object) -> str | None:
    """Return a server's complaint as one line without its full stop, for a sentence that goes on after it."""
    found = one_line(value, 200)
    return found and found.removesuffix(".")


def prose(value: object, max_bytes: int) -> str | None:
    """Return a string with its line breaks, of at most `max_bytes` of UTF-8; None if it is empty or no string.

    The string is cut between characters. Lone surrogates become U+FFFD, control characters become spaces.
    """
    if not isinstance(value, str):
        return None
    text = value.strip()[:max_bytes]  # no character is shorter than a byte, so the work below is bounded
    if not text.isprintable():  # skipped for most texts, of which a list has a thousand
        text = _SURROGATES.sub("\N{REPLACEMENT CHARACTER}", text)
        text = _CONTROLS.sub(" ", _LINE_ENDS.sub("\n", text))
    return text.encode()[:max_bytes].decode(errors="ignore").strip() or None


def as_count(value: object) -> int | None:
    """Return a number as a whole one, limited to 0 and a thousand million; None if it is no number.

    A string of at most 12 digits counts as a number, as some APIs send them; `true` does not.
    """
    if isinstance(value, str) and _DIGITS.fullmatch(value.strip()):
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return max(0, min(_MAX_COUNT, int(value)))


def http_url(value: object) -> str | None:
    """Return an absolute http(s) URL, stripped; None for anything else.

    User names (`https://github.com@evil.example`) and backslashes, which browsers treat as slashes, are refused:
    the URL that opens would not be the one that a person sees.
    """
    if not isinstance(value, str) or len(url := value.strip()) > _MAX_URL or _NOT_IN_URLS.search(url):
        return None
    try:
        parts = urlsplit(url)
        usable = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
    except ValueError:  # an impossible port or a broken IPv6 address
        return None
    return url if usable and "@" not in parts.netloc else None
