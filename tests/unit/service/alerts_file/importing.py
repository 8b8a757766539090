"""Importing a file and taking that back, each time as if the process began again."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from bot.domain.alert import AlertState
from bot.service.alerts_file.imported import Denied
from bot.service.alerts_file.importer import Importer
from bot.service.alerts_file.reader import read_file
from bot.service.subscriptions.subscriptions import Subscriptions
from tests.support.fakes import CHANNEL, GUILD, PERSON, SERVER, destination, sighting, subscription
from tests.support.importing import imports_of, may_post
from tests.support.makers import add_alerts

if TYPE_CHECKING:
    from bot.domain.ports import Store
    from bot.domain.subscription import Destination, Subscription
    from bot.service.alerts_file.imported import Done, GoesBack
    from bot.service.alerts_file.imports import Imports
    from tests.support.fakes import Clock
    from tests.unit.service.deliver.harness import DeliveryHarness

OLD = sighting("2511.00001", title="Diffusion before")
WAITS = sighting("2511.00002", title="Diffusion that waits")
NEW = sighting("2511.00003", title="Diffusion meanwhile")
TREES = sighting("2511.00004", title="Trees meanwhile")
OURS = subscription()
SAME = {"id": OURS.id, "query": "diffusion"}
CHANGED = {"id": OURS.id, "query": "trees", "deliver": "daily"}


async def list_papers(store: Store, now: Clock, *papers: Any) -> None:
    """A poll that finds nobody who wants them."""
    await add_alerts(store, papers, now(), keys=(), state=AlertState.DROPPED, channel=1)


def of_a_process(harness: DeliveryHarness, store: Any = None) -> tuple[Subscriptions, Imports]:
    """As after a restart."""
    store = store or harness.store
    subscriptions = Subscriptions(store, harness.now)
    return subscriptions, imports_of(store, harness.now, subscriptions)


def managed(harness: DeliveryHarness) -> Subscriptions:
    return of_a_process(harness)[0]


async def import_(
    harness: DeliveryHarness,
    *entries: dict[str, Any],
    end_missing: bool = False,
    to: Destination | None = None,
    **more: Any,
) -> Done:
    """Import a file with one channel."""
    listed = {"channel": "papers", "subscriptions": entries, **more}
    (wanted,) = read_file(json.dumps({"paperboy": 1, "channels": [listed]}).encode())
    subscriptions, imports = of_a_process(harness)
    place = to or await harness.store.destination(CHANNEL) or destination()
    plan = Importer(subscriptions, harness.now).plan
    changes = await plan(SERVER, PERSON, [(wanted, place)], end_missing=end_missing)
    assert changes.problems == ()
    return await imports.carry_out(SERVER, GUILD, changes, may_post)


async def allowed(_: GoesBack) -> Denied:
    """Whoever asks may."""
    return Denied()


async def undo(harness: DeliveryHarness, done: Done, store: Any = None, ask: Any = allowed) -> Done:
    return await of_a_process(harness, store)[1].undo(SERVER, GUILD, done.key, ask)


async def there(harness: DeliveryHarness) -> tuple[Subscription, ...]:
    return (await harness.store.subscriptions()).subscriptions


async def posted(harness: DeliveryHarness) -> list[str]:
    await harness.run()
    return sorted(payload["card"] for payload in harness.notifier.posted)
