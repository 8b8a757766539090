"""Ranking in a process of its own."""

from __future__ import annotations

import asyncio
import contextlib
import re
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.app.ranker import ProcessRanker
from bot.domain.errors import RankingError
from bot.domain.ports import PickTask, Taste
from tests.support.fakes import paper
from tests.unit.ranking.papers import BACKGROUND, DAY, LIKED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.ports import Pick

OTHERS = [one for one in BACKGROUND if one.id.startswith("proteins")]
PAPERS = {
    one.id: replace(paper(title=one.title, abstract=one.abstract), id=one.id) for one in (*OTHERS, *DAY, *LIKED)
}
TASK = PickTask(taste=Taste(liked=tuple(one.id for one in LIKED)), candidates=tuple(one.id for one in DAY), most=3)


async def picked(*tasks: PickTask, code: str | None = None) -> Sequence[Sequence[Pick]]:
    """Rank by the real process, or by one that runs this code after it has read its request."""
    ranker = ProcessRanker()
    if code is not None:
        ranker = ProcessRanker((sys.executable, "-c", f"import sys; sys.stdin.read(); {code}"))
    return await ranker.pick(tasks, PAPERS, [one.id for one in OTHERS])


def is_running(code: str) -> bool:
    """True if a process has this in its command."""
    for process in Path("/proc").iterdir():
        with contextlib.suppress(OSError):
            if process.name.isdigit() and code.encode() in (process / "cmdline").read_bytes():
                return True
    return False


async def test_the_process_picks_what_is_like_the_liked(capfd: pytest.CaptureFixture[str]):
    """At most as many as each task wants, among its candidates, with liked papers and words."""
    first, second, few = await picked(
        TASK, TASK._replace(most=1), TASK._replace(candidates=(DAY[0].id, DAY[1].id, DAY[3].id))
    )
    assert 0 < len(first) <= 3
    assert all(one.paper_id.startswith("decoding") for one in (*first, *few))
    assert [one.paper_id for one in second] == [first[0].paper_id]
    assert {one.paper_id for one in few} <= {DAY[1].id, DAY[3].id}
    assert set(first[0].like) <= set(TASK.taste.liked)
    assert 0 < len(first[0].words) <= 3
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("code", ["print('no\\nno')", "sys.exit(2)", "print('{}')", "print('x' * 9_000_000)"])
async def test_a_wrong_answer_is_an_error(code: str):
    """No JSON, none at all, half of one, and too much."""
    with pytest.raises(RankingError, match="Ranking failed"):
        await picked(TASK, code=code)


async def test_a_task_that_fails_gets_a_mean_and_the_others_get_their_picks(tmp_path: Path):
    """The process dies at the second of three: another goes on, and that model alone is simple, and not kept."""
    code = f"""
import os, sys
import bot.ranking.learn as learn, bot.ranking.worker as worker
learnt = learn.Learner.model
def model(self, liked, disliked=(), *, simple=False):
    open({str(tmp_path / "log")!r}, "a").write(f"{{len(liked)}} {{simple}},")
    if len(liked) == 6 and not simple:
        os.abort()
    return learnt(self, liked, disliked, simple=simple)
learn.Learner.model = model
for line in worker.answer(sys.stdin):
    print(line, flush=True)
"""
    ranker = ProcessRanker((sys.executable, "-c", code))
    tasks = [TASK._replace(taste=Taste(liked=TASK.taste.liked[:many])) for many in (5, 6, 7)]
    found = await ranker.pick(tasks, PAPERS, [one.id for one in OTHERS])
    assert all(picks[0].paper_id.startswith("decoding") for picks in found)
    assert (tmp_path / "log").read_text() == "5 False,6 False,6 True,7 False,"
    await ranker.pick(tasks, PAPERS, [one.id for one in OTHERS])
    assert (tmp_path / "log").read_text() == "5 False,6 False,6 True,7 False,6 False,6 True,"


async def test_a_kept_model_that_fails_is_dropped():
    """It is not tried again: the mean picks in its place."""
    ranker, known = ProcessRanker(), [one.id for one in OTHERS]
    await ranker.pick([TASK], PAPERS, known)
    (key,) = ranker._models
    ranker._models[key] = b"[]"  # no model
    (picks,) = await ranker.pick([TASK], PAPERS, known)
    assert picks[0].paper_id.startswith("decoding")


async def test_a_model_is_kept_until_the_taste_changes_or_a_week_is_over(monkeypatch: pytest.MonkeyPatch):
    """A second call with the same taste sends no liked papers, and picks the same."""
    ranker, known = ProcessRanker(), [one.id for one in OTHERS]
    without = {key: one for key, one in PAPERS.items() if key not in TASK.taste.liked}
    first = await ranker.pick([TASK], PAPERS, known)
    assert await ranker.pick([TASK], without, known) == first
    with pytest.raises(KeyError):
        await ranker.pick([TASK._replace(taste=Taste(liked=TASK.taste.liked[1:]))], without, known)
    monkeypatch.setattr("bot.app.ranker._KEPT_FOR", 0.0)
    brief = ProcessRanker()
    assert await brief.pick([TASK], PAPERS, known) == first
    with pytest.raises(KeyError):
        await brief.pick([TASK], without, known)


async def test_only_so_many_models_are_kept(monkeypatch: pytest.MonkeyPatch):
    """The others are learned again."""
    monkeypatch.setattr("bot.app.ranker._MOST_MODELS", 1)
    ranker, known = ProcessRanker(), [one.id for one in OTHERS]
    other = TASK._replace(taste=Taste(liked=TASK.taste.liked[1:]))
    await ranker.pick([TASK, other], PAPERS, known)
    without = {key: one for key, one in PAPERS.items() if key not in TASK.taste.liked}
    assert await ranker.pick([TASK], without, known)
    with pytest.raises(KeyError):
        await ranker.pick([other], without, known)


async def test_papers_without_spaces_between_words(caplog: pytest.LogCaptureFixture):
    """Their words are long, as is the line of their model; such a model is not kept."""
    ranker = ProcessRanker()
    unspaced = {
        key: replace(one, abstract=re.sub(r"\w+", lambda word: word[0].ljust(40, "𠀀"), one.abstract))
        for key, one in PAPERS.items()
    }
    (found,) = await ranker.pick([TASK], unspaced, [one.id for one in OTHERS])
    assert found[0].paper_id.startswith("decoding")
    assert caplog.text == ""
    with pytest.raises(KeyError):
        await ranker.pick([TASK], {}, [])


async def test_a_process_that_takes_too_long_is_killed(monkeypatch: pytest.MonkeyPatch):
    """And nothing is left of it."""
    monkeypatch.setattr("bot.app.ranker._TIMEOUT", 0.5)
    with pytest.raises(RankingError):
        await picked(TASK, code="import time; time.sleep(60.125)")
    assert not is_running("time.sleep(60.125)")


async def test_a_process_is_killed_with_its_task():
    """A bot that stops leaves none."""
    task = asyncio.create_task(picked(TASK, code="import time; time.sleep(60.125)"))
    await asyncio.sleep(0.5)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not is_running("time.sleep(60.125)")


async def test_it_gets_no_settings(monkeypatch: pytest.MonkeyPatch):
    """The token is none of its business."""
    monkeypatch.setenv("PAPERBOY_DISCORD__TOKEN", "secret")
    code = """import os; print('{}\\n[]' if 'secret' not in os.environ.values() else '')"""
    assert await picked(TASK, code=code) == [[]]


async def test_too_many_at_once_are_refused(monkeypatch: pytest.MonkeyPatch):
    """One runs, a few wait, and others are told to try again."""
    monkeypatch.setattr("bot.app.ranker._MOST_CALLS", 1)
    ranker = ProcessRanker((sys.executable, "-c", r"import sys; sys.stdin.read(); print('{}\n[]')"))
    first = asyncio.create_task(ranker.pick([TASK], PAPERS, []))
    await asyncio.sleep(0)
    with pytest.raises(RankingError, match="Too many papers are being ranked"):
        await ranker.pick([TASK], PAPERS, [])
    assert await first == [[]]
