"""Pauses with an end."""

import logging
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import StoreError
from bot.domain.ports import Store
from bot.domain.subscription import Owner, Subscription
from bot.service.poll.context import PollContext
from bot.service.poll.poller import Poller
from bot.service.subscriptions.pauses import PauseError, end_pauses, parse_pause_end
from bot.service.subscriptions.subscriptions import Subscriptions
from tests.support.fakes import DAY, GUILD, PERSON, START, Clock, FakeSource, sighting, subscribe, subscription
from tests.support.makers import forget_tombstones
from tests.support.meanwhile import Through

BERLIN = ZoneInfo("Europe/Berlin")
NOON = datetime(2025, 10, 25, 10, 0, tzinfo=UTC)  # the day before the clocks go back
OWNER = Owner(guild_id=GUILD, user_id=PERSON)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("tomorrow", datetime(2025, 10, 25, 22, tzinfo=UTC)),
        ("2025-10-27", datetime(2025, 10, 26, 23, tzinfo=UTC)),
        ("12h", NOON + timedelta(hours=12)),
        ("a week", NOON + timedelta(weeks=1)),
        ("for 2 weeks", NOON + timedelta(weeks=2)),
        ("two weeks", NOON + timedelta(weeks=2)),
        ("in twelve hours", NOON + timedelta(hours=12)),
        ("in 2 months", NOON + timedelta(days=60)),
        ("Monday", datetime(2025, 10, 26, 23, tzinfo=UTC)),
        ("until Fri", datetime(2025, 10, 30, 23, tzinfo=UTC)),
        ("sat", datetime(2025, 10, 31, 23, tzinfo=UTC)),  # not today, a Saturday
    ],
)
def test_the_end_of_a_pause_is_a_day_or_a_while(text: str, expected: datetime):
    """Days begin at local midnight, on either side of a clock change; a weekday is the next one after today."""
    assert parse_pause_end(text, NOON, BERLIN) == expected


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("", "is not a valid date or duration"),
        ("soon", "“soon” is not a valid date or duration. Examples: tomorrow, Monday, 2025-11-24, 12h, 2 weeks"),
        ("thirteen weeks", "is not a valid date"),
        ("2 years", "within the next year"),
        ("0001-01-01", "not a valid date|in the past"),
        ("2025-10-25", "“2025-10-25” is in the past"),
        ("yesterday", "“yesterday” is in the past"),
    ],
)
def test_a_pause_that_cannot_be_says_why(text: str, hint: str):
    """Unreadable texts, past times and more than a year are refused with the reason."""
    with pytest.raises(PauseError, match=hint):
        parse_pause_end(text, NOON, BERLIN)


def test_the_date_that_is_an_example_is_accepted():
    """On every day, also in the first ones of a year, the date that the message names is valid."""
    for now in (datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 12, 31, tzinfo=UTC)):
        with pytest.raises(PauseError) as refused:
            parse_pause_end("soon", now, BERLIN)
        assert parse_pause_end(str(refused.value).split(", ")[2], now, BERLIN) > now


@given(text=st.text(max_size=60))
def test_any_text_is_a_date_or_a_sentence(text: str):
    """Any text is parsed to a future time or refused with a one-line message."""
    try:
        assert parse_pause_end(text, NOON, BERLIN) > NOON
    except PauseError as error:
        assert "\n" not in str(error)  # noqa: PT017 - the point is that nothing else is raised


async def test_a_pause_ends_by_itself(store: Store, now: Clock):
    """Papers that began to match during a pause are not alerted; later ones are, even in the same poll."""
    source, subscriptions = FakeSource(), Subscriptions(store, now)
    poller = Poller(store, source, now, PollContext(before_poll=[partial(end_pauses, store, subscriptions, now)]))
    await poller.poll()
    await subscribe(store, subscription("aaaaa", "diffusion"))
    until = now() + timedelta(days=1)
    await subscriptions.pause(OWNER, "aaaaa", until=until)
    await forget_tombstones(store)
    source.days[DAY] = [sighting("2511.00001", title="Diffusion in the pause")]
    now.at = until - timedelta(seconds=1)
    assert (await poller.poll()).alerts == ()
    assert (await subscriptions.get(OWNER, "aaaaa")).paused_until == until
    now.at = until
    source.days[DAY].append(sighting("2511.00002", title="Diffusion after the pause"))
    assert [alert.paper_id for alert in (await poller.poll()).alerts] == ["arxiv:2511.00002"]
    resumed = await subscriptions.get(OWNER, "aaaaa")
    assert (resumed.paused, resumed.paused_until) == (False, None)


async def test_a_date_can_be_moved_or_taken_away(store: Store, now: Clock):
    """The latest change of a pause counts: another end, no end, or resuming."""
    subscriptions = Subscriptions(store, now)
    await subscribe(store, subscription("aaaaa"))
    soon, late = now() + timedelta(hours=1), now() + timedelta(days=9)
    await subscriptions.pause(OWNER, "aaaaa", until=soon)
    await subscriptions.pause(OWNER, "aaaaa", until=late)
    now.at = soon
    await subscriptions.end_pause(await subscriptions.get(OWNER, "aaaaa"))  # as one that read the old date would
    assert (await subscriptions.get(OWNER, "aaaaa")).paused
    await subscriptions.pause(OWNER, "aaaaa")
    now.at = late
    await end_pauses(store, subscriptions, now)
    assert (await subscriptions.get(OWNER, "aaaaa")).paused
    assert not (await subscriptions.resume(OWNER, "aaaaa"))[0].subscription.paused


class _Refuses(Through):
    """A store that refuses changes of one subscription."""

    async def save_subscription(self, changed: Subscription, *args: Any, **more: Any):
        if changed.id == "aaaaa":
            raise StoreError("The disk is full.")
        await self._store.save_subscription(changed, *args, **more)


async def test_one_that_cannot_be_resumed_stops_nobody(store: Store, now: Clock, caplog: pytest.LogCaptureFixture):
    """A subscription that cannot be resumed stays paused with a warning; the next one is resumed."""
    until = START - timedelta(days=1)
    await subscribe(
        store,
        subscription("aaaaa", paused=True, paused_until=until),
        subscription("bbbbb", "fine", paused=True, paused_until=until),
    )
    refusing: Any = _Refuses(store)
    subscriptions = Subscriptions(refusing, now)
    with caplog.at_level(logging.INFO):
        await end_pauses(store, subscriptions, now)
    assert (await subscriptions.get(OWNER, "aaaaa")).paused
    assert not (await subscriptions.get(OWNER, "bbbbb")).paused
    assert "aaaaa could not be ended" in caplog.text
    assert "bbbbb is over" in caplog.text
