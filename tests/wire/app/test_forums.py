"""Forums, over the wire: posts that are made once, and found again without a nonce."""

from dataclasses import dataclass
from datetime import timedelta

import pytest

from bot.domain.discord.ids import snowflake_time, time_snowflake
from bot.domain.errors import HistoryUnreadableError, RefusedError, TryLaterError
from bot.domain.subscription import Destination, Kind
from tests.fake_discord.faults import Fault, hang, refuse, reset
from tests.fake_discord.state.models import Channel, Perm
from tests.fake_discord.state.models import Kind as There
from tests.wire.app.line import Line
from tests.wire.app.payloads import KEY, body, post
from tests.wire.support.connected import noticed

_CREATE = ("POST", "/channels/{channel_id}/threads")


@dataclass(frozen=True, kw_only=True)
class Forum:
    """A forum that the client knows."""

    line: Line
    channel: Channel

    @property
    def destination(self) -> Destination:
        return self.line.destination_of(self.channel, Kind.FORUM)

    async def post(self, marker: str = KEY, **thread: object) -> int:
        return await self.line.notifier.post(self.destination, post(marker, **thread), marker)  # pyright: ignore[reportArgumentType] - name and tags

    async def find(self, after: int | None = None) -> int | None:
        return await self.line.notifier.find(self.destination, KEY, after)

    def threads(self) -> list[Channel]:
        return [c for c in self.line.world.channels.values() if c.parent is self.channel]

    async def tag(self, *names: str) -> list[int]:
        """Tags of the forum, which the client knows; one called Staff is for moderators."""
        world = self.line.there.world
        made = [world.add_tag(self.channel, name, moderated=name == "Staff").id for name in names]
        known = self.line.client.get_channel(self.channel.id)
        await noticed(lambda: len(getattr(known, "available_tags", ())) == len(names))
        return made


@pytest.fixture
async def forum(line: Line) -> Forum:
    channel = line.world.add_channel(line.server, "papers to discuss", There.FORUM)
    await line.knows(channel)
    return Forum(line=line, channel=channel)


async def test_tags_are_those_named_like_the_subscriptions(forum: Forum):
    """In any case, five at most; a tag for moderators only is left out, other names have none."""
    names = [f"tag {number}" for number in range(6)]
    vision, guarded, *others = await forum.tag("Vision", "Staff", *names)
    await forum.post(tags=["vision", "robots", "staff"], name="Attention is all you need")
    (thread,) = forum.threads()
    assert (thread.applied, thread.name, list(thread.messages)) == (
        [vision],
        "Attention is all you need",
        [thread.id],
    )
    await forum.line.told(forum.channel, Perm.MANAGE_THREADS, allowed=True)
    await forum.post("other", tags=["staff"])
    await forum.post("many", tags=names)
    assert [thread.applied for thread in forum.threads()[1:]] == [[guarded], others[:5]]


async def test_where_a_tag_is_required_one_is_set(forum: Forum):
    """The first that we may set, when none is named like a subscription; where there is none, that is told."""
    forum.channel.needs_tag = True
    await forum.tag("Staff")
    with pytest.raises(RefusedError, match="requires a tag"):
        await forum.post(tags=["staff"])
    usable = forum.line.world.add_tag(forum.channel, "papers")
    await noticed(lambda: len(getattr(forum.line.client.get_channel(forum.channel.id), "available_tags", ())) == 2)
    await forum.post(tags=["robots"])
    assert forum.threads()[0].applied == [usable.id]


@pytest.mark.parametrize("fault", [refuse(502), refuse(500), refuse(503), reset(), hang()])
@pytest.mark.parametrize("accepted", [True, False])
async def test_an_unsure_request_is_not_repeated(forum: Forum, fault: Fault, accepted: bool):  # noqa: FBT001 - a parameter
    """A request in doubt is not repeated, as it would make a second post; the bot searches instead."""
    unsure = type(fault)(status=fault.status, reset=fault.reset, hang=fault.hang, accepted=accepted)
    armed = forum.line.arm(*_CREATE, unsure, times=None)
    after = forum.line.notifier.lower_bound(forum.destination)
    with pytest.raises(TryLaterError) as caught:
        await forum.post()
    assert caught.value.in_doubt
    assert armed.struck == 1
    assert [thread.id for thread in forum.threads()] == [await forum.find(after)] * accepted


async def test_a_post_is_found_among_active_and_archived_ones(forum: Forum):
    """A post is found among active and archived ones by our marker, if newer than the bound."""
    after = forum.line.notifier.lower_bound(forum.destination)
    assert await forum.find(after) is None
    ours = await forum.post()
    await forum.post("another marker")
    assert await forum.find(after) == ours
    much_later = time_snowflake(snowflake_time(ours) + timedelta(hours=2))
    assert await forum.find(much_later) is None
    for thread in forum.threads():
        forum.line.world.archive(thread)
    assert await forum.find(after) == ours


async def test_archived_posts_are_paged_back_to_the_bound(forum: Forum):
    """Archived posts are paged back to the bound."""
    after = forum.line.notifier.lower_bound(forum.destination)
    ours = await forum.post()
    world, people = forum.line.world, forum.line.world.add_member(forum.line.server, "Ada")
    forum.line.world.archive(world.channels[ours])
    for number in range(120):
        forum.line.there.clock.shift(1.0)
        world.archive(world.add_thread(forum.channel, f"talk {number}", people))
    assert await forum.find(after) == ours


async def test_what_was_archived_before_is_not_paged_through(forum: Forum):
    """Posts archived before the bound are not paged through."""
    world, ada = forum.line.world, forum.line.world.add_member(forum.line.server, "Ada")
    for number in range(205):
        world.archive(world.add_thread(forum.channel, f"talk {number}", ada))
    forum.line.there.clock.shift(3600.0)
    assert await forum.find(forum.line.there.ids.next()) is None
    assert len(forum.line.there.journal.calls("GET", "/channels/{channel_id}/threads/archived/public")) == 1


async def test_a_post_that_goes_while_it_is_looked_at_is_absent(forum: Forum):
    """A post deleted during the search is absent, and the forum is not blocked."""
    await forum.post()
    look = ("GET", "/channels/{channel_id}/messages/{message_id}")
    forum.line.arm(*look, refuse(404, 10003))
    assert await forum.find() is None


async def test_a_post_by_somebody_else_is_not_ours(forum: Forum):
    """A post by another author, or without its first message, is not ours."""
    ada = forum.line.world.add_member(forum.line.server, "Ada")
    thread = forum.line.world.add_thread(forum.channel, "mine", ada)
    forum.line.there.posting.write(thread, ada, body())
    emptied = forum.line.world.channels[await forum.post()]
    forum.line.there.posting.delete(next(iter(emptied.messages.values())))
    assert await forum.find() is None


async def test_posts_that_may_not_be_listed_are_not_absent(forum: Forum):
    """Without permission to list posts the search is impossible, and finds no absence."""
    forum.line.world.forbid(forum.channel, Perm.READ_MESSAGE_HISTORY)
    with pytest.raises(HistoryUnreadableError, match="Read Message History"):
        await forum.find()


async def test_a_missing_permission_is_named_in_the_forums_words(forum: Forum):
    """Send Messages is called Create Posts there."""
    assert forum.line.notifier.problem(forum.destination) is None
    await forum.line.told(forum.channel, Perm.SEND_MESSAGES, allowed=False)
    assert "Create Posts" in str(forum.line.notifier.problem(forum.destination))


async def test_a_post_is_edited_where_it_is(forum: Forum):
    """Its first message lies in the thread; a thread that was closed since refuses."""
    made = await forum.post()
    await forum.line.notifier.edit(forum.destination, made, post() | {"content": "More"})
    (thread,) = forum.threads()
    assert thread.messages[made].content == "More"
    forum.line.world.archive(thread)
    with pytest.raises(RefusedError, match="archived"):
        await forum.line.notifier.edit(forum.destination, made, post())
