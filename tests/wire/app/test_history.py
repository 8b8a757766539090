"""Searching for a message: only Discord's own answer shows its absence."""

from dataclasses import replace

import pytest

from bot.domain.errors import HistoryUnreadableError, RefusedError, TryLaterError
from bot.domain.subscription import Destination, Kind
from tests.fake_discord.faults import Fault, page, refuse, reset, says
from tests.fake_discord.state.models import Channel, Overwrite, Perm
from tests.fake_discord.state.models import Kind as There
from tests.wire.app.line import Line
from tests.wire.app.payloads import KEY, body, post

READ = ("GET", "/channels/{channel_id}/messages")
LISTS = (READ[1], "/guilds/{guild_id}/threads/active", "/channels/{channel_id}/threads/archived/public")
NO_HISTORY = [
    pytest.param(says('""'), id="an empty text"),
    pytest.param(says("{}"), id="an object"),
    pytest.param(says("null"), id="null"),
    pytest.param(says('[{"id": "1"}]'), id="items of another shape"),
    pytest.param(says('["1"]'), id="items that are none"),
    pytest.param(says("["), id="half an answer"),
    pytest.param(page(200), id="a page"),
    pytest.param(page(404), id="a page of errors"),
    pytest.param(refuse(503), id="nobody is there"),
    pytest.param(refuse(403, 12345), id="a refusal that nobody knows"),
    pytest.param(refuse(400, 50035), id="a question that is refused"),
]


@pytest.mark.parametrize("fault", NO_HISTORY)
async def test_what_is_no_history_does_not_say_that_it_is_not_there(line: Line, fault: Fault):
    """An invalid history leaves the message in doubt, and the next search finds it."""
    posted = await line.post()
    line.arm(*READ, fault)
    assert await line.doubts(line.find())
    assert await line.find() == posted


async def test_a_page_of_another_time_or_place_is_no_answer(line: Line):
    """A cached page of another time or channel shows no absence."""
    message = '{"id": "%d", "channel_id": "%d", "author": {"id": "1"}, "components": []}'
    ours, other = line.place.id, line.place.id + 1
    for text in (message % (ours - 1, ours), message % (ours + 2**30, other)):
        line.arm(*READ, says(f"[{text}]"))
        assert await line.doubts(line.find())


@pytest.mark.parametrize(
    ("route", "fault"),
    [
        ("/guilds/{guild_id}/threads/active", says("{}")),
        ("/guilds/{guild_id}/threads/active", says('{"threads": {}}')),
        ("/channels/{channel_id}/threads/archived/public", says('""')),
        ("/channels/{channel_id}/threads/archived/public", says('{"threads": []}')),
        ("/channels/{channel_id}/messages/{message_id}", says('""')),
        ("/channels/{channel_id}/messages/{message_id}", says("{}")),
        ("/channels/{channel_id}/messages/{message_id}", page(404)),
    ],
)
async def test_what_is_no_list_of_posts_does_not_say_that_it_is_not_there(line: Line, route: str, fault: Fault):
    """In forums as well, whichever of the questions is answered so."""
    forum = line.world.add_channel(line.server, "papers to discuss", There.FORUM)
    await line.knows(forum)
    where = line.destination_of(forum, Kind.FORUM)
    made = await line.notifier.post(where, post(), KEY)
    if "archived" in route:
        line.world.archive(line.world.channels[made])
    line.arm("GET", route, fault)
    assert await line.doubts(line.notifier.find(where, KEY, None))
    assert await line.notifier.find(where, KEY, None) == made


@pytest.mark.parametrize("kind", [Kind.CHANNEL, Kind.THREAD, Kind.FORUM])
async def test_an_empty_history_that_somebody_made_up(line: Line, kind: Kind):
    """Discord names a newer message than the list has: it stays in doubt, and the next look finds it."""
    where, answer = await made_up(line, kind)
    posted = await line.notifier.post(where, post() if kind is Kind.FORUM else body(), KEY)
    odd = [line.arm("GET", route, says(answer), times=None) for route in LISTS]
    assert await line.doubts(line.notifier.find(where, KEY, None))
    for fault in odd:
        line.there.faults.disarm(fault)
    assert await line.notifier.find(where, KEY, None) == posted


async def test_an_empty_history_that_somebody_made_up_once(line: Line):
    """An invented empty history is checked again at once."""
    posted = await line.post()
    line.arm(*READ, says("[]"))
    assert await line.find() == posted


@pytest.mark.parametrize("kind", [Kind.CHANNEL, Kind.FORUM])
async def test_a_newest_message_that_was_deleted(line: Line, kind: Kind):
    """A deleted newest message, which Discord still names, hides nothing."""
    where, _ = await made_up(line, kind)
    posted = await line.notifier.post(where, post() if kind is Kind.FORUM else body(), KEY)
    if kind is Kind.FORUM:
        line.world.remove_channel(line.world.channels[posted])
    else:
        line.there.posting.delete(line.place.messages[posted])
    assert await line.notifier.find(where, KEY, None) is None


async def test_a_proxy_does_not_say_that_the_newest_was_deleted(line: Line):
    """A proxy's page about the newest message leaves ours in doubt."""
    await line.post()
    line.arm(*READ, says("[]"), times=None)
    line.arm("GET", f"{READ[1]}/{{message_id}}", page(404), times=None)
    assert await line.doubts(line.find())


async def made_up(line: Line, kind: Kind) -> tuple[Destination, str]:
    """A place of a kind, and an empty list as Discord would give it of what is there."""
    if kind is Kind.FORUM:
        forum = line.world.add_channel(line.server, "papers to discuss", There.FORUM)
        await line.knows(forum)
        return line.destination_of(forum, kind), '{"threads": [], "has_more": false}'
    if kind is Kind.THREAD:
        thread = line.world.add_thread(line.place, "talk", line.world.bot)
        await line.knows(thread)
        return line.destination_of(thread, kind), "[]"
    return line.destination, "[]"


def close_unheard(line: Line, channel: Channel):
    """Remove Read Message History without a gateway event."""
    bot = line.world.bot
    channel.overwrites[bot.id] = Overwrite(target_id=bot.id, of_member=True, deny=Perm.READ_MESSAGE_HISTORY)


async def test_a_thread_goes_by_the_channel_above_it(line: Line):
    """Its own permissions are those; a thread that is open is looked through."""
    thread = line.world.add_thread(line.place, "talk", line.world.bot)
    await line.knows(thread)
    where = line.destination_of(thread, Kind.THREAD)
    posted = await line.notifier.post(where, body(), KEY)
    assert await line.notifier.find(where, KEY, None) == posted
    assert await line.notifier.find(where, "other", None) is None
    close_unheard(line, line.place)
    with pytest.raises(HistoryUnreadableError, match="Read Message History"):
        await line.notifier.find(where, KEY, None)


async def test_a_role_taken_away_unheard_is_seen(line: Line):
    """A permission that came from a removed role is noticed."""
    role = line.world.add_role(line.server, "readers", Perm.READ_MESSAGE_HISTORY)
    await line.knows_role(role)
    assert await line.find() is None
    for one in line.server.roles.values():
        one.permissions &= ~Perm.READ_MESSAGE_HISTORY & ~Perm.ADMINISTRATOR
    with pytest.raises(HistoryUnreadableError, match="Read Message History"):
        await line.find()


async def test_a_server_that_we_left_is_refused(line: Line):
    """Discord's own word for it blocks; the message stays what it is."""
    line.arm("GET", "/guilds/{guild_id}", refuse(404, 10004))
    with pytest.raises(RefusedError) as caught:
        await line.find()
    assert caught.value.gone


@pytest.mark.parametrize("ahead", [120.0, 3000.0])
async def test_a_proxys_wrong_date_hides_no_message(line: Line, ahead: float):
    """Its clock is minutes ahead, so that the bound lies after the post: it is found all the same."""
    line.there.clock.ahead = ahead
    line.wall.ahead = ahead  # the proxy runs beside us
    await line.notifier.check_channel(line.destination, None)
    after = line.notifier.lower_bound(line.destination)
    line.arm("POST", READ[1], reset(accepted=True))
    with pytest.raises(TryLaterError):
        await line.post()
    [message] = line.there.posted(line.place)
    assert (after or 0) > message.id
    assert await line.notifier.find(replace(line.destination), KEY, after) == message.id
