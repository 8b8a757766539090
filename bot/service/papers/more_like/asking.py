"""Which of the queries that a paper suggests brings other papers, and not too many."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.paper import Signals
from bot.query import QueryError, parse
from bot.service.papers.coverage import STORED_DAYS, first_of, open_day

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date, datetime

    from bot.domain.paper import Paper
    from bot.domain.ports import ListSource, PastPapers
    from bot.query import Query
    from bot.service.papers.more_like.candidates import Candidate

_CANDIDATES = 16  # phrases looked up, each twice, some milliseconds a time
_READ = 40
# Of so few papers that they tell nothing, how many others are still a few: more are hardly about the same.
_FEW_OTHERS, _FEW_SHARE = 12, 0.25


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
        """What names the paper's subject, matches the paper, and brings others; None when nothing in it does.

        The subject is what its title says, as far as its abstract goes on to speak of it: "anomaly detection", or
        "video generation" and "long context". Where many papers are stored, it is asked for in the widest way
        that is not wider than a field; where few are, they tell nothing, and what is known of subjects does.
        Raises NotReadyError.
        """
        from bot.service.papers.more_like.candidates import Candidate  # noqa: PLC0415 - who is not asked needs no subjects
        from bot.service.papers.more_like.phrases import phrases  # noqa: PLC0415 - the same

        day = open_day(self._sources, self._now())
        since = first_of(self._days, day)
        every = (await self._past.find(None, since=since)).papers
        signals = Signals(first_seen=self._now(), list_day=day)
        asked = [one for one in phrases(paper) if _finds(one.written, paper, signals)][:_CANDIDATES]
        candidates: list[Candidate] = []
        for phrase in asked:
            others = await self._others(f'"{phrase.written}"', paper.id, since)
            in_titles = await self._others(f'title:"{phrase.written}"', paper.id, since) if others else 0
            candidates.append(Candidate(phrase, others, in_titles, every))
        chosen = await self._chosen(sorted(candidates, key=lambda one: -one.worth), paper.id, since, every)
        return parse(chosen) if chosen else None

    async def _chosen(self, candidates: Sequence[Candidate], paper_id: str, since: date, every: int) -> str | None:
        """The first query that brings enough others, and not too many; else the first that brings some."""
        from bot.service.papers.more_like.candidates import enough  # noqa: PLC0415 - as above
        from bot.service.papers.more_like.plans import BROAD, plans  # noqa: PLC0415 - as above

        if candidates and not candidates[0].is_compared:
            return await self._of_few([plan.query for plan in plans(candidates)], paper_id, since, every)
        rest: dict[bool, str] = {}
        for plan in plans(candidates):
            others = await self._others(plan.query, paper_id, since)
            if others <= plan.most * every:
                if others >= plan.least * enough(every):
                    return plan.query
                rest.setdefault(others > 0, plan.query)
            elif others <= BROAD * every:
                rest.setdefault(True, plan.query)
        return rest.get(True) or rest.get(False)

    async def _of_few(self, queries: Sequence[str], paper_id: str, since: date, every: int) -> str | None:
        """The best query, unless it brings the paper alone and a looser one brings a few others."""
        most = min(_FEW_OTHERS, _FEW_SHARE * every)
        for query in queries:
            others = await self._others(query, paper_id, since)
            if 0 < others <= most or (others and query == queries[0]):
                return query
        return queries[0] if queries else None

    async def _others(self, query: str, paper_id: str, since: date) -> int:
        """How many other papers match."""
        found = await self._past.find(parse(query).canonical, since=since, most=_READ)
        return found.total - (paper_id in found.ids)


def _finds(phrase: str, paper: Paper, signals: Signals) -> bool:
    """Whether a phrase can be asked for, and finds the paper."""
    try:
        return parse(f'"{phrase}"').matches(paper, signals)
    except QueryError:
        return False
