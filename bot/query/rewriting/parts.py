"""The parts of a query: what it is about, which words it has, and the same query with some of them otherwise."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from bot.query.analysis.document import term_keys
from bot.query.analysis.topics import is_function_word, is_topic
from bot.query.analysis.word_keys import BREAK, bare
from bot.query.analysis.words import tokenize_text
from bot.query.fields import NAMES_OF_ORGANIZATIONS, NAMES_OF_PEOPLE
from bot.query.query import attempted
from bot.query.syntax.tree import And, TextTerm, conjuncts, fold, leaves, mapped

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.query.query import Query
    from bot.query.syntax.tree import Leaf, Node

_NAMES = NAMES_OF_PEOPLE | NAMES_OF_ORGANIZATIONS
_HEAD = re.compile(r'(?:[a-z]+:)?=?"?')  # what stands before the words of a term in canonical form


class TypedWord(NamedTuple):
    """A word that must be found in a field ("" for anywhere), as it is spelled in small letters."""

    field: str
    word: str


def is_about(node: Node) -> bool:
    """True if every match of a node has a word of some topic, or a name."""
    return fold(node, _is_topic, any, all)


def _is_topic(leaf: Leaf, excluded: bool) -> bool:  # noqa: FBT001 - as `fold` tells it
    if excluded or not isinstance(leaf, TextTerm):
        return False
    return leaf.field in _NAMES or leaf.prefix is not None or any(map(is_topic, _keys(leaf)))


def says_nothing(node: Node) -> bool:
    """True if a node consists of function words alone."""
    return isinstance(node, TextTerm) and node.prefix is None and all(map(is_function_word, _keys(node)))


def joined(nodes: Sequence[Node], query: Query) -> Query | None:
    """The query of these conjuncts; None when nothing that can be asked for is left."""
    return attempted(str(And(tuple(nodes)) if len(nodes) > 1 else nodes[0]), query) if nodes else None


def words(query: Query) -> tuple[TypedWord, ...]:
    """The words that a query asks for, each once in the order of writing; no function words."""
    found = (
        TypedWord(leaf.field, word.spelling)
        for leaf, excluded in leaves(query.tree)
        if not excluded and isinstance(leaf, TextTerm) and leaf.prefix is None and not leaf.phrase_prefixes
        for word in _spelled(leaf)
    )
    return tuple(dict.fromkeys(found))


def respelled(query: Query, others: Mapping[TypedWord, str]) -> Query | None:
    """The query with other words in place of some; None when that cannot be asked for."""
    tree = mapped(query.tree, lambda leaf, excluded: leaf if excluded else _respelled(leaf, others))
    return joined([tree], query)


def as_words(query: Query) -> Query | None:
    """The query with the words of its phrases anywhere, and surnames in place of names; None when it has none.

    Function words are left out.
    """
    nodes: list[Node] = []
    for node in conjuncts(query.tree):
        nodes += _apart(node) if isinstance(node, TextTerm) else (node,)
    found = joined(nodes, query)
    return None if found == query else found


def _apart(term: TextTerm) -> Sequence[Node]:
    if '"' not in term.canonical or term.prefix is not None or term.phrase_prefixes:
        return (term,)
    head, field = _head(term), f"{term.field}:" if term.field else ""
    spelled = [term.canonical[head + word.start : head + word.end] for word in _spelled(term)]
    if term.field in NAMES_OF_PEOPLE:
        spelled = spelled[-1:]  # a surname is telling, a first name is not
    elif term.field in NAMES_OF_ORGANIZATIONS:
        spelled = []
    return [replace(term, canonical=f"{field}{word}") for word in spelled] or (term,)


def _respelled(leaf: Leaf, others: Mapping[TypedWord, str]) -> Leaf:
    if not isinstance(leaf, TextTerm):
        return leaf
    canonical, head = leaf.canonical, _head(leaf)
    for word in reversed(_spelled(leaf)):
        other = others.get(TypedWord(leaf.field, word.spelling))
        if other is not None:
            canonical = f"{canonical[: head + word.start]}{other}{canonical[head + word.end :]}"
    return replace(leaf, canonical=canonical)


class _Spelled(NamedTuple):
    """A word of a term, and where it is after the head of its canonical form."""

    spelling: str
    start: int
    end: int


def _spelled(term: TextTerm) -> list[_Spelled]:
    people = term.field in NAMES_OF_PEOPLE
    found = tokenize_text(term.canonical[_head(term) :], names=people).split
    return [
        _Spelled(word.spelling, word.start, word.end)
        for word in found
        if word.key != BREAK and (people or not is_function_word(bare(word.key)))
    ]


def _head(term: TextTerm) -> int:
    found = _HEAD.match(term.canonical)
    return found.end() if found and (term.field or not found[0].endswith(":")) else 0


def _keys(term: TextTerm) -> tuple[str, ...]:
    """The plain keys of what was typed."""
    return term_keys(term.canonical.removeprefix(f"{term.field}:").strip('="*'))
