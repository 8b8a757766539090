"""Faults of the gateway's connection lose neither commands nor alerts."""

from collections.abc import Callable

import pytest

from tests.fake_discord.gateway.connection import Gateway
from tests.fake_discord.state.models import Perm
from tests.wire.support.harness import Harness, once

ONE = "2511.00001"


@pytest.mark.parametrize(
    "trouble",
    [
        pytest.param(lambda gateway: gateway.abort(), id="connection broken"),
        pytest.param(lambda gateway: gateway.reconnect(), id="reconnect asked for"),
        pytest.param(lambda gateway: gateway.invalidate(resumable=True), id="session invalid but resumable"),
    ],
)
async def test_reconnect_misses_nothing(harness: Harness, trouble: Callable[[Gateway], None]):
    """The session is resumed, and what happened meanwhile is known: a permission that was lost, for one."""
    await harness.subscribe()
    trouble(harness.discord.gateway)
    await harness.discord.gateway.resumed()
    await harness.forbid(Perm.SEND_MESSAGES)
    await harness.round(ONE)
    assert "Send Messages" in (await harness.blocked()).reason
    assert harness.discord.gateway.identifies == 1


async def test_session_lost(harness: Harness):
    """After an invalid session the bot identifies again and reconciles what changed without its hearing of it."""
    await harness.subscribe()
    harness.list(ONE)
    await harness.forbid(Perm.SEND_MESSAGES)
    await harness.round()
    await harness.blocked()
    harness.discord.gateway.invalidate()
    harness.channel.overwrites.clear()  # nobody is connected who would be told
    await harness.discord.gateway.connected(identifies=2)
    await harness.unblocked()
    await harness.deliver()
    assert harness.posted() == once(ONE)


async def test_gateway_away_for_minutes(harness: Harness):
    """While no connection can be made alerts go on being posted; then the session is gone and a new one begins."""
    await harness.subscribe()
    gateway = harness.discord.gateway
    gateway.away = True
    gateway.forget()
    await harness.discord.until(lambda: gateway.refused >= 2, "connections that are refused")
    assert not harness.app.client.online
    await harness.round(ONE)
    assert harness.posted() == once(ONE)
    gateway.away = False
    await gateway.connected(identifies=2)
    await harness.noticed(lambda: harness.app.client.online)
