"""How Paperboy is doing, as far as it concerns one guild."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.domain.alert import AlertState, MessageState

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import datetime

    from bot.domain.ports import Store, StoreCounts
    from bot.domain.subscription import Block
    from bot.service.source_state import SourceState

_LATE = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class GuildStatus:
    """A moment's view. `last_good` holds (source, time of its last whole poll or None).

    `subscriptions`, `paused` and `blocked` (destinations) count this guild's; `papers` and `queued` (alerts not
    posted yet) are the whole bot's. `troubles` are sentences; empty when all is well.
    """

    last_good: tuple[tuple[str, datetime | None], ...]
    papers: int
    subscriptions: int
    paused: int
    blocked: int
    queued: int
    troubles: tuple[str, ...]


class GuildStatuses:
    """Gathers a guild's status. `now` gives aware UTC time."""

    def __init__(self, store: Store, sources: Sequence[SourceState], now: Callable[[], datetime]) -> None:
        self._store = store
        self._sources = sources
        self._now = now

    async def status(self, guild_id: int | None) -> GuildStatus:
        """Read the store and the sources' running records; without a guild nothing counts as this guild's."""
        counts = await self._store.counts()
        book, destinations = await self._store.subscriptions(), await self._store.destinations()
        ours = [] if guild_id is None else [s for s in book.subscriptions if s.guild_id == guild_id]
        blocks = {
            d.id: d.block for d in destinations if guild_id is not None and d.guild_id == guild_id and d.block
        }
        return GuildStatus(
            last_good=tuple((s.name, s.last_good) for s in self._sources),
            papers=counts.papers,
            subscriptions=len(ours),
            paused=sum(s.paused for s in ours),
            blocked=len(blocks),
            queued=counts.alerts.get(AlertState.PENDING, 0) + counts.alerts.get(AlertState.PLANNED, 0),
            troubles=tuple(self._troubles(counts, blocks)),
        )

    def _troubles(self, counts: StoreCounts, blocks: Mapping[int, Block]) -> Iterator[str]:
        now = self._now()
        for source in self._sources:
            if trouble := source.trouble(now):
                yield trouble
        for destination_id, block in blocks.items():
            yield f"<#{destination_id}> is blocked: {block.reason}"
        if counts.oldest_due is not None and now - counts.oldest_due > _LATE:
            yield f"Posting is late: the oldest alert was due at {counts.oldest_due:%d %b %H:%M} UTC."
        unclear = counts.messages.get(MessageState.UNCERTAIN, 0) + counts.messages.get(MessageState.DEAD, 0)
        if unclear:
            posts = "1 post" if unclear == 1 else f"{unclear} posts"
            yield f"{posts} did not go through: the host can look with `paperboy status`."
