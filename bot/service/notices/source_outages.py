"""Notice of a source that has stopped, and that it is read again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from bot.service.notes import JsonNote, moment
from bot.service.notices import wording as words
from bot.service.notices.audience import Audience
from bot.service.notices.occasions import Notice
from bot.service.notices.record import RECORDS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from bot.domain.subscription import Subscription
    from bot.service.notices.notices import Notices
    from bot.service.poll.source_health import SourceState


@dataclass(frozen=True, slots=True, kw_only=True)
class _Outage:
    """A trouble of a source as all replicas know it; `silent` when it is read but lists nothing new."""

    since: datetime
    silent: bool
    over: bool = False


class SourceOutages:
    """Gives notice once in each server, in the channel that was subscribed first and takes it, and in each DM.

    Who polls writes down in a note how a source is; everybody notifies the servers of their own shard. A source
    counts as recovered only when it was read since, so that a restart in an outage ends nothing.
    """

    def __init__(self, notices: Notices) -> None:
        self._notices = notices
        self._done: dict[str, tuple[_Outage, set[int]]] = {}  # by source: the servers that need nothing more

    async def record(self, state: SourceState) -> None:
        """Write down that a trouble has begun, or is over."""
        note = self._note(state.name)
        known = await note.load()
        if state.trouble(self._notices.now()) is not None:
            if known is None or known.over:
                since = state.failing_since or state.last_new or state.started
                await note.save(_Outage(since=since, silent=state.failing_since is None))
        elif known is not None and state.failing_since is None:
            seen = state.last_new if known.silent else state.last_good
            if seen is not None and not known.over:
                await note.save(replace(known, over=True))

    async def notify(self, source: str, hears: Callable[[Subscription], bool]) -> None:
        """Notify those servers that do not know yet, of the subscriptions that hear of the source."""
        outage = await self._note(source).load()
        if outage is None:
            return
        if source not in self._done or self._done[source][0] != outage:
            self._done[source] = (outage, set())
        done = self._done[source][1]
        for server, channels in (await self._servers(hears, everybody=outage.over)).items():
            if server not in done and await self._notify(source, server, channels, outage):
                done.add(server)

    async def _notify(self, source: str, server: int, channels: Sequence[int], outage: _Outage) -> bool:
        """Whether this server needs nothing more; else a channel that takes it may come."""
        name = f"{RECORDS}source {source} {server}"
        if outage.over:
            await self._notices.end(name, partial(words.source_recovered, source))
            return True
        if not await self._notices.is_due(name):
            return True
        open_channels = channels if server in channels else self._notices.sender.open_channels(server, channels)
        wanted = tuple(channel for channel in open_channels or () if channel in channels)
        stopped = partial(words.source_stopped, source, outage.since, silent=outage.silent)
        said = Notice(topic="source", words=stopped)
        return bool(wanted) and await self._notices.give([name], Audience(channels=wanted), said, sure=True)

    async def _servers(
        self, hears: Callable[[Subscription], bool], *, everybody: bool
    ) -> Mapping[int, Sequence[int]]:
        """Subscribed channels by server, and each DM by itself; without `everybody` those that wait for alerts."""
        blocked = {one.id for one in await self._notices.store.destinations(blocked=True)}
        found: dict[int, dict[int, None]] = {}
        for one in (await self._notices.store.subscriptions()).subscriptions:
            waits = not (one.paused or one.destination_id in blocked)
            if (everybody or (waits and hears(one))) and self._notices.shard.holds(one.guild_id):
                found.setdefault(one.guild_id or one.destination_id, {})[one.destination_id] = None
        return {server: tuple(channels) for server, channels in found.items()}

    def _note(self, source: str) -> JsonNote[_Outage]:
        return JsonNote(self._notices.store, f"outage {source}", _decode)


def _decode(doc: dict[str, Any]) -> _Outage:
    return _Outage(since=moment(doc["since"]), silent=bool(doc["silent"]), over=bool(doc["over"]))
