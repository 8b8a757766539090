"""A post that was begun in the channel where a subscription was, which then moved, ended, and came back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from bot.domain.errors import TryLaterError
from bot.query import parse
from bot.service.subscriptions.subscriptions import Draft, Subscriptions
from bot.service.subscriptions.undoing.endings import Endings
from tests.support.fakes import CHANNEL, PERSON, SERVER, destination
from tests.support.makers import add_alerts
from tests.unit.service.subscriptions.undoing.changing import OURS, TREE_DRAFT, WAITS, change, posted, undo

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
    await (undo(harness, key) if key else _endings(harness).undo(SERVER, OURS.id))
    harness.now.forward(minutes=15)
    assert await posted(harness) == [WAITS.paper.id]
    assert [where for where, _, _ in harness.notifier.history] == [CHANNEL]
