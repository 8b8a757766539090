"""Showing what people typed as code, whatever it holds."""

from __future__ import annotations

import re

# Controls, and what hides or reorders its neighbours also within code; joiners stay, which scripts and emoji need.
_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_APART = "`\N{ZERO WIDTH SPACE}"  # Discord ends code at a backtick and knows no escape within it


def inline_code(text: str) -> str:
    """One line of code."""
    line = _UNSEEN.sub("", " ".join(text.split())).replace("`", _APART)
    return f"``{line}``" if "`" in line else f"`{line or ' '}`"


def code_block(text: str) -> str:
    """A block in a fixed-width font, so that a caret stands under its place."""
    return f"```\n{_UNSEEN.sub('', text).replace('`', _APART)}\n```"


def plain_code(text: str) -> str:
    """What `code_block` made a block of; other text as it is."""
    return text.removeprefix("```\n").removesuffix("\n```").replace(_APART, "`")


def plain_inline(text: str) -> str:
    """What `inline_code` made one line of code of; other text as it is."""
    marks = "``" if text.startswith("``") else "`"
    return text.removeprefix(marks).removesuffix(marks).replace(_APART, "`")


def quoted_code(text: str) -> str | None:
    """What the code block at the beginning of a text holds, one line of it; None when there is none."""
    first, _, rest = text.partition("\n")
    line, found, _ = rest.partition("\n```")
    return line.replace(_APART, "`") if first == "```" and found else None
