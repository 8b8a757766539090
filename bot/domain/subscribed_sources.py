"""Rules that decide which sources' papers a subscription gets.

A subscription stores the names of its sources; `lists` means all lists. Examples:

- `()` and `("lists",)`: every list, also later ones. Streams are not included, as they have many papers.
- `("lists", "arxiv")`: every list and arXiv.
- `("our-lab",)`: that feed alone. A name that is not a known list counts as a stream, so a feed that was removed
  from the settings still belongs to the subscriptions that chose it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Set as AbstractSet

    from bot.domain.paper import Sighting
    from bot.domain.subscription import Subscription

LISTS = "lists"  # stands for all lists in a subscription's sources; no source has this name


def receives(sources: tuple[str, ...], announcers: AbstractSet[str], lists: AbstractSet[str] | None) -> bool:
    """True if a subscription to `sources` gets a paper that the sources `announcers` have announced.

    All are stored names. `lists` are the sources that are lists; None means that all are.
    """
    names = source_names(sources, lists)
    return names is None or not names.isdisjoint(announcers)


def is_subscribed(subscription: Subscription, *, source: str, lists: AbstractSet[str] | None) -> bool:
    """True if a subscription gets the papers of the source with this stored name."""
    return receives(subscription.sources, {source}, lists)


def source_names(sources: tuple[str, ...], lists: AbstractSet[str] | None) -> AbstractSet[str] | None:
    """Return the names of all sources that a subscription to `sources` gets papers of; None means all."""
    if not sources:
        return lists
    if LISTS not in sources:
        return frozenset(sources)
    return None if lists is None else lists | frozenset(sources) - {LISTS}


def stored_sources(names: Iterable[str]) -> tuple[str, ...]:
    """Return sources in their stored form: sorted, `lists` first, no duplicates, and empty for the lists alone."""
    chosen = set(names)
    return tuple(sorted(chosen, key=lambda name: (name != LISTS, name))) if chosen - {LISTS} else ()


def announced_by(sighting: Sighting) -> frozenset[str]:
    """Return the names of the sources that have announced a paper so far."""
    return frozenset(reading.paper.source for reading in sighting.by_source if reading.paper.announced)
