"""Other words for a query that finds little: `(math OR mathematical)`, a short form, an institution."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from bot.query.analysis.document import term_keys
from bot.query.analysis.topics import is_topic
from bot.query.query import try_parse
from bot.query.rewriting.parts import query_of, respelled, words
from bot.query.syntax.tree import And, Or, TextTerm, conjuncts
from bot.service.papers.proposals.other_queries import correction

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from bot.query import Query
    from bot.query.syntax.tree import Node
    from bot.service.papers.proposals.counts import Counts

_FEW_MATCHES, _MANY_MATCHES = 5, 50  # matches in the last days; with many, no other words are looked for
# Other words must find so many times as many stored papers: if a query has few matches, or has more
_MIN_GAIN_IF_FEW, _MIN_GAIN = 1.1, 10
_MIN_ADDED_PAPERS = 2  # papers that they must add
_MAX_MISSPELT_PAPERS = 2  # stored papers with a misspelt query; without any, `second_try` corrects it
_MAX_WORDS = 6  # of a query; a longer one is slow to count, and its words are rarely the reason
_MAX_MEANINGS = 3  # of a short form
_MAX_NAME_WORDS = 4  # words of a query that may have a name
_UMLAUTS = (("ae", "a"), ("oe", "o"), ("ue", "u"))  # as people type ä, ö and ü, and as the index has them
_ORG_FIELD, _AUTHOR_FIELD = "org", "author"


class NearQuery(NamedTuple):
    """A query with other words, and its `matches` among all stored papers; the typed query has `known`.

    `words` are those added as an alternative, or the whole query if it has others instead of the typed ones.
    """

    query: Query
    words: str
    matches: int
    known: int


async def find_near_queries(counts: Counts, query: Query, recent: int) -> tuple[NearQuery, ...]:
    """Return the query with other words that add most, `recent` being its matches of the last days.

    A short form of several meanings has a query for each of them. Raises NotReadyError.
    """
    count = counts.of
    if recent >= _MANY_MATCHES:
        return ()
    institution = await _institution(counts, query)
    groups = [group async for group in _groups(counts, query) if group]
    if not institution:
        groups += [group async for group in _other_names(counts, query)]
    if recent > _MAX_MISSPELT_PAPERS and not (groups or institution):
        return ()
    known = await count(query)
    enough = max(known * (_MIN_GAIN_IF_FEW if recent < _FEW_MATCHES else _MIN_GAIN), known + _MIN_ADDED_PAPERS)
    best: tuple[NearQuery, ...] = ()
    most = 0
    for group in groups:
        counted = [NearQuery(other, added, await count(other), known) for other, added in group]
        more = [near for near in counted if near.matches > known]
        asks = len([near for near in more if " " in near.words]) > 1  # several long forms: people choose
        found = more if asks else [near for near in more if near.matches >= enough]
        if found and (matches := max(near.matches for near in found)) > most:
            best, most = tuple(found[:_MAX_MEANINGS]), matches
    # It stands instead of the typed words, so it may have fewer matches
    if institution and (papers := await count(institution)) >= max(known / 2, most):
        return (NearQuery(institution, institution.canonical, papers, known),)
    if not best and 0 < known <= _MAX_MISSPELT_PAPERS and (corrected := await correction(counts, query)):
        return (NearQuery(corrected, corrected.canonical, await count(corrected), known),)
    return best


async def _groups(counts: Counts, query: Query) -> AsyncIterator[list[tuple[Query, str]]]:
    """Yield, for each run of neighbouring terms, each query that also allows other words for it, and these."""
    nodes = conjuncts(query.tree)
    for start, end in combinations(range(len(nodes) + 1 if len(nodes) <= _MAX_WORDS else 0), 2):
        part = nodes[start:end]
        text, field = _text(part)
        if not _has_topic_word(text):
            continue
        group: list[tuple[Query, str]] = []
        for other in await counts.past.related_words(text, field):
            added = _term(other.word, field, query)
            either = added and query_of([*nodes[:start], Or((And(part), added.tree)), *nodes[end:]], query)
            group += [(either, f'"{other.word}"')] if either else []
        yield group


async def _other_names(counts: Counts, query: Query) -> AsyncIterator[list[tuple[Query, str]]]:
    """Yield the query with other spellings of names: `Weisfeiler-Lehman` also as Weisfeiler-Leman.

    Words are names if they begin with a capital, or in the author field.
    """
    typed_words = words(query)
    for typed in typed_words if 1 < len(typed_words) <= _MAX_NAME_WORDS else ():
        if typed.field == _AUTHOR_FIELD or typed.word.capitalize() in query.canonical:
            for other in await counts.past.spellings(typed.word, _AUTHOR_FIELD, most=_MAX_MEANINGS):
                name = other.word.capitalize()
                changed = respelled(query, {typed: name})
                either = changed and query_of([Or((query.tree, changed.tree))], query)
                if changed and either and await counts.of(changed, most=1):
                    yield [(either, f'"{name}"')]


async def _institution(counts: Counts, query: Query) -> Query | None:
    """Return the query for papers of the institution that a query names; None if no paper is from it."""
    nodes = conjuncts(query.tree)
    while len(nodes) > 1 and not _has_topic_word(str(nodes[0])):
        nodes = nodes[1:]  # of `papers from MIT`, MIT stays
    text, field = _text(nodes)
    named = [word for word in text.split() if _has_topic_word(word)]
    if field or not named or len(named) > _MAX_WORDS:
        return None
    if len(named) > 1 and not await counts.past.may_know(named, _ORG_FIELD):
        return None
    names = [text, *(text.replace(*umlaut) for umlaut in _UMLAUTS)]
    known = await counts.past.related_words(text, _ORG_FIELD)
    names += [other.word for other in known if len(known) == 1]
    terms = [_term(name, _ORG_FIELD, query) for name in dict.fromkeys(names)]
    found = [one.tree for one in terms if one and await counts.of(one, most=1)]
    return query_of([Or(tuple(found))], query) if found else None


def _has_topic_word(text: str) -> bool:
    """True if a word is about a topic; all but ASCII words count as such, as Chinese ones do."""
    return any(is_topic(key) or not key.isascii() for key in term_keys(text))


def _text(part: Sequence[Node]) -> tuple[str, str]:
    """Return the words and the field of neighbouring terms; no words if fields differ or terms are not plain."""
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


def _term(words: str, field: str, query: Query) -> Query | None:
    return try_parse(f'{field}:"{words}"' if field else f'"{words}"', query)
