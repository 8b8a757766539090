"""`/paperboy help` and `status`."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from bot.domain.discord.limits import DESCRIPTION, FIELD_VALUE, LAYOUT_TEXT
from bot.domain.subscription import Block, BlockCause
from bot.language.current import speaking
from bot.language.languages import PSEUDO
from bot.query import parse
from bot.sandbox.sample import Item, bundled
from bot.sources.paper_files import parse as entries_of
from cogs.help import in_short, of_commands, of_queries
from tests.behaviour.world import said
from tests.support.fakes import sighting

if TYPE_CHECKING:
    from bot.domain.paper import Sighting
    from tests.behaviour.world import World

BEGAN = datetime(2026, 3, 5, 14, 30, tzinfo=UTC)


async def test_help_begins_with_queries_that_find_something(world: World) -> None:
    """For everybody, and short: each example is a query that finds papers of the demo, a line with its meaning."""
    shown = await world.run("paperboy help", world.reader)
    assert shown.ephemeral
    text = said(shown)
    examples = re.findall(r"^`(.+)` → \w", text.split("To begin")[0], re.MULTILINE)
    assert 3 <= len(examples) <= 5
    for query in map(parse, examples):
        assert any(query.matches(one.paper, one.signals) for one in of_the_demo()), query
    assert len(text) < 900, "what a phone shows without much scrolling"


def of_the_demo() -> list[Sighting]:
    """Its papers an hour later, when each has 20 upvotes."""
    later = BEGAN + timedelta(hours=1)
    return [Item(entry=entry, listed=BEGAN, upvotes=20).at(later) for entry in entries_of(bundled()).entries]


async def test_help_names_every_command(world: World) -> None:
    """Whatever command there is, help names it with its group; so does it the message menu."""
    lines = said(await world.run("paperboy help", world.reader)).splitlines()
    for command in world.manager.available_commands(world.channel):
        group, name = command.split(" ")
        (named,) = (line for line in lines if f"`/{group}` " in line and " · " in line)
        assert name in re.findall(r"\w+", named.partition("` ")[2]), command
    assert "**On a message:** Apps → Look up papers" in lines


async def test_more_on_queries_at_a_press(world: World) -> None:
    """After a restart, too: three examples and the rest, each explained and such as the language takes."""
    shown = await world.run("paperboy help", world.reader)
    await world.restart()
    more = await world.reader.click(shown.response, label="More on queries")
    assert more.ephemeral
    taught = said(more).split("three examples: ")[1]
    first, more_of_it = taught.split("More that a query can say")
    examples = re.findall(r"^`(.+)`\n→", first, re.MULTILINE)
    assert len(examples) == 3
    assert all(parse(example).canonical for example in examples)
    for entry in more_of_it.strip(": ").split("\n\n"):
        assert re.fullmatch(r"(`[^`]+` ?)+\n→ [^\n]+", entry.strip()), "an example, and under it what it finds"
    assert "`cat:cs.CV`" in more_of_it
    assert "`source:arxiv`" in more_of_it
    every = [text for text in re.findall(r"`([^`]+)`", taught) if not text.endswith(":")]
    assert all(parse(text if text[0] != "-" else f"diffusion {text}").canonical for text in every)


async def test_what_each_command_does_at_a_press(world: World) -> None:
    """After a restart, too: a point for each of them, by who uses them, and the message menu."""
    shown = await world.run("paperboy help", world.reader)
    await world.restart()
    pressed = await world.reader.click(shown.response, label="What each command does")
    assert pressed.ephemeral
    text = said(pressed)
    for command in world.manager.available_commands(world.channel):
        assert re.search(rf"^- `/{command}` · \w+ ", text, re.MULTILINE), command
    everyone, managers = text.split("\n-# For whoever manages alerts\n")
    assert "/papers search" in everyone
    assert "/alerts subscribe" not in everyone
    assert managers.count("- `/alerts ") == managers.count("- `/") == 10
    assert "Apps → Look up papers shows the papers" in text
    assert text.rstrip().endswith("or names."), "nothing was cut"


async def test_help_is_whole_in_every_language(world: World) -> None:
    """Also where all is a third longer than in English."""
    with speaking(PSEUDO):
        shown = [in_short(world.env.bot.tree), of_queries()]
        commands = of_commands(world.env.bot.tree)
    assert commands.content_length() < LAYOUT_TEXT
    assert all(len(embed.description or "") < DESCRIPTION for embed in shown)
    assert all(len(field.value or "") < FIELD_VALUE for embed in shown for field in embed.fields)


async def test_status_in_numbers(world: World) -> None:
    """Status tells polls, papers, this server's subscriptions, what waits, latency and version."""
    await world.list_papers(sighting(), sighting("2511.00002"))
    key = await world.subscribe("diffusion")
    await world.subscribe("trees")
    await world.run("alerts pause", subscription=key)
    text = said(await world.run("paperboy status", world.reader))
    assert "All is well." in text
    assert "Sources last read: Hugging Face: not yet" in text
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
