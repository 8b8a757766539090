"""Show typed text as code, whatever characters it has."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.text.safe import clip

if TYPE_CHECKING:
    from collections.abc import Iterator

# Controls, and characters that hide or reorder text even in code. Joiners are kept: scripts and emoji need them.
_INVISIBLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_ZERO_WIDTH = "\N{ZERO WIDTH SPACE}"
_SAFE_BACKTICK = f"`{_ZERO_WIDTH}"  # Discord ends code at a backtick and knows no escape within it
_BLOCK = re.compile("```\n(.*)\n```")  # of one line
_BLOCK_START, _BLOCK_END = "```\n", "\n```"


def inline_code(text: str) -> str:
    """Return the text as one line of code."""
    line = _INVISIBLE.sub("", " ".join(text.split())).replace("`", _SAFE_BACKTICK)
    if "`" not in line:
        return f"`{line or ' '}`"
    # Two backticks open the code; a third at the beginning of the text would open a block instead.
    return f"``{_ZERO_WIDTH if line.startswith('`') else ''}{line}``"


def code_block(text: str, limit: int | None = None) -> str:
    """Return a block in a fixed-width font, so that a caret points at its place.

    `limit` bounds its UTF-16 code units with the marks: cutting the result would lose the closing mark.
    """
    visible = _INVISIBLE.sub("", text).replace("`", _SAFE_BACKTICK)
    if limit is not None:
        visible = clip(visible, limit - len(_BLOCK_START + _BLOCK_END))
    return f"{_BLOCK_START}{visible}{_BLOCK_END}"


def leading_code_block(text: str) -> str | None:
    """Return the one line of the code block that a text begins with; None without a block."""
    return next(code_blocks(text), None) if text.startswith(_BLOCK_START) else None


def code_blocks(text: str) -> Iterator[str]:
    """Yield the code blocks in a text that are one line long, without their marks."""
    for found in _BLOCK.finditer(text):
        yield found[1].replace(_SAFE_BACKTICK, "`")
