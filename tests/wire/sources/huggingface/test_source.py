"""Trouble, settings and parsing beside other work: what the Hugging Face source makes of each."""

from __future__ import annotations

import asyncio
import json
from datetime import date
from typing import TYPE_CHECKING

import pytest

from bot.domain.errors import SourceError
from bot.settings import Settings
from bot.sources.catalogue import build_all
from bot.sources.http.cache import Response
from bot.sources.http.fetcher import Fetcher, Limits, open_session
from bot.sources.huggingface.source import HuggingFace
from tests.fake_sources import faults
from tests.fake_sources.huggingface import LoopbackHuggingFace, make_items
from tests.wire.sources.huggingface.lists import DAY, DAYS, NOW, ids, numbers

if TYPE_CHECKING:
    from tests.fake_sources.faults import Fault


FAULTS = [
    pytest.param(faults.too_many(Retry_After="7"), id="429"),
    pytest.param(faults.status(500), id="500"),
    pytest.param(faults.html(), id="HTML"),
    pytest.param(faults.huge(50), id="50 MB"),
    pytest.param(faults.gzip_bomb(), id="gzip bomb"),
    pytest.param(faults.silence(), id="silence"),
    pytest.param(faults.drip(0.05), id="slow drip"),
    pytest.param(faults.dropped(), id="dropped"),
    pytest.param(faults.status(200, b'[{"paper": {"id": "2511.0'), id="truncated JSON"),
    pytest.param(faults.status(200, b"[" * 100_000), id="deep JSON"),
    pytest.param(faults.status(200, b'{"error": "gone fishing"}'), id="error as 200"),
    pytest.param(faults.redirect("https://evil.example/"), id="redirect"),
]


@pytest.mark.parametrize("fault", FAULTS)
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


async def test_the_timeout_of_the_settings_bounds_a_request(hf: LoopbackHuggingFace) -> None:
    """A list that does not come within `[huggingface] timeout` is an error; its default is the fetcher's."""
    hf.put(DAY, make_items(3))
    hf.fail(faults.silence())
    settings = Settings.model_validate({"huggingface": {"url": hf.url, "timeout": 0.2}})
    async with open_session() as session, asyncio.timeout(15):  # the fetcher alone would wait for 20 seconds
        (source,) = build_all(settings, session).polled
        with pytest.raises(SourceError, match="did not answer in time"):
            await source.read(DAY, NOW)
    assert Settings().huggingface.timeout == Limits().total


class _InstantFetcher(Fetcher):
    """Has its answer ready, so that nothing but the parsing can take turns with other work."""

    def __init__(self, text: bytes) -> None:
        self._text = text

    async def get(self, *_args: object, **_options: object) -> Response:
        return Response(body=self._text)


async def test_the_loop_goes_on_while_a_body_is_parsed() -> None:
    """Parsing happens off the event loop: other work gets its turn meanwhile."""
    turns = 0

    async def work() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    source = HuggingFace(_InstantFetcher(json.dumps(make_items(50)).encode()), "http://127.0.0.1", None)
    working = asyncio.create_task(work())
    assert len((await source.read(DAY, NOW)).sightings) == 50
    working.cancel()
    assert turns > 0
