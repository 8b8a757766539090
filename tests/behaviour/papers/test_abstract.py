"""The Abstract button of a card and the menu of a digest."""

import discord

from bot.discord_io.render.custom_ids import paper_key
from bot.discord_io.render.renderer import DiscordRenderer
from bot.domain.alert import Item, Payload
from tests.behaviour.world import World, said
from tests.support.fakes import sighting

MARKER = "AAAABBBBCCCCDDDDEEEEFFFF"
FIRST = sighting("2511.00001", title="First", abstract="All about the first.")
SECOND = sighting("2511.00002", title="Second", abstract="All about the second.")
LONG = sighting(title="Long", abstract="All about the long one.", id="doi:10.1101/" + "x" * 200)


async def post(world: World, payload: Payload) -> discord.Message:
    """Post a payload as the notifier does, without a view."""
    route = discord.http.Route("POST", "/channels/{channel_id}/messages", channel_id=world.channel.id)
    await world.env.bot.http.request(route, json=dict(payload))
    return world.posted()


async def post_card(world: World, paper: object = FIRST) -> discord.Message:
    return await post(world, DiscordRenderer().card(Item(sighting=paper), MARKER))  # pyright: ignore[reportArgumentType] - any paper-like object


async def test_button_shows_the_abstract(world: World):
    """The abstract is shown only to the person who presses the button."""
    await world.list_papers(FIRST)
    pressed = await world.press(await post_card(world), "Abstract", world.reader)
    assert pressed.ephemeral
    assert "All about the first." in said(pressed)


async def test_button_works_after_a_restart(world: World):
    """The button of a card works after a restart."""
    await world.list_papers(FIRST)
    card = await post_card(world)
    await world.restart()
    assert "All about the first." in await world.reply(card, "Abstract", world.reader)


async def test_menu_shows_the_chosen_abstract(world: World):
    """A digest's menu shows the chosen paper's abstract, also after a restart."""
    await world.list_papers(FIRST, SECOND)
    items = [Item(sighting=FIRST), Item(sighting=SECOND)]
    digest = await post(world, DiscordRenderer().digest(items, MARKER))
    await world.restart()
    chosen = await world.reader.select(digest, [paper_key(SECOND.paper.id)])
    assert chosen.ephemeral
    assert "All about the second." in said(chosen)


async def test_long_id_is_found_again(world: World):
    """A paper whose id is too long for a custom_id is found among all papers."""
    await world.list_papers(FIRST, LONG)
    assert "All about the long one." in await world.reply(await post_card(world, LONG), "Abstract", world.reader)


async def test_forgotten_paper_gets_its_address(world: World):
    """A forgotten paper is answered with its address."""
    pressed = await world.press(await post_card(world), "Abstract", world.reader)
    assert "I no longer have that paper" in said(pressed)
    assert "https://arxiv.org/abs/2511.00001" in said(pressed)
    short = sighting(title="Short", id="doi:10.1101/2025.01")
    assert "https://doi.org/10.1101/2025.01" in await world.reply(
        await post_card(world, short), "Abstract", world.reader
    )
    lost = await world.press(await post_card(world, LONG), "Abstract", world.reader)
    assert "I no longer have that paper" in said(lost)
