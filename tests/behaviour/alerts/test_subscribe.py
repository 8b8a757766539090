"""The command `/alerts subscribe`: its preview, and the saved subscription."""

import pytest

from bot.domain.subscription import Kind
from tests.behaviour.world import OVER, World, said
from tests.support.fakes import sighting

HOT = sighting("2511.00001", title="Diffusion with guidance", upvotes=25)
COLD = sighting("2511.00002", title="Diffusion without", upvotes=3)
OTHER = sighting("2511.00003", title="A survey of trees", upvotes=90)


async def test_the_preview_saves_nothing(world: World):
    """The preview counts matches, also by minimum upvotes, shows the most upvoted examples, and saves nothing."""
    await world.list_papers(HOT, COLD, OTHER)
    shown = await world.run("alerts subscribe", query="diffusion")
    assert shown.ephemeral
    text = said(shown)
    assert "**2** of 3 papers (0.3 a day)" in text
    assert "\n10 upvotes or more: **1**\n20 upvotes or more: **1**\nExamples" in text, "50 would leave nothing"
    assert text.index("Diffusion with guidance") < text.index("Diffusion without")
    assert f"New matches would go to <#{world.channel.id}> instantly." in text
    assert await world.saved() == ()


async def test_present_matches_are_the_baseline(world: World):
    """Papers that match at Save are the baseline; papers below the minimum upvotes are not."""
    await world.list_papers(HOT, COLD, OTHER)
    key = await world.subscribe("diffusion", min_upvotes=20)
    assert (await world.store.subscriptions()).baselines[key] == {HOT.paper.id}


async def test_cancel_saves_nothing(world: World):
    """Cancel saves nothing and says so."""
    shown = await world.run("alerts subscribe", query="diffusion")
    pressed = await world.press(shown, "Cancel")
    assert "Not saved." in said(pressed)
    assert await world.saved() == ()


async def test_edit_previews_the_new_query(world: World):
    """Edit opens a form with the query; the preview shows the new query, and Save stores that."""
    await world.list_papers(HOT, OTHER)
    shown = await world.run("alerts subscribe", query="diffusion")
    form = await world.press(shown, "Edit")
    assert form.modal is not None
    assert form.modal["components"][0]["component"]["value"] == "diffusion"
    edited = await world.submit(form, query="trees")
    assert "A survey of trees" in said(edited)
    await world.save(shown)
    saved = await world.one()
    assert saved.query == "trees"


async def test_an_invalid_query_gets_a_caret(world: World):
    """The answer to an invalid query has a caret under the mistake."""
    answer = await world.run("alerts subscribe", query='diffusion (guidance "a')
    assert answer.ephemeral
    assert "```" in said(answer)
    assert "\n" in said(answer).split("^")[0]


async def test_an_unmatchable_query_is_not_called_invalid(world: World):
    """The answer to a query that no paper can match says why, and what to do."""
    answer = await world.says("alerts subscribe", query="quantum -quantum")
    assert answer.startswith("No paper can match ")
    assert "Remove one of these terms" in answer


@pytest.mark.parametrize(
    ("sightings", "query", "sentence"),
    [
        ([], "diffusion", "No papers from the last 7 days are stored yet"),
        ([OTHER], "diffusion", "No matches in the last 7 days"),
        (
            [sighting(f"2511.{n:05}", title="Trees") for n in range(71)],
            "trees",
            "Broad query: about 10 matches a day",
        ),
        ([OTHER], "cat:cs.CV", "Hugging Face"),
    ],
)
async def test_the_preview_warns(world: World, sightings: list[object], query: str, sentence: str):
    """The preview warns of a broad query, no matches, no stored papers, and fields that a source lacks."""
    if sightings:
        await world.list_papers(*sightings)  # pyright: ignore[reportArgumentType] - the parameters' list
    assert sentence in await world.says("alerts subscribe", query=query)


async def test_a_preview_expires_after_15_minutes(world: World):
    """A preview can be saved for 15 minutes; then each button says that it is over, and what to do."""
    shown = await world.run("alerts subscribe", query="diffusion")
    world.now.forward(minutes=15)
    for label in ("Save", "Edit", "Cancel"):
        assert OVER in await world.reply(shown, label)
    assert await world.saved() == ()
    shown = await world.run("alerts subscribe", query="diffusion")
    world.now.forward(minutes=14)
    assert "New matches go to" in said(await world.save(shown))


async def test_two_previews_of_a_query_are_saved_once(world: World):
    """Save under a second preview of the same query is refused, and one subscription is stored."""
    first = await world.run("alerts subscribe", query="diffusion")
    second = await world.run("alerts subscribe", query="diffusion")
    await world.save(first)
    refused = await world.save(second)
    assert "already has this query" in said(refused)
    assert len(await world.saved()) == 1


async def test_thread_is_a_destination(world: World):
    """Alerts can go to a thread, and it is stored as a thread."""
    made = await world.open_thread()
    handle = next(t for t in world.channel.threads if t.id == made.id)
    await world.subscribe("diffusion", channel=handle)
    (where,) = await world.store.destinations()
    assert (where.id, where.kind) == (made.id, Kind.THREAD)


async def test_announcement_channel_is_a_destination(world: World):
    """Alerts can go to an announcement channel."""
    news = world.guild.create_news_channel("news")
    await world.subscribe("diffusion", channel=news)
    (where,) = await world.store.destinations()
    assert (where.id, where.kind) == (news.id, Kind.CHANNEL)


async def test_forum_and_voice_channels_are_destinations(world: World):
    """Alerts can go to a forum and to a voice channel's chat."""
    forum, voice = world.guild.create_forum_channel("questions"), world.guild.create_voice_channel("talk")
    await world.subscribe("diffusion", channel=forum)
    await world.subscribe("trees", channel=voice)
    made = await world.saved()
    assert [s.destination_id for s in made] == [forum.id, voice.id]
    place = await world.store.destination(forum.id)
    assert place is not None
    assert place.kind is Kind.FORUM


async def test_stage_gets_a_sentence(world: World):
    """A stage channel is refused, and the answer names the kinds of channels to choose from."""
    stage = world.guild.create_stage_channel("talks")
    answer = await world.manager.slash(stage, "alerts subscribe", query="diffusion")
    assert "Choose a text, announcement, voice or forum channel, or a thread" in said(answer)
