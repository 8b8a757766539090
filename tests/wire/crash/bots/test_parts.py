"""The parts of the harness: a harness that cannot see a loss would never report one."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections import Counter
from itertools import pairwise, permutations, product
from typing import TYPE_CHECKING

import aiohttp
import pytest

from tests.fake_discord.state.models import Perm
from tests.support.paths import ROOT
from tests.wire.crash.bots.fork_server import Bot
from tests.wire.crash.bots.pace import FastClock
from tests.wire.crash.bots.power import Unsynced
from tests.wire.crash.episode import NONCE_WINDOW, RATE, START
from tests.wire.crash.plan.changes import Doing
from tests.wire.crash.plan.drawing import draw
from tests.wire.crash.plan.models import Answer, Answering, Summaries
from tests.wire.crash.plan.points import FILE_POINTS, MODEL_POINTS, WIRE_POINTS
from tests.wire.crash.plan.scenes import SCENES
from tests.wire.crash.plan.times import DAY, HOUR, Passing
from tests.wire.crash.servers.model import opened_model

if TYPE_CHECKING:
    from pathlib import Path

_WRITER = """
import os, sys
from tests.wire.crash.bots.installing import install
from tests.wire.crash.plan.points import Crash, Points
points = Points()
install(points)
points.arm(Crash(point=sys.argv[1], nth=2))
for name in ("one", "two", "three"):
    descriptor = os.open(name + ".tmp", os.O_WRONLY | os.O_CREAT)
    os.write(descriptor, b"whole line")
    os.fsync(descriptor)
    os.ftruncate(descriptor, 10)
    os.replace(name + ".tmp", name)
"""


def test_a_seed_has_one_plan() -> None:
    """The same seed plans the same, fewer kills a beginning of it, another seed something else."""
    assert draw(7, 25) == draw(7, 25)
    assert draw(7, 25).lives[:10] == draw(7, 10).lives
    assert draw(7, 25).lives != draw(8, 25).lives


def test_plans_reach_everything() -> None:
    """Every named point, with and without a power cut, every fault and every other end is planned for."""
    lives = [life for seed in range(40) for life in draw(seed, 25).lives]
    points = FILE_POINTS + WIRE_POINTS
    ends = Counter(str(life.end) for life in lives)
    others = {"at a moment", "after a change by commands"}
    assert ends.keys() >= {*points, *(f"{point}, power cut" for point in points), *others}
    assert any(life.relay for life in lives)
    assert any(life.feed for life in lives)
    assert any(life.server_dies for life in lives)
    faults = [trouble.fault for life in lives for trouble in life.troubles]
    for field in ("accepted", "reset", "hang", "delay", "retry_after"):
        assert any(getattr(fault, field) for fault in faults), field
    assert {503, 502, 429} <= {fault.status for fault in faults}


def test_plans_reach_every_kind_of_channel() -> None:
    """Forums, channels without history, quiet ones, few cards a day and threads are among them."""
    episodes = [draw(seed, 1) for seed in range(40)]
    assert any(episode.forums for episode in episodes)
    assert any(episode.secret for episode in episodes)
    manners = [chosen for episode in episodes for chosen in episode.manners]
    for field in ("quiet_from", "most_a_day", "thread_per_alert"):
        assert any(getattr(chosen, field) for chosen in manners), field


def test_plans_reach_every_change_of_mind() -> None:
    """Each is made while the bot is down, and by commands while papers are stored and while they are not."""
    lives = [life for seed in range(40) for life in draw(seed, 25).lives]
    usual = set(Doing) - {Doing.SOURCES, Doing.RESETTLE}
    assert {change.doing for life in lives for change in life.changes} == usual
    typed = [life.live_change for life in lives if life.live_change is not None]
    assert {(one.change.doing, one.stored) for one in typed} == set(product(usual, (True, False)))


def test_a_plan_of_changes_has_one_in_each_reading() -> None:
    """With enough papers for it to take several writes; what was drawn beside it is as in other plans."""
    lives = draw(7, 25, only="changes while stored").lives
    assert all(life.live_change is not None and life.live_change.stored for life in lives)
    assert all(len(life.papers) >= 12 for life in lives)
    assert [life.downtime for life in lives] == [life.downtime for life in draw(7, 25).lives]


def test_a_plan_of_clocks_sets_each_ahead_by_another_time() -> None:
    """What waits for one of them is posted by the next that is as far ahead: the farthest leaves something."""
    lives = draw(7, 25, only="clocks set ahead").lives
    ahead = [life.interlude.seconds for life in lives if life.interlude is not None]
    assert len(set(ahead)) == len(lives)
    assert min(ahead) > 8 * DAY
    assert all(life.papers and life.troubles and life.linger for life in lives)


def test_a_plan_of_moved_picks_has_them_in_each_reading() -> None:
    """Most papers come by the stream first; each reading takes its time, and people move before it or in it."""
    episode = draw(7, 25, only="moved picks")
    for before, life in pairwise(episode.lives):
        announced = {paper.number for paper in before.papers if paper.stream}
        assert announced & {paper.number for paper in life.papers if not paper.stream}
        assert life.slow_reading
        assert {change.doing for change in life.changes} == {Doing.MOVE}
    wishes = [wish for seed in range(20) for wish in draw(seed, 1, only="moved picks").wishes]
    assert {wish.sources for wish in wishes} == {(), ("lists", "arxiv")}


def test_a_plan_of_edited_picks_has_moves_and_sources_in_a_row() -> None:
    """The same, and before each reading people choose channels and sources in any order, and pause in between."""
    moved, episode = draw(7, 25, only="moved picks"), draw(7, 25, only="edited picks")
    assert [life.papers for life in episode.lives][:1] == [life.papers for life in moved.lives][:1]
    assert all(life.slow_reading and life.changes for life in episode.lives)
    lives = [life for seed in range(20) for life in draw(seed, 25, only="edited picks").lives]
    rows = {
        tuple(change.doing for change in life.changes if change.wish == life.changes[0].wish) for life in lives
    }
    assert {len(row) for row in rows} == {1, 2, 3, 4, 5}
    for both in permutations((Doing.MOVE, Doing.SOURCES)):
        assert both in rows
    assert {doing for row in rows for doing in row} == {Doing.MOVE, Doing.SOURCES, Doing.RESETTLE, Doing.PAUSE}


def test_a_plan_of_undone_changes_has_all_that_can_be_in_between() -> None:
    """Another change, a pause, a pause and its end, nothing; while the bot is down, by commands, and twice."""
    lives = [life for seed in range(20) for life in draw(seed, 25, only="undone changes").lives]
    rows = {tuple(change.doing for change in life.changes) for life in lives}
    query, pause, undo = Doing.QUERY, Doing.PAUSE, Doing.UNDO
    assert {(query,), (undo,), (pause,), (undo, undo), (query, undo), (query, pause, pause, undo)} <= rows
    assert {(query, Doing.MOVE, undo), (Doing.END, undo), (pause, undo), (pause, undo, pause)} <= rows
    typed = {(one.change.doing, one.stored, one.undone) for life in lives if (one := life.live_change) is not None}
    doings = (query, Doing.MOVE, Doing.RENAME, Doing.MODE, Doing.END, pause, undo)
    assert typed == set(product(doings, (True, False), (True, False)))
    assert {life.slow_reading for life in lives} == {True, False}


def test_one_episode_in_five_has_a_model() -> None:
    """Which does whatever one may do, also when nobody disturbs the bot; all of them where only that is drawn."""
    episodes = [draw(seed, 25) for seed in range(100)]
    having = [episode for episode in episodes if episode.summaries is not None]
    assert 10 <= len(having) <= 30
    assert all(life.answers for episode in having for life in episode.lives)
    assert not any(life.answers for episode in episodes if not episode.summaries for life in episode.lives)
    answers = [answer for episode in having for life in episode.lives for answer in life.answers]
    assert {answer.how for answer in answers} == set(Answering)
    assert any(answer.seconds > 20 for answer in answers)
    quiet = [answer for episode in having if episode.summaries for answer in episode.summaries.answers]
    assert {answer.how for answer in quiet} == set(Answering)
    assert {str(life.end) for episode in having for life in episode.lives} >= set(MODEL_POINTS)
    alone = [draw(seed, 5, only="summaries") for seed in range(5)]
    assert all(episode.summaries for episode in alone)
    assert any(life.scene for episode in alone for life in episode.lives)


async def test_a_model_answers_as_it_is_told_to_and_dies() -> None:
    """Late by a clock that may be moved; once it has died nobody answers, until it is told something else."""
    clock = FastClock(START, RATE)
    summaries = Summaries(timeout=60.0, answers=(Answer(how=Answering.WELL, seconds=1_000.0),))
    async with opened_model(summaries, clock) as model, aiohttp.ClientSession() as session:
        assert model is not None

        async def ask() -> int:
            url, asked = (
                f"{model.url}/v1/chat/completions",
                {"model": "m", "messages": [{"content": '{"title":"x"}'}]},
            )
            async with session.post(url, json=asked, timeout=aiohttp.ClientTimeout(5)) as response:
                return response.status

        late = asyncio.create_task(ask())
        while not model.log:  # noqa: ASYNC110 - the model rings no bell
            await asyncio.sleep(0.01)
        clock.shift(1_000.0)
        assert await late == 200
        url = model.url
        await model.behave((Answer(how=Answering.DIES),))
        for _ in range(2):
            with pytest.raises(aiohttp.ClientError):
                await ask()
        await model.behave((Answer(how=Answering.WELL),))
        assert await ask() == 200
        assert model.url == url
    assert model.asked == {"well": 2, "dies": 1}


def test_a_history_is_closed_where_a_post_is_in_doubt() -> None:
    """While the process is stopped for longer than Discord remembers nonces, in many a life of that scene."""
    lives = draw(7, 75, scenes=("closed unheard",)).lives
    stopped = [life for life in lives if life.interlude and life.interlude.passing is Passing.STOPPED]
    assert len(stopped) > 10
    for life in stopped:
        assert life.closed is not None
        assert life.closed.permissions is Perm.READ_MESSAGE_HISTORY
        assert {trouble.channel for trouble in life.troubles} == {life.closed.channel}
        assert all(trouble.fault.accepted for trouble in life.troubles)
        assert life.interlude is not None
        assert life.interlude.seconds > NONCE_WINDOW
        assert life.cue == 0.0


def test_plans_reach_every_scene() -> None:
    """With every way for time to go by, every permission, every wrong clock, and papers that are refused."""
    episodes = [draw(seed, 25) for seed in range(40)]
    lives = [life for episode in episodes for life in episode.lives]
    assert {life.scene for life in lives} == {"", *SCENES}
    assert {life.interlude.passing for life in lives if life.interlude} == set(Passing)
    closed = {life.closed.permissions for life in lives if life.closed}
    assert closed == {Perm.READ_MESSAGE_HISTORY, Perm.VIEW_CHANNEL, Perm.SEND_MESSAGES}
    assert {abs(life.clock_ahead) for life in lives} == {0.0, HOUR, 60 * DAY, 365 * DAY, 730 * DAY}
    faults = [trouble.fault for life in lives for trouble in life.troubles]
    assert {408, 502, 503, 504} <= {fault.status for fault in faults if fault.page and fault.accepted}
    assert {'""', "{}", "[]"} <= {fault.says for fault in faults}
    assert any(fault.everywhere and fault.retry_after >= 200 for fault in faults)
    assert {fault.code for episode in episodes for fault in episode.bad.values()} == {50035, 200000, 40005}


@pytest.mark.skipif(sys.platform != "linux", reason="files are cut through /proc")
def test_a_power_cut_takes_what_was_not_synced(tmp_path: Path) -> None:
    """Bytes written since the last fsync go, names changed since the folder's go back; the rest stays."""
    (tmp_path / "kept").write_bytes(b"old")
    unsynced = Unsynced()
    descriptor = os.open(tmp_path / "new", os.O_RDWR | os.O_CREAT)
    for synced in (True, False):
        unsynced.writing(descriptor)
        os.write(descriptor, b"line\n")
        if synced:
            unsynced.before_sync(descriptor)()
    unsynced.renaming(str(tmp_path / "new"), str(tmp_path / "kept"))
    (tmp_path / "new").replace(tmp_path / "kept")
    unsynced.lose(0.0)
    os.close(descriptor)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"kept": b"old", "new": b"line\n"}


@pytest.mark.parametrize("point", FILE_POINTS)
def test_a_point_kills_at_its_second_passing(tmp_path: Path, point: str) -> None:
    """The first file is whole, the third was never begun, and the process died of SIGKILL."""
    done = subprocess.run(
        [sys.executable, "-c", _WRITER, point],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
    )
    assert done.returncode == -9
    names = {path.name for path in tmp_path.iterdir()}
    assert "one" in names
    assert not names & {"three", "three.tmp"}
    assert ("two" in names) == (point == "after rename")


async def test_a_bot_that_has_ended_at_once_can_be_waited_for() -> None:
    """One that makes a single change may be gone before the harness has a hold of it."""
    process = await asyncio.create_subprocess_exec("true")
    await process.wait()
    ended = asyncio.get_running_loop().create_task(asyncio.sleep(0, 0))
    bot = Bot(process.pid, ended)
    bot.signal(signal.SIGTERM)
    assert await bot.wait() == await bot.kill() == 0
