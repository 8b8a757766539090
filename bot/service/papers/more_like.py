"""From a paper to a query for more like it: the phrases whose other papers are about the same."""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass, replace
from itertools import combinations, pairwise
from typing import TYPE_CHECKING

from bot.query import QueryError, parse
from bot.query.analysis.frequencies import is_common
from bot.query.analysis.topics import coined_name, is_general, looks_like_a_name, runs, topics
from bot.service.papers.coverage import STORED_DAYS, first_of
from bot.service.papers.papers import open_day

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import date, datetime

    from bot.domain.paper import Paper
    from bot.domain.ports import ListSource, Neighbour, PastPapers
    from bot.query import Query

_NEAR = 40  # papers that are compared with those that have a phrase
_NEAREST = 8  # of them, whose words in common are candidates
_CANDIDATES = 24  # phrases looked up, some milliseconds each
_TOGETHER = 4  # of them that are asked for in twos where none tells enough alone: six more look-ups
_READ = 40  # papers of each
_DOUBT = 2  # papers that are about something else, reckoned to each phrase: one alone may be chance
_PHRASES = 3  # in the query
_WORTH = 0.5  # of the best phrase's worth, for one that is asked for beside it
_LONGEST = 4  # words in a phrase
_COMMON = 0.05  # the share of papers from which on a phrase is a field and not a subject
_NARROW = 0.01  # that up to which it is asked for though those that have it are not known to be about the same
_COMMON_WORD = 0.02  # that of a word alone
_FEW = 500  # papers among which shares say little
_ALONE = 0.6  # what a word is worth that stands alone and is no name
_LEAST = 0.08  # worth from which on a phrase is about the same
_SHORT = 2  # letters
_OFTEN = 2  # times that a paper says what it is about
_PREFIXES = frozenset({"non", "post", "multi", "self", "co", "semi", "wise"})
_VERSION = re.compile(r"\d(?!d\b)", re.IGNORECASE)  # of a model or a data set; 3D is none


@dataclass(frozen=True, slots=True)
class _Phrase:
    """A readable phrase: the keys of its words, how often the paper says it, whether its title does, and others.

    Its worth is how alike to the paper these others are, the more the oftener the paper itself says it.
    """

    written: str
    keys: tuple[str, ...]
    said: int
    titled: bool
    others: int
    worth: float

    @property
    def is_a_word(self) -> bool:
        """Whether it is a word alone, and no name: it has other senses."""
        return len(self.keys) == 1 and not looks_like_a_name(self.written)

    @property
    def is_vague(self) -> bool:
        """Whether it is that, or says little more than one that is common anyway: `memory costs`."""
        return self.is_a_word or all(is_general(key) or is_common(key) for key in self.keys)

    @property
    def is_meant(self) -> bool:
        """Whether the paper speaks of it, rather than mention it."""
        return self.titled or self.said >= _OFTEN

    def is_rare(self, every: int) -> bool:
        """Whether so few of every paper have it that it is a subject by itself."""
        if len(self.keys) > 1:
            return self.others <= _COMMON * max(every, _FEW)
        return not any(map(is_common, self.keys)) and self.others <= _COMMON_WORD * max(every, _FEW)


class MoreLike:
    """Looks phrases up among the papers of the last `days` list days. `now` gives aware UTC time."""

    def __init__(
        self, past: PastPapers, sources: Sequence[ListSource], now: Callable[[], datetime], days: int = STORED_DAYS
    ) -> None:
        self._past = past
        self._sources = sources
        self._now = now
        self._days = days

    async def query(self, paper: Paper) -> Query | None:
        """Any of its at most three most telling phrases; None when it has none. Raises NotReadyError.

        Telling is what papers have that are about the same, and few others: "agent memory", but not "automated
        pipeline" or "planning", which papers about anything have. Where nothing is, two together that others have
        as well are asked for; else what the paper says more than once, if it is a subject and not its own name.
        """
        since = first_of(self._days, open_day(self._sources, self._now()))
        near = await self._past.similar(paper, since=since, most=_NEAR)
        phrases = [
            await self._looked_up(written, times, paper, near, since)
            for written, times in _candidates(paper, near)
        ]
        every = (await self._past.find(None, since=since)).papers
        rare = [phrase for phrase in phrases if phrase.is_rare(every)]
        meant = [phrase for phrase in rare if phrase.is_meant]
        chosen = _telling(meant) or _subject([phrase for phrase in meant if _is_narrow(phrase, every)])
        if chosen:
            return _any_of(chosen)
        both = await self._together(phrases, paper.id, near, since)
        if both is not None:
            return parse(both)
        chosen = _subject([phrase for phrase in meant if phrase.titled]) or _own(meant) or _subject(rare)
        return _any_of(chosen) if chosen else None

    async def _looked_up(
        self, written: str, said: int, paper: Paper, near: Sequence[Neighbour], since: date
    ) -> _Phrase:
        others, worth = await self._found(f'"{written}"', paper.id, near, since)
        worth *= min(said, _OFTEN) / _OFTEN
        phrase = _Phrase(written, _keys(written), said, _is_in(written, paper.title), others, worth)
        return replace(phrase, worth=phrase.worth * _ALONE) if phrase.is_vague else phrase

    async def _found(self, query: str, paper_id: str, near: Sequence[Neighbour], since: date) -> tuple[int, float]:
        """How many other papers match, and how alike to the paper they are."""
        found = await self._past.find(parse(query).canonical, since=since, most=_READ)
        others = [key for key in found.ids if key != paper_id]
        closeness = {neighbour.paper_id: neighbour.closeness for neighbour in near}
        # The root: most of those that are about the same are not very close either.
        worth = sum(math.sqrt(closeness.get(key, 0.0)) for key in others) / (len(others) + _DOUBT)
        return found.total - (len(found.ids) - len(others)), worth

    async def _together(
        self, phrases: Sequence[_Phrase], paper_id: str, near: Sequence[Neighbour], since: date
    ) -> str | None:
        """The two that others have together which are about the same; None when none has."""
        meant = [one for one in phrases if one.others and one.is_meant]
        parts = _apart(sorted(meant, key=lambda one: (-one.said, -one.worth)))[:_TOGETHER]
        best: tuple[float, int, str] = (0.0, 0, "")
        for one, other in combinations(sorted(parts, key=phrases.index), 2):
            if one.is_a_word and other.is_a_word:
                continue  # two words that many have come together by chance
            both = f'"{one.written}" "{other.written}"'
            others, worth = await self._found(both, paper_id, near, since)
            best = max(best, (worth, others, both))
        return best[2] if best[0] >= _LEAST else None


def _any_of(phrases: Sequence[_Phrase]) -> Query:
    return parse(" OR ".join(f'"{phrase.written}"' for phrase in phrases))


def _telling(phrases: Sequence[_Phrase]) -> list[_Phrase]:
    """The worthiest; none where no other paper has any of them."""
    ranked = sorted(phrases, key=lambda phrase: -phrase.worth)
    least = ranked[0].worth * _WORTH if ranked else 0.0
    return _apart([phrase for phrase in ranked if phrase.worth >= max(least, _LEAST)])[:_PHRASES]


def _is_narrow(phrase: _Phrase, every: int) -> bool:
    """Whether each of its words tells something, few have it, and it is said again: then it stands for itself."""
    few = phrase.others <= _NARROW * max(every, _FEW)
    return few and phrase.said >= _OFTEN and not any(map(is_general, phrase.keys))


def _subject(phrases: Sequence[_Phrase]) -> list[_Phrase]:
    """The one of several words that it says oftenest, where those who say it, too, are not the likest papers."""
    said = [phrase for phrase in phrases if phrase.others and len(phrase.keys) > 1]
    return sorted(said, key=lambda phrase: (-phrase.said, phrase.others))[:1]


def _own(phrases: Sequence[_Phrase]) -> list[_Phrase]:
    """What this paper alone has, and says more than once: of several words, or else one."""
    own = [phrase for phrase in phrases if not phrase.others and phrase.said >= _OFTEN]
    words = [phrase for phrase in own if phrase.is_a_word]  # a name that nobody else has is the paper's own
    return _apart([phrase for phrase in own if len(phrase.keys) > 1] or words)[:_PHRASES]


def _apart(phrases: Sequence[_Phrase]) -> list[_Phrase]:
    """Without those that say what an earlier one says: the same words, more of them or fewer."""
    found: list[_Phrase] = []
    for phrase in phrases:
        keys = set(phrase.keys)
        if not any(keys.issubset(one.keys) or keys.issuperset(one.keys) for one in found):
            found.append(phrase)
    return found


def _candidates(paper: Paper, near: Sequence[Neighbour]) -> list[tuple[str, int]]:
    """Readable phrases with how often the paper says them, the likeliest first; each once, however written."""
    text = f"{paper.title} . {paper.abstract}"
    counts = Counter(topic.key for topic in topics(text))
    coined = set(_keys(coined_name(paper.title)))
    found: dict[str, tuple[str, int]] = {}
    for written in _phrases(paper, near, counts):
        keys = _keys(written)
        said = min((counts[part] for part in _parts(keys)), default=0)
        said = max(said, text.casefold().count(written.casefold()), 1)
        if (
            keys
            and coined.isdisjoint(keys)
            and _tells(written, keys, said, counts, paper)
            and _is_readable(written)
        ):
            found.setdefault(written.casefold(), (written, said))
    return list(found.values())[:_CANDIDATES]


def _tells(written: str, keys: Sequence[str], said: int, counts: Mapping[str, int], paper: Paper) -> bool:
    """Whether it can be what a paper is about: no words of any research, no version of what it was tried with.

    It stands in the title, is a keyword or is said more than once; a word alone oftener, and not most times
    beside the same word, whose half it is.
    """
    titled = _is_in(written, paper.title)
    if all(map(is_general, keys)) or (_VERSION.search(written) and not titled):
        return False
    if len(keys) > 1:
        named = titled or any(_is_in(written, keyword) for keyword in paper.keywords)
        return (named or said >= _OFTEN) and not _breaks_off(keys)
    return said > _OFTEN and _is_word(written) and not _is_half(keys[0], counts)


def _breaks_off(keys: Sequence[str]) -> bool:
    """Whether a phrase is the beginning or the end of another: `web crawled`, `Bayesian non`, `re routing`."""
    last = keys[-1]
    return keys[0] == "re" or last in _PREFIXES or (last.endswith("ed") and not last.endswith("eed"))


def _is_in(written: str, text: str) -> bool:
    return written.casefold() in text.casefold()


def _is_word(written: str) -> bool:
    """Whether it means one thing by itself: no number, adverb or abbreviation of two letters."""
    if written.endswith("ly") or (len(written) <= _SHORT and written.isalpha()):
        return False
    return any(map(str.isalpha, written))


def _is_half(word: str, counts: Mapping[str, int]) -> bool:
    pairs = (count for key, count in counts.items() if " " in key and word in key.split())
    return max(pairs, default=0) * 2 > counts[word]


def _keys(written: str) -> tuple[str, ...]:
    return tuple(topic.key for run in runs(written) for topic in run)


def _parts(keys: Sequence[str]) -> Sequence[str]:
    """What is counted of a phrase: its pairs of neighbours, or its word."""
    return [f"{one} {two}" for one, two in pairwise(keys)] or keys


def _phrases(paper: Paper, near: Sequence[Neighbour], counts: Mapping[str, int]) -> Iterator[str]:
    """What its title says in several words, its keywords, what others like it say, pairs that it says again.

    Then single words of the title.
    """
    title = [[topic.written for topic in run] for run in runs(paper.title)]
    for run in title:
        if len(run) > 1:
            yield _written(run[:_LONGEST])
    for keyword in paper.keywords:
        yield _written(keyword.split())
    for neighbour in near[:_NEAREST]:
        yield from (_written(shared.split()) for shared in neighbour.shared)
    for run in title:
        if len(run) > 2:  # noqa: PLR2004 - the pairs of a longer row
            yield from (_written(list(pair)) for pair in pairwise(run))
    for run in title:
        yield from (_written([word]) for word in run)
    again = {topic.key: topic.written for topic in topics(paper.abstract) if " " in topic.key}
    for key in sorted(again, key=lambda key: -counts[key]):
        if counts[key] >= _OFTEN:
            yield _written(again[key].split())


def _written(words: list[str]) -> str:
    return " ".join(" ".join(words).replace('"', " ").split())


def _is_readable(phrase: str) -> bool:
    try:
        parse(f'"{phrase}"')
    except QueryError:
        return False
    return bool(phrase)
