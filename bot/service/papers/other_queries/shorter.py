"""Where one stored paper matches alone: what a query finds with a part of it left out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from bot.query import QueryError, parse
from bot.query.rewriting.parts import conjuncts, is_about, joined, says_nothing
from bot.query.syntax.tree import Comparison, Not, TextTerm

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from bot.domain.ports import PastPapers
    from bot.query import Query

_TRIED = 8  # questions asked of the index
_SHOWN = 4
_LONG = 3  # words
_PHRASE = re.compile(r'(?P<field>(?:[a-z]+:)?)"(?P<words>[^"]+)"')


@dataclass(frozen=True, slots=True, kw_only=True)
class Shorter:
    """A query with less in it, and how many stored papers match that: more than one."""

    query: Query
    matches: int


async def shorter(past: PastPapers, query: Query, among: Collection[str] | None = None) -> tuple[Shorter, ...]:
    """What finds more than the one paper that is all a query finds among all stored papers of some sources.

    Those that find fewest come first, as they are closest to it; none where it finds more itself, or nothing.
    Raises NotReadyError.
    """
    found: list[Shorter] = []
    for number, other in enumerate((query, *_shorter(query))):
        matches = (await past.find(other.canonical, since=date.min, among=among)).total
        if number == 0 and matches != 1:
            return ()
        if matches > 1:
            found.append(Shorter(query=other, matches=matches))
        if number == _TRIED:
            break
    return tuple(sorted(found, key=lambda one: one.matches)[:_SHOWN])


def _shorter(query: Query) -> Iterator[Query]:
    """The query without each of its parts; of a long phrase alone, without its first and its last word."""
    parts = conjuncts(query.tree)
    told = [node for node in parts if not isinstance(node, Not | Comparison) and not says_nothing(node)]
    for left_out in told if len(told) > 1 else ():
        other = joined([node for node in parts if node is not left_out], query)
        if other is not None and is_about(other.tree):
            yield other
    if len(parts) == 1 and isinstance(parts[0], TextTerm):
        yield from _shorter_phrases(query)


def _shorter_phrases(query: Query) -> Iterator[Query]:
    phrase = _PHRASE.fullmatch(query.canonical)
    words = phrase["words"].split() if phrase else []
    if phrase is None or len(words) < _LONG:  # one word of two tells another subject: `domain generalization`
        return
    for fewer in (words[1:], words[:-1]):
        try:
            other = parse(f'{phrase["field"]}"{" ".join(fewer)}"', query.catalogue)
        except QueryError:  # what is left can't be asked for
            continue
        if is_about(other.tree):
            yield other
