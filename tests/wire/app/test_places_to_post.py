"""Threads, voice and announcement channels, edits, and threads under messages, over the wire."""

import pytest

from bot.discord_io.render.role_mention import with_mention
from bot.domain.errors import AlreadyPostedError, RefusedError, TryLaterError
from tests.fake_discord.faults import refuse
from tests.fake_discord.state.models import Kind as There
from tests.fake_discord.state.models import Perm
from tests.wire.app.line import Line
from tests.wire.app.payloads import KEY, body, post

_BEGIN = ("POST", "/channels/{channel_id}/messages/{message_id}/threads")


@pytest.mark.parametrize("kind", [There.VOICE, There.STAGE, There.NEWS])
async def test_every_channel_with_text_takes_alerts(line: Line, kind: There):
    """The chat of a voice or stage channel, and an announcement channel; found again as anywhere."""
    channel = line.world.add_channel(line.server, "elsewhere", kind)
    await line.knows(channel)
    destination = line.destination_of(channel)
    assert line.notifier.problem(destination) is None
    bound = line.notifier.lower_bound(destination)
    posted = await line.notifier.post(destination, body(), KEY)
    assert await line.notifier.find(destination, KEY, bound) == posted


async def test_a_role_is_mentioned_and_nobody_else(line: Line):
    """The request allows that one role, whatever else the text holds."""
    role = line.world.add_role(line.server, "readers", Perm.VIEW_CHANNEL)
    await line.knows_role(role)
    payload = with_mention(body(content="@everyone look"), role.id)
    made = await line.notifier.post(line.destination, payload, KEY)
    assert line.place.messages[made].content == f"<@&{role.id}> @everyone look"
    (sent,) = line.there.journal.bodies("POST", "/channels/{channel_id}/messages")
    assert sent["allowed_mentions"] == {"parse": [], "roles": [str(role.id)]}


async def test_an_edit_changes_the_message(line: Line):
    """An edit leaves out the fields of a create, and clears the content if there is none."""
    made = await line.post()
    await line.notifier.edit(line.destination, made, {**post("new"), "embeds": [{"title": "More"}]})
    message = line.place.messages[made]
    assert (message.content, message.embeds[0]["title"]) == ("A paper", "More")
    await line.notifier.edit(line.destination, made, {"embeds": [{"title": "More"}]})
    assert (message.content, message.edits) == ("", 2)
    assert len(line.there.posted()) == 1


async def test_an_edit_of_what_is_gone_says_so(line: Line):
    """Deleted by somebody, or out of our sight."""
    made = await line.post()
    line.there.posting.delete(line.place.messages[made])
    with pytest.raises(AlreadyPostedError):
        await line.notifier.edit(line.destination, made, body())
    line.world.forbid(line.place, Perm.VIEW_CHANNEL)
    with pytest.raises(RefusedError):
        await line.notifier.edit(line.destination, made, body())


async def test_a_thread_is_opened_once(line: Line):
    """It has the message's id; asking again finds the one that is there, also after an unsure answer."""
    made = await line.post()
    assert await line.notifier.open_thread(line.destination, made, "A paper") == made
    assert await line.notifier.open_thread(line.destination, made, "A paper") == made
    threads = [c for c in line.world.channels.values() if c.parent is line.place]
    assert [(thread.id, thread.name) for thread in threads] == [(made, "A paper")]


async def test_where_no_thread_can_be_there_is_none(line: Line):
    """Under a message that was deleted, and in the chat of a voice channel; that is no failure."""
    made = await line.post()
    line.there.posting.delete(line.place.messages[made])
    assert await line.notifier.open_thread(line.destination, made, "A paper") is None
    voice = line.world.add_channel(line.server, "talk", There.VOICE)
    await line.knows(voice)
    spoken = await line.notifier.post(line.destination_of(voice), body(), "spoken")
    assert await line.notifier.open_thread(line.destination_of(voice), spoken, "A paper") is None


async def test_a_thread_that_may_not_be_opened_names_the_permission(line: Line):
    """Known from the gateway, without a request; an outage is told apart."""
    made = await line.post()
    line.arm(*_BEGIN, refuse(503))
    with pytest.raises(TryLaterError):
        await line.notifier.open_thread(line.destination, made, "A paper")
    await line.told(line.place, Perm.CREATE_PUBLIC_THREADS, allowed=False)
    with pytest.raises(RefusedError, match="Create Public Threads"):
        await line.notifier.open_thread(line.destination, made, "A paper")
