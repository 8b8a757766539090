"""Use cases on stored papers, one module each; `PaperServices` gives access to most.

Read `archive` (used by most others), `papers` (find a paper by id, link or title), `lookups` (fetch papers that
are not stored) and `pages` first. Most others are for one command. Searches use the port `PastPapers`, which
`bot.search` implements.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from bot.service.papers.lookups import Lookups
from bot.service.papers.papers import Papers
from bot.service.papers.preview import Previews
from bot.service.papers.proposals.from_paper import query_for_similar_papers
from bot.service.papers.saved import Saved
from bot.service.papers.search import Searches
from bot.service.papers.similar import similar
from bot.service.papers.trends import trend

if TYPE_CHECKING:
    from bot.service.papers.archive import Archive


class PaperServices:
    """All use cases on stored papers; `lookups` fetch papers that are not stored (None: disabled)."""

    def __init__(self, archive: Archive, lookups: Lookups | None = None) -> None:
        self.days = archive.days
        self.lookups = lookups or Lookups(archive.store, (), archive.now)
        self.stored = Papers(archive)
        self.previews = Previews(archive)
        self.searches = Searches(archive)
        self.saved = Saved(archive.store, archive.now)
        self.query_for_similar_papers = partial(query_for_similar_papers, archive)
        self.similar = partial(similar, archive)
        self.trend = partial(trend, archive)
