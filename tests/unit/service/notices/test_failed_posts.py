"""Notices of alerts that were not posted."""

from dataclasses import replace
from typing import Any, cast

import pytest

from bot.domain.alert import MessageState
from bot.domain.errors import DeliveryError, RejectedError, StoreError
from bot.domain.ports import Store
from bot.domain.subscription import Destination, Kind
from bot.service.notices.notices import Notices
from bot.service.notices.wording import failed_post
from tests.support.fakes import CHANNEL, PERSON, START, Clock, subscribe, subscription
from tests.support.makers import message
from tests.support.meanwhile import Meanwhile
from tests.unit.service.deliver.harness import DeliveryHarness

AUTOMOD = "An AutoMod rule blocked it. Exempt me."


@pytest.fixture
async def harness(store: Store, now: Clock) -> DeliveryHarness:
    """A harness whose channel takes notices."""
    await subscribe(store, subscription())
    made = DeliveryHarness(store, now)
    made.notifier.open_rooms = {CHANNEL}
    return made


async def reject(harness: DeliveryHarness, error: DeliveryError, paper: int):
    await harness.add_alerts(paper)
    harness.notifier.script.append(error)
    await harness.run()


async def test_the_reason_is_quoted_as_it_is_stored(harness: DeliveryHarness):
    """Discord's words stay code: a reason is escaped when it is stored, and not again."""
    reason = "Refused: `Invalid _Form_ Body`."
    await reject(harness, RejectedError(reason), 1)
    ((_, text),) = harness.notifier.said
    assert f". {reason} The person who runs this bot" in text


async def test_failures_are_reported_once_a_week(harness: DeliveryHarness):
    """Further failures within a week get no notice; `/paperboy status` counts them."""
    for count in (1, 2, 3):
        await reject(harness, RejectedError(AUTOMOD), count)
        harness.now.forward(days=3)
    assert len(harness.notifier.said) == 1
    harness.now.forward(days=1)
    await reject(harness, RejectedError(AUTOMOD), 4)
    assert len(harness.notifier.said) == 2


async def test_a_personal_dead_letter_is_reported_in_private(harness: DeliveryHarness):
    """Failures in direct messages are reported there, and in no channel."""
    direct = Destination(id=CHANNEL, guild_id=None, kind=Kind.DM)
    await harness.store.forget_destination(CHANNEL, dropped_at=START)
    version = await harness.store.papers_version()
    own = subscription(guild_id=None)
    await harness.store.save_subscription(own, direct, baseline=frozenset(), papers_version=version)
    await reject(harness, RejectedError("The body is wrong."), 1)
    ((person, text),) = harness.notifier.told
    assert person == PERSON
    assert "couldn't post arxiv:2511.00000. The body is wrong." in text
    assert harness.notifier.said == []


def test_a_mail_of_many_papers_is_listed_in_part():
    """Ten papers are named, and the others counted."""
    ids = tuple(f"arxiv:2511.{n:05}" for n in range(12))
    text = failed_post(replace(message(MessageState.UNCERTAIN), paper_ids=ids), personal=True)
    assert "arxiv:2511.00009 and 2 more may not have been posted." in text


@pytest.mark.parametrize("verb", ["destination", "find_alert", "set_note"])
async def test_a_store_outage_loses_no_notice(harness: DeliveryHarness, verb: str):
    """A dead message is reported once after an outage of the store."""

    async def away():
        raise StoreError("away")

    store = Meanwhile(harness.store, verb, away)
    harness.deliverer._context.notices.store = cast("Any", store)
    await reject(harness, RejectedError(AUTOMOD), 1)
    assert store.is_done
    ((_, text),) = harness.notifier.said
    assert "couldn't post arxiv:2511.00000" in text


async def test_deleted_things_are_not_reported(harness: DeliveryHarness):
    """No notice for a deleted channel, one without subscribers, or an unknown message."""
    await reject(harness, RejectedError(AUTOMOD), 1)
    (message,) = await harness.store.messages([MessageState.DEAD])
    notices = Notices(harness.store, harness.notifier, harness.now)
    harness.now.forward(days=8)
    await harness.store.remove_subscription("aaaaa")
    await notices.post_failed(message)
    await harness.store.forget_destination(CHANNEL, dropped_at=START)
    await notices.post_failed(message)
    assert len(harness.notifier.said) == 1
