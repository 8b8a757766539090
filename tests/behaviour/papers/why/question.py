"""Helpers for `/papers why`: a paper, its alert, a hidden channel, and the question."""

from datetime import timedelta

import discord
from simcord import ChannelHandle

from bot.domain.alert import Message, MessageKind, message_key
from tests.behaviour.world import World, said
from tests.support.fakes import sighting
from tests.support.makers import add_alerts

PAPER = sighting("2511.00001", title="Diffusion, a survey", abstract="How noise becomes images.", upvotes=12)
NUMBER = "2511.00001"
LEASE = timedelta(seconds=60)


def hidden_channel(world: World) -> ChannelHandle:
    """Create a channel that only managers can see."""
    seen, unseen = discord.PermissionOverwrite(view_channel=True), discord.PermissionOverwrite(view_channel=False)
    overwrites = {world.guild.default_role: unseen, world.guild.roles["Managers"]: seen}
    return world.guild.create_text_channel("hidden", overwrites=overwrites)


async def make_alert(world: World, *keys: str, due_in: float = 0):
    """List the paper and make its alert as a poll does, due in so many minutes."""
    due = world.now() + timedelta(minutes=due_in)
    await add_alerts(world.store, [PAPER], world.now(), channel=world.channel.id, keys=keys, due=due)


async def plan(world: World) -> Message:
    """Plan and claim the alert's message."""
    papers = (PAPER.paper.id,)
    made = Message(
        key=message_key(world.channel.id, MessageKind.CARD, papers),
        destination_id=world.channel.id,
        kind=MessageKind.CARD,
        paper_ids=papers,
        payload={"content": "x"},
        created=world.now(),
        next_try=world.now(),
    )
    await world.store.plan([made], [], world.now())
    (claimed,) = await world.store.claim_due(world.now(), LEASE, 1)
    return claimed


async def why(world: World, paper: str = NUMBER, **options: object) -> str:
    """Ask why as a reader and return the reply."""
    answer = await world.ask("papers why", paper=paper, **options)
    assert answer.ephemeral
    return said(answer)
