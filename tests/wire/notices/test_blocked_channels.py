"""Notices when a channel's alerts stop and are back, over restarts, on real sockets."""

import pytest

from tests.fake_discord.faults import refuse, reset
from tests.fake_discord.state.models import Channel, Perm
from tests.wire.notices.rounds import gets_no_more_notices
from tests.wire.support.harness import Harness, once, restarted

ONE, TWO, THREE = "2511.00001", "2511.00002", "2511.00003"


@pytest.mark.parametrize(
    ("lost", "named"), [(Perm.SEND_MESSAGES, "Send Messages"), (Perm.VIEW_CHANNEL, "View Channel")]
)
async def test_a_permission_removed_and_restored(harness: Harness, other: Channel, lost: Perm, named: str):
    """Another channel is told once, a restart in between tells nothing; then that alerts flow, and they do."""
    await harness.forbid(lost)
    await harness.round(ONE)
    [stopped] = harness.words(other)
    assert f"I can't post paper alerts in <#{harness.channel.id}>." in stopped
    assert f"Grant me {named}" in stopped
    async with restarted(harness):
        await harness.later(ONE, TWO, THREE, hours=5)
        await harness.later(hours=1)
        assert harness.words(other) == [stopped]
        harness.world.permit(harness.channel, lost)
        await harness.unblocked()
        await harness.deliver()
        flows = f"<#{harness.channel.id}>: Alerts are back."
        assert harness.words(other) == [stopped, flows]
        assert harness.posted() == once(ONE, TWO, THREE)
    assert harness.told() == []


async def test_a_restart_within_a_trial(harness: Harness, other: Channel):
    """A block that was lifted for a trial is known after a restart: its return is not told again, its end is."""
    armed = harness.arm(refuse(403, 50013), times=None, channel_id=harness.channel.id)
    await harness.round(ONE)
    [stopped] = harness.words(other)
    harness.now.forward(hours=2)
    await harness.app.blocks.sweep()
    assert await harness.block() is None
    async with restarted(harness):
        await harness.deliver()
        assert await harness.block() is not None
        assert harness.words(other) == [stopped]
        harness.discord.faults.disarm(armed)
        await harness.later(hours=2)
        assert harness.posted() == once(ONE)
        assert harness.words(other) == [stopped, f"<#{harness.channel.id}>: Alerts are back."]


async def test_embed_links(harness: Harness):
    """Words can still be written in the channel itself: it is told which permission cards need."""
    await harness.subscribe()
    await harness.forbid(Perm.EMBED_LINKS)
    await harness.round(ONE)
    [stopped] = harness.words()
    assert "Grant me Embed Links in the channel's settings" in stopped
    await gets_no_more_notices(harness, harness.channel)
    async with restarted(harness):
        harness.world.permit(harness.channel, Perm.EMBED_LINKS)
        await harness.unblocked()
        await harness.deliver()
        assert harness.words() == [stopped, "Alerts are back."]
        assert harness.posted() == once(ONE)
    assert harness.told() == []


@pytest.mark.parametrize("given", ["to everyone", "to the bot"])
async def test_a_permission_of_a_role(harness: Harness, other: Channel, given: str):
    """Taken away in the whole server the subscriber is told, in one message; given back, alerts flow at once."""
    everyone = harness.guild.roles[harness.guild.id]
    everyone.permissions &= ~Perm.SEND_MESSAGES
    harness.world.change_role(harness.guild, everyone)
    await harness.knows(harness.channel)
    await harness.round(ONE)
    [stopped] = harness.told()
    assert f"I can't post paper alerts in <#{harness.channel.id}> and <#{other.id}>." in stopped
    await gets_no_more_notices(harness, harness.channel, other)
    async with restarted(harness):
        if given == "to everyone":
            everyone.permissions |= Perm.SEND_MESSAGES
            harness.world.change_role(harness.guild, everyone)
        else:
            writers = harness.world.add_role(harness.guild, "writers", Perm.SEND_MESSAGES)
            harness.world.give_role(harness.guild, harness.world.bot, writers)
        await harness.unblocked()
        await harness.discord.until(lambda: len(harness.told()) == 2, "words of its end")
        await harness.deliver()
        assert harness.posted() == once(ONE)
        assert f"<#{harness.channel.id}> and <#{other.id}>: Alerts are back." in harness.told()[1]
    assert harness.words() == []


async def test_a_channel_deleted(harness: Harness, other: Channel):
    """The other channel hears of it as it happens, with what to do."""
    harness.world.remove_channel(harness.channel)
    await harness.discord.until(lambda: bool(harness.words(other)), "words")
    [said] = harness.words(other)
    assert "was deleted" in said
    assert "`/alerts edit`" in said


async def test_deleted_while_away(harness: Harness, other: Channel):
    """A channel that was deleted during the bot's absence is missed by the next look, and told once."""
    await harness.app.close()
    harness.world.remove_channel(harness.channel)
    async with restarted(harness):
        await harness.round(ONE)
        [gone] = harness.words(other)
        assert "`/alerts edit`" in gone
    await gets_no_more_notices(harness, other)


async def test_kicked_and_invited_back(harness: Harness, other: Channel):
    """A kick and a new invitation send no notice, and held alerts are posted."""
    harness.world.kick(harness.guild)
    await harness.blocked()
    await harness.later(ONE, TWO, THREE, hours=3)
    harness.world.invite(harness.guild)
    await harness.unblocked()
    await harness.unblocked(other)
    await harness.deliver()
    assert harness.posted() == once(ONE, TWO, THREE)
    assert harness.words() == []
    assert harness.words(other) == []


async def test_only_insiders_are_an_audience(harness: Harness, other: Channel):
    """Without a channel for plain text, people who lost the channel or left the server get no notice."""
    world, places = harness.discord.world, (harness.channel, other)
    guest = world.add_member(harness.guild, "Guest")
    await harness.subscribe(creator_id=guest.id)
    world.hide(harness.channel, guest)
    await close(harness, *places)
    await harness.round(ONE)
    assert [len(harness.told()), harness.told(guest), harness.told(harness.guild.owner)] == [1, [], []]
    for place in places:
        world.permit(place, Perm.SEND_MESSAGES)
    await harness.discord.until(lambda: len(harness.told()) == 2, "words of its end")
    heard = harness.told()
    for user in (harness.admin, guest):
        del harness.guild.members[user.id]
    await close(harness, *places)
    await harness.later(ONE, TWO, hours=1)
    assert (harness.told(), harness.told(guest)) == (heard, [])
    [said] = harness.told(harness.guild.owner)
    assert "Grant me Send Messages" in said


async def close(harness: Harness, *places: Channel):
    """Let the bot write in none of these any more."""
    for place in places:
        harness.world.forbid(place, Perm.SEND_MESSAGES)
        await harness.knows(place)


async def test_words_in_doubt_are_not_repeated(harness: Harness, other: Channel):
    """Words whose answer was lost count as said: neither another channel nor a person hears them too."""
    await harness.forbid(Perm.EMBED_LINKS)
    harness.arm(reset(accepted=True), channel_id=harness.channel.id)
    await harness.round(ONE)
    await harness.later(days=2)
    assert (len(harness.words()), harness.words(other), harness.told()) == (1, [], [])
