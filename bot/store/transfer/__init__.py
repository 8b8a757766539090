"""Moving and checking everything that a store holds, which every engine can read out and store entry by entry.

`archive` writes them to a file.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from bot.domain.alert import Alert, AlertState, Message
from bot.domain.errors import StoreError
from bot.domain.paper import Sighting
from bot.domain.subscription import Destination
from bot.store.entries import KINDS, Subscribed
from bot.store.rules import OPEN, OPEN_ALERTS

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator, Mapping

    from bot.store.entries import Entry

_AT_ONCE = 500  # entries in memory


class Portable(Protocol):
    """What an engine offers beside the port's operations."""

    def entries(self) -> AsyncIterator[Entry]:
        """Everything, kind by kind in the order of `KINDS`, messages in the order in which they were planned.

        Of one moment when nobody else writes. Leases are left out: their holders do not move along.
        """
        ...

    async def is_empty(self) -> bool:
        """Whether nothing was ever stored."""
        ...

    async def fill(self, entries: AsyncIterator[Entry]) -> None:
        """Store all of it in an empty store; durable on return. Raises StoreError.

        An engine that cannot do it in one transaction marks the store as half filled until it is done, and
        refuses to open one that stayed so.
        """
        ...


async def fill_empty(target: Portable, entries: AsyncIterator[Entry]) -> Counter[str]:
    """Fill an empty store and say how much of each kind there was.

    Raises StoreError when the store is not empty: nothing is ever merged.
    """
    if not await target.is_empty():
        raise StoreError("The store holds something already, so nothing was moved into it: use an empty one.")
    counts: Counter[str] = Counter()

    async def counted() -> AsyncIterator[Entry]:
        async for entry in entries:
            counts[KINDS[type(entry)].name] += 1
            yield entry

    await target.fill(counted())
    return counts


async def copy_store(source: Portable, target: Portable) -> Counter[str]:
    """Copy everything from one store into an empty one; see `fill_empty`."""
    return await fill_empty(target, source.entries())


async def in_parts(entries: AsyncIterator[Entry]) -> AsyncGenerator[list[Entry]]:
    """As many at a time as may be written at once."""
    part: list[Entry] = []
    async for entry in entries:
        part.append(entry)
        if len(part) == _AT_ONCE:
            yield part
            part = []
    yield part


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """How much there is of each kind, and a sentence for each thing that is wrong."""

    counts: Mapping[str, int]
    problems: tuple[str, ...]


async def check_references(store: Portable) -> Checked:
    """Read everything, which proves that it can be read, and follow what points to something else."""
    counts: Counter[str] = Counter(dict.fromkeys((kind.name for kind in KINDS.values()), 0))
    papers: set[str] = set()
    destinations: set[int] = set()
    subscribed: dict[str, int] = {}
    alerts: dict[tuple[int, str], Alert] = {}
    messages: dict[str, Message] = {}
    async for entry in store.entries():
        counts[KINDS[type(entry)].name] += 1
        match entry:
            case Sighting():
                papers.add(entry.paper.id)
            case Destination():
                destinations.add(entry.id)
            case Subscribed(subscription=subscription):
                subscribed[subscription.id] = subscription.destination_id
            case Alert() if entry.state in OPEN_ALERTS:
                alerts[entry.key] = entry
            case Message() if entry.state in OPEN:
                messages[entry.key] = entry
            case _:
                pass
    waiting = [(f"The alert for {one.paper_id} in {one.destination_id}", one) for one in alerts.values()]
    carried = [
        (one, alerts.get((one.destination_id, paper)), paper)
        for one in messages.values()
        for paper in one.paper_ids
    ]
    problems = [
        *(
            f"Subscription {key} goes to {to}, which is not stored."
            for key, to in subscribed.items()
            if to not in destinations
        ),
        *(f"{name} waits for a paper that is not stored." for name, one in waiting if one.paper_id not in papers),
        *(
            f"{name} waits for message {one.message_key}, which is not under way."
            for name, one in waiting
            if one.state is AlertState.PLANNED and one.message_key not in messages
        ),
        *(
            f"Message {one.key} carries {paper}, whose alert is not tied to it."
            for one, alert, paper in carried
            if alert is None or alert.message_key != one.key
        ),
    ]
    return Checked(counts=counts, problems=tuple(problems))
