"""A paper that a subscription got in one channel of a server is not alerted for it in another."""

from dataclasses import replace

import pytest

from bot.domain.alert import AlertState, MessageState
from bot.domain.ports import Revision, Store
from bot.domain.subscription import Destination
from tests.contract.makers import (
    HERE,
    NOW,
    THERE,
    alert,
    channel,
    claimed,
    message,
    minutes,
    paper_name,
    polled,
    subscribed,
    subscription,
)

ONE = frozenset({paper_name(1)})


async def had(store: Store, state: MessageState = MessageState.SENT):
    """Subscription aaaaa is HERE, where its message ends in that state; THERE is a channel of the same server."""
    await subscribed(store)
    await subscribed(store, "bbbbb", THERE)
    taken = await claimed(store, 1)
    if state is MessageState.SENT:
        await store.mark_sent(taken.key, taken.claim, 7, NOW)
    else:
        await store.finish(taken.key, taken.claim, state, "x", NOW, in_doubt=False)


@pytest.mark.parametrize("state", [MessageState.SENT, MessageState.DEAD, MessageState.UNCERTAIN])
async def test_what_came_in_one_channel_comes_in_no_other(store: Store, state: MessageState):
    """The paper makes no new alert elsewhere and joins none, however it ended in the first channel."""
    await had(store, state)
    assert await polled(store, alert(1, THERE), already_stored=ONE) == ()
    assert await store.find_alert(THERE, paper_name(1)) is None
    await polled(store, alert(1, THERE, subscriptions=["bbbbb"]))
    assert await polled(store, alert(1, THERE, subscriptions=["aaaaa", "bbbbb"]), already_stored=ONE) == ()
    (waiting,) = await store.pending(THERE)
    assert waiting.subscriptions == ("bbbbb",)


async def test_what_is_not_known_is_news(store: Store):
    """A paper that is new to the store is not searched for elsewhere."""
    await had(store)
    assert await polled(store, alert(1, THERE)) == (alert(1, THERE),)


async def test_the_channel_itself_and_other_servers_do_not_count(store: Store):
    """Alerts of the same channel, of another server, or of a direct message do not count as elsewhere."""
    await subscribed(store)
    await polled(store, alert(1, due=NOW + minutes(9), created=NOW))
    await polled(store, alert(1), already_stored=ONE)
    assert [found.due for found in await store.pending(HERE)] == [NOW]
    for place in (Destination(id=333, guild_id=10), Destination(id=334, guild_id=None)):
        other = replace(subscription("ccccc", place.id), guild_id=place.guild_id)
        await store.save_subscription(other, place, baseline=frozenset(), papers_version=0)
        assert len(await polled(store, alert(1, place.id), already_stored=ONE)) == 1


async def test_what_ends_by_a_change_has_ended_when_that_says(store: Store):
    """An alert that an edit drops has the edit's own end time."""
    await subscribed(store)
    await polled(store, alert(1))
    later = NOW + minutes(60)
    revision = Revision(
        replaces=subscription(), at=NOW, dropped_at=later, due_of=lambda at: at, matching=frozenset()
    )
    edited = replace(subscription(), query="flow")
    await store.save_subscription(edited, channel(), baseline=None, papers_version=0, revision=revision)
    kept = minutes(60 * 24 * 400)
    await store.prune(NOW + kept + minutes(30))
    found = await store.find_alert(HERE, paper_name(1))
    assert found is not None
    assert found[0].state is AlertState.DROPPED
    await store.prune(later + kept + minutes(1))
    assert await store.find_alert(HERE, paper_name(1)) is None


@pytest.mark.parametrize("how", ["discard", "forget_destination", "set_block"])
async def test_what_is_given_up_has_ended_when_that_says(store: Store, how: str):
    """Every operation that drops something takes its end time; leases follow the other clock."""
    await subscribed(store)
    await polled(store, alert(1))
    await store.plan([message(1)], [], NOW)
    later = NOW + minutes(60)
    if how == "discard":
        await store.discard(message(1).key, NOW, dropped_at=later)
    elif how == "set_block":
        await store.set_block(HERE, None, dropping=[paper_name(1)], dropped_at=later)
    else:
        await store.forget_destination(HERE, dropped_at=later)
    (dropped,) = await store.messages([MessageState.DROPPED])
    assert dropped.finished == later
    await store.prune(NOW + minutes(60 * 24 * 400 + 30))
    assert await store.find_alert(HERE, paper_name(1)) is not None
