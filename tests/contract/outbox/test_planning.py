"""Due alerts, and planning messages from them."""

import pytest

from bot.domain.ports import Store
from bot.query import parse
from bot.service.subscriptions.subscriptions import Draft, Subscriptions
from tests.contract.makers import NOW, THERE, alert, minutes, polled
from tests.support.fakes import PERSON, Clock, FakeNotifier, destination, settle, sighting, subscribe, subscription
from tests.support.makers import add_alerts, deliverer_of
from tests.support.meanwhile import Meanwhile


async def test_the_limit_bounds_alerts_and_splits_only_a_first_destination_with_many(store: Store):
    """The first destination comes whole up to twice the limit; if it has more, only its first alerts come."""
    here = [alert(n, due=NOW - minutes(1)) for n in range(5)]
    await polled(store, *here, alert(7, THERE))
    assert await store.due_alerts(NOW, 2) == tuple(here[:2])
    assert await store.due_alerts(NOW, 3) == tuple(here)
    assert len(await store.due_alerts(NOW, 5)) == 5
    assert len(await store.due_alerts(NOW, 6)) == 6


@pytest.mark.parametrize("verb", ["subscriptions", "due_alerts", "sightings", "plan"])
async def test_what_a_new_query_takes_back_during_planning_is_not_posted(store: Store, now: Clock, verb: str):
    """Whatever planning has read when a query changes: only the paper of another subscription is posted."""
    await subscribe(store, old := subscription(), subscription("bbbbb", "everything"))
    for number, keys in enumerate([("aaaaa",), ("aaaaa", "bbbbb")]):
        await add_alerts(store, [sighting(f"2511.{number:05}")], now(), keys=keys)
    edit = Draft(query=parse("robots"), destination=destination(), creator_id=PERSON, replaces=old)
    changing = Meanwhile(store, verb, lambda: Subscriptions(store, now).save(edit))
    discord = FakeNotifier()
    deliverer = deliverer_of(changing, discord, now)
    await deliverer.step()
    await deliverer.drain(30)
    await settle(deliverer, store, now)
    assert changing.is_done
    assert [(post["card"], post["matched"]) for post in discord.posted] == [
        ("arxiv:2511.00001", [["everything", "everything"]])
    ]
