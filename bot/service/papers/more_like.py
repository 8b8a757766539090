"""From a paper to a query for more like it: the phrases whose other papers are about the same."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from bot.query import QueryError, parse
from bot.query.analysis.topics import runs, topics
from bot.service.papers.coverage import STORED_DAYS, first_of
from bot.service.papers.papers import open_day

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date, datetime

    from bot.domain.paper import Paper
    from bot.domain.ports import ListSource, Neighbour, PastPapers
    from bot.query import Query

_NEAR = 40  # papers that are compared with those that have a phrase
_NEAREST = 8  # of them, whose words in common are candidates
_CANDIDATES = 30  # phrases looked up, some milliseconds each
_READ = 40  # papers of each
_DOUBT = 2  # papers that are about something else, reckoned to each phrase: one alone may be chance
_PHRASES = 3  # in the query
_WORTH = 0.5  # of the best phrase's worth, for one that is asked for beside it
_LONGEST = 4  # words in a phrase
_COMMON = 0.05  # the share of papers from which on a phrase is a field and not a subject
_FEW = 500  # papers among which shares say little
_ALONE = 0.6  # what a word alone is worth, unless it is a name: it has other senses
_LEAST = 0.08  # worth from which on a phrase is about the same
_OFTEN = 2  # times that a paper says what it is about


@dataclass(frozen=True, slots=True)
class _Phrase:
    """A readable phrase: the keys of its words, how often the paper says it, how many others have it, its worth.

    That is how alike to the paper these others are, the more the oftener the paper itself says it.
    """

    written: str
    keys: tuple[str, ...]
    said: int
    others: int
    worth: float


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
        pipeline" or "planning", which papers about anything have. Where no other paper has such a phrase, what the
        paper alone says, and more than once, is asked for; where all are common, two of them together.
        """
        since = first_of(self._days, open_day(self._sources, self._now()))
        near = await self._past.similar(paper, since=since, most=_NEAR)
        phrases = [
            await self._looked_up(written, times, paper.id, near, since)
            for written, times in _candidates(paper, near)
        ]
        every = (await self._past.find(None, since=since)).papers
        most = _COMMON * max(every, _FEW)
        rare = [phrase for phrase in phrases if phrase.others <= most]
        chosen = _telling(rare) or _own(rare)
        if chosen:
            return parse(" OR ".join(f'"{phrase.written}"' for phrase in chosen))
        both = _apart(sorted(filter(lambda phrase: phrase.others, phrases), key=lambda phrase: phrase.others))[:2]
        return parse(" ".join(f'"{phrase.written}"' for phrase in both)) if both else None

    async def _looked_up(
        self, written: str, said: int, paper_id: str, near: Sequence[Neighbour], since: date
    ) -> _Phrase:
        canonical = parse(f'"{written}"').canonical
        found = await self._past.find(canonical, since=since, most=_READ)
        others = [key for key in found.ids if key != paper_id]
        closeness = {neighbour.paper_id: neighbour.closeness for neighbour in near}
        # The root: most of those that are about the same are not very close either.
        worth = sum(math.sqrt(closeness.get(key, 0.0)) for key in others) / (len(others) + _DOUBT)
        keys, total = _keys(written), found.total - (len(found.ids) - len(others))
        if len(keys) == 1 and not any(char.isupper() or char.isdigit() for char in written[1:]):
            worth *= _ALONE
        return _Phrase(written, keys, said, total, worth * min(said, _OFTEN) / _OFTEN)


def _telling(phrases: Sequence[_Phrase]) -> list[_Phrase]:
    """The worthiest; none where no other paper has any of them."""
    ranked = sorted(phrases, key=lambda phrase: -phrase.worth)
    least = ranked[0].worth * _WORTH if ranked else 0.0
    return _apart([phrase for phrase in ranked if phrase.worth >= max(least, _LEAST)])[:_PHRASES]


def _own(phrases: Sequence[_Phrase]) -> list[_Phrase]:
    """What this paper alone has, and says more than once: of several words, or else one."""
    own = [phrase for phrase in phrases if not phrase.others and phrase.said >= _OFTEN]
    return _apart([phrase for phrase in own if len(phrase.keys) > 1] or own)[:_PHRASES]


def _apart(phrases: Sequence[_Phrase]) -> list[_Phrase]:
    """Without those that say what an earlier one says: the same words, more of them or fewer."""
    found: list[_Phrase] = []
    for phrase in phrases:
        keys = set(phrase.keys)
        if not any(keys.issubset(one.keys) or keys.issuperset(one.keys) for one in found):
            found.append(phrase)
    return found


def _candidates(paper: Paper, near: Sequence[Neighbour]) -> list[tuple[str, int]]:
    """Readable phrases with how often the paper says them, the likeliest first, each once however it is written.

    One word alone has to be said often.
    """
    text = f"{paper.title} . {paper.abstract}"
    counts = Counter(topic.key for topic in topics(text))
    found: dict[str, tuple[str, int]] = {}
    for written in _phrases(paper, near):
        keys = _keys(written)
        said = min((counts[part] for part in _parts(keys)), default=0)
        said = max(said, text.casefold().count(written.casefold()), 1)
        telling = len(keys) > 1 or (said > _OFTEN and any(map(str.isalpha, written)))
        if keys and telling and _is_readable(written):
            found.setdefault(written.casefold(), (written, said))
    return list(found.values())[:_CANDIDATES]


def _keys(written: str) -> tuple[str, ...]:
    return tuple(topic.key for run in runs(written) for topic in run)


def _parts(keys: Sequence[str]) -> Sequence[str]:
    """What is counted of a phrase: its pairs of neighbours, or its word."""
    return [f"{one} {two}" for one, two in pairwise(keys)] or keys


def _phrases(paper: Paper, near: Sequence[Neighbour]) -> Iterator[str]:
    """What its title says in several words, its keywords, what others like it say, single words of the title."""
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


def _written(words: list[str]) -> str:
    return " ".join(" ".join(words).replace('"', " ").split())


def _is_readable(phrase: str) -> bool:
    try:
        parse(f'"{phrase}"')
    except QueryError:
        return False
    return bool(phrase)
