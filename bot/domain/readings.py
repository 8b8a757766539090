"""The readings of several sources about one paper: kept apart, and merged into one view.

A reading of one source replaces what that source said before, and never what another gave. The view of all of them
depends on their content and not on their order, with the exceptions that the functions name.
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


def with_reading(known: Sighting | None, reading: Sighting) -> Sighting:
    """Merge one more reading of one source into the paper that is known."""
    if known is None:
        return reading
    readings = {one.paper.source: one for one in known.by_source}
    before = readings.get(reading.paper.source)
    readings[reading.paper.source] = reading if before is None else _renewed(before, reading)
    return _with_summaries_of(known, merged(tuple(readings.values())))


def with_preprint(known: Sighting, preprint: str) -> Sighting:
    """The journal version of a preprint, linked to that, whatever its sources say later."""
    linked = tuple(replace(one, paper=replace(one.paper, preprint=preprint)) for one in known.by_source)
    return _with_summaries_of(known, merged(linked))


def merged(readings: tuple[Sighting, ...]) -> Sighting:
    """The one view of what sources say of a paper, each source once, in the order in which they came.

    Where the paper is shown, its page and colour are those of the list that has it last, else of where the authors
    handed it in, else of the first. Texts are the authors' own where such a source is among them. Of what can be
    counted the most is right, of categories and keywords all. Its day and rank are those of the newest list, else
    the day on which it was announced first.
    """
    if len(readings) == 1:
        return readings[0]
    shown = sorted(readings, key=_place)
    first = shown[0]
    return Sighting(
        paper=_paper(shown, tuple(one.paper.source for one in readings if one.paper.announced)),
        signals=_signals(shown),
        kind=first.kind,
        original=any(one.original for one in readings),
        readings=readings,
    )


def _with_summaries_of(known: Sighting, view: Sighting) -> Sighting:
    """The view with what models wrote, which is of no source."""
    if view.paper.summaries == known.paper.summaries:
        return view
    return replace(view, paper=replace(view.paper, summaries=known.paper.summaries))


def _renewed(before: Sighting, reading: Sighting) -> Sighting:
    """Replace a source's reading, but keep the details that the newer one lacks.

    A paper on two lists of a source has its rank in the newer list. A paper of a stream keeps the day on which it
    was announced.
    """
    paper = reading.paper.filled_from(before.paper)
    if before.paper.announced and not paper.announced:
        return replace(before, paper=replace(paper, announced=True), original=reading.original)
    old, new = before.signals, reading.signals
    signals = replace(new, first_seen=old.first_seen, stars=old.stars if new.stars is None else new.stars)
    if before.paper.announced and reading.kind is SourceKind.STREAM:
        signals = old
    elif before.paper.announced and old.list_day > new.list_day:
        signals = replace(signals, list_day=old.list_day, rank=old.rank)
    return replace(reading, paper=paper, signals=signals)


def _place(reading: Sighting) -> tuple[bool, bool, int, bool]:
    """Sorts where a paper is shown: lists before streams, the newest list first; what was only asked for last."""
    is_list = reading.kind is SourceKind.LIST
    newest = -reading.signals.list_day.toordinal() if is_list else 0
    return not reading.paper.announced, not is_list, newest, not reading.original


def _signals(shown: Sequence[Sighting]) -> Signals:
    all_signals = [one.signals for one in shown]
    first = shown[0]
    of_its_kind = [one.signals.list_day for one in shown if one.paper.announced == first.paper.announced]
    return Signals(
        first_seen=min(one.first_seen for one in all_signals),
        list_day=first.signals.list_day if first.kind is SourceKind.LIST else min(of_its_kind),
        upvotes=max(one.upvotes for one in all_signals),
        comments=max(one.comments for one in all_signals),
        stars=max((one.stars for one in all_signals if one.stars is not None), default=None),
        rank=first.signals.rank,
    )


def _paper(shown: Sequence[Sighting], sources: tuple[str, ...]) -> Paper:
    papers = [one.paper for one in shown]
    texts = [one.paper for one in sorted(shown, key=lambda one: not one.original)]
    of_authors = {name: _first(texts, attrgetter(name)) for name in ("abstract", "authors", "published")}
    others = {name: _first(papers, attrgetter(name)) for name in ("organization", "tldr", "preprint")}
    return replace(
        papers[0],
        title=texts[0].title,
        links=_links([one.links for one in papers]),
        categories=_all(one.categories for one in texts),
        keywords=_all(one.keywords for one in papers),
        sources=sources,
        summaries=(),
        **{name: value for name, value in (of_authors | others).items() if value},
    )


def _links(links: Sequence[Links]) -> Links:
    found = {field.name: _first(links, attrgetter(field.name)) for field in fields(Links)}
    return replace(links[0], **{name: link for name, link in found.items() if link})


def _first(among: Iterable[T], value: Callable[[T], Value]) -> Value | None:
    """The first that there is."""
    return next((found for one in among if (found := value(one))), None)


def _all(values: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(chain.from_iterable(values)))
