"""Hostile text in every option and form of every command."""

import json
import logging
from collections.abc import Iterator
from typing import Any

import discord
import pytest
from simcord import InteractionResult

from tests.behaviour.world import World
from tests.hostile.corpus import TEXTS
from tests.hostile.reading import harm, harms_of
from tests.hostile.walk import Values, commands_of, lines, messages_of
from tests.support.fakes import sighting
from tools.gallery.forms import filled

PUBLIC = "seen by others"
_LONGEST = 6_000  # characters of an option, Discord's limit
_NAME = 60
_TEXTS = [text[:_LONGEST].encode("utf-8", "replace").decode() for text in TEXTS.values()]
_HARMLESS = {
    "laughs",
    "surrogates",
    "long word",
    "numbers",
    "quotes",
    "tags",
    "marks",
    "blank",
    "flags and families",
    "broken links",
}


def _json(message: discord.Message) -> dict[str, Any]:
    return {
        "content": message.content,
        "embeds": [embed.to_dict() for embed in message.embeds],
        "components": [row.to_dict() for row in message.components],
    }


def wrong(result: InteractionResult) -> list[object]:
    """Return what is wrong with a reply: public, with an effect, or an error of ours."""
    found: list[object] = []
    for message in messages_of(result):
        if not message.flags.ephemeral:
            found.append(PUBLIC)
        found += harms_of(_json(message))
        if "Something went wrong" in message.content:
            found.append(message.content)
        if message.mentions or message.role_mentions or message.mention_everyone:
            found.append("pings")
    return found


def test_the_reader_notices():
    """Control: every unescaped text of the corpus is noticed."""
    assert {name for name, text in TEXTS.items() if harm(text)} == TEXTS.keys() - _HARMLESS


async def test_every_option_of_every_command(world: World, caplog: pytest.LogCaptureFixture):
    """Every reply is private, harmless and no error of ours."""
    await world.list_papers(*(sighting(f"2511.{n:05}", title="Diffusion") for n in range(3)))
    values = Values(texts=_TEXTS, channel=world.channel, files=[*_files(world)])
    tried = 0
    for command in commands_of(world.env.bot):
        for options in lines(command, values):
            result = await world.run(command.qualified_name, **options)
            assert wrong(result) == [], (command.qualified_name, options)
            tried += 1
    assert tried > 10 * len(_TEXTS)
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []


def _files(world: World) -> Iterator[bytes]:
    """Yield files for /alerts import with the text in every place."""
    for text in _TEXTS:
        wish = {"name": text, "query": f'diffusion OR "{text[:100]}"', "id": text, "deliver": text}
        place = {"channel": text, "id": str(world.channel.id), "settings": {"look": text, text: text}}
        yield json.dumps({"paperboy": 1, "channels": [place | {"subscriptions": [wish]}]}).encode()
        yield json.dumps({"paperboy": 1, "channels": [{"id": text, "subscriptions": [{"query": text}]}]}).encode()


async def test_every_autocomplete(world: World):
    """Suggestions are short, and at most 25, whatever is typed."""
    await world.list_papers(*(sighting(f"2511.{n:05}", title=text[:500]) for n, text in enumerate(_TEXTS)))
    await world.subscribe("diffusion", name=TEXTS["everyone"][:_NAME])
    for command in commands_of(world.env.bot):
        for option in command.parameters:
            if option.autocomplete:
                for text in ("", *(text[:100] for text in _TEXTS[::4])):
                    offered = await world.manager.autocomplete(
                        world.channel, command.qualified_name, option.name, text
                    )
                    assert len(offered) <= 25
                    assert all(1 <= len(choice["name"]) <= 100 for choice in offered)


async def test_hostile_names_are_kept_harmless(world: World):
    """A hostile name has no effect in lists, replies and posts."""
    await world.list_papers(sighting("2511.00001", title="Diffusion"))
    for number, text in enumerate(_TEXTS):
        shown = await world.run("alerts subscribe", query=f"diffusion{number} OR diffusion", name=text[:_NAME])
        assert wrong(shown) == []
        saved = await world.manager.click(shown.response, label="Save")
        assert [found for message in messages_of(saved) for found in harms_of(_json(message))] == []
    keys = [s.id for s in (await world.store.subscriptions()).subscriptions]
    assert len(keys) == len(_TEXTS)
    listed = await world.run("alerts list")
    assert wrong(listed) == []
    for key in keys:
        assert wrong(await world.run("alerts test", subscription=key)) == []
        assert wrong(await world.run("papers why", paper="2511.00001", subscription=key)) == []
    posts = [message for message in world.channel.history() if message.author == world.env.bot.user]
    assert len(posts) >= len(keys)
    assert [found for message in posts for found in harms_of(_json(message))] == []


async def test_hostile_queries_in_the_form(world: World):
    """The query form answers any text with a sentence or a preview."""
    for text in _TEXTS:
        shown = await world.run("alerts subscribe", query="diffusion")
        form = await world.manager.click(shown.response, label="Edit")
        answered = await world.manager.submit_modal(form, filled(form) | {"query": text[:4_000]})
        assert wrong(answered) == []


async def test_links_in_a_message(world: World):
    """The entries of the message menu find nothing but papers in any message."""
    for text in _TEXTS:
        message = await world.reader.send(world.channel, f"https://arxiv.org/abs/2511.00001 {text}"[:2_000])
        for menu in ("Look up papers", "Save papers"):
            assert wrong(await world.reader.context_menu(world.channel, menu, message)) == []
