"""`/papers` over HTTP: what our client sends is what Discord's own description allows."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.domain.ports import PollCommit, Store
from bot.search.past_papers import PastIndex
from bot.settings import Settings
from tests.fake_discord import LoopbackDiscord
from tests.fake_discord.http.bodies import walk
from tests.fake_discord.state.models import Flag, Message
from tests.support.fakes import DAY, Clock, FakeSource, sighting
from tests.support.makers import application
from tests.wire.app.line import Line
from tests.wire.support.connected import connected

TEXT = "Rotary position embeddings carry long context."


def said(message: Message) -> str:
    """The texts of a message that is laid out by components."""
    return "\n".join(part["content"] for part in walk(message.components) if "content" in part)


@pytest.fixture
async def line(discord: LoopbackDiscord, store: Store, past: PastIndex, now: Clock) -> AsyncIterator[Line]:
    """The whole application, connected, with a dozen papers stored."""
    guild = discord.world.add_guild("Reading group")
    channel = discord.world.add_channel(guild, "papers")
    papers = [
        sighting(f"2511.{n:05}", title=f"Rotary No. {n}", abstract=TEXT, day=DAY - timedelta(days=n))
        for n in range(12)
    ]
    await store.commit_poll(PollCommit(source="huggingface", at=now(), sightings=tuple(papers)))
    app = application(Settings(), store, past, [FakeSource()], now=now)
    async with connected(app, discord.token):
        client, notifier = app.client, app.notifier
        yield Line(
            client=client, notifier=notifier, breaker=app.breaker, there=discord, server=guild, place=channel
        )


async def test_pages_of_a_search(line: Line):
    """A press turns the page in place."""
    people, owner = line.there.people, line.server.owner
    asked = await people.slash(owner, line.place, "papers search", {"query": "rotary"})
    shown = await asked.edited(1)
    assert "12 papers · page 1 of 3" in said(shown)
    await people.press(owner, shown, "Next ▶")
    await asked.edited(2)
    assert "12 papers · page 2 of 3" in said(shown)
    pressed = await people.press(owner, shown, "Show")
    assert (await pressed.edited(1)).embeds[0]["title"] == "Rotary No. 5"


async def test_a_chart_is_a_file(line: Line):
    """The picture goes as an attachment, shown inside of the layout above its numbers in words."""
    asked = await line.there.people.slash(line.server.owner, line.place, "papers chart", {"query": "rotary"})
    shown = await asked.edited(1)
    assert "### 12 papers" in said(shown)
    assert Flag.LAID_OUT in shown.flags
    (picture,) = shown.attachments
    assert picture["filename"] == "trend.png"
    assert picture["size"] > 1000
    (chart,) = (item for part in walk(shown.components) for item in part.get("items", ()))
    assert chart["media"]["attachment_id"] == picture["id"]
    assert chart["description"].startswith("Matches per week")
