"""Words that several replies of `/alerts` share: minimum upvotes, matches a week, how many more."""

from __future__ import annotations

from bot.language.translating import gettext, ngettext


def minimum_label(minimum: int) -> str:
    """Return `20 upvotes or more`."""
    # NOTE: an option of the menu "Minimum upvotes"
    return ngettext("{number} upvote or more", "{number} upvotes or more", minimum)


def with_matches(query: str, per_week: int) -> str:
    """Return a query and how many papers matched it in the last seven days."""
    # NOTE: a query, and how many papers matched it in the last seven days
    return ngettext("{query} · {number} match a week", "{query} · {number} matches a week", per_week, query=query)


def and_more(number: int) -> str:
    """Return the last line of a list that is cut: `… and 3 more`."""
    # NOTE: the last line of a list
    return gettext("… and {number} more", number=number)
