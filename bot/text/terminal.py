"""Text of strangers on a terminal or in a log: what would steer it is shown instead of obeyed."""

from __future__ import annotations

from typing import Final

_CONTROLS: Final = (*range(32), *range(127, 160))  # C0, DEL and C1, of which U+009B begins a sequence like ESC [
_HALVES: Final = range(0xD800, 0xE000)  # of characters beyond U+FFFF: no encoding takes them
_ORDERS: Final = (0x061C, 0x200E, 0x200F, *range(0x2028, 0x202F), *range(0x2066, 0x206A))  # reorder, break lines
_BYTES = {code: f"\\x{code:02x}" for code in _CONTROLS} | {code: f"\\u{code:04x}" for code in (*_ORDERS, *_HALVES)}
_LINE = _BYTES | {0x0A: "\\n", 0x0D: "\\r", 0x09: "\\t"}
_LINES = {code: shown for code, shown in _BYTES.items() if code not in {0x0A, 0x09}}
_JSON = {code: f"\\u{code:04x}" for code in (*_CONTROLS[32:], *_ORDERS, *_HALVES)}


def one_line(text: str) -> str:
    r"""The text as a single line: `\n` for a line feed, `\x1b` for an escape, `\u202e` for an override."""
    return text.translate(_LINE)


def lines(text: str) -> str:
    """The same for a text of several lines, which stay."""
    return text.translate(_LINES)


def json_text(text: str) -> str:
    """JSON with the controls escaped that `json.dumps` leaves as they are; it means the same."""
    return text.translate(_JSON)
