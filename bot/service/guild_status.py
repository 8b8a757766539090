"""How Paperboy is doing, as far as it concerns one guild."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.domain.alert import AlertState, MessageState

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from bot.domain.ports import Store
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

    async def status(self, guild_id: int) -> GuildStatus:
        """Read the store and the sources' running records."""
        now = self._now()
        counts = await self._store.counts()
        book = await self._store.subscriptions()
        ours = [s for s in book.subscriptions if s.guild_id == guild_id]
        destinations = await self._store.destinations()
        blocked = [d for d in destinations if d.guild_id == guild_id and d.block is not None]
        troubles = [t for s in self._sources if (t := s.trouble(now))]
        troubles += [f"<#{d.id}> is blocked: {d.block.reason}" for d in blocked if d.block]
        if counts.oldest_due is not None and now - counts.oldest_due > _LATE:
            troubles.append(f"Posting is late: the oldest alert was due at {counts.oldest_due:%d %b %H:%M} UTC.")
        if unclear := counts.messages.get(MessageState.UNCERTAIN, 0) + counts.messages.get(MessageState.DEAD, 0):
            troubles.append(f"{unclear} posts did not go through: the host can look with `paperboy status`.")
        return GuildStatus(
            last_good=tuple((s.name, s.last_good) for s in self._sources),
            papers=counts.papers,
            subscriptions=len(ours),
            paused=sum(s.paused for s in ours),
            blocked=len(blocked),
            queued=counts.alerts.get(AlertState.PENDING, 0) + counts.alerts.get(AlertState.PLANNED, 0),
            troubles=tuple(troubles),
        )
