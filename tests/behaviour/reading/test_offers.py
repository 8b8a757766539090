"""From a paper or search to a draft: Subscribe to this, Follow an author, Subscribe to more like this."""

import pytest
from simcord import InteractionResult, MemberActor

from bot.domain.paper import Sighting
from tests.behaviour.world import World, said
from tests.support.fakes import sighting
from tests.support.makers import MORE_LIKE_THIS

NOT_MANAGER = "To manage alerts, you need **Manage Server**"
FLOWS = sighting(
    "2511.00001",
    title="Rectified flow matching for trees",
    authors=("Ada Lovelace", 'Bob "the" Tree', "x" * 101, " "),
    keywords=("optimal transport",),
)
MORE = sighting("2511.00002", title="Rectified flow matching anew")


async def abstract(world: World, actor: MemberActor, paper: Sighting = FLOWS) -> InteractionResult:
    """Show the abstract of a requested card."""
    shown = await world.run("papers show", actor, paper=paper.paper.id)
    return await world.press(shown, "Abstract", actor)


async def test_a_search_becomes_a_subscription_in_two_presses(world: World):
    """Subscribe to this previews the searched query, and Save subscribes the channel."""
    await world.list_papers(FLOWS)
    shown = await world.run("papers search", query="trees -bushes")
    await world.restart()
    draft = await world.press(shown, "Subscribe to this")
    assert draft.ephemeral
    assert "New matches would go to" in said(draft)
    await world.save(draft)
    made = await world.one()
    assert (made.query, made.destination_id) == ("trees -bushes", world.channel.id)


async def test_readers_cannot_subscribe(world: World):
    """A reader gets a sentence and no draft from each button."""
    await world.list_papers(FLOWS, MORE)
    searched = await world.ask("papers search", query="trees")
    assert NOT_MANAGER in await world.reply(searched, "Subscribe to this", world.reader)
    read = await abstract(world, world.reader)
    assert NOT_MANAGER in await world.reply(read, MORE_LIKE_THIS, world.reader)
    assert NOT_MANAGER in said(await world.reader.select(read.response, ["Ada Lovelace"]))
    assert await world.saved() == ()


async def test_a_message_without_a_query(world: World):
    """A message without a query is answered with what to do."""
    await world.list_papers(FLOWS)
    shown = await world.run("papers search", query="trees")
    (text,) = (part for part in world.parts(shown.response) if "```" in part.get("content", ""))
    text["content"] = "Something else"
    assert "This is out of date" in await world.reply(shown, "Subscribe to this")


@pytest.mark.parametrize(
    ("name", "query"), [("Ada Lovelace", 'author:"Ada Lovelace"'), ('Bob "the" Tree', 'author:"Bob the Tree"')]
)
async def test_an_author_is_followed(world: World, name: str, query: str):
    """The menu lists the paper's authors, and a choice previews a subscription with the author's name."""
    await world.list_papers(FLOWS)
    read = await abstract(world, world.manager)
    await world.restart()
    draft = await world.manager.select(read.response, [name])
    assert f"```\n{query}\n```" in said(draft)
    assert "**1** of 1 paper" in said(draft)
    await world.restart()
    await world.save(draft)
    saved = await world.one()
    assert (saved.query, saved.name) == (query, name.replace('"', ""))


async def test_an_author_in_tex_is_offered_as_people_write_it(world: World):
    """TeX accents are shown as letters, and the query matches either spelling."""
    await world.list_papers(sighting("2511.00003", title="Roads", authors=(r"Paulo Andr\'e Lima",)))
    read = await abstract(world, world.manager, sighting("2511.00003"))
    draft = await world.manager.select(read.response, ["Paulo André Lima"])
    assert '```\nauthor:"Paulo André Lima"\n```' in said(draft)
    assert "**1** of 1 paper" in said(draft)


async def test_a_forged_author_gets_a_sentence(world: World):
    """A name without letters drafts nothing."""
    await world.list_papers(FLOWS)
    read = await abstract(world, world.manager)
    stored = world.env.backend.get_message(world.channel.id, read.response.id)
    options = stored.components[-1]["components"][0]["options"]
    options += [{"label": "1", "value": '"'}, {"label": "2", "value": "…"}]
    for value in ('"', "…"):
        assert "I couldn't suggest a query." in said(await world.manager.select(read.response, [value]))


async def test_more_like_a_paper(world: World):
    """The draft has the subject of the title, for the channel of the press."""
    await world.list_papers(FLOWS, MORE)
    read = await abstract(world, world.manager)
    await world.restart()
    draft = await world.press(read, MORE_LIKE_THIS)
    assert '```\n"flow matching"\n```' in said(draft)
    assert "**2** of 2 paper" in said(draft)


async def test_more_like_a_paper_that_says_nothing(world: World):
    """A title without key terms, or a forgotten paper, is answered with a sentence."""
    empty = sighting("2511.00003", title="Of the 2", abstract="…")
    await world.list_papers(empty)
    read = await abstract(world, world.manager, empty)
    pressed = await world.press(read, MORE_LIKE_THIS)
    assert "I couldn't suggest a query." in said(pressed)
    stored = world.env.backend.get_message(world.channel.id, read.response.id)
    for component in stored.components[0]["components"]:
        if "custom_id" in component:  # the others are links
            component["custom_id"] = component["custom_id"].replace("00003", "00009")
    gone = await world.press(read, MORE_LIKE_THIS)
    assert "I no longer have that paper." in said(gone)


async def test_drafts_in_direct_messages(world: World):
    """In a DM, the draft is the person's own and needs no right."""
    await world.list_papers(FLOWS)
    person = world.reader.user
    shown = await person.slash("papers search", query="trees")
    draft = await world.press(shown, "Subscribe to this", person)
    await world.press(draft, "Save", person)
    made = await world.one()
    assert (made.guild_id, made.creator_id) == (None, person.id)
