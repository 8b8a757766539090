"""The yardstick of rankings learns from the past only, and says what it measured."""

from __future__ import annotations

import gzip
import json
import re
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import pytest

from tests.benchmarks.bench_picks import Yardstick, main, measure, precision
from tests.unit.ranking.papers import BACKGROUND, DAY, LIKED

if TYPE_CHECKING:
    from pathlib import Path

_BEFORE, _TODAY, _AFTER = "2025-03-01", "2025-03-02", "2025-03-03"


def recorded() -> dict[str, Any]:
    """Two days with papers of two subjects, of which a curator picks one."""
    days = {one.id: _BEFORE for one in (*BACKGROUND, *LIKED)} | {one.id: _TODAY for one in DAY}
    papers = {
        one.id: {"day": days[one.id], "title": one.title, "abstract": one.abstract}
        for one in (*BACKGROUND, *LIKED, *DAY)
    }
    picked = {one.id: days[one.id] for one in (*LIKED, *DAY) if one.id.startswith("decoding")}
    del picked[DAY[1].id]  # not half of the day
    background = [one.id for one in BACKGROUND]
    return {"papers": papers, "days": [_TODAY], "background": background, "curators": {"drafts": picked}}


def stored(folder: Path, data: dict[str, Any]) -> Path:
    path = folder / "picks.json.gz"
    path.write_bytes(gzip.compress(json.dumps(data).encode()))
    return path


def test_a_curators_taste_is_found(tmp_path: Path):
    """Nearly all that was picked ranks before all that was not."""
    (figures,) = measure(Yardstick(stored(tmp_path, recorded())), None).values()
    assert figures.precision[0] > 0.8
    assert figures.recall[0] >= 0.8


def test_nothing_of_the_day_or_later_is_learnt_from(tmp_path: Path):
    """Papers and picks of later days, and the day's own, change nothing of what is learnt."""
    data = recorded()
    before = Yardstick(stored(tmp_path, data))
    later = {f"later-{number}": data["papers"][one.id] | {"day": _AFTER} for number, one in enumerate(LIKED)}
    data["papers"] |= later
    data["background"] += [*later, *(one.id for one in DAY)]
    data["days"].append(_AFTER)
    data["curators"]["drafts"] |= dict.fromkeys(later, _AFTER)
    after = Yardstick(stored(tmp_path, data))
    assert [*map(asdict, after.background(_TODAY))] == [*map(asdict, before.background(_TODAY))]
    ids = [[one.id for one in each.liked("drafts", _TODAY)] for each in (before, after)]
    assert ids == [[one.id for one in LIKED]] * 2
    assert len(after.background(_AFTER)) > len(before.background(_TODAY))  # the control


def test_average_precision_is_the_fields_own():
    """The mean, over hits, of the share of hits up to there."""
    assert precision([True, False, True, False]) == pytest.approx((1 + 2 / 3) / 2)


def test_the_last_line_has_the_figures(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    """So that others can read it."""
    monkeypatch.setattr(sys, "argv", ["bench_picks", str(stored(tmp_path, recorded())), "--shots", "5"])
    main()
    assert re.fullmatch(r"MAP \d\.\d{3} recall@5 \d\.\d{3}", capsys.readouterr().out.splitlines()[-1])
