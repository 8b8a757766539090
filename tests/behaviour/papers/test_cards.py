"""`/papers show` and `Look up papers`."""

import re

import pytest
from simcord import InteractionResult

from bot.domain.paper import Links
from tests.behaviour.world import World, said
from tests.support.fakes import sighting
from tests.support.makers import MORE_LIKE_THIS

PAPER = sighting("2511.00001", title="Diffusion, a survey", abstract="How noise becomes images.", upvotes=12)
MENU = "Look up papers"
FURTHER = ["Why?", MORE_LIKE_THIS, "Like", "Not for me", "Save", "Cite"]


def labels(result: InteractionResult) -> list[str]:
    """Return the labels of a reply's buttons."""
    assert result.response is not None
    rows = result.response.components
    return [part.get("label") or part["placeholder"] for row in rows for part in row["components"]]


async def look_up(world: World, content: str) -> InteractionResult:
    """Post a message and use the menu on it as a reader."""
    message = await world.manager.send(world.channel, content)
    return await world.reader.context_menu(world.channel, MENU, message)


@pytest.mark.parametrize(
    "typed", ["2511.00001", "arXiv:2511.00001v3", "https://huggingface.co/papers/2511.00001", "a survey"]
)
async def test_a_paper_is_shown_as_it_is_posted(world: World, typed: str):
    """A number, an address or part of a title shows the card with its buttons, privately."""
    await world.list_papers(PAPER, sighting("2511.00002", title="Trees"))
    shown = await world.ask("papers show", paper=typed)
    assert shown.ephemeral
    assert "Diffusion, a survey" in said(shown)
    assert "How noise becomes images." in said(shown)
    assert "▲ 12" in said(shown)
    assert labels(shown) == ["Abstract", *FURTHER, "Share here"]


async def test_requested_cards_have_no_tune(world: World):
    """A requested card has no Tune, also after a restart and under its abstract."""
    key = await world.subscribe("diffusion")
    await world.list_papers(PAPER)
    listed = await world.run("papers today")
    cards = [
        await world.run("papers show", paper="2511.00001"),
        await world.press(listed, "Show"),
        await look_up(world, "Read https://arxiv.org/abs/2511.00001"),
    ]
    await world.restart()
    for card in cards:
        actor = world.reader if card is cards[-1] else world.manager
        abstract = await world.press(card, "Abstract", actor)
        assert labels(abstract)[:8] == ["Paper page", "Similar", *FURTHER]
        assert "Tune" not in labels(card)
    await world.run("alerts test", subscription=key)
    tested = world.posted()
    assert "Tune" in [one.label for row in tested.components for one in row.children]
    assert "Tune" in labels(await world.press(tested, "Abstract"))


async def test_a_card_that_was_asked_for_has_the_further_buttons_of_an_abstract(world: World):
    """A requested card has Why?, more like this and its authors, in five rows."""
    links = Links(
        page="https://a.example/1",
        pdf="https://a.example/2",
        code="https://a.example/3",
        project="https://a.example/4",
    )
    paper = sighting("2511.00001", title="Diffusion", authors=("Ada Lovelace", "Alan Turing"), links=links)
    await world.list_papers(paper)
    shown = await world.run("papers show", paper="2511.00001")
    assert labels(shown) == [
        *("PDF", "Code", "Abstract", *FURTHER),
        *("Follow an author", "Share here"),
    ]
    assert len(shown.response.components) == 5
    listed = await world.run("papers today")
    card = await world.press(listed, "Show")
    assert labels(card)[-7:] == [*FURTHER, "Follow an author"]
    assert "You can't see any subscriptions here" in await world.reply(card, "Why?")
    dry = await world.manager.select(card.response, ["Alan Turing"], custom_id="paperboy:follow")
    assert 'author:"Alan Turing"' in said(dry)


async def test_look_up_one(world: World):
    """A message with one link shows that paper's card privately."""
    await world.list_papers(PAPER)
    shown = await look_up(world, "Read https://arxiv.org/abs/2511.00001v2!")
    assert shown.ephemeral
    assert "Diffusion, a survey" in said(shown)
    assert labels(shown) == ["Abstract", *FURTHER]


async def test_look_up_several(world: World):
    """Up to five papers are listed with buttons, and the others are named."""
    await world.list_papers(*(sighting(f"2511.0000{n}", title=f"Paper {n}") for n in range(1, 8)))
    links = " ".join(f"https://huggingface.co/papers/2511.0000{n}" for n in range(1, 8))
    shown = await look_up(world, f"{links} and arXiv:2401.00009")
    assert re.findall(r"\*\*\[(.*?)\]", said(shown)) == [f"Paper {n}" for n in range(1, 6)]
    assert "Not shown: arXiv:2511.00006, arXiv:2511.00007" in said(shown)
    assert "• arXiv:2401.00009 (<https://arxiv.org/abs/2401.00009>)" in said(shown)
    await world.restart()
    chosen = await world.reader.click(shown.response, custom_id="paperboy:card:arxiv:2511.00003")
    assert [embed.title for embed in chosen.response.embeds] == ["Paper 3"]


async def test_look_up_at_its_longest(world: World):
    """The longest titles and many missing papers fit one message."""
    titles = "*" * 300
    await world.list_papers(*(sighting(f"2511.0000{n}", title=titles, tldr=titles) for n in range(1, 8)))
    stored = " ".join(f"https://huggingface.co/papers/2511.0000{n}" for n in range(1, 8))
    missing = " ".join(f"2401.000{n}" for n in range(10, 22))
    shown = await look_up(world, f"{stored} {missing}"[:2000])
    assert "This demo has only sample papers" in said(shown)
    assert len(said(shown)) <= 4000


async def test_look_up_nothing(world: World):
    """For a message without papers, the reply says what is recognised."""
    assert "No papers found in that message" in said(await look_up(world, "Good morning, it is 10.30"))
