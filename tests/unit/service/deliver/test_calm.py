"""Delivery by a channel's preferences, on a real store: quiet hours, daily limit, forums, threads."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import time, timedelta
from typing import Any, cast

import pytest

from bot.domain.alert import MessageState
from bot.domain.errors import TryLaterError
from bot.domain.ports import Store
from bot.domain.preferences import Preferences
from bot.domain.schedule import DigestTimes
from bot.domain.subscription import Kind, Owner
from bot.service.poll.context import PollContext
from bot.service.poll.poller import Poller
from bot.service.preferences.preferences import ChannelPreferences
from bot.service.subscriptions.subscriptions import Setup, Subscriptions
from tests.support.fakes import (
    CHANNEL,
    GUILD,
    OWNER,
    Clock,
    FakeNotifier,
    FakeSource,
    destination,
    settle,
    sighting,
    subscription,
)
from tests.support.makers import deliverer_of
from tests.support.meanwhile import Meanwhile

HOST = DigestTimes(at=time(18))


@dataclass(kw_only=True)
class Channel:
    """One channel with a subscription to diffusion, from the poll to the post."""

    store: Store
    now: Clock
    notifier: FakeNotifier = field(default_factory=FakeNotifier)
    source: FakeSource = field(default_factory=FakeSource)
    listed: int = 0

    def __post_init__(self):
        self.poller = Poller(self.store, self.source, self.now, PollContext(times=HOST))
        self.deliverer = deliverer_of(self.store, self.notifier, self.now, times=HOST)

    async def begin(self, *, kind: Kind = Kind.CHANNEL, **preferences: Any):
        """Make the subscription and the preferences, with an empty baseline."""
        await self.poller.poll()
        version = await self.store.papers_version()
        where = replace(destination(), kind=kind)
        await self.store.save_subscription(subscription(), where, baseline=frozenset(), papers_version=version)
        assert await self.store.set_preferences(CHANNEL, Preferences(**preferences), due={})

    async def list(self, count: int):
        """List more matching papers, poll, and deliver all due alerts."""
        today = self.now().date()
        for _ in range(count):
            self.listed += 1
            self.source.days[today].append(
                sighting(f"2511.{self.listed:05}", title=f"Diffusion {self.listed}", day=today)
            )
        await self.poller.poll()
        await self.run()

    async def run(self):
        await settle(self.deliverer, self.store, self.now)

    async def wait_in_quiet_hours(self, *, look: bool = True):
        """Two cards that failed before quiet hours; with `look`, the first is postponed until three."""
        await self.begin(quiet_from=time(13), quiet_until=time(15))
        self.notifier.script.append(TryLaterError("away", in_doubt=False, retry_after=3600.0))
        await self.list(2)
        self.now.forward(hours=1, minutes=30)
        if look:
            await self.run()
        assert self.posted() == []

    def posted(self) -> list[int]:
        """Return 1 for each card, and minus the number of papers for each digest."""
        return [-len(p["digest"]) if "digest" in p else 1 for p in self.notifier.posted]


@pytest.fixture
async def channel(store: Store, now: Clock) -> Channel:
    return Channel(store=store, now=now)


async def test_a_failed_message_waits_for_the_end_of_quiet_hours(channel: Channel):
    """A message that failed before quiet hours is tried again after them."""
    await channel.begin(quiet_from=time(13), quiet_until=time(15))
    channel.notifier.script.append(TryLaterError("away", in_doubt=False, retry_after=3600.0))
    await channel.list(1)
    channel.now.forward(hours=2)
    await channel.run()
    assert channel.posted() == []
    (waiting,) = await channel.store.messages([MessageState.READY])
    assert waiting.next_try == channel.now() + timedelta(hours=1)
    channel.now.forward(hours=1)
    await channel.run()
    assert channel.posted() == [1]


@pytest.mark.parametrize(("until", "hours"), [(None, 0), (time(14, 30), 1)])
async def test_shortened_quiet_hours_release_messages(channel: Channel, until: time | None, hours: int):
    """If quiet hours are shortened, postponed messages are posted at their new end."""
    await channel.wait_in_quiet_hours()
    quiet = {"quiet_from": until and time(13), "quiet_until": until}
    await ChannelPreferences(channel.store, HOST, channel.now).change(CHANNEL, **quiet)
    await channel.run()
    assert channel.posted() == [1, 1] * (not hours)
    channel.now.forward(hours=hours)
    await channel.run()
    assert channel.posted() == [1, 1]


async def test_quiet_hours_turned_off_during_the_check_hold_nothing(channel: Channel):
    """If quiet hours are turned off while a message is being postponed, it is not."""
    await channel.wait_in_quiet_hours(look=False)
    preferences = ChannelPreferences(channel.store, HOST, channel.now)
    off = dict.fromkeys(["quiet_from", "quiet_until"])
    store = Meanwhile(channel.store, "retry_at", lambda: preferences.change(CHANNEL, **off))
    await Channel(store=cast("Any", store), now=channel.now, notifier=channel.notifier).run()
    assert store.is_done
    assert channel.posted() == [1, 1]


async def test_a_message_in_doubt_is_finished_in_quiet_hours(channel: Channel):
    """A message in doubt is finished in quiet hours: it may be posted already."""
    await channel.begin(quiet_from=time(13), quiet_until=time(15))
    channel.notifier.script.append(("accepted", TryLaterError("away", in_doubt=True, retry_after=3600.0)))
    await channel.list(1)
    channel.now.forward(hours=2)
    await channel.run()
    assert channel.posted() == [1]
    assert await channel.store.messages([MessageState.SENDING, MessageState.READY]) == ()


async def test_cards_of_a_clock_that_was_ahead_do_not_count(channel: Channel):
    """Cards posted by a clock a year ahead do not count against the daily limit."""
    await channel.begin(most_a_day=2)
    today = channel.now().date()
    channel.source.days[today] = [sighting(f"2510.{n:05}", title="Diffusion", day=today) for n in (1, 2)]
    await channel.poller.poll()
    channel.now.forward(days=365)
    await channel.run()
    channel.now.forward(days=-365)
    await channel.list(1)
    await channel.list(2)
    assert channel.posted() == [1] * 4


@pytest.mark.parametrize(("hours", "posted"), [(5, [1]), (7, [1, -2]), (30, [1, -2])])
async def test_a_pause_holds_what_is_over_the_limit_only_until_it_ends(
    channel: Channel, hours: int, posted: list[int]
):
    """Papers put off by the limit to a digest at six are posted when a pause over six ends, and not before six."""
    await channel.begin(most_a_day=1)
    subscriptions = Subscriptions(channel.store, channel.now, Setup(times=HOST))
    owner = Owner(guild_id=GUILD, user_id=OWNER)
    await channel.list(3)
    await subscriptions.pause(owner, CHANNEL)
    for _ in range(hours):
        channel.now.forward(hours=1)
        await channel.run()
    channel.now.forward(minutes=20)
    await subscriptions.resume(owner, CHANNEL)
    await channel.run()
    assert channel.posted() == posted
    channel.now.forward(days=1)
    await channel.run()
    assert channel.posted() == [1, -2]


async def test_a_failing_thread_affects_no_post(channel: Channel):
    """A failing thread affects no post, even after an unexpected error."""
    await channel.begin(thread_per_alert=True)
    channel.notifier.troubles.append(ZeroDivisionError())
    await channel.list(2)
    assert channel.posted() == [1, 1]
    assert channel.notifier.threads == {2: "Diffusion 2"}
    assert (await channel.store.counts()).messages[MessageState.SENT] == 2


async def test_a_forum_is_searched_before_a_second_attempt(channel: Channel):
    """A forum's post in doubt is searched for before it is sent again, and not at once."""
    await channel.begin(kind=Kind.FORUM)
    channel.notifier.forgets_nonces = True
    channel.notifier.script.append(("accepted", TryLaterError("broken", in_doubt=True)))
    await channel.list(1)
    assert [call.split()[0] for call in channel.notifier.calls] == ["post"]
    for seconds in (5, 20):
        channel.now.forward(seconds=seconds)
        await channel.run()
    assert [call.split()[0] for call in channel.notifier.calls] == ["post"]
    channel.now.forward(seconds=10)
    await channel.run()
    assert [call.split()[0] for call in channel.notifier.calls] == ["post", "find"]
    assert channel.posted() == [1]
    assert (await channel.store.counts()).messages[MessageState.SENT] == 1
