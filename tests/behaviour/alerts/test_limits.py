"""The limits on subscriptions that the host set."""

from collections.abc import Callable

import pytest

from bot.discord_io.client import PaperboyClient
from bot.domain.ports import Store
from bot.search.past_papers import PastIndex
from bot.settings import Settings
from tests.behaviour.world import World, said
from tests.support.fakes import Clock, FakeSource
from tests.support.makers import application


@pytest.fixture
def build(store: Store, past: PastIndex, now: Clock) -> Callable[[], PaperboyClient]:
    """A bot that allows two subscriptions in a channel and three in a server."""
    limits = {"subscriptions_per_channel": 2, "subscriptions_per_guild": 3}
    settings = Settings.model_validate({"limits": limits})
    return lambda: application(settings, store, past, [FakeSource()], now=now).client


async def test_a_full_channel_says_what_to_do(world: World):
    """A subscription above the limit is refused without a preview, with two ways out; a deletion makes room."""
    first = await world.subscribe("diffusion")
    await world.subscribe("flow")
    refused = await world.says("alerts subscribe", query="agents")
    assert "At most 2 subscriptions" in refused
    await world.run("alerts unsubscribe", subscription=first)
    await world.store.remove_subscription(first)
    await world.subscribe("agents")


async def test_the_limit_holds_when_two_save_at_once(world: World):
    """Save is refused if the channel reached its limit since the preview."""
    await world.subscribe("diffusion")
    late = await world.run("alerts subscribe", query="flow")
    await world.subscribe("agents")
    pressed = await world.save(late)
    assert len(await world.saved()) == 2
    assert "At most 2 subscriptions" in said(pressed) + late.response.content
