"""Headers: redirects, validators, and a next page."""

import json

import aiohttp
import pytest
from yarl import URL

from bot.sources.http.fetcher import Accept, Fetcher, open_session
from bot.sources.http.responses import Response
from tests.fake_sources import faults
from tests.fake_sources.huggingface import PATH, LoopbackHuggingFace, make_items
from tests.wire.sources.http.asking import DAY, address, error_of


async def test_strange_validators_are_not_sent_back(hf: LoopbackHuggingFace, session: aiohttp.ClientSession):
    """A validator that is not plain text, or too long, is ignored."""
    hf.fail(
        faults.status(200, b"[]", headers={"ETag": '"é\udcff"'}),
        faults.status(200, b"[]", headers={"ETag": '"' + "x" * 2_000 + '"'}),
    )
    answers = [await Fetcher(session).get(address(hf)) for _ in range(2)]
    assert [answer.conditions for answer in answers] == [{}, {}]


@pytest.mark.parametrize(
    ("link", "more"),
    [
        ('<https://x/?p=1>; rel="next"', True),
        ('<https://x/?p=0>; rel="prev", <https://x/?p=2>; rel="next"', True),
        ('<https://x/?p=0>; rel="prev"', False),
        ("nonsense", False),
    ],
)
async def test_link_header(hf: LoopbackHuggingFace, session: aiohttp.ClientSession, link: str, more: bool):  # noqa: FBT001 - a parameter of the test
    """The Link header names a next page."""
    hf.fail(faults.status(200, b"[]", headers={"Link": link}))
    assert (await Fetcher(session).get(address(hf))).has_next_page is more


async def test_remembered_validators():
    """Stored validators give an unchanged answer without a body."""
    async with LoopbackHuggingFace(etags=True) as hf, open_session() as session:
        hf.put(DAY, make_items(2))
        first = await Fetcher(session).get(address(hf))
        known = Response(body=b"", etag=first.etag, last_modified=first.last_modified)
        again = await Fetcher(session).get(address(hf), cached=known)
        assert (again.unchanged, again.body, again.etag) == (True, b"", first.etag)
        hf.put(DAY, make_items(3))
        changed = await Fetcher(session).get(address(hf), cached=known)
        assert (changed.unchanged, len(json.loads(changed.body))) == (False, 3)


async def test_other_kinds_and_statuses(hf: LoopbackHuggingFace, session: aiohttp.ClientSession):
    """The caller decides which content types and statuses are accepted."""
    fetcher = Fetcher(session)
    anything = Accept(header="text/xml", content_types=None, statuses=frozenset({200, 400}))
    hf.fail(
        faults.status(200, b"<a/>", kind="text/plain"),
        faults.status(400, b"<why/>", kind="text/xml"),
    )
    assert (await fetcher.get(address(hf), accept=anything)).body == b"<a/>"
    assert hf.requests[0].headers["Accept"] == anything.header
    refused = await fetcher.get(address(hf), accept=anything)
    assert (refused.status, refused.body) == (400, b"<why/>")


async def test_a_redirect_on_the_host(hf: LoopbackHuggingFace, session: aiohttp.ClientSession):
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
async def test_redirects_that_are_refused(hf: LoopbackHuggingFace, session: aiohttp.ClientSession, location: str):
    """A redirect to another host, port or scheme is never followed: a token would go with it."""
    hf.break_down(faults.redirect(location))
    error = await error_of(hf, session)
    assert "redirects" in str(error)
    assert all(seen.query["date"] == str(DAY) for seen in hf.requests)


async def test_redirects_in_a_circle(hf: LoopbackHuggingFace, session: aiohttp.ClientSession):
    """A redirect loop is an error after a few hops."""
    hf.break_down(faults.redirect(f"{PATH}?date={DAY}"))
    assert "redirects too often" in str(await error_of(hf, session))
    assert len(hf.requests) == 4
