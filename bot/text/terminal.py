"""Make text safe for a terminal or a log: control characters are shown, not sent; and count nouns in English."""

from __future__ import annotations

import re

_LATE_CONTROLS = r"\x7f-\x9f"  # DEL and C1, of which U+009B begins a sequence like ESC [
_DIRECTIONS = r"\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069"  # reverse a text's direction, or break lines
_SURROGATES = r"\ud800-\udfff"  # of characters beyond U+FFFF: no encoding takes them
_UNSAFE = _LATE_CONTROLS + _DIRECTIONS + _SURROGATES
_UNSAFE_IN_A_LINE = re.compile(rf"[\x00-\x1f{_UNSAFE}]")
_UNSAFE_IN_LINES = re.compile(rf"[\x00-\x08\x0b-\x1f{_UNSAFE}]")
_UNSAFE_IN_JSON = re.compile(f"[{_UNSAFE}]")
_SHORT_ESCAPES = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
_MAX_BYTE = 0xFF


def one_line(text: str) -> str:
    r"""Return the text as a single line: `\n` for a line feed, `\x1b` for an escape, `\u202e` for an override."""
    return _UNSAFE_IN_A_LINE.sub(lambda found: _SHORT_ESCAPES.get(found[0]) or _escape(found), text)


def escaped(text: str) -> str:
    """Escape controls as hexadecimal codes, but keep line feeds and tabs."""
    return _UNSAFE_IN_LINES.sub(_escape, text)


def json_text(text: str) -> str:
    """Escape the control characters that `json.dumps` leaves in JSON; its meaning stays the same."""
    return _UNSAFE_IN_JSON.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _escape(found: re.Match[str]) -> str:
    code = ord(found[0])
    return f"\\x{code:02x}" if code <= _MAX_BYTE else f"\\u{code:04x}"


def counted(number: int, noun: str) -> str:
    """Return `1 paper` or `1,601 papers`, for nouns with a plural in -s."""
    return f"{number} {noun}" if number == 1 else f"{number:,} {noun}s"
