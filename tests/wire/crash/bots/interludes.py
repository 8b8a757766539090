"""Changes of time in the middle of a life, and events while the gateway is away."""

from __future__ import annotations

import asyncio
import signal
from typing import TYPE_CHECKING, assert_never

from tests.wire.crash.bots.fork_server import first_of
from tests.wire.crash.plan.times import Passing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.fake_discord.faults import Armed
    from tests.wire.crash.bots.fork_server import Bot
    from tests.wire.crash.environment import Environment
    from tests.wire.crash.plan.plan import Closed, Life
    from tests.wire.crash.plan.times import Interlude

_STEP = 3.0  # seconds of the episode's that go by at once, where a bot is to live through them
_BREATH = 0.006  # of the machine's seconds that it has for each


class Scene:
    """The scene of a life; `begun` says whether its cue has come. It ends with the bot."""

    def __init__(self, life: Life, environment: Environment, bot: Bot, cues: Sequence[Armed]):
        self._life = life
        self._environment = environment
        self._bot = bot
        self._cues = cues
        self.begun = False
        self.task = asyncio.create_task(self._play())

    async def _play(self):
        """Wait for the first of the cues, or for nothing without one; then close what is to be, and pass time."""
        if self._cues:
            await first_of(*(cue.reached.wait() for cue in self._cues))
        self.begun = True
        await asyncio.sleep(self._life.cue)
        if self._life.closed is not None:
            _close(self._life.closed, self._environment)
        if self._life.interlude is not None:
            await _pass(self._life.interlude, self._environment, self._bot)


def end_scene(life: Life, environment: Environment):
    """Give back what was taken; the next bot that connects hears of it."""
    environment.discord.gateway.away = False
    if life.closed is not None:
        environment.discord.world.permit(environment.channels[life.closed.channel], life.closed.permissions)


def _close(closed: Closed, environment: Environment):
    environment.discord.gateway.away = True
    environment.discord.gateway.forget()
    environment.discord.world.forbid(environment.channels[closed.channel], closed.permissions)


async def _pass(interlude: Interlude, environment: Environment, bot: Bot):
    seconds, offsets, clock = interlude.seconds, environment.offsets, environment.clock
    match interlude.passing:
        case Passing.LIVED:
            await _live_through(seconds, environment)
        case Passing.SET:
            offsets.move(wall=seconds)
        case Passing.STOPPED | Passing.ASLEEP | Passing.FROZEN:
            bot.signal(signal.SIGSTOP)
            await environment.settled()
            clock.shift(seconds)
            offsets.move(
                wall=0.0 if interlude.passing is Passing.FROZEN else seconds,
                monotonic=seconds if interlude.passing is Passing.STOPPED else 0.0,
            )
            bot.signal(signal.SIGCONT)
        case _:
            assert_never(interlude.passing)
    await _live_through(interlude.then, environment)


async def _live_through(seconds: float, environment: Environment):
    left = seconds
    while left > 0:
        await environment.settled()
        step = min(_STEP, left)
        environment.clock.shift(step)
        environment.offsets.move(wall=step, monotonic=step)
        left -= step
        await asyncio.sleep(_BREATH)
