"""Common parts of all lists of papers: card buttons, pages, and harmless titles."""

from typing import Any

import pytest
from simcord import InteractionResult
from simcord.components import walk_components

from tests.behaviour.world import World, said
from tests.support.fakes import sighting

FIRST = sighting("2511.00001", title="Rotary trees", abstract="Rotary trees grow round.", upvotes=9)
OTHER = sighting("2511.00002", title="Rotary trees again", abstract="Rotary trees grow round again.")
COMMANDS = [
    ("papers today", {}),
    ("papers trending", {}),
    ("papers search", {"query": "rotary"}),
    ("papers similar", {"paper": "2511.00002"}),
]


def cards(shown: InteractionResult) -> list[str]:
    """Return the custom_ids of the entries' buttons."""
    assert shown.response is not None
    found: list[dict[str, Any]] = list(walk_components(shown.response.components))
    return [part["custom_id"] for part in found if part.get("label") == "Show"]


@pytest.mark.parametrize(("command", "options"), COMMANDS)
async def test_each_entry_has_its_card(world: World, command: str, options: dict[str, str]):
    """An entry's button shows its card privately, also after a restart."""
    await world.list_papers(FIRST, OTHER)
    shown = await world.ask(command, **options)
    await world.restart()
    assert "paperboy:card:arxiv:2511.00001" in cards(shown)
    card = await world.reader.click(shown.response, custom_id="paperboy:card:arxiv:2511.00001")
    assert card.ephemeral
    (embed,) = card.response.embeds
    assert embed.title == "Rotary trees"
    assert "**1.** **[" in said(shown)  # the list stays


@pytest.mark.parametrize(("command", "options"), COMMANDS)
async def test_a_page_has_five_papers(world: World, command: str, options: dict[str, str]):
    """More than five papers are split into pages."""
    await world.list_papers(*(sighting(f"2511.{n:05}", title=f"Rotary {n}", abstract="Rotary.") for n in range(9)))
    shown = await world.ask(command, **options)
    assert len(cards(shown)) == 5
    assert said(shown).count("](https://huggingface.co/papers/2511.") >= 5


async def test_a_page_of_a_list_that_is_gone(world: World):
    """If all papers are gone, a page button is answered with a sentence."""
    await world.list_papers(*(sighting(f"2511.{n:05}", title=f"No. {n}") for n in range(6)))
    shown = await world.ask("papers today")
    world.now.forward(days=120)
    await world.store.prune(world.now())
    assert "I have no papers yet" in await world.reply(shown, "Next ▶", world.reader)
