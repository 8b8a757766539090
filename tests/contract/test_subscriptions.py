"""Subscriptions, destinations, blocks, notes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.domain.alert import AlertState, MessageState
from bot.domain.errors import ConflictError
from bot.domain.subscription import Block, BlockCause, Mode
from tests.contract.makers import (
    HERE,
    LEASE,
    NOW,
    THERE,
    alert,
    channel,
    claimed,
    message,
    minutes,
    paper_name,
    planned,
    polled,
    sighting,
    subscribed,
    subscription,
)

if TYPE_CHECKING:
    from bot.domain.ports import Store

BLOCK = Block(cause=BlockCause.PERMISSION, reason="Give it Send Messages.", since=NOW)


async def test_a_new_store_is_empty(store: Store) -> None:
    """Nothing is subscribed, known or waiting at first."""
    book = await store.subscriptions()
    assert (book.subscriptions, dict(book.baselines)) == ((), {})
    assert await store.destinations() == ()
    assert await store.destination(HERE) is None
    assert await store.next_wake() is None
    assert (await store.counts()).oldest_due is None


async def test_subscriptions_come_oldest_first(store: Store) -> None:
    """The book is in order of creation and holds every field, paused ones included."""
    young = await subscribed(store, "aaaaa", created=NOW + minutes(1))
    fields = {"mode": Mode.WEEKLY, "paused": True, "query": '"a b" -c', "sources": ("lists", "arxiv", "nature")}
    old = await subscribed(store, "bbbbb", THERE, **fields)
    assert (await store.subscriptions()).subscriptions == (old, young)


async def test_the_version_grows_with_every_change(store: Store) -> None:
    """Saving, replacing and removing each give a higher version."""
    versions = [(await store.subscriptions()).version]
    await subscribed(store)
    versions.append((await store.subscriptions()).version)
    await subscribed(store)
    versions.append((await store.subscriptions()).version)
    await store.remove_subscription("aaaaa")
    versions.append((await store.subscriptions()).version)
    assert versions == sorted(set(versions))


async def test_a_baseline_computed_from_old_papers_is_a_conflict(store: Store) -> None:
    """Papers that arrived meanwhile make save_subscription fail, and nothing of it is stored."""
    version = await store.papers_version()
    await polled(store, sightings=(sighting(1),))
    with pytest.raises(ConflictError):
        await store.save_subscription(subscription(), channel(), baseline=frozenset(), papers_version=version)
    assert (await store.subscriptions()).subscriptions == ()
    assert await store.destinations() == ()


async def test_a_blocked_destination_waits_and_flows_again(store: Store) -> None:
    """Neither its alerts nor its messages come up while it is blocked; all of them do afterwards."""
    await subscribed(store)
    await planned(store, message(1))
    await polled(store, alert(2))
    await store.set_block(HERE, BLOCK)
    assert await store.due_alerts(NOW, 10) == ()
    assert await store.claim_due(NOW, LEASE, 10) == ()
    assert await store.next_wake() is None
    await store.set_block(HERE, None)
    assert await store.next_wake() == NOW
    assert await store.due_alerts(NOW, 10) == (alert(2),)
    assert len(await store.claim_due(NOW, LEASE, 10)) == 1


async def test_stale_news_is_dropped_when_a_block_is_lifted(store: Store) -> None:
    """Pending alerts of named papers, and ready messages without others; what may be posted stays."""
    await subscribed(store)
    await subscribed(store, "bbbbb", THERE)
    posting = await claimed(store, 1)
    await store.mark_sending(posting.key, posting.claim, first_attempt=NOW, after=None)
    await planned(store, message(2), message(3, 6), message(7, to=THERE))
    await polled(store, alert(4), alert(5), alert(4, THERE))
    await store.set_block(HERE, None, dropping=[paper_name(number) for number in (1, 2, 3, 4, 7, 99)])
    dropped = await store.messages([MessageState.DROPPED])
    assert [m.key for m in dropped] == [message(2).key]
    assert dropped[0].reason
    ready = await store.messages([MessageState.READY])
    assert {m.key for m in ready} == {message(3, 6).key, message(7, to=THERE).key}
    assert [m.key for m in await store.messages([MessageState.SENDING])] == [posting.key]
    assert [a.key for a in await store.due_alerts(NOW + minutes(9), 10)] == [alert(5).key, alert(4, THERE).key]
    assert (await store.counts()).alerts[AlertState.DROPPED] == 2


async def test_a_forgotten_destination_leaves_nothing_open(store: Store) -> None:
    """Its subscriptions are gone, its alerts and unsent messages dropped; its neighbour is untouched."""
    await subscribed(store, "aaaaa")
    await subscribed(store, "bbbbb", THERE)
    sent = await claimed(store, 9)
    await store.mark_sent(sent.key, sent.claim, 77, NOW)
    await planned(store, message(1), message(1, to=THERE))
    await polled(store, alert(2), alert(2, THERE))
    version = (await store.subscriptions()).version
    await store.forget_destination(HERE)
    book = await store.subscriptions()
    assert [s.id for s in book.subscriptions] == ["bbbbb"]
    assert set(book.baselines) == {"bbbbb"}
    assert book.version > version
    assert await store.destinations() == (channel(THERE),)
    assert await store.due_alerts(NOW, 10) == (alert(2, THERE),)
    counts = await store.counts()
    assert counts.alerts[AlertState.DROPPED] == 2
    assert counts.messages[MessageState.DROPPED] == 1
    assert counts.messages[MessageState.SENT] == 1
    assert [m.key for m in await store.claim_due(NOW, LEASE, 9)] == [message(1, to=THERE).key]


async def test_forgetting_an_unknown_destination_is_nothing(store: Store) -> None:
    """It neither fails nor raises the version."""
    version = (await store.subscriptions()).version
    await store.forget_destination(HERE)
    assert (await store.subscriptions()).version == version


async def test_notes_are_found_by_how_their_names_begin(store: Store) -> None:
    """Letter by letter: a name is no pattern."""
    for name in ("told 1", "told 2", "tol", "xtold 3", "t%"):
        await store.set_note(name, f"about {name}")
    assert await store.notes("told ") == {"told 1": "about told 1", "told 2": "about told 2"}
    assert await store.notes("t%") == {"t%": "about t%"}
    assert len(await store.notes("")) == 5


async def test_a_block_is_changed_while_it_is_as_it_was_found(store: Store) -> None:
    """Who decided by another one changes nothing, and is told so; where there is no channel nothing is done."""
    await subscribed(store)
    open_ = channel(HERE)
    assert await store.set_block(HERE, BLOCK, found=open_)
    for block in (None, replace(BLOCK, told=True)):
        assert not await store.set_block(HERE, block, found=open_)
    blocked = await store.destination(HERE)
    assert blocked is not None
    assert blocked.block == BLOCK
    assert await store.set_block(HERE, None, found=blocked)
    assert not await store.set_block(HERE, None, found=blocked, dropping=[paper_name(1)])
    assert not await store.set_block(THERE, BLOCK)
    assert not await store.set_block(THERE, BLOCK, found=channel(THERE))


async def test_a_destination_is_forgotten_while_it_is_as_it_was_found(store: Store) -> None:
    """One that is well again in that moment stays, with what is subscribed and what waits there."""
    await subscribed(store)
    await polled(store, alert(1))
    await store.set_block(HERE, BLOCK)
    blocked = await store.destination(HERE)
    assert blocked is not None
    await store.set_block(HERE, None)
    assert not await store.forget_destination(HERE, found=blocked)
    assert await store.pending(HERE) == (alert(1),)
    assert len((await store.subscriptions()).subscriptions) == 1
    await store.set_block(HERE, BLOCK)
    assert await store.forget_destination(HERE, found=blocked)
    assert not await store.forget_destination(HERE, found=blocked)
    assert await store.forget_destination(HERE)
    assert (await store.subscriptions()).subscriptions == ()
