"""The button *Use …*: a mistake in a query that has one right form."""

import pytest

from tests.behaviour.world import World, labels, said
from tests.support.fakes import sighting


@pytest.mark.parametrize(
    ("command", "heading"), [("papers search", "Matching papers"), ("papers chart", "### 1 paper")]
)
async def test_everybody_can_use_it(world: World, command: str, heading: str):
    """The button runs the same command with the right query, also after a restart."""
    await world.list_papers(sighting(title="Trees", upvotes=30))
    answer = await world.ask(command, query="trees upvotes>20")
    assert labels(answer) == ["Use upvotes:>20", "Try again"]
    await world.restart()
    shown = await world.press(answer, "Use upvotes:>20", world.reader)
    assert heading in said(shown)
    assert "trees upvotes:>20" in said(shown)


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        ("trees (", "trees"),
        ("(trees", "trees"),
        ('"fir trees', '"fir trees"'),
        ("OR trees", "trees"),
        ("trees -", "trees"),
        ("fir OR OR trees", "fir OR trees"),
    ],
)
async def test_a_sign_too_much_or_too_little(world: World, typed: str, right: str):
    """The sentence says what to type, and the button does it, also after a restart."""
    await world.list_papers(sighting(title="Fir trees"))
    answer = await world.ask("papers search", query=typed)
    assert f"Try `{right}`" in said(answer)
    assert labels(answer) == [f"Use {right}", "Try again"]
    await world.restart()
    shown = await world.press(answer, f"Use {right}", world.reader)
    assert "Matching papers" in said(shown)


async def test_one_of_several_queries(world: World):
    """Only the query with the mistake is changed; where its text is in another one as well, there is no button."""
    await world.list_papers(sighting(title="Trees"))
    answer = await world.ask("papers chart", query="birds OR fish; trees (; bushes")
    assert "birds OR fish" in await world.reply(answer, "Use trees", world.reader)
    answer = await world.ask("papers chart", query="trees OR; trees OR fish")
    assert labels(answer) == ["Try again"]


async def test_the_other_options_are_kept(world: World):
    """Name and minimum upvotes stay; a second mistake has its own button."""
    answer = await world.run("alerts subscribe", query="auther:li !trees", name="Mine", min_upvotes=5)
    again = await world.press(answer, "Use -trees")
    shown = await world.press(again, "Use author:")
    await world.save(shown)
    saved = await world.one()
    assert (saved.query, saved.name) == ("author:li -trees upvotes:>=5", "Mine")


async def test_an_edit(world: World):
    """A form's wrong query is corrected, and its other fields are kept."""
    key = await world.subscribe("diffusion")
    form = await world.run("alerts edit", subscription=key)
    answer = await world.submit(form, query="stars > 5 trees", name="Stars")
    await world.save(await world.press(answer, "Use stars:>5"))
    saved = await world.one()
    assert (saved.query, saved.name) == ("stars:>5 trees", "Stars")


async def test_only_the_person_can_use_it_and_not_forever(world: World):
    """For another person or after 15 minutes, the button says that it is out of date."""
    answer = await world.run("papers search", query="trees || bushes")
    world.now.forward(minutes=15)
    assert "out of date" in await world.reply(answer, "Use trees OR bushes")


@pytest.mark.parametrize(
    "query", ["trees - wood", "(trees OR fir wood", "trees upvotes:x", "tr?es", "trees > bushes", "year:2024"]
)
async def test_without_one_right_form_there_is_only_try_again(world: World, query: str):
    """A mistake with no or several right forms has no such button."""
    answer = await world.run("papers search", query=query)
    assert labels(answer) == ["Try again"]
