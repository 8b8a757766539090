"""Parts of a paper as strangers give them, bounded: real ones have titles of 206 characters, and 3,303 authors."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from bot.domain.paper import Sighting, Signals
from bot.sources.bodies.json_values import line, prose

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from bot.domain.paper import Paper

_TITLE = 2_000  # bytes, as below
_ABSTRACT = 20_000
_NAME = 300
_AUTHORS = 5_000


def title_of(value: object) -> str | None:
    """A title on one line; None when nothing is left of it."""
    return line(value, _TITLE)


def abstract_of(value: object) -> str:
    """An abstract with its line breaks."""
    return prose(value, _ABSTRACT) or ""


def name_of(value: object) -> str | None:
    """A name on one line; None when nothing is left of it."""
    return line(value, _NAME)


def names_of(values: Iterable[object], most: int = _AUTHORS) -> tuple[str, ...]:
    """The first names among the values."""
    return tuple(islice(filter(None, map(name_of, values)), most))


def seen(papers: Iterable[Paper], day: date, now: datetime) -> tuple[Sighting, ...]:
    """Papers that appeared on a day, without any number beside them."""
    signals = Signals(first_seen=now, list_day=day)
    return tuple(Sighting(paper=paper, signals=signals) for paper in papers)
