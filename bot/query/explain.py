"""Why a query matches a paper or not, term by term, and where; spans are (start, end)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from operator import add
from typing import TYPE_CHECKING

from bot.query.analysis.document import SPELLED_MARK
from bot.query.analysis.names import with_other_forms
from bot.query.analysis.word_keys import unguarded
from bot.query.analysis.words import Word, Words, tokenize_text
from bot.query.errors import QueryError
from bot.query.fields import ANYWHERE, CONTENT_FIELDS, NAMES_OF_PEOPLE, NUMBER_FIELDS
from bot.query.paper_view import PaperView, raw_items
from bot.query.query import Query, parse
from bot.query.syntax.tree import And, Comparison, Node, Not, Or, TextTerm, leaves
from bot.text.graphemes import merged_spans
from bot.text.tex import unicode_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.domain.paper import Paper, Signals
    from bot.query.analysis.requirements import AnyOf

_EXCERPT_MARGIN = 30  # characters shown on either side of a match
_CONTENT_NAMES = tuple(field.name for field in CONTENT_FIELDS)
_ABOUT_CONTENT = frozenset({ANYWHERE, *_CONTENT_NAMES})


def spans(query: Query, text: str) -> list[tuple[int, int]]:
    """Return the spans of a raw text that the query matches, in order and without overlaps.

    Excluded terms, and terms about people and organizations, have none.
    """
    found: list[tuple[int, int]] = []
    words = tokenize_text(text)
    for leaf, excluded in leaves(query.tree):
        if isinstance(leaf, TextTerm) and not excluded and leaf.field in _ABOUT_CONTENT:
            found += _spans_of_term(leaf, words)
    return merged_spans(found, touching=False)


@lru_cache(1024)  # a digest is measured before it is rendered, so each is asked for twice
def spans_of_stored(query: str, text: str) -> tuple[tuple[int, int], ...]:
    """Return the spans of a stored query; none if an older version stored it and it is no longer valid."""
    try:
        return tuple(spans(_parse_stored(query), text))
    except QueryError:
        return ()


@lru_cache(64)  # most of a channel's papers match the same few queries
def _parse_stored(query: str) -> Query:
    return parse(query)


def _spans_of_term(term: TextTerm, forms: Words) -> list[tuple[int, int]]:
    """Return the spans of a term in the words of a text, unordered and perhaps overlapping."""
    found: list[tuple[int, int]] = []
    for words in forms:
        if term.prefix is not None:
            found += [(word.start, word.end) for word in words if word.spelling.startswith(term.prefixes)]
        elif term.phrase_prefixes:
            found += chain.from_iterable(prefix.spans(words) for prefix in term.phrase_prefixes)
        else:
            keys = [SPELLED_MARK + word.spelling if term.literal else word.key for word in words]
            found += _spans_of_any(term.literal or term.any_of, keys, words)
    return found


def _spans_of_any(any_of: AnyOf, keys: Sequence[str], words: Sequence[Word]) -> Iterator[tuple[int, int]]:
    """Yield the spans where the `words`, whose keys are `keys`, have one of the alternatives."""
    joined = map(add, keys, keys[1:])
    for length, found in ((1, keys), (2, joined)):
        yield from (
            (words[at].start, words[at + length - 1].end) for at, key in enumerate(found) if key in any_of.keys
        )
    plain = list(map(unguarded, keys))
    for row in map(str.split, any_of.rows):
        for at in range(len(plain) - len(row) + 1):
            if plain[at : at + len(row)] == row:
                yield words[at].start, words[at + len(row) - 1].end


@dataclass(frozen=True, slots=True, kw_only=True)
class Excerpt:
    """The matched text of a field in readable Unicode, with up to 30 characters on either side, cut at spaces."""

    field: str
    before: str
    found: str
    after: str

    def __str__(self) -> str:
        return f"{self.before}{self.found}{self.after}"


@dataclass(frozen=True, slots=True, kw_only=True)
class TermReport:
    """The result of one term: its `field` ("" for none), whether it is `excluded`, and whether it `matched`.

    `blocking` terms are why the query does not match: in `(a OR b) c`, a missing `b` is not blocking if `a` is
    found. `excerpt` shows the first occurrence of a text term. `value` is the number that a comparison found
    (None: unknown).
    """

    term: str
    field: str
    excluded: bool
    matched: bool
    excerpt: Excerpt | None = None
    value: int | None = None
    blocking: bool

    @property
    def is_comparison(self) -> bool:
        """True if it compares a number."""
        return self.field in NUMBER_FIELDS


def explain(query: Query, paper: Paper, signals: Signals) -> tuple[TermReport, ...]:
    """Explain why the query matches the paper or not: return each term, in written order."""
    view = PaperView(paper, signals)
    return tuple(_reports(query.tree, view, excluded=False, blocking=not query.tree.holds(view)))


def _reports(node: Node, view: PaperView, *, excluded: bool, blocking: bool) -> Iterator[TermReport]:
    """Reports of the terms in written order. In a blocking node, the unsatisfied children block."""
    if isinstance(node, Not):
        yield from _reports(node.child, view, excluded=not excluded, blocking=blocking)
    elif isinstance(node, And | Or):
        for child in node.children:
            unsatisfied = child.holds(view) is excluded
            yield from _reports(child, view, excluded=excluded, blocking=blocking and unsatisfied)
    else:
        comparison, matched = node if isinstance(node, Comparison) else None, node.holds(view)
        yield TermReport(
            term=node.canonical,
            field=node.field,
            excluded=excluded,
            matched=matched,
            excerpt=_excerpt(node, view.paper) if matched and isinstance(node, TextTerm) else None,
            value=comparison.value(view) if comparison else None,
            blocking=blocking,
        )


def _excerpt(term: TextTerm, paper: Paper) -> Excerpt | None:
    """Return the first occurrence of a term; without a field: in the title, else the abstract, else keywords."""
    for field in _CONTENT_NAMES if term.field == ANYWHERE else (term.field,):
        # As people see the text; raw, if only its TeX has the match
        for text in chain.from_iterable((unicode_text(raw), raw) for raw in raw_items(paper, field)):
            people = term.field in NAMES_OF_PEOPLE
            words = tokenize_text(with_other_forms(text) if people else text, people=people)
            for span in merged_spans(_spans_of_term(term, words), touching=False)[:1]:
                start, end = span if span[0] < len(text) else (0, len(text))  # an added form of the name has it
                first, last = max(0, start - _EXCERPT_MARGIN), end + _EXCERPT_MARGIN
                before, after = _single_spaced(text[first:start]), _single_spaced(text[end:last])
                return Excerpt(
                    field=field,
                    before=f"…{before.partition(' ')[2] or before}" if first else before,
                    found=_single_spaced(text[start:end]),
                    after=f"{after.rpartition(' ')[0] or after}…" if last < len(text) else after,
                )
    return None


def _single_spaced(text: str) -> str:
    return re.sub(r"\s+", " ", text)
