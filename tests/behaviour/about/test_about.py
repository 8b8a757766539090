"""`/paperboy help` and `/paperboy status`."""

import re
from datetime import UTC, datetime, timedelta

from bot.demo.sample import ScheduledPaper, bundled
from bot.domain.discord.limits import DESCRIPTION, FIELD_VALUE, LAYOUT_TEXT
from bot.domain.paper import Sighting
from bot.domain.subscription import Block, BlockCause
from bot.language.current import using_language
from bot.query import parse
from bot.sources.paper_files import parse as entries_of
from cogs.help import command_help, query_help, short_help
from tests.behaviour.world import World, said
from tests.support.fakes import sighting
from tests.support.pseudo import PSEUDO

BEGAN = datetime(2026, 3, 5, 14, 30, tzinfo=UTC)


async def test_short_help_has_valid_examples(world: World):
    """The short help explains each example query, and each example matches papers of the demo."""
    shown = await world.ask("paperboy help")
    assert shown.ephemeral
    text = said(shown)
    examples = re.findall(r"^`(.+)` → \w", text.split("To begin")[0], re.MULTILINE)
    assert 3 <= len(examples) <= 5
    for query in map(parse, examples):
        assert any(query.matches(one.paper, one.signals) for one in of_the_demo()), query
    assert len(text) < 950, "what a phone shows without much scrolling"


def of_the_demo() -> list[Sighting]:
    """Return the demo's papers an hour later, each with 20 upvotes."""
    later = BEGAN + timedelta(hours=1)
    return [
        ScheduledPaper(entry=entry, listed=BEGAN, upvotes=20).at(later) for entry in entries_of(bundled()).entries
    ]


async def test_help_names_every_command(world: World):
    """The short help names every command with its group but the former name of one, and the message menu."""
    lines = (await world.told("paperboy help")).splitlines()
    for command in world.manager.available_commands(world.channel):
        group, name = command.split(" ")
        (named,) = (line for line in lines if f"`/{group}` " in line and " · " in line)
        assert (name in re.findall(r"\w+", named.partition("` ")[2])) is (command != "papers trends"), command
    assert "**On a message:** Apps → Look up papers · Save papers" in lines


async def test_query_help(world: World):
    """After a restart, the query help shows three examples and further terms, all of them valid queries."""
    shown = await world.ask("paperboy help")
    await world.restart()
    more = await world.press(shown, "More on queries", world.reader)
    assert more.ephemeral
    taught = said(more).split("Examples: ")[1]
    first, more_of_it = taught.split("More terms")
    examples = re.findall(r"^`(.+)`\n→", first, re.MULTILINE)
    assert len(examples) == 3
    assert all(parse(example).canonical for example in examples)
    for entry in more_of_it.strip(": ").split("\n\n"):
        assert re.fullmatch(r"(`[^`]+` ?)+\n→ [^\n]+", entry.strip()), "an example, and under it what it finds"
    assert "`cat:cs.CV`" in more_of_it
    assert "`source:arxiv`" in more_of_it
    every = [text for text in re.findall(r"`([^`]+)`", taught) if not text.endswith(":")]
    assert all(parse(text if text[0] != "-" else f"diffusion {text}").canonical for text in every)


async def test_command_help(world: World):
    """After a restart, the command help describes each command, grouped by who can use it."""
    shown = await world.ask("paperboy help")
    await world.restart()
    pressed = await world.press(shown, "More on commands", world.reader)
    assert pressed.ephemeral
    text = said(pressed)
    for command in world.manager.available_commands(world.channel):
        assert re.search(rf"^- `/{command}` · \w+,? ", text, re.MULTILINE), command
    everyone, *managers = text.split("\n-# For alert managers, and for everyone in direct messages\n")
    assert "/papers search" in everyone
    assert "/alerts subscribe" not in everyone
    assert "".join(managers).count("- `/alerts ") == 14
    assert "".join(managers).count("- `/sources ") == 3
    assert "Apps → Look up papers" in text
    assert text.rstrip().endswith("Apps → Look up papers · Save papers"), "nothing was cut"


async def test_help_fits_in_every_language(world: World):
    """The help fits Discord's limits even if every text is a third longer than in English."""
    with using_language(PSEUDO):
        shown = [short_help(world.env.bot.tree), query_help()]
        commands = command_help(world.env.bot.tree)
    assert commands.content_length() < LAYOUT_TEXT
    assert all(len(embed.description or "") < DESCRIPTION for embed in shown)
    assert all(len(field.value or "") < FIELD_VALUE for embed in shown for field in embed.fields)


async def test_status_in_numbers(world: World):
    """Status shows polls, papers, this server's subscriptions, pending alerts, latency and version."""
    await world.list_papers(sighting(), sighting("2511.00002"))
    key = await world.subscribe("diffusion")
    await world.subscribe("trees")
    await world.run("alerts pause", subscription=key)
    text = await world.told("paperboy status")
    assert "Everything is working." in text
    assert "Last checked: Hugging Face: not yet" in text
    assert "Stored papers: 2" in text
    assert "Subscriptions here: 2 (1 paused)" in text
    assert "Pending alerts in all servers: 0" in text
    assert re.search(r"Version: \d+\.\d+", text)


async def test_status_outside_servers(world: World):
    """In a direct message, status counts only the person's own subscriptions."""
    await world.subscribe("diffusion")
    text = said(await world.reader.user.slash("paperboy status"))
    assert "Stored papers: 0" in text
    assert "Subscriptions here: 0" in text


async def test_status_shows_troubles(world: World):
    """A blocked channel and an overdue source are sentences at the top."""
    await world.subscribe("diffusion")
    block = Block(cause=BlockCause.PERMISSION, reason="Allow Send Messages for me.", since=world.now())
    await world.store.set_block(world.channel.id, block)
    world.now.at += timedelta(days=6)
    text = await world.told("paperboy status")
    assert "All is well" not in text
    assert f"in <#{world.channel.id}>. Allow Send Messages for me." in text
    assert "Hugging Face has listed nothing new since" in text
    assert "1 channel blocked" in text
