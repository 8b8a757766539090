"""Progress lines of long commands."""

import asyncio
import io
import sys
from collections.abc import AsyncIterator

import pytest

from bot.app import progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


async def entries() -> AsyncIterator[int]:
    for number in range(3):
        await asyncio.sleep(0.12)
        yield number


async def drawn(monkeypatch: pytest.MonkeyPatch, stream: io.StringIO) -> str:
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setattr(progress, "_DELAY", 0.01)
    assert [one async for one in progress.showing_count("Exporting", entries())] == [0, 1, 2]
    assert await progress.showing_time("Compacting", asyncio.sleep(0.2, "done")) == "done"
    return stream.getvalue()


async def test_a_terminal_shows_what_is_done(monkeypatch: pytest.MonkeyPatch):
    """The line names the work and its time, and is gone at the end."""
    shown = await drawn(monkeypatch, Terminal())
    assert "Exporting ... " in shown
    assert "Compacting ... 00:00" in shown
    assert shown.rpartition("\r")[0].endswith(" ")


async def test_elsewhere_nothing_is_drawn(monkeypatch: pytest.MonkeyPatch):
    """A log or a pipe gets no line."""
    assert not await drawn(monkeypatch, io.StringIO())
