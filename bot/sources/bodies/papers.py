"""Parts of a paper as strangers give them, bounded: real ones have titles of 206 characters, and 3,303 authors."""

from __future__ import annotations

from functools import partial
from itertools import islice
from typing import TYPE_CHECKING

from bot.domain.paper import Links, Sighting, Signals
from bot.sources.bodies.json_values import line, prose

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date, datetime

    from bot.domain.paper import Paper

_AUTHORS = 5_000

title_of: Callable[[object], str | None] = partial(line, most=2_000)
"""A title on one line; None when nothing is left of it."""
name_of: Callable[[object], str | None] = partial(line, most=300)
"""A name on one line; None when nothing is left of it."""


def abstract_of(value: object) -> str:
    """An abstract with its line breaks."""
    return prose(value, 20_000) or ""


def names_of(values: Iterable[object], most: int = _AUTHORS) -> tuple[str, ...]:
    """The first names among the values."""
    return tuple(islice(filter(None, map(name_of, values)), most))


def arxiv_links(number: str, page: str | None = None) -> Links:
    """The links of the paper with this number at arXiv, whose `page` may be elsewhere."""
    abstract = f"https://arxiv.org/abs/{number}"
    return Links(page=page or abstract, abstract=abstract, pdf=f"https://arxiv.org/pdf/{number}")


def seen(papers: Iterable[Paper], day: date, now: datetime) -> tuple[Sighting, ...]:
    """Papers that appeared on a day, without any number beside them."""
    signals = Signals(first_seen=now, list_day=day)
    return tuple(Sighting(paper=paper, signals=signals) for paper in papers)
