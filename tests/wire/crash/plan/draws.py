"""Parts of every plan that `--without` leaves out: a build that fails in one can be played with the rest."""

from __future__ import annotations

from enum import StrEnum


class Draw(StrEnum):
    """An item of a feed gains its DOI; items share titles; a feed, which tells no days, is read by a wrong clock.

    arXiv's feed is dated ahead; its API lacks papers.
    """

    DOIS = "late DOIs"
    TITLES = "recurring titles"
    CLOCKS = "feeds by wrong clocks"
    AHEAD = "dates ahead"
    PAGES = "wrong pages"
