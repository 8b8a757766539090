"""Names of subscriptions: what people read in lists and footers."""

from __future__ import annotations

import unicodedata

NAME_LENGTH = 60
_INVISIBLE = frozenset(
    {"Cc", "Cf", "Cs", "Co", "Cn"}
)  # control, format (bidi, zero width), surrogates, unassigned


def clean_name(text: str) -> str:
    """One line of at most 60 visible characters, composed (NFC); empty when nothing visible is left.

    Names come from people and go into other people's channels: what cannot be seen must not be there.
    """
    composed = unicodedata.normalize("NFC", text[: NAME_LENGTH * 8])
    visible = "".join(
        " " if c.isspace() else c for c in composed if c.isspace() or unicodedata.category(c) not in _INVISIBLE
    )
    line = " ".join(visible.split())
    return line if len(line) <= NAME_LENGTH else line[: NAME_LENGTH - 1].rstrip() + "…"


def default_name(query: str) -> str:
    """The name of a subscription that was given none: its query."""
    return clean_name(query) or "papers"
