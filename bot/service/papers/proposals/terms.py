"""The terms that a paper speaks of: what can be asked for of its title, abstract and keywords."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from bot.query.analysis.topics import coined_name, is_function_word, is_general, is_topic, looks_like_a_name
from bot.service.papers.proposals.rows import keys_of, rows, written

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.domain.paper import Paper
    from bot.service.papers.proposals.rows import Unit

_MOST_READ = 5_000  # characters of an abstract: few have half of that, and the event loop waits meanwhile
_KEYWORDS = 30  # of a paper that are read
_UNITS, _WORDS = 4, 5  # in a term, between spaces and between hyphens
_SHORT = 3  # letters
_IN_TITLE, _KEYWORD, _ONCE, _OFTEN = (
    4.0,
    1.0,
    0.75,
    4,
)  # what it weighs to stand there; said more often counts no more
_LEAST, _LEAST_OF_WORD = 0.55, 1.2  # what a term has to weigh: a word alone more, as it has other senses
_SELDOM = 1 / 3
_ADJECTIVES = ("al", "ic", "ive", "ous", "able", "ible", "ary", "ed")
_NO_NAME = re.compile(r"n['’]t\b|ly$")  # a verb, an adverb
_VERSION = re.compile(r"\d(?!d\b)", re.IGNORECASE)  # of a model or a data set; 3D is none


@dataclass(frozen=True, slots=True)
class Term:
    """A word or phrase as the paper writes it, the keys of its words, and where the paper says it.

    `ends` is the share of its occurrences after which no other word goes on: 0 for the first half of something.
    """

    written: str
    keys: tuple[str, ...]
    titled: bool
    keyword: bool
    said: int
    ends: float

    @property
    def query(self) -> str:
        """Query for the term."""
        return f'"{self.written}"'

    @property
    def is_word(self) -> bool:
        """True for a single word."""
        return len(self.keys) == 1

    @property
    def is_compound(self) -> bool:
        """True for words joined by hyphens, which mostly describe something: `high-level`."""
        return not self.is_word and " " not in self.written

    @property
    def is_doing(self) -> bool:
        """True for a word such as `seeking`: a subject only if others name it as one, such as `routing`."""
        return self.is_word and self.written.endswith("ing")

    @property
    def is_modifier(self) -> bool:
        """True for a modifier: it never stands alone, or has an adjective's ending."""
        if self.is_compound and self.written.endswith(("ed", "ing")):
            return True
        adjective = self.is_word and self.written.endswith(_ADJECTIVES) and not looks_like_a_name(self.written)
        return adjective or not self.ends

    @property
    def weight(self) -> float:
        """Weight by places and number of mentions in the paper."""
        places = _IN_TITLE * self.titled + _KEYWORD * self.keyword + _ONCE * min(self.said, _OFTEN)
        if self.is_word:
            places *= 0.55
        else:
            general = sum(map(is_general, self.keys)) / len(self.keys)
            places *= 0.6 if general == 1 else 1 - general / 4
        if self.is_compound or (
            self.written.partition(" ")[0].endswith("ing") and not (self.said or self.keyword)
        ):
            places *= 0.7  # "Harmonizing Semantics", which a title alone says
        return places * (0.4 if not self.ends else 0.8 if self.ends < _SELDOM else 1.0)


class Place(NamedTuple):
    """A stretch of words between spaces, and what goes on after it in the same clause."""

    units: Sequence[Unit]
    after: Unit | None
    is_whole: bool  # all of its clause

    @property
    def keys(self) -> tuple[str, ...]:
        """Those of its words."""
        return keys_of(self.units)

    @property
    def ends_here(self) -> bool:
        """True if the phrase ends with it."""
        after = self.after
        return after is None or not any(map(is_topic, after.keys)) or after.written.endswith(("ed", "ly"))


def places(text: str) -> Iterator[Place]:
    """Every stretch of a text that may name something: no function word within, no filler at an end."""
    for row in rows(text):
        for start, first in enumerate(row):
            if not any(map(is_topic, first.keys)):
                continue
            for end in range(start + 1, min(start + _UNITS, len(row)) + 1):
                last = row[end - 1]
                if len(last.keys) == 1 and is_function_word(last.keys[0]):
                    break
                if is_topic(last.keys[-1]):
                    after = row[end] if end < len(row) else None
                    yield Place(row[start:end], after, is_whole=end - start == len(row))


@dataclass(slots=True)
class _Tally:
    """Where a stretch of words stands, so far, and how it is written: in small letters, if it ever is."""

    written: str = ""
    titled: bool = False
    keyword: bool = False
    said: int = 0
    times: int = 0
    ended: int = 0

    def add(self, place: Place) -> None:
        """Once more in the title or in the abstract."""
        text = written(place.units)
        if not self.written or (text.islower() and not self.written.islower()):
            self.written = text
        self.times += 1
        self.ended += place.ends_here


def terms(paper: Paper) -> list[Term]:
    """All that may be asked for, the weightiest first; nothing with the name that the paper gives itself."""
    found: dict[tuple[str, ...], _Tally] = defaultdict(_Tally)
    for place in places(paper.abstract[:_MOST_READ]):
        found[place.keys].add(place)
        found[place.keys].said += 1
    for place in places(paper.title[:_MOST_READ]):
        found[place.keys].add(place)
        found[place.keys].titled = True
    for word in paper.keywords[:_KEYWORDS]:
        for place in places(word):
            if place.is_whole:
                one = found[place.keys]
                one.written, one.keyword = one.written or written(place.units), True
    own = _own_name(paper).casefold()
    told = (
        Term(one.written, keys, one.titled, one.keyword, one.said, one.ended / one.times if one.times else 1.0)
        for keys, one in found.items()
        if len(keys) <= _WORDS and not (own and own in one.written.casefold())
    )
    return sorted(filter(_may_tell, told), key=lambda one: -one.weight)


def _own_name(paper: Paper) -> str:
    """Name before the colon of a title; the abstract never has it in small letters."""
    name = paper.title.partition(":")[0].strip()
    said = name.isalnum() and name.casefold() in paper.abstract.casefold()
    if ":" in paper.title and said and name.lower() not in paper.abstract:
        return name
    return coined_name(paper.title)


def _may_tell(term: Term) -> bool:
    if _NO_NAME.search(term.written) or (_VERSION.search(term.written) and not term.titled):
        return False
    if term.is_word and (is_general(term.keys[0]) or len(term.written) < _SHORT):
        return False
    return term.weight >= (_LEAST_OF_WORD if term.is_word else _LEAST)
