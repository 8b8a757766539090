"""Which words of a paper could be left out of a subscription that it came by."""

from __future__ import annotations

import re
from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING

from bot.query import QueryError
from bot.query.analysis.topics import coined_name, looks_like_a_name, topics
from bot.query.rewriting.rewrite import distinctive_words, without
from bot.query.spans import spans
from bot.service.papers.more_like.occurrences import MOST_READ
from bot.service.papers.more_like.phrases import phrases
from bot.service.papers.more_like.subjects import Known, known

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bot.domain.paper import Paper
    from bot.query import Query
    from bot.service.papers.more_like.phrases import Phrase

_MOST = 15
_FEW = 3  # fewer leave hardly a choice
_OFTEN = 2  # times that a paper says what it is about
_TELLING = frozenset({Known.FIELD, Known.WIDE, Known.SUBJECT})
# How something is done: a compound that ends in one is in hardly any other paper.
_MANNERS_TABLE: str = """
aware based centered centric conditioned driven enhanced free grounded guided informed level optimal oriented
ready stabilized stage step style wise
"""
_MANNERS = frozenset(_MANNERS_TABLE.split())
# Halves of what they stand beside: `flow matching`, `attention head`, `real world`.
_HALVES_TABLE: str = """
chain consistency expert flow head horizon layer loss matching mind space thought trajectory world
"""
_HALVES = frozenset(_HALVES_TABLE.split())


def words_to_go(query: Query, paper: Paper) -> tuple[str, ...]:
    """Of its title, then its keywords: where few words say much; of its abstract where these say too little.

    A well known subject is offered as a whole, "flow matching" and not "matching". Left out are names that the
    paper gives itself, what only its keywords have, and all without which the query would ask for nothing.
    """
    said = phrases(paper)
    wholes = [
        phrase for phrase in said if phrase.known in _TELLING and not phrase.is_word and phrase.is_put_forward
    ]
    written = {phrase.written: frozenset(phrase.keys) for phrase in wholes if not spans(query, phrase.written)}
    found: dict[tuple[str, ...], str] = {}
    for word in _told(query, paper):
        whole = _whole(word, written)
        if whole != word or not _HALVES.issuperset(_keys(word)):
            found.setdefault(_keys(whole), whole)
    found = dict(islice(((keys, word) for keys, word in found.items() if _can_go(query, word)), _MOST))
    for phrase in _dwelt_on(query, said):
        if len(found) >= _FEW:
            break
        if not any(set(phrase.keys) <= set(keys) or set(keys) <= set(phrase.keys) for keys in found):
            found[phrase.keys] = phrase.written
    return tuple(found.values())


def _dwelt_on(query: Query, said: Sequence[Phrase]) -> Iterator[Phrase]:
    """Well known subjects that an abstract begins with or comes back to, and the query does not ask for.

    Several words first: without `text-to-image` more is left than without `image`.
    """
    for phrase in sorted(said, key=lambda phrase: (phrase.is_word, -phrase.worth)):
        dwelt_on = phrase.known in _TELLING and (phrase.opening or phrase.said >= _OFTEN)
        if dwelt_on and not spans(query, phrase.written) and _can_go(query, phrase.written):
            yield phrase


def _told(query: Query, paper: Paper) -> Iterator[str]:
    """Single words and compounds."""
    own = _own_name(paper).casefold()
    said = Counter(topic.key for topic in topics(paper.abstract[:MOST_READ]))
    for text, titled in ((paper.title, True), ("\n".join(paper.keywords), False)):
        for word in distinctive_words(query, text, paper.abstract):
            if (not own or own not in word.casefold()) and _tells(word, said, titled=titled):
                yield word


def _own_name(paper: Paper) -> str:
    """What stands before the colon of its title, if it is a name: in the abstract it is never in small letters."""
    name = paper.title.partition(":")[0].strip()
    if ":" not in paper.title or not name.isalnum() or coined_name(paper.title):
        return coined_name(paper.title)
    written = re.findall(rf"\b{re.escape(name)}\b", paper.abstract, re.IGNORECASE)
    return name if name in written and name.lower() not in written else ""


def _tells(word: str, said: Mapping[str, int], *, titled: bool) -> bool:
    """Whether others could have it, too: half of a subject does not count yet."""
    keys = _keys(word)
    kind = known(keys)
    if _is_manner(word) and (kind is Known.NOTHING or len(keys) == 1):
        return False
    if kind in _TELLING:
        return True
    if titled:
        return True
    return kind is Known.NOTHING and not looks_like_a_name(word) and "-" not in word and _is_said_again(keys, said)


def _is_manner(word: str) -> bool:
    """Whether it is a compound that says how something is or is done: `score-regularized`, `context-guided`."""
    before, _, last = word.casefold().rpartition("-")
    return bool(before) and (last in _MANNERS or last.endswith("ed"))


def _keys(word: str) -> tuple[str, ...]:
    return tuple(topic.key for topic in topics(word) if " " not in topic.key)


def _is_said_again(keys: Sequence[str], said: Mapping[str, int]) -> bool:
    return all(said[key] >= _OFTEN for key in keys)


def _whole(word: str, wholes: Mapping[str, frozenset[str]]) -> str:
    """The well known phrase that it is part of, unless it is well known by itself."""
    keys = _keys(word)
    if known(keys) in _TELLING:
        return word
    return next((written for written, parts in wholes.items() if parts.issuperset(keys)), word)


def _can_go(query: Query, word: str) -> bool:
    """Whether some paper can match without a word."""
    try:
        return bool(without(query, word))
    except QueryError:
        return False
