"""Every paper of all kinds of source is alerted once to whoever wants it, though every third answer is bad."""

import sys
from collections import Counter
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

from tests.support.meanwhile import Through
from tests.wire.all_kinds.replay import opened

SMALL = {"servers": 6, "feeds": 12, "share": 0.8}
FULL = {"servers": 50, "feeds": 200, "share": 0.5}


@pytest.mark.parametrize(
    ("days", "size"),
    [pytest.param(90, FULL, marks=pytest.mark.soak, id="three months"), pytest.param(6, SMALL, id="a week")],
)
async def test_each_paper_comes_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, days: int, size: dict[str, Any]
):
    """Over kills, with feeds added and removed meanwhile; nothing else comes."""
    async with opened(tmp_path, monkeypatch, **size) as replay:
        await replay.run(days)
        world, bad = replay.world, Counter[str]()
        for one in world.unreliable:
            bad.update(one.bad)
        kills = replay.store.kills
        sys.stdout.write(f"{len(world.expected)} alerts, {kills} kills, {replay.slowest:.1f} s a poll, {bad}\n")
        wrong = replay.wrong()
        assert not wrong, wrong[:50]
        assert len(bad) == 10
        assert kills
        assert replay.slowest < 60
        assert len({*chain(*world.expected.values())} - {*replay.names.values()}) == 9


class Forgetful(Through):
    """A store that forgets how far the feeds were read."""

    async def cursor(self, source: str) -> str | None:
        return None if source.startswith("feed-") else await self._store.cursor(source)


async def test_a_forgotten_cursor_would_be_found_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """The control: a feed that begins anew at each poll learns what is news."""
    async with opened(tmp_path, monkeypatch, Forgetful, **SMALL) as replay:
        await replay.run(3)
        assert any(wrong.endswith("did not come") for wrong in replay.wrong())
