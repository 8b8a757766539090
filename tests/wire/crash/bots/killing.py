"""One life that ends by kill -9."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.fake_discord.faults import hang
from tests.wire.crash.bots.fork_server import KILLED
from tests.wire.crash.plan.plan import AtMoment, AtPost
from tests.wire.crash.plan.points import Crash

if TYPE_CHECKING:
    from tests.fake_discord.faults import Armed
    from tests.wire.crash.bots.fork_server import Bot
    from tests.wire.crash.bots.starting import Bots
    from tests.wire.crash.engines import Engine
    from tests.wire.crash.environment import Environment
    from tests.wire.crash.plan.plan import Life

_PATIENCE = 1.2  # of the machine's seconds, for a point that may never be passed
_GAVE_UP = 1  # the exit code
_ANY_POST = ("POST", "*")


@dataclass(frozen=True, kw_only=True)
class Death:
    """How a life ended: at the `end` that was planned, or at a moment. `trouble` says what nobody had planned.

    A bot that cannot reach its database when it starts says so and ends: then it is not among those `killed`.
    """

    end: str
    killed: int
    server_died: bool
    trouble: str | None


async def live(life: Life, environment: Environment, bots: Bots, engine: Engine) -> Death:
    """Let time pass, list papers, arm the faults, start the bot, kill it."""
    await environment.pass_time(life.downtime)
    environment.list(life.papers)
    armed, deadly = _arm(life, environment)
    if life.feed is not None:
        environment.papers.break_down(life.feed)
    bot = await bots.start(life.end if isinstance(life.end, Crash) else None)
    replica = None if life.relay is None else await bots.start_replica()
    dying = asyncio.create_task(_kill_server(engine, life))
    reached = await _wait(bot, life, deadly)
    codes = [await bot.kill(), *await _outlive(replica, life)]
    environment.papers.recover()
    for fault in armed:
        environment.discord.faults.disarm(fault)
    server_died = await dying
    wrong = [code for code in codes if code != KILLED and not (server_died and code == _GAVE_UP)]
    return Death(
        end=str(life.end) if reached else str(AtMoment(seconds=0.0)),
        killed=codes.count(KILLED),
        server_died=server_died,
        trouble=f"a life ended by itself with {wrong[0]}" if wrong else None,
    )


def _arm(life: Life, environment: Environment) -> tuple[list[Armed], Armed | None]:
    faults, deadly = environment.discord.faults, None
    if isinstance(life.end, AtPost):
        deadly = faults.arm(*_ANY_POST, hang(accepted=life.end.accepted), spared=life.end.nth - 1)
    armed = [
        faults.arm(trouble.method, trouble.route, trouble.fault, times=trouble.times, spared=trouble.spared)
        for trouble in life.troubles
    ]
    return ([deadly, *armed] if deadly else armed), deadly


async def _wait(bot: Bot, life: Life, deadly: Armed | None) -> bool:
    """Return when it is time to kill; whether the end came as planned."""
    if isinstance(life.end, AtMoment):
        await bot.wait(life.end.seconds)
        return True
    if deadly is None:
        return await bot.wait(_PATIENCE) is not None
    try:
        await asyncio.wait_for(deadly.reached.wait(), _PATIENCE)
    except TimeoutError:
        return False
    return True


async def _outlive(replica: Bot | None, life: Life) -> list[int]:
    """Give the replica, if there is one, its time alone, then kill it too."""
    if replica is None:
        return []
    await replica.wait(life.relay)
    return [await replica.kill()]


async def _kill_server(engine: Engine, life: Life) -> bool:
    """Kill the store's server, if it has one, in the middle of the life, and start it again."""
    if life.server_dies is None:
        return False
    await asyncio.sleep(life.server_dies)
    return await engine.crash()
