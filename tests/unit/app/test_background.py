"""Freed memory goes back to the system where the C library can do that."""

from __future__ import annotations

import ctypes
from pathlib import Path
from types import SimpleNamespace

import pytest

from bot.app.background import trim_memory

_PIECE, _PIECES = 20_000, 2_000  # bytes; small enough for the heap, 40 MB together


def _resident() -> int:
    """In bytes."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096


@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "malloc_trim"), reason="this C library gives nothing back")
def test_holes_are_given_back() -> None:
    """What was freed between pieces that are still used leaves the process."""
    pieces = [bytes([1]) * _PIECE for _ in range(_PIECES)]
    kept = pieces[::100]
    del pieces
    before = _resident()
    trim_memory()
    assert before - _resident() > _PIECE * _PIECES // 2
    assert all(piece == bytes([1]) * _PIECE for piece in kept)


def test_other_libraries_are_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Those of Alpine and macOS know no such call."""
    monkeypatch.setattr(ctypes, "CDLL", lambda _: SimpleNamespace())
    trim_memory()
