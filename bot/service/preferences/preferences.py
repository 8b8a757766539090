"""The choices of a channel's people about its alerts: reading and changing them, and the effects."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from bot.domain.alert import wanting
from bot.domain.errors import PaperboyError
from bot.domain.schedule import Schedule, digest_modes, schedule_of
from bot.domain.subscription import Destination, Mode
from bot.language.translating import gettext
from bot.service.preferences.catalogue import SETTINGS
from bot.service.slices import Locks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime

    from bot.domain.alert import Alert
    from bot.domain.ports import Store
    from bot.domain.preferences import Preferences
    from bot.domain.schedule import DigestTimes
    from bot.domain.subscription import Subscription

_AFFECT_DUE = frozenset(field for setting in SETTINGS if setting.affects_due for field in setting.names)


class NothingThereError(PaperboyError):
    """The channel has no subscription, and so no preferences."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelSettings:
    """The settings of one destination: its own choices, its times, and the host's defaults."""

    destination: Destination
    schedule: Schedule
    host: DigestTimes

    @property
    def chosen(self) -> Preferences:
        """None in it means the host's default, or that there is no such rule."""
        return self.destination.preferences


@dataclass(frozen=True, slots=True, kw_only=True)
class Upcoming:
    """The next digest of a destination, if one comes, its papers that wait, and its paused subscriptions."""

    next_digest: datetime | None
    waiting: int
    paused: tuple[Subscription, ...]


class ChannelPreferences:
    """The use-cases behind the settings panel. `host` says when digests come where people did not choose.

    `changed` is called when alerts may be due sooner. Every method raises NothingThereError for a destination
    without subscriptions.
    """

    def __init__(
        self,
        store: Store,
        host: DigestTimes,
        now: Callable[[], datetime],
        changed: Callable[[], None] = lambda: None,
    ) -> None:
        self._store = store
        self._host = host
        self._now = now
        self._changed = changed
        self._writing = Locks()  # by destination: between reading what is chosen and writing what is chosen now

    async def read(self, destination_id: int) -> ChannelSettings:
        """The settings of a stored destination."""
        return self._settings(await self._destination(destination_id))

    async def holding(self, destination: Destination) -> ChannelSettings:
        """The settings of a destination, also of one that is not stored yet."""
        return self._settings(await self._store.destination(destination.id) or destination)

    async def change(self, destination_id: int, **fields: Any) -> ChannelSettings:  # noqa: ANN401 - the fields of Preferences
        """Set fields of its Preferences, if any, and move the alerts that wait to when they are due by them.

        Digests that wait go by the next moment from now on. Nobody else changes any in between.
        """
        async with self._writing(destination_id):
            destination = await self._destination(destination_id)
            preferences = replace(destination.preferences, **fields)
            changed = self._settings(replace(destination, preferences=preferences))
            affected = not fields or _AFFECT_DUE.intersection(fields)
            due = await self._due(changed) if affected else {}
            if not await self._store.set_preferences(destination_id, preferences, due=due):
                raise _nothing_there()
            # What was planned or matched by the former ones since it was looked for; no more can be from now on.
            if affected and (late := await self._due(changed)):
                await self._store.set_preferences(destination_id, preferences, due=late)
        self._changed()
        return changed

    async def reschedule(self, destination_ids: Iterable[int]) -> None:
        """Move the alerts that wait there to when they are due by the modes of their subscriptions now."""
        for destination_id in set(destination_ids):
            with suppress(NothingThereError):
                await self.change(destination_id)

    async def upcoming(self, destination_id: int) -> Upcoming:
        """Next digest, waiting papers and pauses of a channel."""
        schedule, now = (await self.read(destination_id)).schedule, self._now()
        pending = await self._store.pending(destination_id)
        cache = await self._store.subscriptions()
        pending = [one for one in pending if any(map(cache.get, one.subscriptions))]  # what Undo alone would post
        there = tuple(cache.at(destination_id))
        modes = {one.mode for one in there if not one.paused}
        digests = [
            *(schedule.due(mode, now) for mode in digest_modes() if mode in modes),
            *(alert.due for alert in pending if alert.deferred_to_digest),
        ]
        return Upcoming(
            next_digest=min(digests, default=None),
            waiting=len(pending),
            paused=tuple(one for one in there if one.paused),
        )

    def _settings(self, destination: Destination) -> ChannelSettings:
        schedule = schedule_of(destination.preferences, self._host)
        return ChannelSettings(destination=destination, schedule=schedule, host=self._host)

    async def _destination(self, destination_id: int) -> Destination:
        destination = await self._store.destination(destination_id)
        if destination is None:
            raise _nothing_there()
        return destination

    async def _due(self, settings: ChannelSettings) -> dict[Alert, datetime]:
        cache = await self._store.subscriptions()
        pending = await self._store.pending(settings.destination.id)
        return rescheduled(pending, cache.by_id, settings.schedule, self._now())


def rescheduled(
    pending: Iterable[Alert], subscriptions: Mapping[str, Subscription], schedule: Schedule, now: datetime
) -> dict[Alert, datetime]:
    """The new due times of waiting alerts that a schedule moves; alerts that are due stay due."""
    moved: dict[Alert, datetime] = {}
    for alert in pending:
        modes = {s.mode for s in wanting(alert, subscriptions)}
        if alert.due > now and modes:
            wanted = {Mode.DAILY} if alert.deferred_to_digest else modes
            due = min(schedule.due(mode, now) for mode in wanted)
            if due != alert.due:
                moved[alert] = due
    return moved


def _nothing_there() -> NothingThereError:
    return NothingThereError(gettext("Nothing is subscribed in that channel yet: begin with `/alerts subscribe`."))
