"""Discord's answers to a post, and the alert's state after each: the table of docs/reliability.md."""

import pytest

from bot.app.outbox import Outbox
from bot.domain.alert import MessageState
from bot.domain.subscription import BlockCause
from bot.service.trusted_clock import TrustedClock
from tests.fake_discord.faults import Fault, hang, rate_limited, refuse, reset
from tests.fake_discord.state.models import Perm
from tests.wire.support.harness import Harness, once
from tests.wire.support.scenario import CREATE, papers_in

ONE, TWO = "2511.00001", "2511.00002"


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param(rate_limited(99.0), id="429"),
        pytest.param(rate_limited(5.0, via=False), id="429 of the proxy"),
        pytest.param(rate_limited(0.2, everywhere=True), id="429 for all requests"),
        pytest.param(refuse(503), id="503"),
        pytest.param(reset(), id="connection broken before"),
        pytest.param(reset(accepted=True), id="connection broken after"),
        pytest.param(hang(), id="never answered"),
        pytest.param(hang(accepted=True), id="accepted and never answered"),
    ],
)
async def test_temporary_trouble_delays_one_channel(harness: Harness, fault: Fault):
    """For an hour one channel's posts fail: the other's go out, and in the end each paper is in each once."""
    other = harness.world.add_channel(harness.guild, "other")
    await harness.subscribe()
    await harness.subscribe(channel=other)
    armed = harness.arm(fault, times=None, channel_id=harness.channel.id)
    await harness.round(ONE)
    assert harness.posted(other) == once(ONE)
    for _ in range(3):
        await harness.later(minutes=20)
    assert armed.struck >= 1
    harness.discord.faults.disarm(armed)
    await harness.later(minutes=20)
    await harness.later(minutes=20)
    assert (harness.posted(), harness.posted(other)) == (once(ONE), once(ONE))
    assert await harness.states() == {"sent": 2}


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param(refuse(500), id="500"),
        pytest.param(reset(), id="connection broken before"),
        pytest.param(reset(accepted=True), id="connection broken after"),
    ],
)
async def test_one_message_that_always_fails_holds_nobody(harness: Harness, fault: Fault):
    """In doubt for hours, it steps aside and its channel's next alert goes out; an admin drops it or waits.

    When the trouble ends it is looked for, and there it is once.
    """
    await harness.subscribe()
    armed = harness.arm(fault, times=None, read_or_default=ONE)
    looks = harness.discord.faults.arm("GET", CREATE[1], refuse(500), times=None)
    await harness.round(ONE)
    harness.list(ONE, TWO)
    for _ in range(5):
        await harness.later(hours=1)
    assert set(once(TWO)) <= set(harness.posted())
    assert await harness.states() == {"sent": 1, "sending": 1}
    outbox = Outbox(harness.store, TrustedClock(harness.now))
    [doubtful] = await harness.store.messages([MessageState.SENDING])
    assert doubtful.is_deferred
    harness.discord.faults.disarm(armed)
    harness.discord.faults.disarm(looks)
    [tried] = await outbox.retry(doubtful.key)
    assert "history is checked" in str(tried["follows"])
    await harness.round()
    assert harness.posted() == once(ONE, TWO)


@pytest.mark.parametrize(
    ("code", "permission"),
    [
        (50001, "View Channel"),
        (50013, "Send Messages"),
        (50083, "Manage Threads"),
        (40067, "requires a tag"),
        (160005, "locked or archived"),
    ],
)
async def test_refused_although_the_gateway_saw_nothing(harness: Harness, code: int, permission: str):
    """A permission that only a refused post tells of blocks the channel just so; a sweep tries it again."""
    await harness.subscribe()
    armed = harness.arm(refuse(403, code), times=None, channel_id=harness.channel.id)
    await harness.round(ONE)
    for _ in range(5):
        await harness.later(hours=5)
    struck = armed.struck
    harness.discord.faults.disarm(armed)
    assert harness.posted() == []
    await harness.later(hours=2)
    assert harness.posted() == once(ONE)
    assert struck <= 7  # a refused post now and then, not a stream of them
    [stopped, flows] = harness.told()
    assert permission in stopped
    assert flows == f"<#{harness.channel.id}>: Alerts are back."


@pytest.mark.parametrize("code", [10003, 10004])
async def test_gone_although_the_gateway_saw_nothing(harness: Harness, code: int):
    """A channel or server that only a refused post tells of is blocked as gone; the other channel goes on."""
    other = harness.world.add_channel(harness.guild, "other")
    await harness.subscribe()
    await harness.subscribe(channel=other)
    harness.arm(refuse(404, code), times=None, channel_id=harness.channel.id)
    await harness.round(ONE)
    assert (await harness.blocked()).cause is BlockCause.GONE
    assert (harness.posted(), harness.posted(other)) == ([], once(ONE))
    assert len((await harness.store.subscriptions()).subscriptions) == 2


async def test_archived_thread(harness: Harness):
    """A thread that was only archived opens by itself when an alert is posted."""
    thread = harness.world.add_thread(harness.channel, "talk", harness.admin)
    await harness.noticed(lambda: harness.app.client.get_channel(thread.id) is not None)
    await harness.subscribe(channel=thread)
    thread.archived = True
    harness.world.changed(thread)
    await harness.noticed(lambda: harness.app.client.get_channel(thread.id) is None)
    await harness.round(ONE)
    assert (harness.posted(thread), thread.archived) == (once(ONE), False)


@pytest.mark.parametrize(
    ("answer", "advice"),
    [
        pytest.param(refuse(400, 200000), "Exempt me", id="AutoMod"),
        pytest.param(refuse(400, 50035), "refused the request (400, code 50035)", id="bad body"),
        pytest.param(refuse(413, 40005), "refused the request (413, code 40005)", id="too large"),
        pytest.param(refuse(418, 12345), "418, code 12345", id="unknown"),
        pytest.param(refuse(403, 12345), "403, code 12345", id="unknown and forbidden"),
        pytest.param(refuse(400, 240000), "harmful", id="harmful link"),
    ],
)
async def test_what_is_never_taken_is_a_dead_letter(harness: Harness, answer: Fault, advice: str):
    """One request, not 287 in a day; it is kept with its payload and why, and the next alert goes out."""
    await harness.subscribe()
    armed = harness.arm(answer)
    await harness.round(ONE)
    await harness.later(ONE, TWO, minutes=20)
    assert harness.posted() == once(TWO)
    [dead] = await harness.store.messages([MessageState.DEAD])
    assert armed.struck == 1
    assert advice in (dead.reason or "")
    assert ONE in str(dead.payload)
    assert await harness.store.requeue(dead.key, harness.now())
    await harness.later(minutes=1)
    assert harness.posted() == once(ONE, TWO)


async def test_unknown_answers_end_after_a_day(harness: Harness):
    """An answer without a code is tried for 24 hours, then it is a dead letter that says what came."""
    await harness.subscribe()
    armed = harness.arm(refuse(418), times=None)
    await harness.round(ONE)
    for _ in range(23):
        await harness.later(hours=1)
    assert await harness.states() == {"ready": 1}
    await harness.later(hours=2)
    [dead] = await harness.store.messages([MessageState.DEAD])
    assert "418: refused by the test" in (dead.reason or "")
    assert armed.struck > 20


async def test_deleted_while_in_doubt(harness: Harness):
    """Error 10008 on a create means that somebody deleted what had arrived: it is not posted again."""
    await harness.subscribe()
    harness.arm(reset(accepted=True))
    await harness.round(ONE)
    [message] = harness.discord.posted(harness.channel)
    harness.discord.posting.delete(message)
    await harness.later(seconds=10)
    assert await harness.states() == {"sent": 1}
    assert harness.posted() == once(ONE)


async def test_history_closed_while_in_doubt(harness: Harness):
    """A message that may have been posted becomes uncertain: it is neither sent again nor forgotten."""
    await harness.subscribe()
    harness.arm(reset(accepted=True))
    await harness.round(ONE)
    await harness.forbid(Perm.READ_MESSAGE_HISTORY)
    await harness.later(minutes=5)
    [uncertain] = await harness.store.messages([MessageState.UNCERTAIN])
    assert "Read Message History" in (uncertain.reason or "")
    assert harness.posted() == once(ONE)


async def test_dropped_while_in_doubt(harness: Harness):
    """A message in doubt that an admin drops is not posted for another subscription either."""
    await harness.subscribe()
    harness.arm(reset(accepted=True))
    await harness.round(ONE)
    await harness.forbid(Perm.READ_MESSAGE_HISTORY)
    await harness.later(minutes=5)
    [doubtful] = await harness.store.messages([MessageState.UNCERTAIN])
    [dropped] = await Outbox(harness.store, TrustedClock(harness.now)).drop(doubtful.key[:6])
    assert "may have been posted" in str(dropped["follows"])
    await harness.subscribe("dark OR matter")
    await harness.later(minutes=20)
    assert harness.posted() == once(ONE)


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(refuse(400, 200000), id="AutoMod"),
        pytest.param(refuse(400, 50035), id="bad body"),
    ],
)
async def test_one_bad_paper_in_a_digest(harness: Harness, answer: Fault):
    """A digest that is refused for one of eight papers is split until that one is alone; the rest is posted."""
    papers = [f"2511.0000{n}" for n in range(1, 9)]
    await harness.subscribe()
    armed = harness.arm(answer, times=None, read_or_default=papers[4])
    await harness.round(*papers)
    assert harness.posted() == once(*(paper for paper in papers if paper != papers[4]))
    [dead] = await harness.store.messages([MessageState.DEAD])
    assert dead.paper_ids == (f"arxiv:{papers[4]}",)
    assert armed.struck <= 6  # four posts, and the words about the last one, which name its title
    harness.discord.faults.disarm(armed)
    assert await harness.store.requeue(dead.key, harness.now())
    await harness.later(minutes=1)
    assert harness.posted() == once(*papers)


async def test_a_digest_that_is_too_large(harness: Harness):
    """One of eight papers is refused with 40005: its halves are posted at once, in order, and nothing is dead."""
    papers = [f"2511.0000{n}" for n in range(1, 9)]
    await harness.subscribe()
    armed = harness.arm(refuse(413, 40005, "Request entity too large"))
    await harness.round(*papers)
    assert armed.struck == 1
    assert await harness.states() == {"sent": 2, "dropped": 1}
    assert [papers_in([message]) for message in harness.discord.posted(harness.channel)] == [
        papers[:4],
        papers[4:],
    ]
