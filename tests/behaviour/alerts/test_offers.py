"""The suggestions of a preview (a phrase, another query if nothing matches), and the effect of a change."""

from datetime import timedelta
from typing import Any

from tests.behaviour.world import World, labels, said
from tests.support.fakes import DAY, sighting
from tools.gallery.forms import filled

PHRASE = sighting("2511.00001", title="A world model", upvotes=5)
APART = sighting("2511.00002", title="A model of the world", upvotes=30)
TREES = sighting("2511.00003", title="Trees", upvotes=9)
DAYS = timedelta(days=1)
ONLY = 'Only "world model"'


def buttons(message: Any) -> list[tuple[str, int]]:
    """The labels and colours of the buttons: 1 is blue, 2 grey, 3 green."""
    parts = (part for row in message.components for part in row["components"])
    return [(part["label"], part["style"]) for part in parts if "label" in part]


def menu(message: Any, action: str) -> dict[str, Any]:
    """The menu with this action in its custom id."""
    (found,) = (part for row in message.components for part in row["components"] if action in part["custom_id"])
    return found


async def test_words_as_a_phrase_in_one_press(world: World):
    """The preview counts the matches of the phrase too; its button takes the phrase, and Save stores it."""
    await world.list_papers(PHRASE, APART, TREES)
    shown = await world.run("alerts subscribe", query="world model upvotes:>=1")
    assert '(0.3 a day)\nMatches with "world model": **1**' in said(shown)
    pressed = await world.press(shown, ONLY)
    assert '```\n"world model" upvotes:>=1\n```' in said(pressed)
    assert "**1** of 3 papers (0.1 a day)" in said(pressed)
    assert labels(pressed) == ["Save", "Edit", "Cancel", "Chart"]
    await world.save(shown)
    saved = await world.one()
    assert saved.query == '"world model" upvotes:>=1'


async def test_brackets_for_an_exclusion_in_one_press(world: World):
    """A warning says that an exclusion holds for the last alternative only; its button sets the brackets."""
    await world.list_papers(PHRASE, TREES)
    shown = await world.run("alerts subscribe", query="world, trees -model")
    assert "`(world OR trees) -model`" in said(shown)
    assert "**2** of 2 paper" in said(shown)
    await world.restart()
    pressed = await world.press(shown, "Use this query")
    assert "```\n(world OR trees) -model\n```" in said(pressed)
    assert "**1** of 2 paper" in said(pressed)
    assert "alone" not in said(pressed)
    assert "Use this query" not in labels(pressed)


async def test_a_suggested_query_in_one_press(world: World):
    """Without a match, each word is counted, a word is suggested, and a button takes the query that matches."""
    await world.list_papers(PHRASE, APART, TREES)
    shown = await world.run("alerts subscribe", query="wrold model")
    text = said(shown)
    assert "No matches in the last 7 days." in text
    assert "Matches per word: `wrold` 0 · `model` 2" in text
    assert "Did you mean **world** (2)?" in text
    assert "Suggested query (2 papers): ```\nworld model\n```" in text
    assert buttons(shown.response) == [("Use this query", 3), ("Save", 2), ("Edit", 2), ("Cancel", 2)]
    pressed = await world.press(shown, "Use this query")
    assert buttons(pressed.response)[:2] == [("Save", 3), ("Edit", 1)]
    assert "**2** of 3 paper" in said(pressed)
    await world.save(shown)
    saved = await world.one()
    assert saved.query == "world model"


async def test_a_query_as_people_write_in_one_press(world: World):
    """Lower-case operators and words of requests: the preview proposes what is meant, and a button takes it."""
    await world.list_papers(
        sighting("2511.00004", title="Video diffusion models", upvotes=5),
        sighting("2511.00005", title="Flow matching"),
        sighting("2511.00006", title="Flow matching: a survey"),
    )
    shown = await world.run("alerts subscribe", query='diffusion or "flow matching" not survey')
    assert 'Suggested query (2 papers): ```\n(diffusion OR "flow matching") -survey\n```' in said(shown)
    assert buttons(shown.response)[0] == ("Use this query", 3)
    await world.restart()
    pressed = await world.press(shown, "Use this query")
    assert '```\n(diffusion OR "flow matching") -survey\n```' in said(pressed)
    assert "**2** of 3 papers" in said(pressed)
    assert labels(pressed) == ["Save", "Edit", "Cancel", "Chart"]
    shown = await world.run("alerts subscribe", query="papers about diffusion models for video")
    assert "Suggested query (1 paper): ```\ndiffusion models video\n```" in said(shown)
    shown = await world.run("alerts subscribe", query="no surveys, flow matching")
    assert "Suggested query (1 paper): ```\nflow matching -surveys\n```" in said(shown)
    assert buttons(shown.response)[0] == ("Use this query", 3)


async def test_a_suggestion_without_papers_is_not_highlighted(world: World):
    """A suggestion without matches is shown, but its button is grey like the others."""
    await world.list_papers(TREES)
    shown = await world.run("alerts subscribe", query="zebras, without surveys")
    assert "Suggested query (0 papers): ```\nzebras -surveys\n```" in said(shown)
    assert ("Use this query", 2) in buttons(shown.response)


async def test_a_word_that_only_a_number_blocks_is_spelled_right(world: World):
    """A single word that papers have is not called misspelt if the number of upvotes is too high."""
    await world.list_papers(APART)
    text = await world.says("alerts subscribe", query="model upvotes:>=900")
    assert "Matches per word: `model` 1" in text
    assert "Check the spelling" not in text


async def test_a_name_without_a_field_in_one_press(world: World):
    """A phrase that is an author's name is proposed with its field; a search proposes it too."""
    await world.list_papers(
        sighting("2511.00004", title="Scores", authors=("Stefano Ermon",)),
        sighting("2511.00005", title="Stefano Ermon: a tribute", authors=("Sonia Ermon",)),
        sighting("2511.00006", title="Flows", authors=("Stefano Ermon",)),
    )
    shown = await world.run("alerts subscribe", query="stefano ermon")
    assert 'Suggested query (2 papers): ```\nauthor:"stefano ermon"\n```' in said(shown)
    searched = await world.run("papers search", query="Ermon S")
    assert "Did you mean **Stefano Ermon** (2) or **Sonia Ermon** (1)?" in said(searched)
    pressed = await world.press(searched, "Use this query")
    assert '```\nauthor:"Ermon S"\n```' in said(pressed)
    assert "3 papers" in said(pressed)


async def test_a_rare_query_is_not_called_wrong(world: World):
    """A query with matches before the last seven days shows how many, and no other query is suggested."""
    await world.list_papers(TREES, sighting("2501.00001", title="Forests", day=DAY - timedelta(days=9)))
    shown = await world.run("alerts subscribe", query="forests")
    assert "Earlier matches: **1**" in said(shown)
    assert labels(shown) == ["Save", "Edit", "Cancel", "Chart"]
    shown = await world.run("alerts subscribe", query="xylophones")
    assert "Papers with this term" not in said(shown)
    assert "Check the spelling" in said(shown)
    assert labels(shown) == ["Save", "Edit", "Cancel"]
    await world.list_papers(sighting("2501.00002", title="Forests", day=DAY - timedelta(days=9)))
    assert "Earlier matches: **2**" in await world.says("alerts subscribe", query="forests")


async def test_upvotes_in_one_choice(world: World):
    """A menu has the minimum upvotes; the chosen one goes into the query, also after a restart."""
    await world.list_papers(PHRASE, APART, TREES)
    shown = await world.run("alerts subscribe", query="model")
    bars = menu(shown.response, ":bar:")
    assert bars["placeholder"] == "Minimum upvotes"
    assert [option["value"] for option in bars["options"]] == ["10", "20", "50"]
    await world.restart()
    pressed = await world.manager.select(shown.response, ["20"], custom_id=bars["custom_id"])
    assert "```\nmodel upvotes:>=20\n```" in said(pressed)
    assert [option["value"] for option in menu(pressed.response, ":bar:")["options"]] == ["0", "10", "20", "50"]
    await world.save(shown)
    saved = await world.one()
    assert saved.query == "model upvotes:>=20"


async def test_the_chart_is_a_press_away(world: World):
    """Chart answers in a reply of its own, with papers older than seven days, and the preview stays."""
    await world.list_papers(*(sighting(f"2511.0000{n}", title="Trees", day=DAY - n * 9 * DAYS) for n in range(3)))
    shown = await world.run("alerts subscribe", query="trees")
    assert "**1** of 1 paper" in said(shown)
    trend = await world.press(shown, "Chart")
    assert "### 3 papers" in said(trend)
    assert trend.ephemeral
    await world.save(shown)
    assert len(await world.saved()) == 1


async def test_an_edit_shows_lost_and_gained_papers(world: World):
    """The preview of a change shows both numbers of matches, and the papers that are lost and gained."""
    await world.list_papers(PHRASE, APART, TREES)
    key = await world.subscribe("world model")
    form = await world.run("alerts edit", subscription=key)
    await world.restart()
    values = filled(form, channel=[world.channel]) | {"query": '"world model" OR trees'}
    text = said(await world.manager.submit_modal(form, values))
    assert "**2** of 3 papers (0.3 a day)\nBefore this change: **2**\n" in text
    assert "No longer matches: 1: • **[A model of the world](" in text
    assert "Now matches: 1: • **[Trees](" in text
    assert "Examples" not in text  # the lost and gained papers are shown instead
    assert "Name:" not in text
    text = said(await world.edit(key, query="model world upvotes:>=0"))
    assert "\nBefore this change: **2**\n" in text
    assert "No longer matches" not in text
    assert "Examples" in text
    text = said(await world.edit(key, name="Worlds"))
    assert "Name: `Worlds`" in text
    assert "Before" not in text


async def test_many_lost_papers_are_counted(world: World):
    """The three most upvoted lost papers are named, and the others counted."""
    await world.list_papers(*(sighting(f"2511.{n:05}", title=f"Trees {n}", upvotes=n) for n in range(6)))
    key = await world.subscribe("trees")
    text = said(await world.edit(key, query="xylophones"))
    assert "Before this change: **6**" in text
    assert text.index("Trees 5") < text.index("Trees 3") < text.index("… and 3 more")
    await world.subscribe("galaxies")
    galaxies = (await world.saved())[-1].id
    assert "Before this change: **0**" in said(await world.edit(galaxies, query="xylophones"))


async def test_other_words_for_a_query_that_finds_little(world: World):
    """Words of the same stem, and the long form of a short one, are counted and added in one press."""
    titles = ["Folding cranes, a foldable crane", "Foldable crane trees", *["Folding trees"] * 3, *["Trees"] * 70]
    await world.list_papers(
        *(sighting(f"2511.{n:05}", title=title) for n, title in enumerate(titles)),
        sighting("2511.00100", title="Ants", abstract="With paper glue dots (PGD) we stick."),
        sighting("2511.00101", title="Bees", abstract="We use PGD for wings."),
        *(sighting(f"2511.002{n:02}", title="Wasps like paper glue dots") for n in range(3)),
    )
    shown = await world.run("alerts subscribe", query="foldable trees")
    assert 'Total matches with other words (now: 1): `"folding"` 4' in said(shown)
    pressed = await world.press(shown, 'Also match "folding"')
    assert "```\n(foldable OR folding) trees\n```" in said(pressed)
    assert 'Also match "folding"' not in labels(pressed)
    shown = await world.run("alerts subscribe", query="PGD")
    assert 'Total matches with other words (now: 2): `"paper glue dots"` 5' in said(shown)
    pressed = await world.press(shown, 'Also match "paper glue dots"')
    assert '```\nPGD OR "paper glue dots"\n```' in said(pressed)
