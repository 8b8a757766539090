"""What each answer tells beside itself: when Discord limits everything, nobody goes."""

from __future__ import annotations

import random
import time
from typing import TYPE_CHECKING

import pytest

from bot.discord_io.client import PaperboyClient
from bot.discord_io.connecting.connection import stay_connected
from bot.discord_io.requests.breaker import Breaker
from bot.discord_io.requests.pacer import Pacer
from bot.discord_io.requests.server_clock import ServerClock
from bot.discord_io.requests.trace import trace_config
from tests.fake_discord.faults import rate_limited, refuse
from tests.wire.connecting.knocking import Waits

if TYPE_CHECKING:
    from tests.fake_discord import LoopbackDiscord
    from tests.fake_discord.faults import Fault


class Holding(Pacer):
    """Remembers for how many seconds it was to hold everybody."""

    def __init__(self) -> None:
        super().__init__()
        self.held: list[float] = []

    def hold(self, seconds: float) -> None:
        self.held.append(seconds)
        super().hold(seconds)


@pytest.mark.parametrize(
    ("fault", "held", "told"),
    [
        pytest.param(rate_limited(0.01, everywhere=True), [0.01], (429, "global"), id="everything is limited"),
        pytest.param(rate_limited(0.01), [], (429, "user"), id="this one is"),
        pytest.param(rate_limited(0.01, via=False), [], (429, "cloudflare"), id="the proxy limits"),
        pytest.param(refuse(503), [], (503, None), id="it is down"),
    ],
)
async def test_a_limit_of_everything_holds_everybody(
    discord: LoopbackDiscord, *, fault: Fault, held: list[float], told: tuple[int, str | None]
) -> None:
    """For the fraction of a second that its body names; each answer is counted with the limit that it names."""
    pacer, answers = Holding(), list[tuple[int | None, str | None]]()

    def answered(status: int | None, limit: str | None) -> None:
        answers.append((status, limit))

    trace = trace_config(ServerClock(time.monotonic), Breaker(time.monotonic), pacer, answered=answered)

    async def no_commands(client: PaperboyClient) -> None:
        await client.close()  # the login is all that is wanted

    discord.faults.arm("GET", "/users/@me", fault)
    client = PaperboyClient(no_commands, http_trace=trace)
    await stay_connected(client, discord.token, random.Random(1), sleep=Waits())
    assert pacer.held == held
    assert answers[0] == told
    assert answers[1] == (200, None)
