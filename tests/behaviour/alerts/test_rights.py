"""Rights to manage alerts, and the permissions of the bot itself."""

import discord
import pytest
from simcord import ChannelHandle, SetupError

from tests.behaviour.integrations import A_MINUTE, make_unreadable, switch
from tests.behaviour.world import World, said
from tests.support.fakes import sighting


def closed_channel(world: World, **denied: bool) -> ChannelHandle:
    """A channel that denies the bot these permissions."""
    overwrite = discord.PermissionOverwrite(**{name: not is_denied for name, is_denied in denied.items()})
    assert world.env.bot.user is not None
    return world.guild.create_text_channel("closed", overwrites={world.env.bot.user: overwrite})


async def test_members_do_not_see_alerts(world: World):
    """Without Manage Server, Discord does not offer /alerts, but it offers /papers and /paperboy."""
    offered = world.reader.available_commands(world.channel)
    assert not [name for name in offered if name.startswith("alerts")]
    assert {"papers today", "paperboy help", "paperboy status"} <= set(offered)
    with pytest.raises(SetupError):
        await world.ask("alerts list")


async def test_members_are_offered_no_subscriptions(world: World):
    """Autocomplete suggests subscriptions only to people who may manage them."""
    await world.subscribe("diffusion")
    await switch(world, {world.guild.default_role: True})
    make_unreadable(world)
    for _ in range(2):
        assert await world.reader.autocomplete(world.channel, "alerts pause", "subscription", "") == []
        await world.env.advance_time(A_MINUTE)


@pytest.mark.parametrize(
    ("flag", "label"),
    [
        ("view_channel", "View Channel"),
        ("send_messages", "Send Messages"),
        ("embed_links", "Embed Links"),
        ("read_message_history", "Read Message History"),
    ],
)
async def test_each_missing_permission_of_the_channel_is_named(world: World, flag: str, label: str):
    """The preview names the permission that the bot lacks in the channel; the draft can still be saved."""
    closed = closed_channel(world, **{flag: True})
    shown = await world.run("alerts subscribe", query="diffusion", channel=closed)
    assert label in said(shown)
    assert "in the channel's settings" in said(shown)
    await world.save(shown)
    assert len(await world.saved()) == 1


async def test_the_channel_of_the_command_is_checked(world: World):
    """Without the channel option, the permissions that Discord sent for this channel are checked."""
    closed = closed_channel(world, send_messages=True)
    shown = await world.manager.slash(closed, "alerts subscribe", query="diffusion")
    assert "Grant me Send Messages" in said(shown)


async def test_no_warning_with_all_permissions(world: World):
    """With all permissions and a match, the preview has no warning."""
    await world.list_papers(sighting(title="Diffusion"))
    assert "⚠️" not in await world.says("alerts subscribe", query="diffusion")
