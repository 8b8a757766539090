"""The terms that a paper speaks of, and how many other papers have them."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from bot.query import QueryError, parse
from bot.query.analysis.document import term_keys
from bot.query.analysis.topics import is_function_word, is_general, is_topic

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from bot.domain.paper import Paper, Sighting
    from bot.domain.ports import PastPapers

_MOST_READ = 5_000  # characters of an abstract: few have half of that, and the event loop waits meanwhile
_KEYWORDS = 30  # of a paper that are read
_LONGEST = 4  # words between spaces
_KEYS = 5  # words, those between hyphens counted
_SHORT = 3  # letters
_CLAUSE_END = re.compile(r"(?<![.,;:!?])[.,;:!?]+(?=\s|$)|[()\[\]{}\"“”$\\]|\s[-–—]+\s|—")
_WORD = re.compile(r"[^\W_][\w+'’/.-]*")
_POSSESSIVE = re.compile(r"['’](?:s\b|(?=\s|$))")
_NO_NAME = re.compile(r"n['’]t\b|ly$")  # a verb, an adverb
_VERSION = re.compile(r"\d(?!d\b)", re.IGNORECASE)  # of a model or a data set; 3D is none
_DESCRIBING = ("al", "ic", "ive", "ous", "able", "ible", "ary", "ed")  # endings of adjectives
_IN_TITLE, _KEYWORD, _SAID, _OFTEN = 4.0, 1.0, 0.75, 4  # said more often than that counts no more
_SUBJECT = 0.3  # of the papers that have a subject, so many name it in their titles; "F1 score" none of 108
_UNSEEN, _OF_UNSEEN = 0.4, 2.5  # added to both counts: of a term that nobody has yet nothing is known
_LISTED = 400  # papers that have a term, whose ids are read


class Term(NamedTuple):
    """A word or phrase as the paper writes it, with the keys of its words and where the paper says it.

    `ends` is the share of its places where the phrase is over with it: 0 for `variational`, which always stands
    before another word.
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
        """True for what has no spaces: `routing`, `text-to-image`."""
        return " " not in self.written

    @property
    def is_general(self) -> bool:
        """True if research on anything has all its words: `data selection`."""
        return all(map(is_general, self.keys))

    @property
    def weight(self) -> float:
        """Weight by places and number of mentions in the paper; a word has more senses than a phrase."""
        places = _IN_TITLE * self.titled + _KEYWORD * self.keyword + _SAID * min(self.said, _OFTEN)
        sense = 0.45 if self.is_word else 1 - sum(map(is_general, self.keys)) / len(self.keys) / 4
        return places * sense * (0.4 + 0.6 * self.ends)

    @property
    def may_tell(self) -> bool:
        """True for what may be a subject: no adjective, no version of something, no words of any research."""
        if _NO_NAME.search(self.written) or (_VERSION.search(self.written) and not self.titled):
            return False
        if not self.is_word:
            return self.titled or not self.is_general
        described = self.written.endswith(_DESCRIBING) or not (self.ends or self.titled)
        return not described and len(self.written) >= _SHORT and not self.is_general


class _Place(NamedTuple):
    written: str
    keys: tuple[str, ...]
    titled: bool
    ends: bool


def _places(text: str, *, titled: bool) -> Iterator[_Place]:
    """Every stretch of a text that may name something: no function word within, no filler at an end."""
    for clause in _CLAUSE_END.split(_POSSESSIVE.sub("", text[:_MOST_READ])):
        row = [(word, term_keys(word)) for word in clause.split()]
        for start, (_, first) in enumerate(row):
            keys: tuple[str, ...] = ()
            for end, (word, more) in enumerate(row[start : start + _LONGEST], start + 1):
                keys += more
                if not more or not _WORD.fullmatch(word) or is_function_word(" ".join(more)) or len(keys) > _KEYS:
                    break
                if is_topic(first[0]) and is_topic(more[-1]):
                    after, after_keys = row[end] if end < len(row) else ("", ())
                    ends = not any(map(is_topic, after_keys)) or after.endswith(("ed", "ly"))
                    yield _Place(" ".join(one for one, _ in row[start:end]), keys, titled, ends)


def terms(paper: Paper) -> list[Term]:
    """All that may be asked for, the weightiest first; nothing with the name that the paper gives itself."""
    name, colon, _ = paper.title.partition(":")
    own = name.casefold() if colon and " " not in name else ""
    keywords = {term_keys(word) for word in paper.keywords[:_KEYWORDS]}
    found: defaultdict[tuple[str, ...], list[_Place]] = defaultdict(list)
    for place in (*_places(paper.abstract, titled=False), *_places(paper.title, titled=True)):
        if not own or own not in place.written.casefold():
            found[place.keys].append(place)
    told = (
        Term(
            written=max(places, key=lambda one: one.written.islower()).written,
            keys=keys,
            titled=any(one.titled for one in places),
            keyword=keys in keywords,
            said=sum(not one.titled for one in places),
            ends=sum(one.ends for one in places) / len(places),
        )
        for keys, places in found.items()
    )
    return sorted((term for term in told if term.may_tell), key=lambda term: -term.weight)


@dataclass(frozen=True, slots=True)
class Measured:
    """A term, the `others` that have it, and so many in their titles; `ids` are the newest of them."""

    term: Term
    ids: frozenset[str]
    others: int
    in_titles: int

    @property
    def subject(self) -> float:
        """0 to 1: of those who have it, how many name it in their titles."""
        return min((self.in_titles + _UNSEEN) / (self.others + _OF_UNSEEN) / _SUBJECT, 1.0)

    @property
    def about(self) -> float:
        """The term's score: how much the paper is about it, and how much it is a subject."""
        return self.term.weight * (0.3 + 0.7 * self.subject)


async def measured(past: PastPapers, sighting: Sighting, term: Term, since: date) -> Measured | None:
    """A term's numbers; None where it can't be asked for, or doesn't find the paper. Raises NotReadyError."""
    paper = sighting.paper
    try:
        asked, titled = parse(term.query), parse(f"title:{term.query}")
    except QueryError:
        return None
    if not asked.matches(paper, sighting.signals):
        return None
    found = await past.find(asked.canonical, since=since, most=_LISTED)
    ids = frozenset(found.ids) - {paper.id}
    named = (await past.find(titled.canonical, since=since)).total if ids else 0
    others = found.total - (paper.id in found.ids)
    return Measured(term, ids, others, max(named - term.titled, 0))
