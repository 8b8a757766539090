"""A request is answered line by line, in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import pytest

from bot.ranking.worker import answer
from tests.support.paths import ROOT
from tests.unit.ranking.papers import BACKGROUND, BOTH, DAY, LIKED, needs_numpy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.ranking.terms import PaperText

_TASK: dict[str, Any] = {
    "liked": [one.id for one in LIKED],
    "disliked": [BACKGROUND[0].id],
    "simple": False,
    "model": None,
    "among": [one.id for one in DAY],
    "most": 3,
}
_START = "import sys, bot.ranking.__main__ as m; "


def request(*tasks: dict[str, Any], papers: Sequence[PaperText] = (*BACKGROUND, *LIKED, *DAY)) -> str:
    lines = [*map(asdict, papers), [one.id for one in BACKGROUND], *tasks]
    return "".join(f"{json.dumps(one)}\n" for one in lines)


def answers(request: str, code: str = "m.main()") -> list[Any]:
    """The lines of the process that runs this code."""
    command = [sys.executable, "-c", _START + code]
    done = subprocess.run(command, input=request, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.parametrize("simple", BOTH)
def test_what_one_process_learns_another_ranks_by(simple: bool):  # noqa: FBT001 - a parameter of the test
    """Without the liked papers, it picks the same; a model has at most 20,000 bytes."""
    model, picks = answers(request(_TASK | {"simple": simple}))
    assert len(json.dumps(model)) <= 20_000
    assert len(picks) == 3
    for paper_id, like, words in picks:
        assert paper_id.startswith("decoding")
        assert len(like) == 2
        assert set(like) <= {*_TASK["liked"]}
        assert 0 < len(words) <= 3
    known: dict[str, Any] = _TASK | {"model": model, "liked": [], "disliked": []}
    again = answer(request(known, papers=(*BACKGROUND, *DAY)).splitlines())
    assert [*map(json.loads, again)] == [model, picks]


def test_each_task_is_answered_as_soon_as_it_is_known():
    """The answer to the first does not wait for the second, which nobody could answer."""
    lines = answer(request(_TASK, _TASK | {"disliked": ["nobody"]}).splitlines())
    assert len([next(lines), next(lines)]) == 2
    with pytest.raises(KeyError):
        next(lines)


@needs_numpy
def test_with_a_broken_numpy_the_mean_ranks():
    """One that cannot be imported, for example by this processor, is as good as none."""
    simple = answers(request(_TASK | {"simple": True}))
    assert answers(request(_TASK), "sys.modules['numpy'] = None; m.main()") == simple
    assert answers(request(_TASK)) != simple  # the control


def test_a_mean_needs_no_numpy():
    """So that the process is small, and the same everywhere."""
    loaded = answers(request(_TASK | {"simple": True}), "m.main(); import json; print(json.dumps([*sys.modules]))")
    assert {"numpy", "discord", "pydantic"}.isdisjoint(loaded[-1])
