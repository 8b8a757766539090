"""A feed in one life: changes of its items, and answers of its server."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random

_ALL = 1_000  # requests, more than any life has
_WINDOWS = (1, 8, 20, 50)  # items


class Facet(StrEnum):
    """A part of an item that is edited. It has no `DOI` before, and keeps it."""

    TITLE = "title"
    LINK = "link"
    GUID = "guid"
    DOI = "DOI"


class Answering(StrEnum):
    """How requests are answered; an `OLD` body is one that was right once, of a `HALF` one the end is missing."""

    WELL = "well"
    HALF = "half a body"
    OLD = "an old body"
    UNAVAILABLE = "503"
    PAGE = "a page"
    BROKEN_OFF = "broken off"


@dataclass(frozen=True, kw_only=True)
class Edit:
    """One facet of an item is changed; `pick` in [0, 1) chooses among the items."""

    facet: Facet
    pick: float


@dataclass(frozen=True, kw_only=True)
class FeedLife:
    """Before the life items are edited, and of those that were read only the `window` newest stay.

    They come newest first, or in an order that `shuffled` is the seed of. The first `times` requests are answered
    in that way, `pick` in [0, 1) chooses the old body; the rest well, with `validators` or without.
    """

    edits: tuple[Edit, ...] = ()
    window: int = 20
    shuffled: int | None = None
    answering: Answering = Answering.WELL
    times: int = 0
    pick: float = 0.0
    validators: bool = True


NOTHING = FeedLife()  # is wrong, and nothing changes


def draw_feed(rng: random.Random) -> FeedLife:
    """Most lives edit something, one in three is answered wrongly for a while."""
    edits = tuple(Edit(facet=rng.choice([*Facet]), pick=rng.random()) for _ in range(rng.choice((0, 1, 1, 2, 3))))
    return FeedLife(
        edits=edits,
        window=rng.choice(_WINDOWS),
        shuffled=rng.randrange(1_000) if rng.random() < 0.4 else None,
        answering=rng.choice([*Answering][1:]) if rng.random() < 0.35 else Answering.WELL,
        times=rng.choice((1, 2, 4, _ALL)),
        pick=rng.random(),
        validators=rng.random() < 0.85,
    )
