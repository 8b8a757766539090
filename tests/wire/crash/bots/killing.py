"""One life that ends by kill -9."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.fake_discord.faults import hang
from tests.wire.crash.bots.fork_server import KILLED, first_of
from tests.wire.crash.bots.interludes import Scene, end_scene
from tests.wire.crash.plan.plan import AfterChange, AtMoment, AtPost
from tests.wire.crash.plan.points import Crash

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.fake_discord.faults import Armed
    from tests.wire.crash.bots.fork_server import Bot
    from tests.wire.crash.bots.starting import Bots
    from tests.wire.crash.environment import Environment
    from tests.wire.crash.people.commands import Typed
    from tests.wire.crash.plan.plan import Life, Trouble
    from tests.wire.crash.servers.engines import Engine
    from tests.wire.crash.servers.sources import Sources

_SCENE = 10.0  # of the machine's seconds, for a scene on a laden one
_GLANCE = 0.01  # of the machine's seconds
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


async def live(life: Life, environment: Environment, bots: Bots, engine: Engine, typed: Typed | None) -> Death:
    """List papers, arm the faults, start the bot, change a subscription as it is `typed`, kill the bot."""
    meanwhile = typed is not None and typed.while_stored
    environment.sources.begin(life, environment.read)
    listing = _Listing(environment.sources, life)
    if not meanwhile:
        listing.list()
    armed, deadly, cues = _arm(life, environment)
    if environment.model is not None:
        await environment.model.behave(life.answers)
    environment.break_mails(life.mail_faults)
    crash = life.end if isinstance(life.end, Crash) else None
    bot = await bots.start(crash, slow_poll=meanwhile or life.slow_reading, ahead=life.clock_ahead)
    replica = None if life.relay is None else await bots.start_replica()
    dying = asyncio.create_task(_kill_server(engine, life))
    scene = Scene(life, environment, bot, cues)
    beside = [scene.task]
    if typed is not None:
        beside.append(asyncio.create_task(typed.type(listing.list_and_read)))
        if isinstance(life.end, AfterChange):
            await first_of(bot.wait(), typed.typed.wait(), beside[-1], seconds=_SCENE)
    if environment.readers is not None:
        beside.append(asyncio.create_task(environment.readers.live(life.acts)))
        if isinstance(life.end, AfterChange) and typed is None:
            await first_of(bot.wait(), beside[-1], seconds=_SCENE)
    reached = await _wait(bot, life, deadly, scene)
    codes = [await bot.kill(), *await _outlive(replica, life)]
    await _end(beside)
    listing.list()
    end_scene(life, environment)
    environment.sources.recover()
    environment.break_mails(())
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


async def _end(tasks: Sequence[asyncio.Task[None]]):
    """What went on beside a bot ends with it; one that failed by itself is told of."""
    for task in tasks:
        task.cancel()
    for result in await asyncio.gather(*tasks, return_exceptions=True):
        if isinstance(result, BaseException) and not isinstance(result, asyncio.CancelledError):
            raise result


class _Listing:
    """Lists the papers of a life, once."""

    def __init__(self, sources: Sources, life: Life):
        self._sources = sources
        self._papers = life.papers

    def list(self):
        """Add what was not listed yet."""
        self._sources.list(self._papers)
        self._papers = ()

    async def list_and_read(self):
        """The same, then wait until it is read."""
        before = self._sources.reads()
        self.list()
        while self._sources.reads() == before:  # noqa: ASYNC110 - the source rings no bell
            await asyncio.sleep(_GLANCE)


def _arm(life: Life, environment: Environment) -> tuple[list[Armed], Armed | None, list[Armed]]:
    """All faults, the deadly one among them, and those that are the cues of the scene."""
    faults, deadly = environment.discord.faults, None
    if isinstance(life.end, AtPost):
        deadly = faults.arm(*_ANY_POST, hang(accepted=life.end.accepted), spared=life.end.nth - 1)
    armed = [_arm_one(trouble, environment) for trouble in life.troubles]
    return ([deadly, *armed] if deadly else armed), deadly, [armed[index] for index in life.cues]


def _arm_one(trouble: Trouble, environment: Environment) -> Armed:
    times, spared = trouble.times, trouble.spared
    arm = environment.discord.faults.arm
    if trouble.channel is None:
        return arm(trouble.method, trouble.route, trouble.fault, times=times, spared=spared)
    channel_id = environment.channels[trouble.channel].id
    return arm(trouble.method, trouble.route, trouble.fault, times=times, spared=spared, channel_id=channel_id)


async def _wait(bot: Bot, life: Life, deadly: Armed | None, scene: Scene) -> bool:
    """Return when it is time to kill; whether the end came as planned."""
    end = asyncio.create_task(bot.wait() if deadly is None else deadly.reached.wait())
    try:
        watched = {end} if life.linger is None else {end, scene.task}
        seconds = life.end.seconds if isinstance(life.end, AtMoment | AfterChange) else life.patience
        await asyncio.wait(watched, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        if life.linger is not None and scene.begun and not end.done():
            await asyncio.wait(watched, timeout=_SCENE, return_when=asyncio.FIRST_COMPLETED)
            await asyncio.wait({end}, timeout=life.linger)
        return isinstance(life.end, AtMoment | AfterChange) or end.done()
    finally:
        end.cancel()


async def _outlive(replica: Bot | None, life: Life) -> list[int]:
    """Give the replica, if there is one, its time alone, then kill it too."""
    if replica is None:
        return []
    await replica.wait(life.relay)
    return [await replica.kill()]


async def _kill_server(engine: Engine, life: Life) -> bool:
    """Kill the server, if replicas share one, in the middle of the life, and start it again."""
    if life.server_dies is None or not engine.shared:
        return False
    await asyncio.sleep(life.server_dies)
    return await engine.crash()
