"""A poll that is stored between what is written down of a subscription and the change itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from bot.domain.alert import AlertState
from bot.service.subscriptions.subscriptions import Subscriptions
from bot.service.subscriptions.undoing.endings import Endings
from tests.support.fakes import CHANNEL, SERVER
from tests.support.makers import add_alerts
from tests.unit.service.subscriptions.undoing.changing import (
    NEW,
    OURS,
    TREE_DRAFT,
    WAITS,
    allowed,
    edits,
    posted,
    undo,
)

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.domain.ports import Store
    from tests.unit.service.deliver.harness import DeliveryHarness

pytestmark = pytest.mark.parametrize("edited", [True, False], ids=["edited", "ended"])


class _Meanwhile:
    """A store in which something happens just before the next call of one verb."""

    def __init__(self, store: Store, verb: str, happens: Callable[[], Awaitable[None]]) -> None:
        self._store, self._verb = store, verb
        self._happens: Callable[[], Awaitable[None]] | None = happens

    def __getattr__(self, name: str) -> Any:
        happens = self._happens
        if name != self._verb or happens is None:
            return getattr(self._store, name)
        self._happens = None

        async def after(*arguments: Any, **named: Any) -> Any:
            await happens()
            return await getattr(self._store, name)(*arguments, **named)

        return after


async def _changed(harness: DeliveryHarness, happens: Callable[[], Awaitable[None]], *, edited: bool) -> Any:
    """End or edit ours, while that happens; returns what takes it back."""
    store: Any = _Meanwhile(harness.store, "save_subscription" if edited else "remove_subscription", happens)
    if edited:
        made = await edits(harness, store).save(replace(TREE_DRAFT, replaces=OURS), OURS)
        return lambda: undo(harness, made.key)
    await Endings(store, Subscriptions(store, harness.now), harness.now).end(SERVER, OURS.id)
    real = harness.store
    return lambda: Endings(real, Subscriptions(real, harness.now), harness.now).undo(SERVER, OURS.id, allowed)


async def test_what_came_at_that_moment_comes_back(harness: DeliveryHarness, *, edited: bool) -> None:
    """The reading began before; its second commit is neither known nor waits yet when that is written down."""
    began = harness.now() - timedelta(seconds=8)
    await add_alerts(harness.store, [WAITS], began)

    async def second_commit() -> None:
        await add_alerts(harness.store, [NEW], began)

    take_back = await _changed(harness, second_commit, edited=edited)
    assert await posted(harness) == []  # nobody wants them now
    await take_back()
    assert sorted(await posted(harness)) == [WAITS.paper.id, NEW.paper.id]


async def test_what_was_let_go_before_stays_so(harness: DeliveryHarness, *, edited: bool) -> None:
    """An admin had dropped it, which neither the change nor its Undo has to do with."""
    await add_alerts(harness.store, [WAITS], harness.now(), state=AlertState.DROPPED)
    harness.now.forward(seconds=1)

    async def nothing() -> None:
        """No poll."""

    take_back = await _changed(harness, nothing, edited=edited)
    await take_back()
    assert await posted(harness) == []
    found = await harness.store.find_alert(CHANNEL, WAITS.paper.id)
    assert found is not None
    assert found[0].state is AlertState.DROPPED
