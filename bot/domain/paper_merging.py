"""Merging of what several sources say about one paper.

Each source has one reading of a paper; a new reading updates only that source's own. Example: Hugging Face lists
a paper with 12 upvotes, and arXiv has its categories. The merged sighting has both.

The merged result does not depend on the order of the readings, except where a function says so or two sources of
equal rank differ.
"""

from __future__ import annotations

from dataclasses import fields, replace
from itertools import chain
from operator import attrgetter
from typing import TYPE_CHECKING, TypeVar

from bot.domain.paper import Links, Paper, Sighting, Signals, SourceKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

T = TypeVar("T")
Value = TypeVar("Value")


def with_reading(stored: Sighting | None, reading: Sighting) -> Sighting:
    """Return the stored paper with a new reading of one source merged in."""
    if stored is None:
        return reading
    readings = {one.paper.source: one for one in stored.by_source}
    older = readings.get(reading.paper.source)
    readings[reading.paper.source] = reading if older is None else _updated(older, reading)
    return _with_summaries_of(stored, merged(tuple(readings.values())))


def linked_with(stored: Sighting, other: Paper) -> Sighting:
    """Return a paper with a link to its other version, which names it: a preprint to its article, or the reverse.

    The link is in every reading, so that it survives later polls. A preprint keeps the article that it has.
    """
    paper = stored.paper
    facts: dict[str, str | None] = {"preprint": other.id}
    if other.preprint == paper.id:
        facts = {"published": paper.published or other.id, "journal": paper.journal or other.journal}
    changed = tuple(replace(one, paper=replace(one.paper, **facts)) for one in stored.by_source)
    return _with_summaries_of(stored, merged(changed))


def merged(readings: tuple[Sighting, ...]) -> Sighting:
    """Merge the readings of a paper, one per source, in the order of their arrival.

    - Page and source: of the newest list that has the paper, else of the source that authors submit to, else of
      the first reading; of those that announced it, if any did.
    - Texts: of the source that authors submit to, if there is one.
    - Upvotes, comments and stars: the highest number.
    - Categories and keywords: all.
    - List day and rank: of the newest list, else the day of the first announcement, or of the last if a
      conference announced it, whose papers are posted over weeks.
    """
    if len(readings) == 1:
        return readings[0]
    ordered = sorted(readings, key=_display_order)
    first = ordered[0]
    return Sighting(
        paper=_paper(ordered, tuple(one.paper.source for one in readings if one.paper.announced)),
        signals=_signals(ordered),
        kind=first.kind,
        original=any(one.original for one in readings),
        readings=readings,
    )


def _with_summaries_of(stored: Sighting, new: Sighting) -> Sighting:
    """Return the new sighting with the stored summaries, which belong to no source."""
    if new.paper.summaries == stored.paper.summaries:
        return new
    return replace(new, paper=replace(new.paper, summaries=stored.paper.summaries))


def _updated(older: Sighting, reading: Sighting) -> Sighting:
    """Return a source's new reading, with the details that only its older reading has.

    A paper on two list days of a source keeps day and rank of the newer one. A stream's paper keeps the day of its
    announcement. A reading that announces nothing leaves the signals of one that did.
    """
    paper = reading.paper.filled_from(older.paper)
    if older.paper.announced and not paper.announced:
        return replace(older, paper=replace(paper, announced=True), original=reading.original)
    old, new = older.signals, reading.signals
    signals = replace(new, first_seen=old.first_seen, stars=old.stars if new.stars is None else new.stars)
    if older.paper.announced and reading.kind is not SourceKind.LIST:
        signals = old
    elif older.paper.announced and old.list_day > new.list_day:
        signals = replace(signals, list_day=old.list_day, rank=old.rank)
    return replace(reading, paper=paper, signals=signals)


def _display_order(reading: Sighting) -> tuple[bool, bool, int, bool]:
    """Sort key of readings, best first: announced before others, lists before streams, newest list first."""
    is_list = reading.kind is SourceKind.LIST
    newest = -reading.signals.list_day.toordinal() if is_list else 0
    return not reading.paper.announced, not is_list, newest, not reading.original


def _signals(ordered: Sequence[Sighting]) -> Signals:
    """Merge signals; the best reading for display is first."""
    all_signals = [one.signals for one in ordered]
    first = ordered[0]
    alike = [one for one in ordered if one.paper.announced == first.paper.announced]
    days = [one.signals.list_day for one in alike]
    is_accepted = any(one.kind is SourceKind.PROGRAMME for one in alike)
    return Signals(
        first_seen=min(one.first_seen for one in all_signals),
        list_day=first.signals.list_day if first.kind is SourceKind.LIST else (max if is_accepted else min)(days),
        upvotes=max(one.upvotes for one in all_signals),
        comments=max(one.comments for one in all_signals),
        stars=max((one.stars for one in all_signals if one.stars is not None), default=None),
        rank=first.signals.rank,
    )


def _paper(ordered: Sequence[Sighting], sources: tuple[str, ...]) -> Paper:
    """Merge papers; the best reading for display is first. `sources` have announced it."""
    papers = [one.paper for one in ordered]
    texts = [one.paper for one in sorted(ordered, key=lambda one: not one.original)]
    from_authors = {name: _first(texts, attrgetter(name)) for name in ("abstract", "authors", "published")}
    others = {
        name: _first(papers, attrgetter(name))
        for name in ("organization", "tldr", "preprint", "journal", "retracted", "decision")
    }
    return replace(
        papers[0],
        title=texts[0].title,
        links=_links([one.links for one in papers]),
        categories=_all(one.categories for one in texts),
        keywords=_all(one.keywords for one in papers),
        version=max(one.version for one in papers),
        conferences=_all(one.conferences for one in papers),
        sources=sources,
        summaries=(),
        **{name: value for name, value in (from_authors | others).items() if value},
    )


def _links(links: Sequence[Links]) -> Links:
    found = {field.name: _first(links, attrgetter(field.name)) for field in fields(Links)}
    return replace(links[0], **{name: link for name, link in found.items() if link})


def _first(items: Iterable[T], value: Callable[[T], Value]) -> Value | None:
    """Return the first value of the items that is not empty."""
    return next((found for item in items if (found := value(item))), None)


def _all(values: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    """Return all values, each once."""
    return tuple(dict.fromkeys(chain.from_iterable(values)))
