"""What people ask about stored papers, a file a question: `PaperServices` holds one object for each.

Begin with `papers` (finding papers by id, link or title) and `coverage` (what is stored); `scan` finds what a
query matches, `bm25` what is like a paper; the others are a command each.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.service.papers.papers import Papers
from bot.service.papers.preview import Previews
from bot.service.papers.search import Searches
from bot.service.papers.similar import Similars
from bot.service.papers.trending import Rankings
from bot.service.papers.trends import Trends

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from bot.domain.ports import ListSource, Store
    from bot.query import PaperCache


class PaperServices:
    """Every use-case on stored papers.

    `now` gives aware UTC time; `paper_cache` is shared by all that runs queries. `listed` is the store without the
    papers that only streams brought, for what is about lists; None where there are no streams.
    """

    def __init__(
        self,
        store: Store,
        sources: Sequence[ListSource],
        now: Callable[[], datetime],
        paper_cache: PaperCache,
        *,
        listed: Store | None = None,
    ) -> None:
        listed = store if listed is None else listed
        self.stored = Papers(store, sources, now, listed=listed)
        self.previews = Previews(listed, sources, now, paper_cache=paper_cache)
        self.rankings = Rankings(listed, sources, now)
        self.searches = Searches(store, sources, now, paper_cache)
        self.similars = Similars(store, sources, now)
        self.trends = Trends(store, sources, now, paper_cache)
