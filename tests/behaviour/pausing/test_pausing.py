"""Pausing and resuming a channel, and *Resume* in every reply about a pause."""

from datetime import datetime, timedelta

import discord

from bot.domain.alert import AlertState
from bot.domain.schedule import DigestTimes, schedule_of
from bot.domain.subscription import Mode
from tests.behaviour.world import World, labels, said
from tests.support.fakes import sighting
from tests.support.makers import add_alerts


async def paused(world: World) -> list[str]:
    """Return the queries of the paused subscriptions."""
    return [one.query for one in await world.saved() if one.paused]


async def ends(world: World) -> list[datetime | None]:
    """Return the end of each pause, oldest subscription first."""
    return [one.paused_until for one in await world.saved()]


async def take_the_right(world: World):
    guild = world.env.bot.get_guild(world.guild.id)
    assert guild is not None
    role = discord.utils.get(guild.roles, name="Managers")
    assert role is not None
    await role.edit(permissions=discord.Permissions.none())


async def test_one_is_resumed_from_the_reply(world: World):
    """Resume works after a restart, and its reply offers Undo."""
    key = await world.subscribe("diffusion")
    told = await world.run("alerts pause", subscription=key)
    assert f"Paused in <#{world.channel.id}>: **diffusion**." in said(told)
    await world.restart()
    back = await world.press(told, "Resume")
    skipped = "Papers that matched during the pause are skipped."
    assert f"Resumed in <#{world.channel.id}>: **diffusion**. {skipped}" in said(back)
    assert [button["label"] for row in back.response.components for button in row["components"]] == ["Undo"]
    assert await paused(world) == []


async def test_a_whole_channel_is_paused_and_that_undone(world: World):
    """Undo resumes only what the command paused, once, also after a restart."""
    other = world.guild.create_text_channel("other")
    for query in ("diffusion", "trees", "birds"):
        await world.subscribe(query)
    await world.subscribe("elsewhere", channel=other)
    await world.run("alerts pause", subscription="birds")
    told = await world.run("alerts pause", until="3 days")
    assert f"Paused in <#{world.channel.id}> until <t:" in said(told)
    assert ": **diffusion**, **trees**. Papers that match during a pause are skipped." in said(told)
    assert await paused(world) == ["diffusion", "trees", "birds"]
    await world.restart()
    back = await world.press(told, "Undo")
    assert f"Restored in <#{world.channel.id}>: **diffusion**, **trees**." in said(back)
    assert await paused(world) == ["birds"]
    assert not back.response.components


async def test_a_whole_channel_is_resumed_and_that_undone(world: World):
    """By command or button; Undo restores the end of each pause."""
    await world.subscribe("diffusion")
    await world.subscribe("trees")
    await world.run("alerts pause", subscription="trees", until="3 days")
    told = await world.run("alerts pause")
    assert "Paused in" in said(told)
    assert "until" not in said(told)
    on = await world.press(told, "Resume all")
    assert "Resumed in" in said(on)
    assert await paused(world) == []
    back = await world.press(on, "Undo")
    assert f"Restored in <#{world.channel.id}>: **diffusion**, **trees**." in said(back)
    first, second = await world.saved()
    assert (first.paused, first.paused_until) == (True, None)
    assert second.paused_until is not None
    assert "Resumed in" in await world.says("alerts resume")


async def test_nothing_to_do(world: World):
    """Nothing subscribed, none paused and an invalid date each get a sentence."""
    assert "This channel has no subscriptions" in await world.says("alerts pause")
    await world.subscribe("diffusion")
    elsewhere = world.guild.create_text_channel("other")
    told = said(await world.manager.slash(elsewhere, "alerts pause"))
    assert "This channel has no subscriptions" in told
    assert "Already active: **diffusion**" in await world.says("alerts resume")
    assert "“some day” is not a valid date or duration" in await world.says("alerts pause", until="some day")
    assert await paused(world) == []


async def test_a_resume_of_what_is_active_changes_nothing(world: World):
    """Also soon after a resumption, the command says that nothing was paused, without an Undo that would pause."""
    await world.subscribe("diffusion")
    await world.run("alerts pause")
    assert labels(await world.run("alerts resume")) == ["Undo"]
    for option in ({}, {"subscription": "diffusion"}):
        again = await world.run("alerts resume", **option)
        assert said(again) == "Already active: **diffusion**."
        assert labels(again) == []


async def test_a_second_press_is_answered_like_the_first(world: World):
    """Pause and Resume that change nothing are answered like the press that did, with its Undo, for an hour."""
    await world.subscribe("diffusion")
    told = await world.run("alerts pause")
    again = await world.run("alerts pause")
    assert said(again) == said(told)
    assert labels(again) == labels(told) == ["Resume all", "Undo"]
    await world.press(again, "Resume all")
    on = await world.press(told, "Resume all")
    assert said(on).startswith(f"Resumed in <#{world.channel.id}>: **diffusion**.")
    await world.press(on, "Undo")
    assert await paused(world) == ["diffusion"]


async def test_the_end_of_a_paused_channel_is_moved_and_that_undone(world: World):
    """Only pauses with another end change, and Undo restores each end after a restart."""
    await world.subscribe("diffusion")
    await world.run("alerts pause", until="3 days")
    three_days = (await ends(world))[0]
    await world.subscribe("trees")
    await world.run("alerts pause", subscription="trees")
    told = await world.run("alerts pause", until="5 days")
    five_days = {one for one in await ends(world) if one is not None}
    assert five_days != {three_days}
    end = f"<t:{int(five_days.pop().timestamp())}:f>"
    assert f"Paused in <#{world.channel.id}> until {end}: **diffusion**, **trees**." in said(told)
    assert "Undo" not in await world.says("alerts pause", until="5 days")
    assert "“some day” is not a valid date or duration" in await world.says("alerts pause", until="some day")
    assert "Undo change to diffusion, trees" in labels(await world.run("alerts list"))
    await world.restart()
    back = await world.press(told, "Undo")
    assert f"Restored in <#{world.channel.id}>: **diffusion**, **trees**." in said(back)
    assert await ends(world) == [three_days, None]


async def test_a_moved_end_that_was_moved_again_stays(world: World):
    """Undo skips pauses that changed since, and checks the right."""
    key = await world.subscribe("diffusion")
    await world.run("alerts pause")
    told = await world.run("alerts pause", until="5 days")
    await world.run("alerts pause", subscription=key, until="9 days")
    before = await ends(world)
    assert "can no longer be undone" in await world.reply(told, "Undo")
    assert await ends(world) == before
    told = await world.run("alerts pause", until="5 days")
    before = await ends(world)
    await take_the_right(world)
    assert "To manage alerts, you need" in await world.reply(told, "Undo")
    assert await ends(world) == before


async def test_why_has_resume_for_managers(world: World):
    """Only managers get a Resume button for a paused match."""
    paper = sighting(title="Diffusion")
    for query in ("diffusion", "trees"):
        await world.subscribe(query)
    await world.run("alerts pause")
    await world.list_papers(paper)
    reader = await world.ask("papers why", paper=paper.paper.id)
    assert "Resume" not in str(reader.response.components)
    shown = await world.run("papers why", paper=paper.paper.id)
    assert "Resume trees" not in str(shown.response.components)
    await world.restart()
    told = await world.press(shown, "Resume diffusion")
    assert "**diffusion**." in said(told)
    assert await paused(world) == ["trees"]


async def test_the_panel_tells_of_a_pause_and_ends_it(world: World):
    """The settings panel shows a pause, resumes it, and is redrawn after changes elsewhere."""
    await world.subscribe("diffusion")
    panel = await world.run("alerts settings")
    await world.run("alerts pause")
    stored = world.env.backend.get_message(world.channel.id, panel.response.id)
    assert "Paused: **diffusion**" in str(stored.components)
    assert "Resumed in" in await world.reply(panel, "Resume all")
    stored = world.env.backend.get_message(world.channel.id, panel.response.id)
    assert "Paused" not in str(stored.components)
    assert "Resume all" not in str(stored.components)


async def test_the_notice_of_a_long_pause_ends_it(world: World):
    """Managers can resume from the notice after a restart; it stays, and the reply is private."""
    await world.subscribe("diffusion")
    await world.run("alerts pause")
    await world.apps[-1].sweep()
    world.now.forward(days=8)
    await world.apps[-1].sweep()
    notice = world.posted()
    assert "have been paused since" in notice.content
    await world.restart()
    refused = await world.press(notice, "Resume all", world.reader)
    assert "To manage alerts, you need" in said(refused)
    assert await paused(world) == ["diffusion"]
    told = await world.press(notice, "Resume all")
    assert told.ephemeral
    assert "Resumed in" in said(told)
    assert await paused(world) == []


async def test_a_digest_missed_in_a_pause_is_posted_when_it_ends(world: World):
    """An alert that planning looked at during the pause is due as soon as it ends."""
    key, paper = await world.subscribe("diffusion", deliver="weekly"), sighting(title="Diffusion")
    place = await world.place()
    due = schedule_of(place.preferences, DigestTimes()).due(Mode.WEEKLY, world.now())
    await add_alerts(world.store, [paper], world.now(), channel=place.id, keys=(key,), due=due)
    await world.run("alerts pause", subscription=key)
    world.now.at = due + timedelta(minutes=1)
    await world.deliver()
    await world.run("alerts resume", subscription=key)
    await world.deliver()
    found = await world.store.find_alert(place.id, paper.paper.id)
    assert found is not None
    assert found[0].state is AlertState.SENT
