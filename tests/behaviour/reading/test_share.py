"""*Share here*: a private reply becomes public."""

from datetime import timedelta
from typing import Any

import discord
import pytest
from simcord import InteractionResult
from simcord.components import walk_components

from cogs.paper_buttons.buttons import SHARE
from cogs.shared.layouts import texts_in
from tests.behaviour.world import World, said
from tests.support.fakes import DAY, sighting
from tests.support.makers import MORE_LIKE_THIS

TREES = sighting("2511.00001", title="Trees for @everyone", abstract="All about trees.")
OLD = sighting("2511.00002", title="Old trees", day=DAY - timedelta(days=7))


async def searched(world: World) -> InteractionResult:
    await world.list_papers(TREES)
    return await world.ask("papers search", query="trees")


def labels(message: discord.Message) -> list[str]:
    rows = [row for row in message.components if isinstance(row, discord.ActionRow)]
    return [getattr(item, "label", None) or "menu" for row in rows for item in row.children]


def pictures(world: World, message: discord.Message) -> list[dict[str, Any]]:
    """Return the stored pictures of a layout."""
    return [item for part in world.parts(message) for item in part.get("items", ())]


def text_of(message: discord.Message) -> str:
    """Return all texts of a message with a layout."""
    return "\n".join(texts_in(message.components))


async def test_a_search_is_shared_after_a_restart(world: World):
    """The shared copy names who shares it and pings nobody, and the button says Shared."""
    shown = await searched(world)
    assert world.channel.last_message is None or world.channel.last_message.flags.ephemeral
    await world.restart()
    pressed = await world.press(shown, "Share here", world.reader)
    shared = world.posted()
    assert not shared.flags.ephemeral
    assert "**1.** **[Trees for \\@everyone](https://huggingface.co/papers/2511.00001)**" in text_of(shared)
    assert text_of(shared).startswith(f"<@{world.reader.id}> shared this:\n### Matching papers")
    assert labels(shared) == ["Subscribe to this", "Chart", "menu"]
    (sent,) = [request.json for request in world.env.http_requests if "shared this" in str(request.json)]
    assert sent["allowed_mentions"] == {"parse": []}
    left = world.env.backend.get_message(world.channel.id, pressed.response.id)
    (button,) = (part for part in walk_components(left.components) if part.get("custom_id") == SHARE)
    assert (button["label"], button["disabled"]) == ("Shared", True)


async def test_others_can_press_shared_buttons(world: World):
    """Subscribe works for managers, and a reader is told who can."""
    shown = await searched(world)
    await world.press(shown, "Share here", world.reader)
    shared = world.posted()
    assert "New matches would go to" in await world.reply(shared, "Subscribe to this")
    assert "you need **Manage Server**" in await world.reply(shared, "Subscribe to this", world.reader)


async def test_a_card_keeps_its_buttons(world: World):
    """Everybody can use the buttons on the paper."""
    await world.list_papers(TREES)
    shown = await world.ask("papers show", paper=TREES.paper.id)
    await world.press(shown, "Share here", world.reader)
    shared = world.posted()
    assert labels(shared) == ["Abstract", MORE_LIKE_THIS, "Cite"]
    assert "All about trees." in await world.reply(shared, "Abstract")


async def test_a_chart_is_posted_again(world: World):
    """The picture is posted with its description, and a picture lost by Discord is reported."""
    await world.list_papers(TREES, OLD)
    shown = await world.ask("papers chart", query="trees")
    await world.press(shown, "Share here", world.reader)
    shared = world.posted()
    assert "shared this:\n### 2 papers · 100.0% of all papers\n```\ntrees\n```\n" in text_of(shared)
    assert "Matches per week" in str(pictures(world, shared))
    assert "picture-1.png" in str(pictures(world, shared))
    assert "```\ntrees\n```" in text_of(shared)
    assert "New matches would go to" in await world.reply(shared, "Subscribe to this")
    again = await world.ask("papers chart", query="trees")
    for picture in pictures(world, again.response):
        picture["media"]["url"] = "https://cdn.simcord.invalid/lost.png"
    lost = await world.press(again, "Share here", world.reader)
    assert "no longer has the image" in said(lost)


async def test_a_chart_only_where_one_may_attach_files(world: World):
    """A chart is shared only by people who can attach files."""
    denied = discord.PermissionOverwrite(attach_files=False)
    plain = world.guild.create_text_channel("plain", overwrites={world.reader: denied})
    await world.list_papers(TREES, OLD)
    shown = await world.reader.slash(plain, "papers chart", query="trees")
    assert "You need **Attach Files** in" in await world.reply(shown, "Share here", world.reader)
    shown = await world.reader.slash(plain, "papers search", query="trees")
    await world.press(shown, "Share here", world.reader)
    assert "shared this" in text_of(plain.last_message)


@pytest.mark.parametrize(
    ("who", "sentence"),
    [("reader", "You need **Send Messages** in"), ("bot", "I need **Send Messages** in")],
)
async def test_only_where_both_may_write(world: World, who: str, sentence: str):
    """If the person or the bot cannot write there, nothing is posted and the reply says why."""
    user = world.env.bot.user
    assert user is not None
    denied = discord.PermissionOverwrite(send_messages=False)
    whom = world.reader if who == "reader" else user
    quiet = world.guild.create_text_channel("quiet", overwrites={whom: denied})
    await world.list_papers(TREES)
    shown = await world.reader.slash(quiet, "papers search", query="trees")
    assert sentence in await world.reply(shown, "Share here", world.reader)
    assert quiet.last_message is None or quiet.last_message.flags.ephemeral


async def test_nothing_to_share_with_in_a_direct_message(world: World):
    """A DM has no button, and a forged press is answered with a sentence."""
    await world.list_papers(TREES)
    person = world.reader.user
    shown = await person.slash("papers search", query="trees")
    stored = world.env.backend.get_message(person.dm_channel.id, shown.response.id)
    assert "Share here" not in [part.get("label") for part in walk_components(stored.components)]
    (button,) = (part for part in walk_components(stored.components) if part.get("label") == "Subscribe to this")
    button |= {"custom_id": SHARE, "label": "Share here"}
    assert "You can share only in servers" in await world.reply(shown, "Share here", person)


@pytest.mark.parametrize(
    ("command", "options"),
    [
        ("papers search", {"query": "trees"}),
        ("papers today", {}),
        ("papers trending", {}),
        ("papers similar", {"paper": "2511.00001"}),
    ],
)
async def test_a_list_is_shared_as_one(world: World, command: str, options: dict[str, str]):
    """The shared list keeps entries, links and pages, and presses are answered privately."""
    papers = (sighting(f"2511.0000{n}", title="Trees", abstract="All about trees.") for n in range(1, 8))
    await world.list_papers(*papers)
    shown = await world.ask(command, **options)
    await world.restart()
    await world.press(shown, "Share here", world.reader)
    shared = world.posted()
    assert shared.flags.components_v2
    assert text_of(shared).count("](https://huggingface.co/papers/") >= 5
    assert "shared this" in text_of(shared)
    kept = [part.get("custom_id", "") for part in walk_components([row.to_dict() for row in shared.components])]
    assert len([custom_id for custom_id in kept if custom_id.startswith("paperboy:card:")]) == 5
    assert SHARE not in kept
    card = await world.manager.click(shared, custom_id="paperboy:card:arxiv:2511.00002")
    assert card.ephemeral
    assert "Trees" in said(card)
    await world.restart()
    if command != "papers similar":
        before = str(world.env.backend.get_message(world.channel.id, shared.id).components)
        turned = await world.press(shared, "Next ▶")
        assert turned.ephemeral
        assert "page 2 of 2" in said(turned)
        assert str(world.env.backend.get_message(world.channel.id, shared.id).components) == before
