"""Parts of a query: whether they name a topic, its words, and the query with some of them replaced."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from bot.query.analysis.document import term_keys
from bot.query.analysis.tables import word_table
from bot.query.analysis.topics import is_function_word, is_topic
from bot.query.analysis.word_keys import BREAK, unguarded
from bot.query.analysis.words import tokenize_text
from bot.query.fields import NAMES_OF_ORGANIZATIONS, NAMES_OF_PEOPLE
from bot.query.query import Query, try_parse
from bot.query.syntax.tree import And, Leaf, Node, TextTerm, conjuncts, fold, leaves, mapped

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence


_NAME_FIELDS = NAMES_OF_PEOPLE | NAMES_OF_ORGANIZATIONS
_TERM_HEAD = re.compile(r'(?:[a-z]+:)?=?"?')  # everything before the words of a term in canonical form


class TypedWord(NamedTuple):
    """A required word in lower case, and the field that must have it ("" for anywhere)."""

    field: str
    word: str


def names_topic(node: Node) -> bool:
    """True if every match of a node has a name, a word with a given prefix, or one about a topic (`is_topic`)."""
    return fold(node, _is_topic, any, all)


def _is_topic(leaf: Leaf, excluded: bool, general: Collection[str] = ()) -> bool:  # noqa: FBT001 - `fold` passes it by position
    """True if a required term is a name or a prefix, or has a word about a topic that is not `general`."""
    if excluded or not isinstance(leaf, TextTerm):
        return False
    # A prefix stands for words that nobody knows
    is_sure = leaf.field in _NAME_FIELDS or leaf.prefix is not None
    return is_sure or any(is_topic(key) and key not in general for key in _keys(leaf))


def in_title(query: Query) -> Query | None:
    """Return the query for papers with one of its subjects in the title: `(diffusion model) title:diffusion`.

    Terms that have a field, such as names, keep it. None if all words are general (`learning model`), or an
    alternative names no topic.
    """
    found = [leaf for leaf, excluded in leaves(query.tree) if _is_topic(leaf, excluded, word_table("general"))]
    titles = " OR ".join(str(leaf) if leaf.field else f"title:{leaf}" for leaf in found)
    return try_parse(f"({query}) ({titles})", query) if titles and names_topic(query.tree) else None


def is_only_function_words(node: Node) -> bool:
    """True if a node has nothing but function words, such as `of the`."""
    return isinstance(node, TextTerm) and node.prefix is None and all(map(is_function_word, _keys(node)))


def query_of(nodes: Sequence[Node], query: Query) -> Query | None:
    """Return the query that requires all these nodes; None if it would be empty or invalid."""
    return try_parse(str(And(tuple(nodes)) if len(nodes) > 1 else nodes[0]), query) if nodes else None


def words(query: Query) -> tuple[TypedWord, ...]:
    """Return the required words of a query in written order, without duplicates, function words and prefixes."""
    found = (
        TypedWord(leaf.field, word.spelling)
        for leaf, excluded in leaves(query.tree)
        if not excluded and isinstance(leaf, TextTerm) and leaf.prefix is None and not leaf.phrase_prefixes
        for word in _words_of(leaf)
    )
    return tuple(dict.fromkeys(found))


def respelled(query: Query, replacements: Mapping[TypedWord, str]) -> Query | None:
    """Return the query with some required words replaced; None if that is invalid."""
    tree = mapped(query.tree, lambda leaf, excluded: leaf if excluded else _respelled(leaf, replacements))
    return query_of([tree], query)


def with_phrases_as_words(query: Query) -> Query | None:
    """Return the query with single words for its phrases, or the surname for a name alone; None if it has neither.

    Function words are dropped: `"theory of mind"` becomes `theory mind`. Phrases in alternatives, of institutions,
    or with a prefix stay.
    """
    nodes: list[Node] = []
    parts = conjuncts(query.tree)
    for node in parts:
        # A name beside other terms stays
        is_beside = len(parts) > 1 and isinstance(node, TextTerm) and node.field in NAMES_OF_PEOPLE
        nodes += _as_words(node) if isinstance(node, TextTerm) and not is_beside else (node,)
    found = query_of(nodes, query)
    return None if found == query else found


def _as_words(term: TextTerm) -> Sequence[Node]:
    """Return a term for each word of a phrase, to be parsed again by its canonical form; else the term itself."""
    if '"' not in term.canonical or term.prefix is not None or term.phrase_prefixes:
        return (term,)
    head, field = _head_length(term), f"{term.field}:" if term.field else ""
    spelled = [term.canonical[head + word.start : head + word.end] for word in _words_of(term)]
    if term.field in NAMES_OF_PEOPLE:
        spelled = spelled[-1:]  # a surname identifies a person, a first name does not
    elif term.field in NAMES_OF_ORGANIZATIONS:
        spelled = []
    return [replace(term, canonical=f"{field}{word}") for word in spelled] or (term,)


def _respelled(leaf: Leaf, replacements: Mapping[TypedWord, str]) -> Leaf:
    """Return a term whose canonical form has the other words; `query_of` parses it again."""
    if not isinstance(leaf, TextTerm):
        return leaf
    canonical, head = leaf.canonical, _head_length(leaf)
    for word in reversed(_words_of(leaf)):
        other = replacements.get(TypedWord(leaf.field, word.spelling))
        if other is not None:
            canonical = f"{canonical[: head + word.start]}{other}{canonical[head + word.end :]}"
    return replace(leaf, canonical=canonical)


class _PlacedWord(NamedTuple):
    """A word of a term, and its position after the head of the canonical form."""

    spelling: str
    start: int
    end: int


def _words_of(term: TextTerm) -> list[_PlacedWord]:
    """Return the words of a term with their positions, without function words."""
    people = term.field in NAMES_OF_PEOPLE
    found = tokenize_text(term.canonical[_head_length(term) :], people=people).split
    return [
        _PlacedWord(word.spelling, word.start, word.end)
        for word in found
        if word.key != BREAK and (people or not is_function_word(unguarded(word.key)))
    ]


def _head_length(term: TextTerm) -> int:
    """Return the length of what is before the words of a canonical form: a field, `=`, a quotation mark."""
    found = _TERM_HEAD.match(term.canonical)
    return found.end() if found else 0


def _keys(term: TextTerm) -> tuple[str, ...]:
    """Return the keys of a term's words, without guards."""
    return term_keys(term.canonical.removeprefix(f"{term.field}:").strip('="*'))
