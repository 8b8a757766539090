"""Showing what people typed as code, whatever it holds."""

from __future__ import annotations

_APART = "`\N{ZERO WIDTH SPACE}"  # Discord ends code at a backtick and knows no escape within it


def inline_code(text: str) -> str:
    """One line of code."""
    line = " ".join(text.split()).replace("`", _APART)
    return f"``{line}``" if "`" in line else f"`{line or ' '}`"


def code_block(text: str) -> str:
    """A block in a fixed-width font, so that a caret stands under its place."""
    return f"```\n{text.replace('`', _APART)}\n```"


def quoted_code(text: str) -> str | None:
    """What the code block at the beginning of a text holds, one line of it; None when there is none."""
    first, _, rest = text.partition("\n")
    line, found, _ = rest.partition("\n```")
    return line.replace(_APART, "`") if first == "```" and found else None
