"""What of a query a paper has beside its title, for lists that show titles."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.language.formats import listed
from bot.language.translating import gettext
from bot.query import explain
from bot.text.safe import clean, safe

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.domain.paper import Sighting
    from bot.query import Query

_NAMED = 3  # words or phrases; more are read by nobody
_LENGTH = 90  # characters of them
_ELSEWHERE = frozenset({"abstract", "keyword"})  # than in the title, which is read anyway


def matched_note(query: Query, sighting: Sighting) -> str:
    """The words that matched in the abstract or the keywords, as these have them, in a line.

    "" where the title alone shows why the query matches. It takes two milliseconds or so.
    """
    paper = sighting.paper
    if query.matches(replace(paper, abstract="", keywords=()), sighting.signals):
        return ""
    words = {clean(one).casefold(): clean(one) for one in _found(query, sighting)}
    if not words:
        return ""
    # NOTE: {words} are those of a query that stand in the abstract or the keywords of a paper
    return gettext("In the text: {words}", words=safe(listed(list(words.values())[:_NAMED]), _LENGTH))


def _found(query: Query, sighting: Sighting) -> Iterator[str]:
    for term in explain(query, sighting.paper, sighting.signals).terms:
        if term.excerpt is not None and not term.excluded and term.excerpt.field in _ELSEWHERE:
            yield term.excerpt.found
