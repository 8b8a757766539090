"""`paperboy render`: draw payloads as cards in a terminal; pure."""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_ESCAPING_BACKSLASH = re.compile(r"\\(?=[^\w\s]|_)")
_BOLD = re.compile(r"\*\*(.+?)\*\*")
_MAX_COLUMNS = 100  # wider lines are hard to read
_PLAIN_BAR = "│"
_BOLD_REPLACEMENT, _PLAIN_REPLACEMENT = "\x1b[1m\\1\x1b[22m", r"\1"


def card(payload: Mapping[str, Any], *, width: int, colour: bool) -> Iterator[str]:
    """Yield a message's lines, all but an embed's address wrapped at `width` columns; `colour` for a terminal."""
    columns = min(width, _MAX_COLUMNS) - 2  # for the bar and a space
    yield from _wrapped(payload.get("content") or "", columns)
    for embed in payload.get("embeds", ()):
        bar = _bar(embed.get("color", 0)) if colour else _PLAIN_BAR
        for line in _embed(embed, columns):
            yield f"{bar} {_BOLD.sub(_BOLD_REPLACEMENT if colour else _PLAIN_REPLACEMENT, line)}".rstrip()
    if buttons := "  ".join(_buttons(payload.get("components", ()))):
        yield from textwrap.wrap(buttons, columns, break_on_hyphens=False)


def _embed(embed: Mapping[str, Any], columns: int) -> Iterator[str]:
    if author := embed.get("author"):
        yield from _wrapped(author["name"], columns)
    yield from (f"**{line}**" for line in _wrapped(embed.get("title", ""), columns))
    if url := embed.get("url"):
        yield url
    yield ""
    for line in embed.get("description", "").split("\n"):
        yield from _wrapped(line, columns) or [""]
    for field in embed.get("fields", ()):
        yield from ("", *_wrapped(field["name"], columns), *_wrapped(field["value"], columns))
    if footer := embed.get("footer"):
        yield from ("", *_wrapped(footer["text"], columns))


def _wrapped(text: str, columns: int) -> list[str]:
    return textwrap.wrap(_ESCAPING_BACKSLASH.sub("", text), columns, break_on_hyphens=False)


def _bar(colour: int) -> str:
    red, green, blue = colour.to_bytes(3, "big")
    return f"\x1b[38;2;{red};{green};{blue}m▌\x1b[39m"


def _buttons(rows: object) -> Iterator[str]:
    """Yield buttons as `[Page]`, menus as `[Read an abstract ▾]`."""
    for row in cast("list[dict[str, Any]]", rows):
        for part in row.get("components", ()):
            if label := part.get("label"):
                yield f"[{label}]"
            elif label := part.get("placeholder"):
                yield f"[{label} ▾]"
