"""Use cases of the settings panel: read and change a channel's settings, and reschedule its alerts."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from bot.domain.alert import active_subscriptions
from bot.domain.errors import PaperboyError
from bot.domain.schedule import Schedule, digest_modes, schedule_of
from bot.domain.subscription import Destination, Mode
from bot.language.translating import gettext
from bot.service.preferences.channel_settings import SETTINGS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime

    from bot.domain.alert import Alert
    from bot.domain.ports import Store
    from bot.domain.preferences import Preferences
    from bot.domain.schedule import DigestTimes
    from bot.domain.subscription import Subscription

# Fields of Preferences whose change moves due times; `mail` is none of the panel's `SETTINGS`.
_AFFECT_DUE = {"mail", *(field for setting in SETTINGS if setting.affects_due for field in setting.field_names)}


class NoSubscriptionsError(PaperboyError):
    """The channel has no subscriptions, and so no settings."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelSettings:
    """Settings of one destination, with its schedule and the host's defaults."""

    destination: Destination
    schedule: Schedule
    host_times: DigestTimes

    @property
    def chosen(self) -> Preferences:
        """Chosen settings; None in a field means the host's default, or no rule."""
        return self.destination.preferences


@dataclass(frozen=True, slots=True, kw_only=True)
class Upcoming:
    """Next digest of a destination (if any), number of pending papers, and paused subscriptions."""

    next_digest: datetime | None
    waiting: int
    paused: tuple[Subscription, ...]


class ChannelPreferences:
    """Use cases of the settings panel.

    `host_times` are the default digest times. `on_change` is called after each change: alerts may be due sooner.
    Methods but `read_or_default` and `reschedule` raise NoSubscriptionsError if the destination is not stored.
    """

    def __init__(
        self,
        store: Store,
        host_times: DigestTimes,
        now: Callable[[], datetime],
        on_change: Callable[[], None] = lambda: None,
    ) -> None:
        self._store = store
        self._host_times = host_times
        self._now = now
        self._on_change = on_change

    async def read(self, destination_id: int) -> ChannelSettings:
        """Return the settings of a stored destination."""
        return self._settings(await self._destination(destination_id))

    async def read_or_default(self, destination: Destination) -> ChannelSettings:
        """Return the stored settings of a destination, or those in `destination` if it is not stored yet."""
        return self._settings(await self._store.destination(destination.id) or destination)

    async def change(self, destination_id: int, **fields: Any) -> ChannelSettings:  # noqa: ANN401 - the fields of Preferences
        """Set these fields of a destination's Preferences, and reschedule its pending alerts.

        Without fields it only reschedules. Concurrent changes of other fields, also by other replicas, are kept.
        """
        affected = not fields or _AFFECT_DUE.intersection(fields)
        while True:
            destination = await self._destination(destination_id)
            preferences = replace(destination.preferences, **fields)
            changed = self._settings(replace(destination, preferences=preferences))
            due = await self._due(changed) if affected else {}
            expected = destination.preferences
            if await self._store.set_preferences(destination_id, preferences, due=due, expected=expected):
                break
        # `late` are alerts that a poll made by the old settings just before they were replaced; a poll that ends
        # later conflicts, and is matched again. With `expected`, nothing is written if another change followed.
        if affected and (late := await self._due(changed)):
            await self._store.set_preferences(destination_id, preferences, due=late, expected=preferences)
        self._on_change()
        return changed

    async def reschedule(self, destination_ids: Iterable[int]) -> None:
        """Reschedule pending alerts by the current modes of their subscriptions."""
        for destination_id in set(destination_ids):
            with suppress(NoSubscriptionsError):
                await self.change(destination_id)

    async def upcoming(self, destination_id: int) -> Upcoming:
        """Return next digest, number of pending papers and paused subscriptions of a channel."""
        schedule, now = (await self.read(destination_id)).schedule, self._now()
        pending = await self._store.pending(destination_id)
        cache = await self._store.subscriptions()
        pending = [one for one in pending if any(map(cache.get, one.subscriptions))]  # without tombstones' alerts
        subscriptions = cache.at(destination_id)
        modes = {one.mode for one in subscriptions if not one.paused}
        digests = [
            *(schedule.due(mode, now) for mode in modes if schedule.mail or mode in digest_modes()),
            *(alert.due for alert in pending if alert.deferred_to_digest),
        ]
        return Upcoming(
            next_digest=min(digests, default=None),
            waiting=len(pending),
            paused=tuple(one for one in subscriptions if one.paused),
        )

    def _settings(self, destination: Destination) -> ChannelSettings:
        schedule = schedule_of(destination.preferences, self._host_times)
        return ChannelSettings(destination=destination, schedule=schedule, host_times=self._host_times)

    async def _destination(self, destination_id: int) -> Destination:
        destination = await self._store.destination(destination_id)
        if destination is None:
            raise NoSubscriptionsError(gettext("No subscriptions yet. Add one with `/alerts subscribe`."))
        return destination

    async def _due(self, settings: ChannelSettings) -> dict[Alert, datetime]:
        cache = await self._store.subscriptions()
        pending = await self._store.pending(settings.destination.id)
        return rescheduled(pending, cache.by_id, settings.schedule, self._now())


def rescheduled(
    pending: Iterable[Alert], subscriptions: Mapping[str, Subscription], schedule: Schedule, now: datetime
) -> dict[Alert, datetime]:
    """Return the new due times of pending alerts that a schedule changes; alerts that are due stay due."""
    new_times: dict[Alert, datetime] = {}
    for alert in pending:
        modes = {s.mode for s in active_subscriptions(alert, subscriptions)}
        if alert.due > now and modes:
            if alert.deferred_to_digest:
                modes = {Mode.DAILY}
            due = min(schedule.due(mode, now) for mode in modes)
            if due != alert.due:
                new_times[alert] = due
    return new_times
