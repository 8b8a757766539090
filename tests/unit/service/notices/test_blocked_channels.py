"""What people are told of channels that Discord refuses: once, where they look, and when it is over."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.domain.alert import Alert, MessageState
from bot.domain.errors import RefusedError
from bot.domain.ports import PollCommit
from bot.domain.subscription import Destination, Kind
from bot.service.deliver.blocks import Blocks
from bot.service.notices.audience import Audience
from bot.service.notices.notices import Notices
from bot.service.notices.reminders import Reminders
from tests.support.fakes import CHANNEL, GUILD, OWNER, PERSON, FakeNotifier, sighting, subscribe, subscription

if TYPE_CHECKING:
    from bot.domain.ports import Store
    from tests.support.fakes import Clock

OTHER = CHANNEL + 1
THIRD = CHANNEL + 2
NO_EMBEDS = RefusedError("Allow Embed Links.")
NO_POSTS = RefusedError("Allow Send Messages.")
DELETED = RefusedError("It was deleted.", gone=True)
CLOSED = RefusedError("Closed.", closed_dm=True)


class Harness:
    """Channels with alerts, and a process that can be started afresh."""

    def __init__(self, store: Store, now: Clock) -> None:
        self.store = store
        self.now = now
        self.notifier = FakeNotifier()
        self.wakes = 0
        self.restart()

    def restart(self) -> None:
        """Forget what is not in the store."""
        self.reminders = Reminders(self.store, self.now)
        self.notices = Notices(self.store, self.notifier, self.now, self.reminders)
        self.blocks = Blocks(self.store, self.notifier, self.now, self._wake, notices=self.notices)

    def _wake(self) -> None:
        self.wakes += 1

    async def refuse(self, error: RefusedError, channel: int = CHANNEL, *, seen: bool = True) -> None:
        """Discord refuses a channel, which the gateway may have told before."""
        if seen:
            self.notifier.problems[channel] = error
        where = await self.store.destination(channel)
        assert where is not None
        await self.blocks.block(where, error)
        await self.blocks.tell(channel)

    async def owe(self, count: int, channel: int = CHANNEL) -> None:
        """So many papers wait for a channel."""
        papers = [sighting(f"2511.0000{n}") for n in range(count)]
        alerts = [
            Alert(
                destination_id=channel,
                paper_id=one.paper.id,
                subscriptions=("aaaaa",),
                due=self.now(),
                created=self.now(),
            )
            for one in papers
        ]
        version = (await self.store.subscriptions()).version
        commit = PollCommit(
            source="s",
            at=self.now(),
            sightings=tuple(papers),
            alerts=tuple(alerts),
            subscriptions_version=version,
        )
        await self.store.commit_poll(commit)

    async def mend(self, channel: int = CHANNEL) -> None:
        """The gateway tells that all is well there."""
        self.notifier.problems.pop(channel, None)
        await self.blocks.reconsider({GUILD})

    async def blocked(self, channel: int = CHANNEL) -> bool:
        where = await self.store.destination(channel)
        return where is not None and where.block is not None


@pytest.fixture
async def harness(store: Store, now: Clock) -> Harness:
    await subscribe(store, subscription("aaaaa"), subscription("bbbbb", channel=OTHER))
    return Harness(store, now)


async def test_told_in_the_channel_itself(harness: Harness) -> None:
    """Where plain words can still be written the channel itself is told, and nobody else."""
    harness.notifier.open_rooms = {CHANNEL, OTHER}
    await harness.refuse(NO_EMBEDS)
    ((place, text),) = harness.notifier.said
    assert place == CHANNEL
    assert "Allow Embed Links." in text
    assert "kept for 7 days" in text
    assert harness.notifier.told == []


async def test_told_in_another_channel(harness: Harness) -> None:
    """Where nothing can be written another channel with alerts is told which one it is."""
    harness.notifier.open_rooms = {OTHER}
    await harness.refuse(NO_POSTS)
    ((place, text),) = harness.notifier.said
    assert (place, f"<#{CHANNEL}>" in text) == (OTHER, True)


async def test_told_to_who_subscribed(harness: Harness) -> None:
    """Where no channel can be written to the subscribers get a direct message."""
    await harness.refuse(NO_POSTS)
    ((person, text),) = harness.notifier.told
    assert (person, f"<#{CHANNEL}>" in text) == (PERSON, True)


async def test_who_left_is_not_told(harness: Harness) -> None:
    """What goes on in a server is no business of who is there no more: its owner hears it instead."""
    harness.notifier.outsiders = {PERSON}
    await harness.refuse(NO_POSTS)
    assert [person for person, _ in harness.notifier.told] == [OWNER]
    assert await harness.reminders.collect(PERSON) == ()
    await harness.mend()
    assert [person for person, _ in harness.notifier.told] == [OWNER, OWNER]


async def test_who_left_is_not_told_at_a_command(harness: Harness) -> None:
    """Neither are they when no direct message gets through; the owner is, at theirs."""
    harness.notifier.outsiders = {PERSON}
    harness.notifier.tellable = False
    await harness.refuse(NO_POSTS)
    assert await harness.reminders.collect(PERSON) == ()
    assert len(await harness.reminders.collect(OWNER)) == 1


async def test_a_refusal_that_we_cannot_explain_is_told_elsewhere(harness: Harness) -> None:
    """A channel that has just refused a post would refuse words as well: they are not tried there."""
    harness.notifier.open_rooms = {CHANNEL, OTHER}
    await harness.refuse(NO_POSTS, seen=False)
    assert [place for place, _ in harness.notifier.said] == [OTHER]


async def test_told_once_across_restarts(harness: Harness) -> None:
    """Neither sweeps nor trials nor starts tell it again."""
    harness.notifier.open_rooms = {OTHER}
    await harness.refuse(NO_POSTS, seen=False)
    for _ in range(3):
        harness.restart()
        harness.now.forward(hours=3)
        await harness.blocks.sweep()  # lifted for a trial
        assert not await harness.blocked()
        harness.restart()
        await harness.refuse(NO_POSTS, seen=False)
    assert len(harness.notifier.said) == 1


async def test_trials_become_rarer(harness: Harness) -> None:
    """A refusal that nobody can see the end of is tried again after five minutes, then after twice as long."""
    tries: list[int] = []
    await harness.refuse(NO_POSTS, seen=False)
    for minute in range(40):
        await harness.blocks.sweep()
        if not await harness.blocked():
            tries.append(minute)
            await harness.refuse(NO_POSTS, seen=False)
        harness.now.forward(minutes=1)
    assert tries == [0, 5, 15, 35]


async def test_the_same_refusal_changes_nothing(harness: Harness) -> None:
    """A second message that is refused for the same reason makes no other block."""
    await harness.refuse(NO_POSTS)
    where = await harness.store.destination(CHANNEL)
    harness.now.forward(minutes=1)
    await harness.refuse(NO_POSTS)
    assert await harness.store.destination(CHANNEL) == where


async def test_a_trial_forgets_no_age(harness: Harness) -> None:
    """The block that a failed trial brings back, after a restart too, is as old as it was."""
    await harness.refuse(NO_POSTS, seen=False)
    began = harness.now()
    harness.now.forward(hours=3)
    await harness.blocks.sweep()
    harness.restart()
    await harness.refuse(NO_POSTS, seen=False)
    where = await harness.store.destination(CHANNEL)
    assert where is not None
    assert where.block is not None
    assert where.block.since == began


async def test_the_end_is_told_where_the_trouble_was(harness: Harness) -> None:
    """What we see ourselves is told at once, with how much waited, before it follows; also after a restart."""
    harness.notifier.open_rooms = {CHANNEL}
    await harness.owe(3)
    await harness.refuse(NO_EMBEDS)
    harness.restart()
    await harness.mend()
    assert harness.notifier.said[1:] == [(CHANNEL, "Alerts flow again here: 3 that waited follow.")]
    assert harness.wakes == 1
    await harness.blocks.works(CHANNEL)
    assert len(harness.notifier.said) == 2


async def test_an_unexplained_trouble_is_over_when_a_post_went_through(harness: Harness) -> None:
    """A trial alone proves nothing: the post does, and then it is told once."""
    harness.notifier.open_rooms = {OTHER}
    await harness.refuse(NO_POSTS, seen=False)
    harness.now.forward(hours=3)
    await harness.blocks.sweep()
    assert len(harness.notifier.said) == 1
    harness.restart()
    await harness.blocks.works(CHANNEL)
    await harness.blocks.works(CHANNEL)
    assert harness.notifier.said[1:] == [(OTHER, f"Alerts flow again in <#{CHANNEL}>.")]


async def test_a_new_trouble_is_told_again(harness: Harness) -> None:
    """After it was well the next trouble is news."""
    harness.notifier.open_rooms = {CHANNEL}
    await harness.refuse(NO_EMBEDS)
    await harness.mend()
    await harness.refuse(NO_EMBEDS)
    assert ["cannot" in text for _, text in harness.notifier.said] == [True, False, True]


async def test_many_channels_are_told_in_one_message(harness: Harness) -> None:
    """A role that loses a permission makes one message, not one for each channel; so does getting it back."""
    await subscribe(harness.store, subscription("ccccc", channel=THIRD))
    harness.notifier.problems = {CHANNEL: NO_POSTS, OTHER: NO_POSTS}
    harness.notifier.open_rooms = {THIRD}
    await harness.refuse(NO_POSTS)
    await harness.refuse(NO_POSTS, OTHER)
    ((place, text),) = harness.notifier.said
    assert (place, f"<#{CHANNEL}> and <#{OTHER}>. Allow Send Messages." in text) == (THIRD, True)
    harness.notifier.problems.clear()
    await harness.blocks.reconsider({GUILD})
    assert harness.notifier.said[1:] == [(THIRD, f"Alerts flow again in <#{CHANNEL}> and <#{OTHER}>.")]


async def test_people_are_told_of_their_own_channels(harness: Harness) -> None:
    """Where each hears by direct message, each hears of the channels that nobody else subscribed in."""
    await subscribe(harness.store, subscription("bbbbb", channel=OTHER, creator_id=PERSON + 1))
    await subscribe(harness.store, subscription("ccccc", channel=THIRD))
    harness.notifier.problems = {CHANNEL: NO_POSTS, OTHER: NO_POSTS, THIRD: NO_POSTS}
    await harness.refuse(NO_POSTS)
    await harness.refuse(NO_POSTS, OTHER)
    (first, one), (second, other) = harness.notifier.told
    assert (first, second) == (PERSON, PERSON + 1)
    assert f"<#{CHANNEL}> and <#{THIRD}>." in one
    assert f"alerts in <#{OTHER}>." in other


async def test_different_reasons_are_told_apart(harness: Harness) -> None:
    """Each channel of such a message stands beside its own reason."""
    harness.notifier.problems = {CHANNEL: NO_POSTS, OTHER: RefusedError("Allow View Channel.")}
    await harness.refuse(NO_POSTS)
    ((_, text),) = harness.notifier.told
    assert f"- <#{CHANNEL}>: Allow Send Messages.\n- <#{OTHER}>: Allow View Channel." in text


async def test_told_with_others_and_well_before_it_was_blocked(harness: Harness) -> None:
    """A channel that was named along and never blocked is news again the next time."""
    harness.notifier.problems = {CHANNEL: NO_POSTS, OTHER: NO_POSTS}
    await harness.refuse(NO_POSTS)
    harness.notifier.problems.clear()
    await harness.blocks.works(OTHER)
    await harness.refuse(NO_POSTS, OTHER)
    assert [f"<#{OTHER}>" in text and "cannot" in text for _, text in harness.notifier.told] == [True, False, True]


async def test_the_end_is_told_of_those_named_along(harness: Harness) -> None:
    """A channel that had nothing to post meanwhile is named as well when the trouble is over, and news again."""
    await subscribe(harness.store, subscription("ccccc", channel=THIRD))
    harness.notifier.problems = {CHANNEL: NO_POSTS, OTHER: NO_POSTS, THIRD: NO_POSTS}
    await harness.refuse(NO_POSTS)
    harness.notifier.problems.pop(OTHER)
    await harness.mend()
    assert [text for _, text in harness.notifier.told[1:]] == [
        f"Alerts flow again in <#{CHANNEL}> and <#{OTHER}>."
    ]
    await harness.refuse(NO_POSTS, OTHER)
    assert f"alerts in <#{OTHER}> and <#" not in harness.notifier.told[-1][1]
    assert f"cannot post paper alerts in <#{OTHER}>." in harness.notifier.told[-1][1]


async def test_nobody_reached_is_tried_again_later(harness: Harness) -> None:
    """After an hour, then after two; until somebody is reached."""
    harness.notifier.tellable = False
    await harness.refuse(NO_POSTS)
    harness.now.forward(minutes=59)
    await harness.blocks.sweep()
    assert len(harness.notifier.told) == 1
    harness.now.forward(minutes=1)
    await harness.blocks.sweep()
    harness.now.forward(minutes=119)
    await harness.blocks.sweep()
    assert len(harness.notifier.told) == 2
    harness.notifier.tellable = True
    harness.now.forward(minutes=1)
    await harness.blocks.sweep()
    harness.now.forward(days=2)
    await harness.blocks.sweep()
    assert len(harness.notifier.told) == 3


async def test_nobody_reached_is_told_at_a_command(harness: Harness) -> None:
    """Whom no direct message reaches hears of it when they use a command, not any more once they got one."""
    harness.notifier.tellable = False
    await harness.refuse(NO_POSTS)
    (text,) = await harness.reminders.collect(PERSON)
    assert "Allow Send Messages." in text
    harness.notifier.tellable = True
    harness.now.forward(days=2)
    await harness.blocks.sweep()
    assert await harness.reminders.collect(PERSON) == ()


async def test_a_crash_while_telling_tells_at_most_once(harness: Harness) -> None:
    """The note is written first: a process that dies before the words are out leaves them unsaid."""

    class Dying(FakeNotifier):
        async def direct_message(self, user_id: int, text: str) -> bool:  # noqa: ARG002 - as the fake's
            raise KeyboardInterrupt

    alive = harness.notifier
    harness.notifier = Dying()
    harness.restart()
    with pytest.raises(KeyboardInterrupt):
        await harness.refuse(NO_POSTS)
    harness.notifier = alive
    harness.restart()
    harness.now.forward(days=2)
    await harness.blocks.sweep()
    assert alive.told == []


async def test_deleted_channel_is_told_with_what_to_do(harness: Harness) -> None:
    """Another channel hears how to move the subscriptions, not what they are: that may be private."""
    harness.notifier.open_rooms = {OTHER}
    await harness.refuse(DELETED)
    ((place, text),) = harness.notifier.said
    assert place == OTHER
    assert "was deleted, and with it 1 subscription" in text
    assert "diffusion" not in text
    assert "`/alerts edit`" in text


async def test_thrown_out_tells_nobody(harness: Harness) -> None:
    """Who removed the bot knows it."""
    harness.notifier.open_rooms = None
    await harness.refuse(DELETED)
    await harness.blocks.sweep()
    assert (harness.notifier.said, harness.notifier.told) == ([], [])


@pytest.mark.parametrize(("waited", "said"), [(0, []), (2, ["I am back: 2 papers that waited here follow."])])
async def test_invited_back_speaks_of_what_waited_alone(harness: Harness, waited: int, said: list[str]) -> None:
    """Back in a server, with the first post; nothing when nothing waited."""
    harness.notifier.open_rooms = None
    await harness.refuse(DELETED)
    await harness.owe(waited)
    harness.notifier.open_rooms = {CHANNEL}
    await harness.mend()
    assert harness.notifier.said == []
    await harness.blocks.works(CHANNEL)
    assert [text for _, text in harness.notifier.said] == said


async def test_without_subscribers_nobody_is_told(harness: Harness) -> None:
    """What nobody asks for any more needs no words."""
    await harness.store.remove_subscription("aaaaa")
    await harness.refuse(NO_POSTS)
    assert harness.notifier.told == []


async def test_forgetting_leaves_nothing_behind(harness: Harness) -> None:
    """After thirty days the notes go with the channel, of whatever was told there."""
    topics = ("block", "threads", MessageState.DEAD)
    for topic in topics[1:]:
        await harness.notices.give([f"told {topic} {CHANNEL}"], Audience(channels=(OTHER,)), "Something")
    await harness.refuse(DELETED, seen=True)
    harness.now.forward(days=31)
    await harness.blocks.sweep()
    assert await harness.store.destination(CHANNEL) is None
    assert [await harness.store.note(f"told {topic} {CHANNEL}") for topic in topics] == [None] * 3
    await harness.blocks.tell(CHANNEL)
    await harness.blocks.works(CHANNEL)


async def test_a_test_that_went_through_ends_the_block(harness: Harness) -> None:
    """Somebody tried it: what waits follows at once, and that is told."""
    harness.notifier.open_rooms = {OTHER}
    await harness.owe(1)
    await harness.refuse(NO_POSTS, seen=False)
    await harness.blocks.proven(CHANNEL)
    assert not await harness.blocked()
    assert harness.wakes == 1
    assert harness.notifier.said[1:] == [(OTHER, f"Alerts flow again in <#{CHANNEL}>: 1 that waited follows.")]
    await harness.blocks.proven(CHANNEL)
    assert len(harness.notifier.said) == 2


@pytest.fixture
async def letterbox(harness: Harness) -> int:
    """A person's direct messages that get alerts, and that are closed."""
    direct = Destination(id=THIRD, guild_id=None, kind=Kind.DM)
    own = subscription("ddddd", channel=THIRD, guild_id=None)
    version = await harness.store.papers_version()
    await harness.store.save_subscription(own, direct, baseline=frozenset(), papers_version=version)
    await harness.refuse(CLOSED, THIRD, seen=False)
    return THIRD


async def test_closed_dms_are_told_at_a_command_once_a_day(harness: Harness, letterbox: int) -> None:
    """The person hears at their next command what to do, again a day later, never by a direct message."""
    (text,) = await harness.reminders.collect(PERSON)
    assert "Privacy Settings" in text
    assert "`/alerts test`" in text
    assert await harness.reminders.collect(PERSON) == ()
    harness.restart()
    harness.now.forward(hours=24)
    assert len(await harness.reminders.collect(PERSON)) == 1
    assert await harness.reminders.collect(PERSON + 1) == ()
    assert harness.notifier.told == []
    assert await harness.blocked(letterbox)


async def test_opened_dms_are_told_there(harness: Harness, letterbox: int) -> None:
    """When a trial comes through the person learns it there, if they knew of the trouble."""
    await harness.reminders.collect(PERSON)
    harness.notifier.open_rooms = {letterbox}
    harness.now.forward(hours=1)
    await harness.blocks.sweep()
    await harness.blocks.works(letterbox)
    assert harness.notifier.said == [(letterbox, "Alerts flow again here.")]
    assert await harness.reminders.collect(PERSON) == ()
    assert await harness.store.note(f"reminders {PERSON}") is None


async def test_opened_dms_are_not_told_to_who_never_knew(harness: Harness, letterbox: int) -> None:
    """Who noticed nothing is not bothered."""
    harness.now.forward(hours=1)
    await harness.blocks.sweep()
    await harness.blocks.works(letterbox)
    assert harness.notifier.said == []


async def test_a_settled_trouble_is_no_reminder(harness: Harness, letterbox: int) -> None:
    """Reminders of troubles that are over by other means are dropped unseen."""
    await harness.store.set_note(f"told block {letterbox}", None)
    assert await harness.reminders.collect(PERSON) == ()
    assert await harness.store.note(f"reminders {PERSON}") is None


async def test_notes_of_others_do_no_harm(harness: Harness) -> None:
    """Notes that an earlier version wrote, or nobody, count as told where they can, else as nothing."""
    await harness.store.set_note(f"told block {CHANNEL}", "I cannot post")
    await harness.store.set_note(f"lifted {CHANNEL}", '{"at": 3}')
    await harness.store.set_note(f"reminders {PERSON}", '["x"]')
    await harness.refuse(NO_POSTS)
    assert harness.notifier.told == []
    assert await harness.reminders.collect(PERSON) == ()
    await harness.mend()
    await harness.blocks.works(CHANNEL)
    assert harness.notifier.said == []


async def test_a_block_told_by_an_earlier_version_stays_told(harness: Harness) -> None:
    """Blocks of today's stores carry their own mark."""
    await harness.refuse(NO_POSTS)
    where = await harness.store.destination(CHANNEL)
    assert where is not None
    assert where.block is not None
    assert where.block.told
    await harness.store.set_note(f"told block {CHANNEL}", None)
    await harness.store.set_block(CHANNEL, replace(where.block, told=True))
    await harness.blocks.sweep()
    assert len(harness.notifier.told) == 1


async def test_more_than_ten_channels_are_counted(harness: Harness) -> None:
    """A message names ten channels and says how many more there are."""
    for number in range(12):
        await subscribe(harness.store, subscription(f"x{number:04}", channel=5000 + number))
        harness.notifier.problems[5000 + number] = NO_POSTS
    await harness.refuse(NO_POSTS)
    ((_, text),) = harness.notifier.told
    assert text.count("<#") == 10
    assert "and 3 more. Allow" in text
