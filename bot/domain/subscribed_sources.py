"""The sources of a subscription, and the papers that it gets from them.

A subscription names its sources, and `lists` stands for all lists. One without any has the lists, so that a stream
which is switched on later floods nobody. A source that is not known to be a list counts as a stream: a feed that
is no longer in the settings still belongs to the subscriptions that chose it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Set as AbstractSet

    from bot.domain.paper import Sighting
    from bot.domain.subscription import Subscription

LISTS: Final = "lists"  # among the sources of a subscription: all lists; no source has this name


def receives(sources: tuple[str, ...], brought: AbstractSet[str], lists: AbstractSet[str] | None) -> bool:
    """True if a subscription to `sources` gets a paper that was announced by the sources `brought`.

    All are stored names. `lists` are the sources that are lists; None: every one is.
    """
    names = source_names(sources, lists)
    return names is None or not names.isdisjoint(brought)


def is_subscribed(subscription: Subscription, *, source: str, lists: AbstractSet[str] | None) -> bool:
    """True if a subscription gets the papers of the source with this stored name."""
    return receives(subscription.sources, {source}, lists)


def source_names(sources: tuple[str, ...], lists: AbstractSet[str] | None) -> AbstractSet[str] | None:
    """The names of all sources that a subscription to `sources` has; None: every one."""
    if not sources:
        return lists
    if LISTS not in sources:
        return frozenset(sources)
    return None if lists is None else lists | frozenset(sources) - {LISTS}


def as_stored(names: Iterable[str]) -> tuple[str, ...]:
    """Sources as a subscription keeps them: the same for the same choice, and nothing for the lists alone."""
    chosen = set(names)
    return tuple(sorted(chosen, key=lambda name: (name != LISTS, name))) if chosen - {LISTS} else ()


def announced_by(sighting: Sighting) -> frozenset[str]:
    """The sources that have brought a paper so far."""
    return frozenset(one.paper.source for one in sighting.by_source if one.paper.announced)
