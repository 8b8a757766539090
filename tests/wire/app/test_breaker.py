"""Functions that still work while posting is stopped after too many refused requests."""

import time

from bot.app.background import Background
from bot.discord_io.requests.pacer import Breaker
from bot.settings import Settings
from tests.support.makers import application
from tests.wire.support.harness import Harness, connected

_LIMIT = 500
_MINUTES = 600.0  # seconds


class Ahead:
    """The monotonic clock, and some seconds more."""

    seconds = 0.0

    def __call__(self) -> float:
        return time.monotonic() + self.seconds


def stopped(clock: Ahead) -> Breaker:
    """A breaker that has just opened."""
    breaker = Breaker(clock)
    for _ in range(_LIMIT):
        breaker.record(403)
    return breaker


async def test_people_are_answered_while_posting_is_stopped(harness: Harness):
    """While posting is stopped, commands are answered and nothing is posted."""
    await harness.subscribe()
    for _ in range(_LIMIT):
        harness.app.breaker.record(403)
    harness.list("2511.00001")
    await harness.poll()
    await harness.app.deliverer.step()
    asked = await harness.discord.people.slash(harness.admin, harness.channel, "alerts list")
    assert "matter" in str(await asked.message())
    assert harness.posted() == []


async def test_commands_are_registered_when_that_is_over(harness: Harness):
    """Commands are registered only after the stop, by the loop."""
    clock, syncs = Ahead(), harness.discord.accounts.syncs
    await harness.app.close()
    harness.discord.accounts.commands.clear()
    app = application(
        Settings(), harness.store, harness.past, harness.app.sources, now=harness.now, breaker=stopped(clock)
    )
    async with connected(app, harness.discord.token):
        assert 0 < await Background(app).register() <= _MINUTES
        assert harness.discord.accounts.syncs == syncs
        clock.seconds = _MINUTES
        assert await Background(app).register() > _MINUTES
        assert harness.discord.accounts.syncs == syncs + 1
