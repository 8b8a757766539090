"""Questions about stored papers, a file for each: `PaperServices` holds one object for each.

Begin with `archive` (used by all of them), `papers` (finding papers by id, link or title), `lookups` (asking
sources for a paper that is not stored) and `pages`; each other file is one command. Searches use the port
`PastPapers`, which `bot.search` implements.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from bot.service.papers.lookups import Lookups
from bot.service.papers.papers import Papers
from bot.service.papers.preview import Previews
from bot.service.papers.proposals.from_paper import more_like
from bot.service.papers.search import Searches
from bot.service.papers.similar import similar
from bot.service.papers.trends import trend

if TYPE_CHECKING:
    from bot.service.papers.archive import Archive


class PaperServices:
    """Every use-case on stored papers; `lookups` find what is not stored (None: nothing can be asked for it)."""

    def __init__(self, archive: Archive, lookups: Lookups | None = None) -> None:
        self.days = archive.days
        self.lookups = lookups or Lookups(archive.store, (), archive.now)
        self.stored = Papers(archive)
        self.previews = Previews(archive)
        self.searches = Searches(archive)
        self.more_like = partial(more_like, archive)
        self.similar = partial(similar, archive)
        self.trend = partial(trend, archive)
