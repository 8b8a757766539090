"""Read the parts of a paper with bounded sizes, and make sightings of papers."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from functools import partial
from hashlib import blake2b
from itertools import islice
from typing import TYPE_CHECKING

from bot.domain.paper import Links, Paper, Sighting, Signals
from bot.sources.bodies.json_values import one_line, prose

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date, datetime


_MAX_AUTHORS = 5_000  # the longest real list has 3,303

title_of: Callable[[object], str | None] = partial(one_line, max_bytes=2_000)
"""Return a title on one line; None if it is empty or no string."""
name_of: Callable[[object], str | None] = partial(one_line, max_bytes=300)
"""Return a name on one line; None if it is empty or no string."""


def abstract_of(value: object) -> str:
    """Return an abstract with its line breaks, or ""."""
    return prose(value, 20_000) or ""


def names_of(values: Iterable[object], most: int = _MAX_AUTHORS) -> tuple[str, ...]:
    """Return the values that are names, at most `most` of them."""
    return tuple(islice(filter(None, map(name_of, values)), most))


def arxiv_links(number: str, page: str | None = None) -> Links:
    """Return the links of an arXiv paper; its `page` may be on another site."""
    abstract = f"https://arxiv.org/abs/{number}"
    return Links(page=page or abstract, abstract=abstract, pdf=f"https://arxiv.org/pdf/{number}")


def sightings_of(papers: Iterable[Paper], day: date, now: datetime) -> tuple[Sighting, ...]:
    """Return sightings of papers that appeared on a day, without votes or other numbers."""
    return dated_sightings(((paper, day) for paper in papers), now)


def dated_sightings(papers: Iterable[tuple[Paper, date]], now: datetime) -> tuple[Sighting, ...]:
    """Return sightings of papers, each with the day on which it appeared."""
    return tuple(Sighting(paper=paper, signals=Signals(first_seen=now, list_day=day)) for paper, day in papers)


def hashed(kind: str, text: str) -> str:
    """Hash a text to eight characters, which differ for the same text of another `kind`; "" stays ""."""
    digest = blake2b(f"{kind} {text}".encode(errors="replace"), digest_size=6).digest()
    return urlsafe_b64encode(digest).decode() if text else ""
