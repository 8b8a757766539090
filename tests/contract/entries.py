"""Everything that a store holds, to be compared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.paper import Sighting
from bot.domain.subscription import Destination
from bot.store.transfer import KINDS, AlertEntry, Note, Position, SubscriptionEntry

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.store.transfer import Entry, Portable


async def entries_of(store: Portable) -> list[Entry]:
    """Kind by kind as the store gives them; what has no order of its own is sorted, messages are not."""
    found = [entry async for entry in store.entries()]
    kinds = list(dict.fromkeys(type(entry) for entry in found))
    assert kinds == [kind for kind in KINDS if kind in kinds]
    return in_order(found)


def in_order(entries: Iterable[Entry]) -> list[Entry]:
    """The same for entries that come in any order of kinds."""
    kinds = list(KINDS)
    return sorted(entries, key=lambda entry: (kinds.index(type(entry)), _name(entry)))


def _name(entry: Entry) -> str:
    match entry:
        case Sighting(paper=paper):
            return paper.id
        case Destination(id=place):
            return str(place)
        case SubscriptionEntry(subscription=subscription):
            return subscription.id
        case AlertEntry(alert=owed):
            return str(owed.key)
        case Note(name=name) | Position(source=name):
            return name
        case _:
            return ""
