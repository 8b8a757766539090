"""Storing what was moved out of another store."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from bot.domain.alert import Message
from bot.domain.paper import Sighting
from bot.domain.subscription import Destination
from bot.store.transfer import AlertEntry, Note, Position, SubscriptionEntry

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator, Iterable

    from bot.store.transfer import Entry
    from bot.store.verbs.transaction import Transaction

_AT_ONCE = 500  # entries in memory


async def in_parts(entries: AsyncIterator[Entry]) -> AsyncGenerator[list[Entry]]:
    """As many at a time as may be written at once."""
    part: list[Entry] = []
    async for entry in entries:
        part.append(entry)
        if len(part) == _AT_ONCE:
            yield part
            part = []
    yield part


async def put_entries(rows: Transaction, entries: Iterable[Entry]) -> None:
    """Insert entries into a store that has none of them."""
    found: defaultdict[type[Any], list[Any]] = defaultdict(list)
    for entry in entries:
        found[type(entry)].append(entry)
    await rows.put_papers(found[Sighting])
    await rows.put_destinations(found[Destination])
    await rows.put_subscriptions([(one.subscription, one.baseline) for one in found[SubscriptionEntry]])
    await rows.put_alerts((one.alert, one.finished) for one in found[AlertEntry])
    await rows.add_messages(found[Message])
    await rows.put_positions({one.source: one.day for one in found[Position]})
    await rows.put_notes({one.name: one.value for one in found[Note]})
