"""Shows typed text as code, whatever characters it has."""

from __future__ import annotations

import re

from bot.text.safe import clip

# Controls, and characters that hide or reorder text even in code. Joiners stay: scripts and emoji need them.
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_UNSEEN_MARK = "\N{ZERO WIDTH SPACE}"
_APART = f"`{_UNSEEN_MARK}"  # Discord ends code at a backtick and knows no escape within it
_OPENS, _ENDS = "```\n", "\n```"


def inline_code(text: str) -> str:
    """The text as one line of code."""
    line = _UNSEEN.sub("", " ".join(text.split())).replace("`", _APART)
    if "`" not in line:
        return f"`{line or ' '}`"
    # Two backticks open the code; a third at the beginning of the text would open a block instead.
    return f"``{_UNSEEN_MARK if line.startswith('`') else ''}{line}``"


def code_block(text: str, limit: int | None = None) -> str:
    """A block in a fixed-width font, so that a caret stands under its place.

    `limit` bounds its UTF-16 code units with the marks: cutting the result would lose the closing mark.
    """
    shown = _UNSEEN.sub("", text).replace("`", _APART)
    return f"{_OPENS}{shown if limit is None else clip(shown, limit - len(_OPENS) - len(_ENDS))}{_ENDS}"


def quoted_code(text: str) -> str | None:
    """The line in the code block at the beginning of a text; None when there is no such block."""
    first, _, rest = text.partition("\n")
    line, found, _ = rest.partition("\n```")
    return line.replace(_APART, "`") if first == "```" and found else None
