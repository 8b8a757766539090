"""What people ask about stored papers, a file a question: `PaperServices` holds one object for each.

Begin with `papers` (finding papers by id, link or title), `lookups` (asking for what is not stored), `coverage`
(what is stored) and `pages`; the others are a command each. What looks back asks the port `PastPapers`, which
`bot.search` implements.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.service.papers.coverage import STORED_DAYS
from bot.service.papers.lookups import Lookups
from bot.service.papers.papers import Papers
from bot.service.papers.preview import Previews
from bot.service.papers.proposals.more_like import MoreLike
from bot.service.papers.search import Searches
from bot.service.papers.similar import Similars
from bot.service.papers.trending import Rankings
from bot.service.papers.trends import Trends

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from bot.domain.ports import ListSource, PastPapers, Store
    from bot.domain.ports.catalogue import Catalogue


class PaperServices:
    """Every use-case on stored papers.

    `now` gives aware UTC time; papers are stored for `days`. `catalogue` has the sources that there are; without
    one every source is a list. `lookups` find what is not stored; None: nothing can be asked for it.
    """

    def __init__(  # noqa: PLR0913 - what all of them need, handed down
        self,
        store: Store,
        past: PastPapers,
        sources: Sequence[ListSource],
        now: Callable[[], datetime],
        days: int = STORED_DAYS,
        *,
        catalogue: Catalogue | None = None,
        lookups: Lookups | None = None,
    ) -> None:
        lists = None if catalogue is None else catalogue.lists
        self.days = days
        self.lookups = lookups or Lookups(store, (), now)
        self.stored = Papers(store, past, sources, now, lists=lists)
        self.previews = Previews(store, past, sources, now, catalogue)
        self.rankings = Rankings(store, past, sources, now, lists)
        self.searches = Searches(store, past, sources, now, days)
        self.more_like = MoreLike(store, past, sources, now, days)
        self.similars = Similars(store, past, sources, now, days)
        self.trends = Trends(past, sources, now, days)
