"""Subscriptions that are changed while alerts wait."""

from typing import Any

from bot.domain.subscription import Destination, Mode, Owner, Subscription
from bot.query import parse
from bot.service.subscriptions.subscriptions import Draft, Subscriptions
from tests.fake_discord.faults import reset
from tests.fake_discord.state.models import Channel, Perm
from tests.wire.support.harness import Harness, once

ONE, TWO, THREE = "2511.00001", "2511.00002", "2511.00003"


def service(harness: Harness) -> Subscriptions:
    return Subscriptions(harness.store, harness.now)


async def edit(harness: Harness, old: Subscription, query: str = "matter", **changes: Any) -> Subscription:
    """Save a subscription as `/alerts edit` does."""
    channel: Channel = changes.pop("channel", harness.channel)
    assert old.guild_id is not None
    where = Destination(id=channel.id, guild_id=old.guild_id)
    fields = {"mode": old.mode, "replaces": old} | changes
    draft = Draft(query=parse(query), destination=where, creator_id=old.creator_id, **fields)
    return (await service(harness).save(draft)).subscription


async def waiting(harness: Harness) -> Subscription:
    """A subscription whose channel is closed, with a paper that is planned and one that is pending."""
    made = await harness.subscribe()
    await harness.forbid(Perm.SEND_MESSAGES)
    await harness.round(ONE)
    await harness.round(ONE, TWO)
    assert await harness.block() is not None
    assert await harness.states() == {"ready": 1}
    return made


async def test_moved_as_the_notice_advises(harness: Harness):
    """Alerts held for a closed channel are posted in the new one, each once, also when the first opens again."""
    other = harness.world.add_channel(harness.guild, "other")
    old = await waiting(harness)
    await harness.noticed(lambda: harness.app.client.get_channel(other.id) is not None)
    await edit(harness, old, channel=other)
    await harness.deliver()
    assert harness.posted(other) == once(ONE, TWO)
    harness.world.permit(harness.channel, Perm.SEND_MESSAGES)
    await harness.unblocked()
    await harness.round(ONE, TWO, THREE)
    await harness.later(hours=2)
    assert harness.posted() == []
    assert harness.posted(other) == once(ONE, TWO, THREE)


async def test_a_move_that_leaves_them_behind(harness: Harness):
    """The control: saved without what waits, the papers are neither here nor there."""
    other = harness.world.add_channel(harness.guild, "other")
    old = await waiting(harness)
    await harness.noticed(lambda: harness.app.client.get_channel(other.id) is not None)
    await harness.store.remove_subscription(old.id)
    where = Destination(id=other.id, guild_id=old.guild_id)
    await service(harness).save(Draft(query=parse("matter"), destination=where, creator_id=old.creator_id))
    await harness.later(hours=2)
    assert harness.posted(other) == []


async def test_moved_while_in_doubt(harness: Harness):
    """A post whose answer was lost stays with the channel that may have it: it comes once, and there alone."""
    other = harness.world.add_channel(harness.guild, "other")
    old = await harness.subscribe()
    harness.list(ONE)
    harness.arm(reset(accepted=True))
    await harness.round()
    assert await harness.states() == {"sending": 1}
    await edit(harness, old, channel=other)
    await harness.later(minutes=5)
    assert harness.posted() == once(ONE)
    assert harness.posted(other) == []


async def test_paused_while_it_waits(harness: Harness):
    """A pause holds what waits, planned or not; what came during it is let go, what waited comes with resuming."""
    old = await waiting(harness)
    owner = Owner(guild_id=old.guild_id, user_id=old.creator_id)
    await service(harness).pause(owner, old.id)
    harness.world.permit(harness.channel, Perm.SEND_MESSAGES)
    await harness.unblocked()
    await harness.round(ONE, TWO, THREE)
    await harness.later(days=2)
    assert harness.posted() == []
    await service(harness).resume(owner, old.id)
    await harness.round()
    assert harness.posted() == once(ONE, TWO)


async def test_edited_while_it_waits(harness: Harness):
    """A planned paper that the new query does not match is not posted; one that it matches is."""
    old = await waiting(harness)
    await edit(harness, old, query=f'matter -title:"On the matter of {ONE}"')
    harness.world.permit(harness.channel, Perm.SEND_MESSAGES)
    await harness.unblocked()
    await harness.round()
    assert harness.posted() == once(TWO)


async def test_another_mode_while_it_waits(harness: Harness):
    """From weekly to at once: what waits for the digest comes now."""
    old = await harness.subscribe(mode=Mode.WEEKLY)
    await harness.round(ONE)
    assert harness.posted() == []
    await edit(harness, old, mode=Mode.NOW)
    await harness.deliver()
    assert harness.posted() == once(ONE)
