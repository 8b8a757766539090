"""`/paperboy help` and `status`."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.domain.discord.limits import DESCRIPTION
from bot.domain.subscription import Block, BlockCause
from bot.language.current import speaking
from bot.language.languages import PSEUDO
from bot.query import parse
from cogs.about import _commands
from tests.behaviour.world import said
from tests.support.fakes import sighting

if TYPE_CHECKING:
    from tests.behaviour.world import World


async def test_help_teaches_queries_that_work(world: World) -> None:
    """Help is for everybody; its three examples, each explained, and all the rest are what the language takes."""
    shown = await world.run("paperboy help", world.reader)
    assert shown.ephemeral
    taught = said(shown).split("three examples: ")[1].split("Commands\n")[0]
    examples = re.findall(r"^`(.+)`\n→", taught, re.MULTILINE)
    assert len(examples) == 3
    assert all(parse(example).canonical for example in examples)
    more = [text for text in re.findall(r"`([^`]+)`", taught) if not text.endswith(":")]
    assert all(parse(text if text[0] != "-" else f"diffusion {text}").canonical for text in more)


async def test_help_names_every_command(world: World) -> None:
    """Whatever command there is, help names it and says what it is for; so does it the message menu."""
    text = said(await world.run("paperboy help", world.reader))
    for command in world.manager.available_commands(world.channel):
        assert re.search(rf"^`/{command}` \w+ ", text, re.MULTILINE), command
    assert "Apps → Look up papers shows the papers" in text
    assert text.rstrip().endswith("or names."), "nothing was cut"


async def test_help_is_whole_in_every_language(world: World) -> None:
    """Also where all is a third longer than in English."""
    with speaking(PSEUDO):
        help_text = _commands(world.env.bot.tree)
    assert len(help_text) < DESCRIPTION


async def test_status_in_numbers(world: World) -> None:
    """Status tells polls, papers, this server's subscriptions, what waits, latency and version."""
    await world.list_papers(sighting(), sighting("2511.00002"))
    key = await world.subscribe("diffusion")
    await world.subscribe("trees")
    await world.run("alerts pause", subscription=key)
    text = said(await world.run("paperboy status", world.reader))
    assert "All is well." in text
    assert "Lists last read: Hugging Face: not yet" in text
    assert "Papers stored: 2" in text
    assert "Subscriptions here: 2 (1 paused)" in text
    assert "Alerts waiting: 0" in text
    assert re.search(r"Version: \d+\.\d+", text)


async def test_status_outside_of_servers(world: World) -> None:
    """In a direct message one's own subscriptions are counted, and no server's."""
    await world.subscribe("diffusion")
    text = said(await world.reader.user.slash("paperboy status"))
    assert "Papers stored: 0" in text
    assert "Subscriptions here: 0" in text


async def test_status_names_what_is_wrong(world: World) -> None:
    """A blocked channel and a source that has been silent too long are sentences at the top."""
    await world.subscribe("diffusion")
    block = Block(cause=BlockCause.PERMISSION, reason="Allow Send Messages for me.", since=world.now())
    await world.store.set_block(world.channel.id, block)
    world.now.at += timedelta(days=6)
    text = said(await world.run("paperboy status", world.reader))
    assert "All is well" not in text
    assert f"<#{world.channel.id}> is blocked: Allow Send Messages for me." in text
    assert "Hugging Face has listed nothing new since" in text
    assert "1 channel blocked" in text
