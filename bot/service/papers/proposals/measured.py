"""Statistics of a term: papers that have it, those with it in the title, and those close to one paper."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.domain.paper import Signals
from bot.query import QueryError, parse
from bot.query.analysis.frequencies import is_common
from bot.query.analysis.topics import is_general
from bot.service.papers.proposals.terms import places

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from bot.domain.paper import Paper
    from bot.domain.ports import PastPapers
    from bot.query import Query
    from bot.service.papers.proposals.terms import Term

_SUBJECT = 0.3  # of the papers that have a subject, so many name it in their titles; "F1 score" none of 108
_UNSEEN, _OF_UNSEEN = 0.4, 2.5  # added to both counts: of a term that nobody has yet nothing is known
_RARE, _RARE_WORD = 1 / 40, 1 / 250  # the share of papers up to which a term alone tells them from others
_UNKNOWN = 100  # papers that have it not, added to all: of a handful a share says little
_ENOUGH = 200  # papers whose titles show if general words are a subject: "data selection"
_SURE, _LIKELY, _UNLIKELY, _SHARED, _SOME = 0.8, 0.6, 0.45, 1.3, 2
_READ, _READ_SHARE = 400, 0.05  # papers that have a term, whose ids are read
_DAY = datetime(1991, 8, 14, tzinfo=UTC)
_SIGNALS = Signals(first_seen=_DAY, list_day=_DAY.date())  # no term asks for them
CLOSEST, _SEVERAL = 24, 5  # papers whose titles are compared; so many that say the same leave no doubt
_FAR_OFTENER = 8  # times that these say it oftener than all papers


@dataclass(frozen=True, slots=True)
class Measured:
    """A term among `every` paper: the `others` that have it, so many in the title, and of the closest ones `here`.

    `ids` are those of others, where they are not too many to be read.
    """

    term: Term
    ids: frozenset[str]
    others: int
    in_titles: int
    here: int
    every: int

    @property
    def is_read(self) -> bool:
        """True if `ids` has all others."""
        return len(self.ids) == self.others

    @property
    def subject(self) -> float:
        """0 to 1: of those who have it, how many name it in their titles."""
        return min((self.in_titles + _UNSEEN) / (self.others + _OF_UNSEEN) / _SUBJECT, 1.0)

    @property
    def rarity(self) -> float:
        """0 for what all papers have, 1 for what one in forty has or fewer; of words alone one in 250."""
        rare = _RARE_WORD if self.term.is_word else _RARE
        return min(math.log((self.every + _UNKNOWN) / (self.others + 1)) / -math.log(rare), 1.0)

    @property
    def shared(self) -> float:
        """1, or up to 2 for what the closest papers say in their titles and others do not."""
        if self.here <= 1:
            return 1.0
        lift = self.here / CLOSEST * self.every / (self.in_titles + 1)
        return 1 + min(self.here / _SEVERAL, 1) * min(max(math.log(lift) / math.log(_FAR_OFTENER), 0), 1)

    @property
    def about(self) -> float:
        """Weight of the term for this paper and for others."""
        return self.term.weight * (0.4 + 0.6 * self.subject) * self.shared

    @property
    def is_generic(self) -> bool:
        """True if research on anything has it: all its words are general, and no titles show otherwise."""
        named = self.every >= _ENOUGH and (self.in_titles > 0 or self.term.titled)
        return not named and all(map(is_general, self.term.keys))

    @property
    def is_put_forward(self) -> bool:
        """True if the title of this paper or of a close one names it."""
        return self.term.titled or self.here > 0

    @property
    def is_unsure(self) -> bool:
        """True for a word such as `seeking`, which few papers name as their subject."""
        return self.term.is_doing and self.subject < _SURE and self.here <= _SOME

    @property
    def is_topic(self) -> bool:
        """True if it is a query by itself: never a word that papers on anything have."""
        term = self.term
        named = self.in_titles * 2 >= self.others and self.in_titles > 0  # by most of those who have it
        if term.is_modifier and not (term.is_word and named and term.titled and self.in_titles > _SOME):
            return False
        if term.is_compound:
            return term.titled and term.said > 1
        if not term.is_word:
            return not self.is_generic and (term.titled or term.keyword or term.said > 1 or self.in_titles > 0)
        if is_common(term.keys[0]) or not self.in_titles or self.is_unsure:
            return False
        dwelt_on = term.said > _SOME and (term.keyword or self.here > 1)
        return dwelt_on or (term.titled and (term.said > 1 or named))

    @property
    def is_word_of_titles(self) -> bool:
        """True for a word of this title and another one that is not a general word."""
        common = self.term.is_modifier or is_common(self.term.keys[0])
        return self.term.is_word and self.term.titled and self.in_titles > 0 and not common

    @property
    def beside(self) -> float:
        """Factor beside another term: less for words that only say how something is done."""
        term = self.term
        if term.is_compound and term.titled:
            return 0.85
        if term.is_modifier or self.is_generic or (term.is_doing and self.shared < _SHARED):
            return 0.6 if self.subject > _LIKELY else 0.3
        if term.is_word and self.subject < _UNLIKELY:
            return 0.75 if term.titled and term.said > 1 else 0.35
        return 1.0


class Among:
    """The `every` papers of list day `since` and later, asked for terms of one paper; `near` are like it."""

    def __init__(
        self, past: PastPapers, paper: Paper, since: date, every: int, near: Iterable[Paper] = ()
    ) -> None:
        self._past = past
        self._paper = paper
        self._since = since
        self._every = every
        self._most = max(_READ, round(every * _READ_SHARE))
        self._here = Counter(
            keys for one in near if every >= _ENOUGH for keys in {place.keys for place in places(one.title)}
        )

    async def measured(self, term: Term) -> Measured | None:
        """A term's numbers; None where it can't be asked for, or doesn't find the paper. Raises NotReadyError."""
        try:
            asked, titled = parse(term.query), parse(f"title:{term.query}")
        except QueryError:
            return None
        if not asked.matches(self._paper, _SIGNALS):
            return None
        found = await self._past.find(asked.canonical, since=self._since, most=self._most)
        ids = frozenset(found.ids) - {self._paper.id}
        named = (await self._past.find(titled.canonical, since=self._since)).total if ids else 0
        return Measured(
            term=term,
            ids=ids,
            others=found.total - (self._paper.id in found.ids),
            in_titles=max(named - term.titled, 0),
            here=self._here[term.keys],
            every=self._every,
        )

    async def others(self, query: Query) -> frozenset[str]:
        """The other papers that match, the newest where there are very many. Raises NotReadyError."""
        found = await self._past.find(query.canonical, since=self._since, most=self._most)
        return frozenset(found.ids) - {self._paper.id}

    async def count(self, query: Query) -> int:
        """Number of papers that match. Raises NotReadyError."""
        return (await self._past.find(query.canonical, since=self._since)).total
