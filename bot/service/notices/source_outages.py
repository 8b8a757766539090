"""What channels are told of a source that has stopped, and that it is back."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

from bot.service.notices import wording as words
from bot.service.notices.audience import Audience

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from bot.domain.ports import NoticeSender, Store
    from bot.domain.subscription import Subscription
    from bot.service.notices.notices import Notices
    from bot.service.poll.source_health import SourceState


@dataclass(frozen=True, slots=True, kw_only=True)
class _Outage:
    """A trouble of a source as all replicas know it; `silent` when it is read but lists nothing new."""

    since: datetime
    silent: bool
    over: bool = False


class SourceNews:
    """Tells once in each server, in the channel that was subscribed first and takes words, and in each DM.

    Who polls writes down in a note how a source is; everybody tells the servers that are `ours`. A source counts
    as well again only when it was read since, so that a restart in an outage tells nothing. `now` gives aware UTC
    time.
    """

    def __init__(
        self,
        store: Store,
        notifier: NoticeSender,
        notices: Notices,
        now: Callable[[], datetime],
        *,
        ours: Callable[[int | None], bool] = lambda _: True,
    ) -> None:
        self._store = store
        self._notifier = notifier
        self._notices = notices
        self._now = now
        self._ours = ours
        self._done: dict[str, tuple[_Outage, set[int]]] = {}  # by source: the places that were seen to already

    async def record(self, state: SourceState) -> None:
        """Write down that a trouble has begun, or is over."""
        known = await self._outage(state.name)
        trouble = state.trouble(self._now()) is not None
        if trouble and (known is None or known.over):
            since = state.failing_since or state.last_new or state.started
            await self._keep(state.name, _Outage(since=since, silent=state.failing_since is None))
        elif known is not None and not known.over and not trouble and _is_well(state, known):
            await self._keep(state.name, _Outage(since=known.since, silent=known.silent, over=True))

    async def tell(self, source: str) -> None:
        """Tell those places that have not been told."""
        outage = await self._outage(source)
        if outage is None:
            return
        if source not in self._done or self._done[source][0] != outage:
            self._done[source] = (outage, set())
        done = self._done[source][1]
        for place, channels in (await self._places(paused=outage.over)).items():
            if place in done:
                continue
            known = await (self._settle if outage.over else self._tell_place)(source, place, channels, outage)
            if known:
                done.add(place)

    async def _tell_place(self, source: str, place: int, channels: Sequence[int], outage: _Outage) -> bool:
        name = _name(source, place)
        if not await self._notices.is_due(name):
            return True
        rooms = channels if place in channels else self._notifier.open_channels(place, channels)
        wanted = tuple(room for room in rooms or () if room in channels)
        text = words.outage(source, outage.since, silent=outage.silent)
        return bool(wanted) and await self._notices.tell([name], Audience(channels=wanted), text, sure=True)

    async def _settle(self, source: str, place: int, _channels: Sequence[int], _outage: _Outage) -> bool:
        told = await self._notices.settle(_name(source, place))
        for channel in told.channels if told else ():
            await self._notifier.post_text(channel, words.read_again(source))
        return True

    async def _places(self, *, paused: bool) -> Mapping[int, Sequence[int]]:
        """Channels by server, and each DM by itself; of `paused` subscriptions too, or of the others alone."""
        blocked = {one.id for one in await self._store.destinations() if one.block is not None}
        found: dict[int, list[int]] = {}
        for one in (await self._store.subscriptions()).subscriptions:
            if _counts(one, blocked, paused=paused) and self._ours(one.guild_id):
                channels = found.setdefault(one.guild_id or one.destination_id, [])
                if one.destination_id not in channels:
                    channels.append(one.destination_id)
        return found

    async def _outage(self, source: str) -> _Outage | None:
        try:
            doc = cast("dict[str, Any]", json.loads(await self._store.note(f"outage {source}") or "null"))
            since = datetime.fromisoformat(doc["since"])
            return _Outage(since=since, silent=bool(doc["silent"]), over=bool(doc["over"]))
        except (ValueError, KeyError, TypeError):  # none, or not ours
            return None

    async def _keep(self, source: str, outage: _Outage) -> None:
        doc = {"since": outage.since.isoformat(), "silent": outage.silent, "over": outage.over}
        await self._store.set_note(f"outage {source}", json.dumps(doc))


def _is_well(state: SourceState, outage: _Outage) -> bool:
    seen = state.last_new if outage.silent else state.last_good
    return seen is not None and state.failing_since is None


def _counts(subscription: Subscription, blocked: set[int], *, paused: bool) -> bool:
    return paused or not (subscription.paused or subscription.destination_id in blocked)


def _name(source: str, place: int) -> str:
    return f"told source {source} {place}"
