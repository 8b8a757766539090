"""Faults between us and Discord: proxies, odd answers, wrong times, long waits."""

from datetime import timedelta
from typing import Any

import pytest

from bot.domain.alert import Message, MessageState
from tests.fake_discord.faults import Fault, page, rate_limited, refuse, reset, says
from tests.fake_discord.state.models import Kind, Perm
from tests.wire.support.harness import Harness, once
from tests.wire.support.scenario import CREATE

ONE, TWO, THREE, FOUR = "2511.00001", "2511.00002", "2511.00003", "2511.00004"
READ = ("GET", "/channels/{channel_id}/messages")
FORUM_POST = "/channels/{channel_id}/threads"


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param(page(408, accepted=True), id="408"),
        pytest.param(page(404, accepted=True), id="404"),
        pytest.param(page(403, accepted=True), id="403"),
        pytest.param(page(401, accepted=True), id="401"),
        pytest.param(page(429, accepted=True), id="429 of a proxy"),
        pytest.param(page(200, accepted=True), id="a page as success"),
        pytest.param(says("{}", accepted=True), id="JSON without an id"),
        pytest.param(says('{"message": "Forbidden"}', status=403, accepted=True), id="JSON of a gateway"),
    ],
)
async def test_taken_although_a_proxy_says_no(harness: Harness, fault: Fault):
    """Discord has the post, the proxy gave up on it: later the nonce is forgotten, and nothing comes twice."""
    await harness.subscribe()
    harness.arm(fault)
    await harness.round(ONE)
    assert not (await harness.block())
    await harness.later(minutes=20)
    assert harness.posted() == once(ONE)
    assert await harness.states() == {"sent": 1}


@pytest.mark.parametrize("fault", [page(408), page(403), says('{"message": "Forbidden"}', status=403)])
async def test_not_taken_and_a_proxy_says_no(harness: Harness, fault: Fault):
    """The control: what Discord never saw is posted when the proxy lets it through; nothing is blocked or dead."""
    await harness.subscribe()
    harness.arm(fault)
    await harness.round(ONE)
    await harness.later(minutes=20)
    assert harness.posted() == once(ONE)


async def test_429_alone_where_history_is_closed(harness: Harness):
    """Limited for longer than a request may take, it is surely not posted: never uncertain, and posted later."""
    await harness.subscribe()
    await harness.forbid(Perm.READ_MESSAGE_HISTORY)
    armed = harness.arm(rate_limited(1.5), times=None)
    await harness.round(ONE)
    await harness.later(minutes=5)
    assert await harness.states() == {"ready": 1}
    harness.discord.faults.disarm(armed)
    await harness.later(minutes=5)
    assert harness.posted() == once(ONE)


@pytest.mark.parametrize("text", ['""', "{}", "null", '[{"id": "1"}]'])
async def test_history_that_is_none(harness: Harness, text: str):
    """An answer that is no page of messages does not prove that the post is missing: the search is repeated."""
    await harness.subscribe()
    harness.arm(reset(accepted=True))
    odd = harness.discord.faults.arm(*READ, says(text), times=None)
    await harness.round(ONE)
    for _ in range(3):
        await harness.later(minutes=20)
    assert odd.struck >= 1
    assert harness.posted() == once(ONE)
    harness.discord.faults.disarm(odd)
    await harness.later(minutes=20)
    assert harness.posted() == once(ONE)
    assert await harness.states() == {"sent": 1}


async def test_history_closed_while_the_gateway_is_away(harness: Harness):
    """Discord shows an empty history then, and nobody has told us: it becomes uncertain, never a second post."""
    await harness.subscribe()
    harness.arm(reset(accepted=True))
    await harness.round(ONE)
    gateway = harness.discord.gateway
    gateway.away = True
    gateway.forget()
    await harness.discord.until(lambda: gateway.refused >= 1, "a connection that is refused")
    harness.world.forbid(harness.channel, Perm.READ_MESSAGE_HISTORY)
    await harness.later(minutes=5)
    [uncertain] = await harness.store.messages([MessageState.UNCERTAIN])
    assert "Read Message History" in (uncertain.reason or "")
    assert harness.posted() == once(ONE)


async def test_a_machine_paused_in_doubt(harness: Harness):
    """For six minutes none of its clocks went on: Discord is asked for the time before a nonce is sent again."""
    await harness.subscribe()
    harness.arm(reset(accepted=True))
    await harness.round(ONE)
    harness.discord.clock.shift(360)
    harness.now.forward(seconds=5)
    await harness.round()
    assert harness.posted() == once(ONE)
    assert await harness.states() == {"sent": 1}


async def test_a_machine_paused_between_two_requests(harness: Harness):
    """discord.py repeats a request after a second, without asking anybody: what may be taken it leaves to us."""
    await harness.subscribe()
    armed = harness.arm(Fault(status=502, accepted=True))
    armed.on_strike = lambda: harness.discord.clock.shift(360)
    await harness.round(ONE)
    assert len(harness.discord.journal.calls(*CREATE)) == 1
    await harness.later(minutes=5)
    assert harness.posted() == once(ONE)
    assert await harness.states() == {"sent": 1}


async def test_a_machine_paused_after_it_asked_for_the_time(harness: Harness):
    """A nonce that was known a moment ago is forgotten when it is sent: so it is looked for as well, before."""
    await harness.subscribe()
    harness.arm(reset(accepted=True))
    await harness.round(ONE)
    sending = harness.store.mark_sending

    async def paused(*parts: Any, **more: Any) -> Message:
        harness.discord.clock.shift(360)
        return await sending(*parts, **more)

    harness.store.mark_sending = paused
    harness.now.forward(seconds=5)
    await harness.deliver()
    assert harness.posted() == once(ONE)
    assert await harness.states() == {"sent": 1}


async def test_a_proxy_whose_clock_is_ahead(harness: Harness):
    """By two minutes, as ours is: what was posted lies before the bound, and is found all the same."""
    await harness.subscribe()
    harness.discord.clock.ahead = 120
    await harness.round(ONE)
    harness.arm(reset(accepted=True))
    await harness.round(ONE, TWO)
    await harness.later(minutes=5)
    assert harness.posted() == once(ONE, TWO)


async def test_everything_held_while_in_doubt(harness: Harness):
    """Discord limits all for 200 seconds: nothing is claimed that would be sent when its nonce is forgotten."""
    other = harness.world.add_channel(harness.guild, "other")
    await harness.subscribe()
    await harness.subscribe(channel=other)
    harness.arm(reset(accepted=True), channel_id=harness.channel.id)
    held = rate_limited(200, everywhere=True)
    harness.arm(held, channel_id=other.id)
    await harness.round(ONE)
    [before] = await harness.store.messages([MessageState.SENDING])
    harness.now.forward(seconds=5)
    assert 60 >= await harness.app.deliverer.step() > 5
    assert harness.app.notifier.free_slots() == 0
    assert await harness.store.messages([MessageState.SENDING]) == (before,)
    assert (harness.posted(), harness.posted(other)) == (once(ONE), [])


async def test_a_window_of_minutes_in_a_forum(harness: Harness):
    """Three posts in five minutes: they go out at once, the fourth in the next window, without doubt."""
    forum = harness.world.add_channel(harness.guild, "papers to discuss", Kind.FORUM)
    await harness.noticed(lambda: harness.app.client.get_channel(forum.id) is not None)
    await harness.subscribe(channel=forum)
    harness.discord.limits.per_route[f"POST {FORUM_POST}"] = (3, 300.0)
    await harness.round(ONE, TWO, THREE, FOUR)
    assert await harness.states() == {"sent": 3, "ready": 1}
    assert harness.discord.limits.refused == 0
    [waiting] = await harness.store.messages([MessageState.READY])
    assert waiting.first_attempt is None
    assert waiting.next_try <= harness.now() + timedelta(seconds=331)


async def test_no_server_in_common(harness: Harness):
    """A person with whom we share no server any more gets no DMs: their alerts wait like those of closed DMs."""
    direct = harness.world.direct(harness.admin)
    await harness.subscribe(channel=direct)
    armed = harness.arm(refuse(403, 50278), times=None)
    await harness.round(ONE)
    assert "no longer share a server" in (await harness.blocked(direct)).reason
    harness.discord.faults.disarm(armed)
    await harness.later(hours=2)
    assert harness.posted(direct) == once(ONE)


async def test_a_wait_of_months(harness: Harness):
    """Told to come back in 115 days, we ask again in an hour."""
    await harness.subscribe()
    harness.arm(rate_limited(9_936_000.0))
    await harness.round(ONE)
    assert harness.posted() == []
    await harness.later(minutes=70)
    assert harness.posted() == once(ONE)
