"""The paths of recorded data, if it is there."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from tests.support.paths import SHARED_DATA


def tables(module: str, file: str = "tables.json") -> dict[str, list[Any]]:
    """The tables of cases in a file beside the tests of a module (its `__file__`), by their names."""
    tables: dict[str, list[Any]] = json.loads(Path(module).with_name(file).read_text("utf-8"))
    return tables


def shared(name: str = "") -> Path:
    """The path of a recorded file or folder; without the data the test is skipped.

    All say so in the same words, which pytest sums up in one line at the end.
    """
    path = SHARED_DATA / name
    if not path.exists():
        pytest.skip("these need the recorded data in ../shared/data, which is absent")
    return path


def recorded_days() -> list[tuple[str, list[Path]]]:
    """(list day, its snapshots in order of time), in order of day."""
    root = shared("hf_daily_papers")
    return [(day.name, sorted(day.glob("*.json.gz"))) for day in sorted(root.iterdir()) if day.is_dir()]


def body(path: Path) -> bytes:
    """The recorded response body."""
    return gzip.decompress(path.read_bytes())
