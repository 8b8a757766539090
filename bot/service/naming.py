"""Names of subscriptions: what people read in lists and footers."""

from __future__ import annotations

from bot.text.safe import clean, clip

NAME_LENGTH = 60
_RAW_LENGTH = NAME_LENGTH * 8  # looked at: invisible characters shrink away


def clean_name(text: str) -> str:
    """One line of at most 60 visible characters; empty when nothing visible is left.

    Names come from people and go into other people's channels: what cannot be seen must not be there.
    """
    return clip(clean(text[:_RAW_LENGTH]), NAME_LENGTH)


def default_name(query: str) -> str:
    """The name of a subscription that was given none: its query."""
    return clean_name(query) or "papers"
