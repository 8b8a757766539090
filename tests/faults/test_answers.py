"""What Discord may answer to a post, and what becomes of the alert: the table of DESIGN.md, section 8."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.domain.alert import MessageState
from bot.domain.subscription import BlockCause
from tests.fake_discord.faults import hang, rate_limited, refuse, reset
from tests.fake_discord.state.models import Perm
from tests.wire.support.environment import once
from tests.wire.support.scenario import CREATE

if TYPE_CHECKING:
    from tests.fake_discord.faults import Fault
    from tests.wire.support.environment import Stage

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
async def test_temporary_trouble_delays_one_channel(stage: Stage, fault: Fault) -> None:
    """For an hour one channel's posts fail: the other's go out, and in the end each paper is in each once."""
    other = stage.discord.world.add_channel(stage.guild, "other")
    await stage.subscribe()
    await stage.subscribe(channel=other)
    armed = stage.discord.faults.arm(*CREATE, fault, times=None, channel_id=stage.channel.id)
    stage.list(ONE)
    await stage.round()
    assert stage.posted(other) == once(ONE)
    for _ in range(3):
        await stage.later(minutes=20)
    assert armed.struck >= 1
    stage.discord.faults.disarm(armed)
    await stage.later(minutes=20)
    await stage.later(minutes=20)
    assert (stage.posted(), stage.posted(other)) == (once(ONE), once(ONE))
    assert await stage.states() == {"sent": 2}


@pytest.mark.parametrize(
    ("code", "permission"),
    [
        (50001, "View Channel"),
        (50013, "Send Messages"),
        (50083, "Manage Threads"),
        (40067, "needs a tag"),
        (160005, "unlock it"),
    ],
)
async def test_refused_although_the_gateway_saw_nothing(stage: Stage, code: int, permission: str) -> None:
    """A permission that only a refused post tells of blocks the channel just so; a sweep tries it again."""
    await stage.subscribe()
    armed = stage.discord.faults.arm(*CREATE, refuse(403, code), times=None, channel_id=stage.channel.id)
    stage.list(ONE)
    await stage.round()
    for _ in range(5):
        await stage.later(hours=5)
    struck = armed.struck
    stage.discord.faults.disarm(armed)
    assert stage.posted() == []
    await stage.later(hours=2)
    assert stage.posted() == once(ONE)
    assert struck <= 7  # a refused post now and then, not a stream of them
    [stopped, flows] = stage.told()
    assert permission in stopped
    assert flows == f"Alerts flow again in <#{stage.channel.id}>."


@pytest.mark.parametrize("code", [10003, 10004])
async def test_gone_although_the_gateway_saw_nothing(stage: Stage, code: int) -> None:
    """A channel or server that only a refused post tells of is blocked as gone; the other channel goes on."""
    other = stage.discord.world.add_channel(stage.guild, "other")
    await stage.subscribe()
    await stage.subscribe(channel=other)
    stage.discord.faults.arm(*CREATE, refuse(404, code), times=None, channel_id=stage.channel.id)
    stage.list(ONE)
    await stage.round()
    assert (await stage.blocked()).cause is BlockCause.GONE
    assert (stage.posted(), stage.posted(other)) == ([], once(ONE))
    assert len((await stage.store.subscriptions()).subscriptions) == 2


async def test_direct_messages_closed_and_opened(stage: Stage) -> None:
    """Closed DMs block that person's alerts; they come when the DMs are open again."""
    direct = stage.discord.world.direct(stage.admin)
    await stage.subscribe(channel=direct)
    stage.admin.takes_dms = False
    stage.list(ONE)
    await stage.round()
    assert (await stage.blocked(direct)).cause is BlockCause.CLOSED_DM
    stage.admin.takes_dms = True
    await stage.later(hours=2)
    assert stage.posted(direct) == once(ONE)


async def test_locked_thread(stage: Stage) -> None:
    """A locked thread is blocked with what to do; when it is unlocked its alerts flow."""
    thread = stage.discord.world.add_thread(stage.channel, "talk", stage.admin)
    await stage.noticed(lambda: stage.app.client.get_channel(thread.id) is not None)
    await stage.subscribe(channel=thread)
    thread.locked = True
    await stage.knows(thread)
    stage.list(ONE)
    await stage.round()
    assert "unlock it" in (await stage.blocked(thread)).reason
    thread.locked = False
    stage.discord.world.changed(thread)
    await stage.unblocked(thread)
    await stage.deliver()
    assert stage.posted(thread) == once(ONE)


async def test_archived_thread(stage: Stage) -> None:
    """A thread that was only archived opens by itself when an alert is posted."""
    thread = stage.discord.world.add_thread(stage.channel, "talk", stage.admin)
    await stage.noticed(lambda: stage.app.client.get_channel(thread.id) is not None)
    await stage.subscribe(channel=thread)
    thread.archived = True
    stage.discord.world.changed(thread)
    await stage.noticed(lambda: stage.app.client.get_channel(thread.id) is None)
    stage.list(ONE)
    await stage.round()
    assert (stage.posted(thread), thread.archived) == (once(ONE), False)


@pytest.mark.parametrize(
    ("answer", "advice"),
    [
        pytest.param(refuse(400, 200000), "exempt Paperboy", id="AutoMod"),
        pytest.param(refuse(400, 50035), "refused the message's body", id="bad body"),
    ],
)
async def test_what_is_never_taken_is_a_dead_letter(stage: Stage, answer: Fault, advice: str) -> None:
    """A body that is never taken is kept with its payload and why; the channel's next alert goes out."""
    await stage.subscribe()
    armed = stage.discord.faults.arm(*CREATE, answer)
    stage.list(ONE)
    await stage.round()
    stage.list(ONE, TWO)
    await stage.later(minutes=20)
    assert stage.posted() == once(TWO)
    [dead] = await stage.store.messages([MessageState.DEAD])
    assert armed.struck == 1
    assert advice in (dead.reason or "")
    assert ONE in str(dead.payload)
    assert await stage.store.requeue(dead.key, stage.now())
    await stage.later(minutes=1)
    assert stage.posted() == once(ONE, TWO)


async def test_unknown_answers_end_after_a_day(stage: Stage) -> None:
    """An answer without a rule is tried for 24 hours, then it is a dead letter that says what came."""
    await stage.subscribe()
    armed = stage.discord.faults.arm(*CREATE, refuse(418, 12345), times=None)
    stage.list(ONE)
    await stage.round()
    for _ in range(23):
        await stage.later(hours=1)
    assert await stage.states() == {"ready": 1}
    await stage.later(hours=2)
    [dead] = await stage.store.messages([MessageState.DEAD])
    assert "418 (code 12345)" in (dead.reason or "")
    assert armed.struck > 20


async def test_deleted_while_in_doubt(stage: Stage) -> None:
    """Error 10008 on a create means that somebody deleted what had arrived: it is not posted again."""
    await stage.subscribe()
    stage.discord.faults.arm(*CREATE, reset(accepted=True))
    stage.list(ONE)
    await stage.round()
    [message] = stage.discord.posted(stage.channel)
    stage.discord.posting.delete(message)
    await stage.later(seconds=10)
    assert await stage.states() == {"sent": 1}
    assert stage.posted() == once(ONE)


async def test_history_closed_while_in_doubt(stage: Stage) -> None:
    """Where nobody can tell whether it was posted it becomes uncertain: neither sent again nor forgotten."""
    await stage.subscribe()
    stage.discord.faults.arm(*CREATE, reset(accepted=True))
    stage.list(ONE)
    await stage.round()
    stage.discord.world.forbid(stage.channel, Perm.READ_MESSAGE_HISTORY)
    await stage.knows(stage.channel)
    await stage.later(minutes=5)
    [uncertain] = await stage.store.messages([MessageState.UNCERTAIN])
    assert "Read Message History" in (uncertain.reason or "")
    assert stage.posted() == once(ONE)
