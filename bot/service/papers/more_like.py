"""From a paper to a query for more like it: its most telling phrases, as few papers have them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.query import QueryError, parse
from bot.query.analysis.topics import runs
from bot.service.papers.coverage import STORED_DAYS, first_of
from bot.service.papers.papers import open_day

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date, datetime

    from bot.domain.paper import Paper
    from bot.domain.ports import ListSource, PastPapers
    from bot.query import Query

_CANDIDATES = 16  # phrases looked up, some milliseconds each
_PHRASES = 3  # in the query
_LONGEST = 4  # words in a phrase
_COMMON = 0.03  # the share of papers from which on a phrase is a field and not a subject
_FEW = 100  # papers among which shares say nothing


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
        """Any of its three most telling phrases; None when it has none. Raises NotReadyError.

        Telling is what other papers have, too, but few of them; of such phrases those of the title come first.
        Where all are common, two of them together are asked for.
        """
        since = first_of(self._days, open_day(self._sources, self._now()))
        phrases = [phrase for phrase in dict.fromkeys(_phrases(paper)) if _readable(phrase)][:_CANDIDATES]
        found = {phrase: await self._papers(phrase, since) for phrase in phrases}
        every = (await self._past.find(None, since=since)).papers
        most = max(_COMMON * every, _FEW)
        telling = [phrase for phrase in phrases if found[phrase] <= most]
        # One that no other paper has finds nothing new, unless nothing else is there.
        telling.sort(key=lambda phrase: found[phrase] <= 1)
        if telling:
            return parse(" OR ".join(f'"{phrase}"' for phrase in telling[:_PHRASES]))
        rare = sorted(phrases, key=lambda phrase: found[phrase])[:2]
        return parse(" ".join(f'"{phrase}"' for phrase in rare)) if rare else None

    async def _papers(self, phrase: str, since: date) -> int:
        return (await self._past.find(parse(f'"{phrase}"').canonical, since=since)).total


def _phrases(paper: Paper) -> Iterator[str]:
    """What its title says in several words, its keywords, then single words of the title; as it writes them."""
    title = list(runs(paper.title))
    for run in title:
        if len(run) > 1:
            yield _written([topic.written for topic in run[:_LONGEST]])
    for keyword in paper.keywords:
        yield _written(keyword.split())
    for run in title:
        if len(run) == 1:
            yield _written([run[0].written])


def _written(words: list[str]) -> str:
    return " ".join(" ".join(words).replace('"', " ").split())


def _readable(phrase: str) -> bool:
    try:
        parse(f'"{phrase}"')
    except QueryError:
        return False
    return bool(phrase)
