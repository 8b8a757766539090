"""Redirects: followed on the host, refused elsewhere."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from yarl import URL

from bot.sources.http.fetcher import Fetcher
from tests.fake_sources import faults
from tests.fake_sources.huggingface import PATH, LoopbackHuggingFace
from tests.wire.sources.http.asking import DAY, address, error_of

if TYPE_CHECKING:
    import aiohttp


async def test_a_redirect_on_the_host(hf: LoopbackHuggingFace, session: aiohttp.ClientSession) -> None:
    """A redirect to another path of the same server is followed, credentials in it are not used."""
    hf.fail(faults.redirect(f"{PATH}?date={DAY}&p=0"))
    answer = await Fetcher(session).get(address(hf))
    assert len(json.loads(answer.body)) == 2
    port = URL(hf.url).port
    hf.fail(faults.redirect(f"http://user:secret@127.0.0.1:{port}{PATH}?date={DAY}#there", 308))
    answer = await Fetcher(session).get(address(hf), headers={"Authorization": "Bearer x"})
    assert len(json.loads(answer.body)) == 2
    assert hf.requests[-1].headers["Authorization"] == "Bearer x"


@pytest.mark.parametrize(
    "location",
    [
        "http://localhost/",
        "http://127.0.0.1:1/",
        "http://169.254.169.254/latest/meta-data",
        "//evil.example/",
        "file:///etc/passwd",
        "http://[::1",
        "",
    ],
)
async def test_redirects_that_are_refused(
    hf: LoopbackHuggingFace, session: aiohttp.ClientSession, location: str
) -> None:
    """A redirect to another host, port or scheme is never followed: a token would go with it."""
    hf.break_down(faults.redirect(location))
    error = await error_of(hf, session)
    assert "redirects" in str(error)
    assert all(seen.query["date"] == str(DAY) for seen in hf.requests)


async def test_redirects_in_a_circle(hf: LoopbackHuggingFace, session: aiohttp.ClientSession) -> None:
    """A server that redirects to itself is given up after a few hops."""
    hf.break_down(faults.redirect(f"{PATH}?date={DAY}"))
    assert "circle" in str(await error_of(hf, session))
    assert len(hf.requests) == 4
