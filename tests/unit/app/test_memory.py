"""Freed memory is returned to the system, and threads share an arena, where the C library supports it."""

import ctypes
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from bot.app.memory import share_arena, trim_memory

_PIECE, _PIECES = 20_000, 2_000  # bytes; small enough for the heap, 40 MB together


def _resident() -> int:
    """In bytes."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096


@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "malloc_trim"), reason="this C library gives nothing back")
def test_holes_are_given_back():
    """Memory freed between used pieces is returned to the system."""
    pieces = [bytes([1]) * _PIECE for _ in range(_PIECES)]
    kept = pieces[::100]
    del pieces
    before = _resident()
    trim_memory()
    assert before - _resident() > _PIECE * _PIECES // 2
    assert all(piece == bytes([1]) * _PIECE for piece in kept)


def test_other_libraries_are_left_alone(monkeypatch: pytest.MonkeyPatch):
    """Without these calls, as on Alpine and macOS, nothing happens."""
    monkeypatch.setattr(ctypes, "CDLL", lambda _: SimpleNamespace())
    trim_memory()
    share_arena()


_THREADS = """
import sys, threading
from pathlib import Path
from bot.app.memory import share_arena
if sys.argv[1] == "shared":
    share_arena()
together = threading.Barrier(3)  # one that had ended would leave its arena to the next
threads = [threading.Thread(target=lambda: (together.wait(), bytes(50_000), together.wait())) for _ in range(3)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
# An arena is reserved as 64 MB that begin at a multiple of that: its used part, and the rest.
print(sum(int(line.split("-")[0], 16) % 2**26 == 0 for line in Path("/proc/self/maps").read_text().splitlines()))
"""


@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "mallopt"), reason="this C library has no arenas")
def test_threads_share_an_arena():
    """All threads use one arena."""

    def arenas(how: str) -> int:
        command = [sys.executable, "-c", _THREADS, how]
        return int(subprocess.run(command, check=True, capture_output=True, text=True).stdout)

    assert arenas("shared") < arenas("apart")
