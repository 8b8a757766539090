"""Reading and changing the settings of a channel."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.domain.ports import Store
from bot.domain.preferences import Look
from bot.domain.schedule import DigestTimes
from bot.domain.subscription import Mode
from bot.service.preferences.preferences import ChannelPreferences, NoSubscriptionsError, Upcoming
from tests.support.fakes import CHANNEL, START, Clock, destination, subscribe, subscription
from tests.support.makers import add_alerts
from tests.support.meanwhile import Meanwhile

HOST = DigestTimes(at=time(8), zone=ZoneInfo("Europe/London"), weekday=4)
DAY = timedelta(days=1)


@dataclass(kw_only=True)
class Panel:
    """The service with one channel, at noon on a Wednesday."""

    store: Store
    now: Clock
    woken: list[str] = field(default_factory=list[str])

    @property
    def preferences(self) -> ChannelPreferences:
        return ChannelPreferences(self.store, HOST, self.now, lambda: self.woken.append("woken"))

    async def add_alert(self, paper_id: str, key: str, due: datetime, **more: Any):
        await add_alerts(self.store, [paper_id], self.now(), keys=(key,), due=due, **more)

    async def due(self) -> dict[str, datetime]:
        return {alert.paper_id: alert.due for alert in await self.store.pending(CHANNEL)}


@pytest.fixture
async def panel(store: Store, now: Clock) -> Panel:
    await subscribe(
        store,
        subscription("nnnnn"),
        subscription("ddddd", "robot", mode=Mode.DAILY),
        subscription("wwwww", "agent", mode=Mode.WEEKLY),
    )
    return Panel(store=store, now=now)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2025, 11, day, hour, minute, tzinfo=UTC)


async def test_a_channel_without_subscriptions_has_none(panel: Panel):
    """A channel without subscriptions has no settings; the host's times hold."""
    for work in (
        panel.preferences.read(5),
        panel.preferences.upcoming(5),
        panel.preferences.change(5, zone="UTC"),
    ):
        with pytest.raises(NoSubscriptionsError, match="/alerts subscribe"):
            await work
    assert (await panel.preferences.read_or_default(destination(5))).schedule.times == HOST


async def test_a_channel_that_is_forgotten_meanwhile_has_none_either(panel: Panel):
    """Settings of a channel that is deleted during the change are not stored."""
    store: Any = Meanwhile(
        panel.store, "set_preferences", lambda: panel.store.forget_destination(CHANNEL, dropped_at=START)
    )
    preferences = ChannelPreferences(store, HOST, panel.now, lambda: panel.woken.append("woken"))
    with pytest.raises(NoSubscriptionsError, match="/alerts subscribe"):
        await preferences.change(CHANNEL, look=Look.COMPACT)
    assert panel.woken == []
    assert await panel.store.destination(CHANNEL) is None


async def test_another_time_moves_what_waits(panel: Panel):
    """A new digest time moves pending alerts to the next digest, never to a past one."""
    await panel.add_alert("arxiv:1", "ddddd", at(13, 8))
    await panel.add_alert("arxiv:2", "wwwww", at(14, 8))
    await panel.preferences.change(CHANNEL, digest_time=time(11))
    assert await panel.due() == {"arxiv:1": at(13, 11), "arxiv:2": at(14, 11)}
    await panel.preferences.change(CHANNEL, digest_time=time(18, 30), digest_weekday=6)
    assert await panel.due() == {"arxiv:1": at(12, 18, 30), "arxiv:2": at(16, 18, 30)}
    assert panel.woken == ["woken", "woken"]


async def test_quiet_hours_that_end_let_go_what_they_held(panel: Panel):
    """Alerts held by quiet hours are due when these end, also after a change."""
    await panel.add_alert("arxiv:1", "nnnnn", at(12, 20))
    await panel.add_alert("arxiv:2", "ddddd", at(13, 8))
    await panel.preferences.change(CHANNEL, quiet_from=time(7), quiet_until=time(9))
    assert await panel.due() == {"arxiv:1": panel.now(), "arxiv:2": at(13, 9)}


async def test_a_gathered_alert_stays_in_a_digest(panel: Panel):
    """An alert over the daily limit is posted with the next daily digest, whatever its mode."""
    await panel.add_alert("arxiv:1", "nnnnn", at(13, 8), deferred_to_digest=True)
    await panel.preferences.change(CHANNEL, digest_time=time(17))
    assert await panel.due() == {"arxiv:1": at(12, 17)}


async def test_other_fields_move_nothing(panel: Panel):
    """Other fields move no alerts, and neither does an alert without subscriptions."""
    await panel.add_alert("arxiv:1", "ddddd", at(13, 9))
    await panel.add_alert("arxiv:2", "zzzzz", at(13, 9))
    await panel.preferences.change(CHANNEL, living=False, most_a_day=3)
    assert await panel.due() == {"arxiv:1": at(13, 9), "arxiv:2": at(13, 9)}
    await panel.preferences.change(CHANNEL, zone="UTC")
    assert await panel.due() == {"arxiv:1": at(13, 8), "arxiv:2": at(13, 9)}


async def test_what_comes_next_is_told(panel: Panel):
    """The next digest and the number of waiting papers include alerts over the daily limit."""
    for number in range(7):
        await panel.add_alert(f"arxiv:{number}", "ddddd", at(13, 9))
    await panel.add_alert("arxiv:9", "nnnnn", panel.now())
    upcoming = await panel.preferences.upcoming(CHANNEL)
    assert (upcoming.next_digest, upcoming.waiting, upcoming.paused) == (at(13, 8), 8, ())


async def test_paused_subscriptions_announce_no_digest(store: Store, now: Clock):
    """Paused subscriptions have no next digest, but their waiting papers count."""
    paused = subscription("ddddd", mode=Mode.DAILY, paused=True)
    await subscribe(store, paused)
    panel = Panel(store=store, now=now)
    assert await panel.preferences.upcoming(CHANNEL) == Upcoming(next_digest=None, waiting=0, paused=(paused,))
    await panel.add_alert("arxiv:1", "ddddd", at(13, 8), deferred_to_digest=True)
    assert (await panel.preferences.upcoming(CHANNEL)).next_digest == at(13, 8)


async def test_an_alert_that_becomes_instant_is_not_delayed(panel: Panel):
    """An alert that gains an instant subscription during a change is not delayed."""
    await panel.add_alert("arxiv:1", "ddddd", at(13, 8))
    await panel.add_alert("arxiv:2", "ddddd", at(13, 8))
    store: Any = Meanwhile(
        panel.store, "set_preferences", lambda: panel.add_alert("arxiv:1", "nnnnn", panel.now())
    )
    preferences = ChannelPreferences(store, HOST, panel.now)
    await preferences.change(CHANNEL, digest_time=time(11))
    assert await panel.due() == {"arxiv:1": panel.now(), "arxiv:2": at(13, 11)}


async def test_changes_by_two_replicas_are_both_kept(panel: Panel):
    """Two changes at the same moment, of which no replica knows the other's, are both stored."""
    other = panel.preferences.change(CHANNEL, role_id=5)
    store: Any = Meanwhile(panel.store, "set_preferences", lambda: other)
    await ChannelPreferences(store, HOST, panel.now).change(CHANNEL, look=Look.COMPACT)
    found = await panel.store.destination(CHANNEL)
    assert found is not None
    assert (found.preferences.role_id, found.preferences.look) == (5, Look.COMPACT)
