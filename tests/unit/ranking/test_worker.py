"""A request is answered in a process of its own, or refused in one line."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ranking.worker import RequestError, answer
from tests.support.paths import ROOT
from tests.unit.ranking.papers import BACKGROUND, BOTH, DAY, LIKED, needs_numpy

if TYPE_CHECKING:
    from bot.ranking.terms import PaperText


def written(paper: PaperText) -> dict[str, Any]:
    return json.loads(json.dumps(asdict(paper)))


_LEARN: dict[str, Any] = {
    "do": "learn",
    "papers": [written(one) for one in (*BACKGROUND, *LIKED)],
    "background": [one.id for one in BACKGROUND],
    "tastes": [{"liked": [one.id for one in LIKED], "disliked": [BACKGROUND[0].id]}],
    "regression": False,
}
_RANK: dict[str, Any] = {
    "do": "rank",
    "papers": [{"id": "x", "title": "Drafts", "abstract": ""}],
    "space": {"draft": 1.5},
    "models": [{"weights": {"draft": 900}, "middle": 100, "likes": {"a": [0]}}],
    "most": 5,
}
_WRONG: list[Any] = [
    None,
    [],
    {},
    {"do": "learn"},
    {"do": "sing", "papers": []},
    _RANK | {"papers": [{"id": 1, "title": "", "abstract": ""}]},
    _RANK | {"papers": [{"id": "x", "title": ""}]},
    _RANK | {"papers": [{"id": "x", "title": "", "abstract": "", "authors": "Ada"}]},
    _RANK | {"space": {"draft": float("nan")}},
    _RANK | {"space": {"draft": 10**400}},
    _RANK | {"space": {"draft": True}},
    _RANK | {"models": [{}]},
    _RANK | {"models": [{"weights": {}, "middle": None, "likes": {}}]},
    _RANK | {"models": [{"weights": {"draft": 1}, "middle": 0, "likes": {"a": [1]}}]},
    _RANK | {"models": [{"weights": {"draft": 1}, "middle": 0, "likes": {"a": [-1]}}]},
    _RANK | {"most": 0},
    _RANK | {"most": True},
    _LEARN | {"background": ["nobody"]},
    _LEARN | {"tastes": [{"disliked": []}]},
]
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


def run(request: bytes) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "bot.ranking"]
    return subprocess.run(command, input=request, cwd=ROOT, capture_output=True, check=False)


@pytest.mark.parametrize("regression", BOTH)
def test_what_one_process_learns_another_ranks_by(regression: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """Models and the space go through JSON; a model has at most 20,000 bytes."""
    done = run(json.dumps(_LEARN | {"regression": regression}).encode())
    assert (done.returncode, done.stderr) == (0, b"")
    learnt = json.loads(done.stdout)
    assert learnt.pop("regression") is regression
    assert all(len(json.dumps(model)) <= 20_000 for model in learnt["models"])
    ranked = answer(
        {"do": "rank", "papers": [written(one) for one in DAY], "most": 3} | json.loads(json.dumps(learnt))
    )
    ((first, *others),) = ranked["picks"]
    assert all(pick["paper"].startswith("decoding") for pick in (first, *others))
    assert len(first["like"]) == 2
    assert set(first["like"]) <= {one.id for one in LIKED}
    assert 0 < len(first["words"]) <= 3


def test_a_small_request_has_a_small_answer() -> None:
    """The worked example."""
    pick = {"paper": "x", "score": 0.8, "near": True, "like": ["a"], "words": ["Drafts"]}
    assert answer(_RANK)["picks"] == [[pick]]


@pytest.mark.parametrize("request_", _WRONG)
def test_a_wrong_shape_is_refused(request_: object) -> None:
    """An error says where, and nothing else is raised."""
    with pytest.raises(RequestError, match=r"\w"):
        answer(request_)


@given(st.sampled_from([_RANK, _LEARN]), st.sampled_from([*_RANK, *_LEARN]), _JSON)
def test_whatever_stands_in_a_field_is_answered_or_refused(
    request_: dict[str, Any], name: str, value: object
) -> None:
    """No value in any field raises anything but RequestError."""
    small = request_ | {"papers": request_["papers"][:1]} if request_ is _LEARN else request_
    with contextlib.suppress(RequestError):
        assert isinstance(answer(small | {name: value}), dict)


@pytest.mark.parametrize("request_", [b"", b"{", b"\xff", b"[" * 100_000, b"9" * 5000, b'{"do": "learn"}'])
def test_the_process_refuses_in_one_line(request_: bytes) -> None:
    """Exit code 2, nothing on standard output, and no traceback."""
    done = run(request_)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.count(b"\n") == 1


@needs_numpy
def test_where_learning_fails_the_mean_ranks() -> None:
    """A numpy that cannot be imported is as good as none, and the answer and the log say so."""
    code = "import sys; sys.modules['numpy.linalg'] = None; import bot.ranking.__main__ as m; sys.exit(m.main())"
    done = subprocess.run(
        [sys.executable, "-c", code],
        input=json.dumps(_LEARN | {"regression": True}),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "no regression: " in done.stderr
    assert json.loads(done.stdout) == answer(_LEARN)


def test_a_request_is_bounded() -> None:
    """One of more than 64 MB is refused before it is read as JSON."""
    done = run(b" " * (64 * 2**20 + 1))
    assert (done.returncode, done.stderr.count(b"\n")) == (2, 1)


def test_ranking_needs_no_numpy() -> None:
    """So that its process is small, and the same everywhere."""
    code = "import json, sys, bot.ranking.worker as w; w.answer(json.load(sys.stdin)); print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], input=json.dumps(_RANK), cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert {"numpy", "discord", "pydantic"}.isdisjoint(done.stdout.split())
