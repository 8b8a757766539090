"""A subscription that is changed, paused and changed back, each time as if the process began again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bot.domain.alert import AlertState
from bot.domain.subscription import Mode, Owner
from bot.query import parse
from bot.service.subscriptions.subscriptions import Draft, Subscriptions
from bot.service.subscriptions.undoing.edits import Edited, Edits
from bot.service.subscriptions.undoing.endings import Endings
from tests.support.fakes import PERSON, SERVER, destination, sighting, subscription
from tests.support.makers import add_alerts

if TYPE_CHECKING:
    from bot.domain.ports import Store
    from tests.support.fakes import Clock
    from tests.unit.service.deliver.harness import DeliveryHarness

OLD = sighting("2511.00001", title="Diffusion before")
WAITS = sighting("2511.00002", title="Diffusion that waits")
NEW = sighting("2511.00003", title="Diffusion meanwhile")
TREES = sighting("2511.00004", title="Trees meanwhile")
OURS = subscription(name="Mine")
TREE_DRAFT = Draft(query=parse("trees"), destination=destination(), creator_id=PERSON, mode=Mode.DAILY)


async def list_papers(store: Store, now: Clock, *papers: Any) -> None:
    """A poll that finds nobody who wants them."""
    await add_alerts(store, papers, now(), keys=(), state=AlertState.DROPPED, channel=1)


def of_a_process(harness: DeliveryHarness, store: Any = None) -> tuple[Subscriptions, Edits]:
    """As after a restart, each time."""
    store = store or harness.store
    subscriptions = Subscriptions(store, harness.now)
    return subscriptions, Edits(store, subscriptions, Endings(store, subscriptions, harness.now), harness.now)


def edits(harness: DeliveryHarness, store: Any = None) -> Edits:
    return of_a_process(harness, store)[1]


def managed(harness: DeliveryHarness, store: Any = None) -> Subscriptions:
    return of_a_process(harness, store)[0]


async def change(harness: DeliveryHarness, draft: Draft = TREE_DRAFT, key: str = OURS.id) -> Edited:
    found = (await harness.store.subscriptions()).by_id[key]
    return await edits(harness).save(replace(draft, replaces=found), found)


async def allowed(_: int) -> None:
    """Whoever asks may post there."""


async def undo(harness: DeliveryHarness, key: str, owner: Owner = SERVER) -> Edited:
    return await edits(harness).undo(owner, key, allowed)


async def posted(harness: DeliveryHarness) -> list[str]:
    await harness.run()
    return [payload["card"] for payload in harness.notifier.posted]
