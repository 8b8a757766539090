"""The fault matrix and the tests that hold it, each complete against the other."""

import re
from pathlib import Path

from tests.support.paths import ROOT

_TEST = re.compile(r"^(?:async )?def (test_\w+)", re.MULTILINE)
_NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


def _rows() -> list[str]:
    text = (ROOT / "docs" / "reliability.md").read_text("utf-8")
    bounds = re.compile(r"^## What people can make wait\n.*?(?=^## )", re.DOTALL | re.MULTILINE)
    lines = bounds.sub("", text).splitlines()
    return [line for line in lines if line.startswith("| ") and not line.startswith("| fault ")]


def _tests_in(path: Path) -> set[str]:
    return set(_TEST.findall(path.read_text("utf-8")))


def test_every_row_is_held_by_a_test():
    """Each row has a fault, what happens, and tests that exist."""
    for row in _rows():
        fault, happens, tests = (cell.strip() for cell in row.strip("|").split(" | "))
        named = _NAMED.findall(tests)
        assert fault, row
        assert happens, row
        assert named, row
        for path, name in named:
            assert name in _tests_in(ROOT / path), f"{path}::{name}"


def test_every_fault_that_is_tested_has_a_row():
    """Each test of this folder stands in the matrix."""
    named = {name for row in _rows() for path, name in _NAMED.findall(row) if path.startswith("tests/faults/")}
    tested = {name for path in Path(__file__).parent.glob("test_*.py") for name in _tests_in(path)}
    assert tested - _tests_in(Path(__file__)) == named
