"""The parent of the harness's bots: a process that has everything imported, and forks.

Each line on standard input is an order; each fork is `paperboy run`, a process of its own, through the entry
point that a host starts. On standard output come `{"pid": …}` and, when it has ended, `{"ended": code}`.
"""

from __future__ import annotations

import asyncio
import ctypes
import gc
import json
import os
import signal
import sys
from datetime import timedelta
from importlib import import_module
from pkgutil import walk_packages
from typing import TYPE_CHECKING, Any

from tests.support.meanwhile import Through
from tests.wire.crash.bots.installing import install, round_awaited
from tests.wire.crash.bots.pace import BotClock
from tests.wire.crash.plan.points import Crash, Points

if TYPE_CHECKING:
    from collections.abc import Mapping

_PARENT_DEATH = 1  # prctl's PR_SET_PDEATHSIG
_PART_TEXT, _PART_ALERTS = 400, 1  # characters of some seven papers, and alerts: a write for each
_POLL_EVERY = 3.0  # seconds
_TENURE, _HANDOVER = 10.0, 13.0  # seconds
_IMPORTED = ("bot.__main__", "bot.app.run", "tests.wire.crash.controls", "tests.wire.crash.people.changing")
# Every candidate is near, and the earlier are the better ones.
_RANKER = """
import json, sys, time
background, *tasks = (one for one in map(json.loads, sys.stdin) if "id" not in one)
time.sleep(0.1)
for task in tasks:
    model = task["model"] or {"like": task["liked"][:1]}
    print(json.dumps(model))
    print(json.dumps([[one, model["like"], ["study"]] for one in sorted(task["among"])[: task["most"]]]))
"""
_LATE = ("bot.sources", "bot.store", "bot.text")  # packages of which a bot imports some when it needs it


def serve():
    """Import, then fork one bot after the other until standard input ends."""
    clock, points = BotClock(), Points()
    clock.install()
    install(points)
    import_module("bot.domain.clock").utc_now = clock.utc_now  # before others take it from there
    for name in (*_IMPORTED, *_late_modules()):
        import_module(name)
    _let_heartbeats_be_late()
    _poll_added_often()
    _round_saves(points)
    _die_with_parent()
    gc.collect()
    gc.freeze()
    while line := sys.stdin.readline():
        order = json.loads(line)
        pid = os.fork()
        if pid == 0:
            os._exit(_live(order, clock, points))
        _say(pid=pid)
        _, status = os.waitpid(pid, 0)
        _say(ended=os.waitstatus_to_exitcode(status))


def _late_modules() -> list[str]:
    """Modules that each bot would import again, which took it a quarter of its time."""
    packages = [import_module(name) for name in _LATE]
    return [found.name for one in packages for found in walk_packages(one.__path__, f"{one.__name__}.")]


def _live(order: Mapping[str, Any], clock: BotClock, points: Points) -> int:
    _die_with_parent()
    _redirect(order["log"])
    os.environ.clear()
    os.environ.update(order["environment"])
    os.chdir(order["folder"])
    clock.set(order["clock"], order["offsets"])
    _shrink_journal(order["large_journal"])
    ranker = import_module("bot.app.ranker").ProcessRanker
    ranker.__init__.__defaults__ = ((sys.executable, "-I", "-S", "-c", _RANKER),)
    if order["slow_poll"]:
        _slow_poll(order["slow_poll"])
    if order["control"]:
        import_module("tests.wire.crash.controls").CONTROLS[order["control"]].take_out()
    if order["change"]:
        changing = import_module("tests.wire.crash.people.changing")
        sys.stdout.write(f"{asyncio.run(changing.do_ordered(order['change'], clock.utc_now))}\n")
        sys.stdout.flush()
        return 0
    points.arm(Crash(**order["crash"]) if order["crash"] else None)
    code: int = import_module("bot.__main__").main(["run"])
    sys.stderr.flush()
    return code


def _let_heartbeats_be_late():
    """Waiting for a processor takes ten times as long, in a time that goes ten times as fast."""
    membership = import_module("bot.store.postgres.membership")
    membership.PostgresMembership.tenure, membership.HANDOVER = _TENURE, timedelta(seconds=_HANDOVER)


def _poll_added_often():
    """Poll what people added as often as the rest."""
    polls = import_module("bot.service.added_sources.polls")
    polls._LOOK_EVERY, polls.AddedPolls._is_due = _POLL_EVERY, lambda *_: True


def _round_saves(points: Points):
    saved = import_module("bot.service.papers.saved").Saved
    for name in ("add", "remove"):
        setattr(saved, name, round_awaited(points, "save", getattr(saved, name)))


def _shrink_journal(size: int):
    """Compact often, so that crashes meet compactions."""
    defaults = import_module("bot.store.tinydb.files.storage").JournalStorage.__init__.__kwdefaults__
    defaults["large_journal"] = size


def _slow_poll(seconds: float):
    """Store a reading in many small parts, with so long between them, so that much can happen meanwhile."""
    ingest: Any = import_module("bot.service.poll.ingest")
    parts: Any = import_module("bot.service.poll.parts")
    parts._PART_TEXT_LENGTH, ingest._MAX_ALERTS_PER_PART = _PART_TEXT, _PART_ALERTS
    construct = ingest.Ingest.__init__

    def constructed(self: Any, store: Any, *rest: Any, **named: Any):
        construct(self, _Slow(store, seconds), *rest, **named)

    ingest.Ingest.__init__ = constructed


class _Slow(Through):
    """A store that takes its time after each commit of a poll in which something is new.

    All that was read before is read again, and comes first.
    """

    def __init__(self, store: Any, seconds: float):
        super().__init__(store)
        self._seconds = seconds

    async def commit_poll(self, commit: Any) -> Any:
        new = await self._store.commit_poll(commit)
        if commit.sightings or commit.alerts:
            await asyncio.sleep(self._seconds)
        return new


def _redirect(log: str):
    nothing = os.open(os.devnull, os.O_RDONLY)
    kept = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    for descriptor, target in ((nothing, 0), (kept, 1), (kept, 2)):
        os.dup2(descriptor, target)
    os.close(nothing)
    os.close(kept)


def _die_with_parent():
    """No bot outlives the harness."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PARENT_DEATH, signal.SIGKILL)


def _say(**facts: int):
    sys.stdout.write(json.dumps(facts) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    serve()
