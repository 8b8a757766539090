"""Parts of every plan that `--without` leaves out: a build that fails in one can be played with the rest."""

from __future__ import annotations

from enum import StrEnum


class Draw(StrEnum):
    """An item of a feed gains its DOI; items share titles; arXiv's feed is dated ahead; its API lacks papers."""

    DOIS = "late DOIs"
    TITLES = "recurring titles"
    AHEAD = "dates ahead"
    PAGES = "wrong pages"
