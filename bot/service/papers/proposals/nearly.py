"""Other words for a query that finds little: `(math OR mathematical)`, a short form, an institution."""

from __future__ import annotations

from datetime import date
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from bot.query.analysis.document import term_keys
from bot.query.analysis.topics import is_general, is_topic
from bot.query.fields import NAMES_OF_PEOPLE
from bot.query.query import try_parse
from bot.query.rewriting.parts import respelled, words
from bot.query.syntax.tree import Or, TextTerm, conjuncts
from bot.service.papers.proposals.other_queries import correction

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence

    from bot.domain.ports import PastPapers
    from bot.query import Query
    from bot.query.syntax.tree import Node

    Count = Callable[[Query], Awaitable[int]]

_FEW = 5  # matches in the last days
_MORE, _FAR_MORE = 1.1, 10  # times as many stored papers, if a query has few matches, or has more
_LEAST = 2  # papers that the other words add
_SLIPS = 2  # stored papers with a misspelt query; without any, `second_try` corrects it
_SPAN = 6  # words that may have a short form
_WORDS = 8  # of a query that are considered
_MEANINGS = 3  # of a short form
_UMLAUTS = (("ae", "a"), ("oe", "o"), ("ue", "u"))
_ORG = "org"


class Near(NamedTuple):
    """A query with other words, those `words`, and its matches among all stored papers; without them `known`.

    The words are the whole query if they are instead of the typed ones.
    """

    query: Query
    words: str
    matches: int
    known: int


async def nearly(
    past: PastPapers, query: Query, recent: int, among: Collection[str] | None = None
) -> tuple[Near, ...]:
    """Return the query with other words that add most, `recent` being its matches of the last days.

    A short form of several meanings has a query for each of them. Raises NotReadyError.
    """

    async def count(other: Query) -> int:
        return (await past.find(other.canonical, since=date.min, among=among)).total

    known = await count(query)
    enough = max(known * (_MORE if recent < _FEW else _FAR_MORE), known + _LEAST)
    best: tuple[Near, ...] = ()
    most = 0
    async for group in _groups(past, query):
        counted = [Near(other, added, await count(other), known) for other, added in group]
        more = [near for near in counted if near.matches > known]
        asks = len([near for near in more if " " in near.words]) > 1  # which long form is meant
        found = more if asks else [near for near in more if near.matches >= enough]
        if found and (adds := max(near.matches for near in found)) > most:
            best, most = tuple(found[:_MEANINGS]), adds
    institution = await _institution(past, query, count)
    if institution and institution.matches >= max(known / 2, most):
        return (institution._replace(known=known),)
    if not best and 0 < known <= _SLIPS and (corrected := await correction(past, query, among)):
        return (Near(corrected, corrected.canonical, await count(corrected), known),)
    return best


async def _groups(past: PastPapers, query: Query) -> AsyncIterator[list[tuple[Query, str]]]:
    """Yield queries with other words for one place of a query, with these words."""
    nodes = conjuncts(query.tree)[:_WORDS]
    for start, end in combinations(range(len(nodes) + 1), 2):
        part = nodes[start:end]
        text, field = _text(part)
        if end - start > _SPAN or not _names(text):
            continue
        found: list[tuple[Query, str]] = []
        for other in await past.neighbours(text, field):
            added = _term(other.word, field)
            either = f"({' '.join(map(str, part))} OR {added})"
            whole = [*map(_bracketed, nodes[:start]), either, *map(_bracketed, conjuncts(query.tree)[end:])]
            if changed := try_parse(" ".join(whole), query):
                found.append((changed, added))
        yield found
    async for spelled in _spelled(past, query):
        yield [spelled]


async def _spelled(past: PastPapers, query: Query) -> AsyncIterator[tuple[Query, str]]:
    """Yield a query or its name in another spelling, such as `Weisfeiler-Leman`, with the other words."""
    typed = words(query)
    for word in typed[:_WORDS] if len(typed) > 1 else ():
        if word.field in NAMES_OF_PEOPLE or word.word.capitalize() in query.canonical:
            for other in await past.spellings(word.word, "author", most=_MEANINGS):
                changed = respelled(query, {word: other.word.capitalize()})
                if changed and (either := try_parse(f"{query} OR {changed}", query)):
                    yield either, other.word.capitalize()


async def _institution(past: PastPapers, query: Query, count: Count) -> Near | None:
    """Return the query for papers of the institution that a query names; None if no paper is from it."""
    nodes = conjuncts(query.tree)
    while len(nodes) > 1 and all(map(is_general, term_keys(str(nodes[0])))):
        nodes = nodes[1:]  # papers from …
    text, field = _text(nodes)
    if field or not _names(text):
        return None
    names = [text, *(text.replace(*umlaut) for umlaut in _UMLAUTS if umlaut[0] in text)]
    known = await past.neighbours(text, _ORG)
    names += [other.word for other in known if len(known) == 1]
    found: Near | None = None
    for name in names:
        either = try_parse(f"{found.words} OR {_term(name, _ORG)}" if found else _term(name, _ORG), query)
        if either and (papers := await count(either)) > (found.matches if found else 0):
            found = Near(either, either.canonical, papers, 0)
    return found


def _names(text: str) -> bool:
    """True if some words name a topic; a Chinese character is a word."""
    return any(is_topic(key) or not key.isascii() for key in term_keys(text))


def _text(part: Sequence[Node]) -> tuple[str, str]:
    """Return the words and the field of neighbouring terms; "" if they have several fields or are not plain."""
    terms = [
        node
        for node in part
        if isinstance(node, TextTerm) and node.prefix is None and not (node.literal or node.phrase_prefixes)
    ]
    fields = {term.field for term in terms}
    texts = [term.canonical.removeprefix(f"{term.field}:").strip('"') for term in terms]
    if len(terms) < len(part) or len(fields) > 1 or (len(terms) > 1 and any(" " in text for text in texts)):
        return "", ""
    return " ".join(texts), fields.pop()


def _term(words: str, field: str) -> str:
    text = words if words.isalpha() and words.isascii() else f'"{words}"'
    return f"{field}:{text}" if field else text


def _bracketed(node: Node) -> str:
    return f"({node})" if isinstance(node, Or) else str(node)
