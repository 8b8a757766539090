"""What the gateway may do to a connection, and that neither commands nor alerts are lost by it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.fake_discord.state.models import Perm
from tests.wire.support.environment import once

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.fake_discord.gateway.connection import Gateway
    from tests.wire.support.environment import Stage

ONE = "2511.00001"


@pytest.mark.parametrize(
    "trouble",
    [
        pytest.param(lambda gateway: gateway.abort(), id="connection broken"),
        pytest.param(lambda gateway: gateway.reconnect(), id="reconnect asked for"),
        pytest.param(lambda gateway: gateway.invalidate(resumable=True), id="session invalid but resumable"),
    ],
)
async def test_reconnect_misses_nothing(stage: Stage, trouble: Callable[[Gateway], None]) -> None:
    """The session is resumed, and what happened meanwhile is known: a permission that was lost, for one."""
    await stage.subscribe()
    trouble(stage.discord.gateway)
    await stage.discord.gateway.resumed()
    stage.discord.world.forbid(stage.channel, Perm.SEND_MESSAGES)
    await stage.knows(stage.channel)
    stage.list(ONE)
    await stage.round()
    assert "Send Messages" in (await stage.blocked()).reason
    assert stage.discord.gateway.identifies == 1


async def test_session_lost(stage: Stage) -> None:
    """After an invalid session the bot identifies anew and reconciles what changed without its hearing of it."""
    await stage.subscribe()
    stage.list(ONE)
    stage.discord.world.forbid(stage.channel, Perm.SEND_MESSAGES)
    await stage.knows(stage.channel)
    await stage.round()
    await stage.blocked()
    stage.discord.gateway.invalidate()
    stage.channel.overwrites.clear()  # nobody is connected who would be told
    await stage.discord.gateway.connected(identifies=2)
    await stage.unblocked()
    await stage.deliver()
    assert stage.posted() == once(ONE)


async def test_gateway_away_for_minutes(stage: Stage) -> None:
    """While no connection can be made alerts go on being posted; then the session is gone and begun anew."""
    await stage.subscribe()
    gateway = stage.discord.gateway
    gateway.away = True
    gateway.forget()
    await stage.discord.until(lambda: gateway.refused >= 2, "connections that are refused")
    assert not stage.app.client.online
    stage.list(ONE)
    await stage.round()
    assert stage.posted() == once(ONE)
    gateway.away = False
    await gateway.connected(identifies=2)
    await stage.noticed(lambda: stage.app.client.online)
