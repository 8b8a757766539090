"""Trouble, settings and parsing beside other work: what the Hugging Face source makes of each."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from bot.domain.errors import SourceError
from bot.sources.http.fetcher import Fetcher, open_session
from bot.sources.huggingface.source import HuggingFace
from tests.fake_sources import faults
from tests.fake_sources.huggingface import LoopbackHuggingFace, make_items
from tests.wire.sources.huggingface.lists import DAY, DAYS, NOW, ids, numbers

if TYPE_CHECKING:
    from tests.fake_sources.faults import Fault


FAULTS = {
    **faults.AWAY,
    "truncated JSON": faults.status(200, b'[{"paper": {"id": "2511.0'),
    "deep JSON": faults.status(200, b"[" * 100_000),
    "error as 200": faults.status(200, b'{"error": "gone fishing"}'),
}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
async def test_faults_pass(hf: LoopbackHuggingFace, source: HuggingFace, fault: Fault) -> None:
    """Whatever goes wrong is one SourceError, and the next reading is as good as ever."""
    hf.put(DAY, make_items(3))
    hf.fail(fault)
    with pytest.raises(SourceError), faults.hurried(source._fetcher, fault):
        await source.read(DAY, NOW)
    assert ids(await source.read(DAY, NOW)) == numbers(3)


async def test_a_server_that_ignores_the_date(hf: LoopbackHuggingFace, source: HuggingFace) -> None:
    """The same list for two weekdays is an error, never papers under a wrong date or a day thought empty."""
    hf.put(DAY, make_items(10))
    hf.put(DAY - DAYS, make_items(10, start=100))
    hf.ignores_dates = True
    await source.read(DAY, NOW)
    with pytest.raises(SourceError, match="same list for 2025-11-11 and 2025-11-12"):
        await source.read(DAY - DAYS, NOW)
    hf.ignores_dates = False
    assert ids(await source.read(DAY - DAYS, NOW)) == numbers(10, 100)
    assert ids(await source.read(DAY, NOW)) == numbers(10)


async def test_a_weekend_that_repeats_friday(hf: LoopbackHuggingFace, source: HuggingFace) -> None:
    """A weekend that shows Friday's list once more, as pages without a date do, is an empty weekend."""
    friday = date(2025, 10, 31)
    hf.put(friday, make_items(10))
    hf.put(friday + DAYS, make_items(10))
    counts = [len((await source.read(friday + n * DAYS, NOW)).sightings) for n in (0, 1, 0, 1)]
    assert counts == [10, 0, 10, 0]


async def test_the_token_goes_along() -> None:
    """A token is sent as a bearer, without the line break of its file; without one nothing is."""
    async with LoopbackHuggingFace() as hf, open_session() as session:
        await HuggingFace(Fetcher(session), f"{hf.url}/", "hf_secret\n").read(DAY, NOW)
        await HuggingFace(Fetcher(session), hf.url, None).read(DAY, NOW)
        assert hf.requests[0].headers["Authorization"] == "Bearer hf_secret"
        assert "Authorization" not in hf.requests[1].headers
