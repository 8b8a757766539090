"""A post that was begun in the channel where a subscription was, which then moved, ended, and came back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from bot.domain.alert import MessageState
from bot.domain.errors import TryLaterError
from bot.query import parse
from bot.service.subscriptions.subscriptions import Draft, Subscriptions
from bot.service.subscriptions.undoing.endings import Endings
from tests.support.fakes import CHANNEL, PERSON, SERVER, destination, subscribe, subscription
from tests.support.makers import add_alerts
from tests.unit.service.subscriptions.undoing.changing import (
    OURS,
    TREE_DRAFT,
    WAITS,
    allowed,
    change,
    posted,
    undo,
)

if TYPE_CHECKING:
    from tests.unit.service.deliver.harness import DeliveryHarness

ELSEWHERE = destination(CHANNEL + 1)
MOVED = Draft(query=parse(OURS.query), destination=ELSEWHERE, creator_id=PERSON, name=OURS.name)


def _endings(harness: DeliveryHarness) -> Endings:
    return Endings(harness.store, Subscriptions(harness.store, harness.now), harness.now)


async def _moved_in_doubt(harness: DeliveryHarness, *, out: bool) -> None:
    """Nobody knows whether the post is out when the subscription moves."""
    await add_alerts(harness.store, [WAITS], harness.now())
    doubt: Any = TryLaterError("reset", in_doubt=True)
    harness.notifier.script.append((None, doubt) if out else doubt)
    await harness.run()
    await change(harness, MOVED)


@pytest.mark.parametrize("out", [False, True])
@pytest.mark.parametrize("ended", [True, False], ids=["ended", "edited"])
async def test_it_comes_once_where_it_was_begun(harness: DeliveryHarness, *, ended: bool, out: bool) -> None:
    """Not out after all, it is dropped as nobody wants it; taken back, it is owed there again."""
    await _moved_in_doubt(harness, out=out)
    key = ""
    if ended:
        await _endings(harness).end(SERVER, OURS.id)
    else:
        key = (await change(harness, replace(TREE_DRAFT, destination=ELSEWHERE))).key
    harness.now.forward(minutes=15)
    await harness.run()
    await (undo(harness, key) if key else _endings(harness).undo(SERVER, OURS.id, allowed))
    harness.now.forward(minutes=15)
    assert await posted(harness) == [WAITS.paper.id]
    assert [where for where, _, _ in harness.notifier.history] == [CHANNEL]


async def _refused_after_all(harness: DeliveryHarness) -> None:
    """It turns out not to be out, and is to be tried again in ten minutes."""
    harness.notifier.script.append(TryLaterError("429", in_doubt=False, retry_after=600))
    harness.now.forward(minutes=5)
    await harness.run()
    assert await harness.states() == {MessageState.READY: 1}


@pytest.mark.parametrize("dropped", [True, False])
async def test_what_is_not_out_comes_where_it_was_begun(harness: DeliveryHarness, *, dropped: bool) -> None:
    """It waits for its next try there when the subscription ends; given up or not, it comes there once."""
    await _moved_in_doubt(harness, out=False)
    await _refused_after_all(harness)
    await _endings(harness).end(SERVER, OURS.id)
    if dropped:
        harness.now.forward(minutes=15)
        assert await posted(harness) == []
    await _endings(harness).undo(SERVER, OURS.id, allowed)
    harness.now.forward(minutes=15)
    assert await posted(harness) == [WAITS.paper.id]
    assert [where for where, _, _ in harness.notifier.history] == [CHANNEL]
    await _endings(harness).end(SERVER, OURS.id)
    await _endings(harness).undo(SERVER, OURS.id, allowed)
    assert await posted(harness) == [WAITS.paper.id]


async def test_what_waits_for_a_new_plan_comes_where_it_was_begun(harness: DeliveryHarness) -> None:
    """Somebody else's query was edited away from it, so that it has no post yet when ours ends."""
    await subscribe(harness.store, subscription("bbbbb", "diffusion that"))
    await add_alerts(harness.store, [WAITS], harness.now(), keys=(OURS.id, "bbbbb"))
    harness.notifier.script.append(TryLaterError("reset", in_doubt=True))
    await harness.run()
    await change(harness, MOVED)
    await _refused_after_all(harness)
    await change(harness, replace(TREE_DRAFT, name="Theirs"), "bbbbb")
    assert [alert.subscriptions for alert in await harness.store.pending(CHANNEL)] == [(OURS.id,)]
    await _endings(harness).end(SERVER, OURS.id)
    assert await posted(harness) == []
    await _endings(harness).undo(SERVER, OURS.id, allowed)
    assert await posted(harness) == [WAITS.paper.id]
    assert [where for where, _, _ in harness.notifier.history] == [CHANNEL]
