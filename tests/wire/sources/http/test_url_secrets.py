"""A token in a private feed's address is in no error."""

import asyncio
import random
import re
import traceback
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from urllib.parse import quote, quote_plus, unquote

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from yarl import URL

from bot.domain.errors import SourceError
from bot.settings import Settings
from bot.sources.http.fetcher import Accept, Fetcher
from bot.sources.http.url_secrets import secrets_of
from bot.sources.huggingface.settings import SPEC
from bot.sources.huggingface.source import HuggingFace
from bot.sources.pubmed.source import PubMed
from bot.sources.settings.table import stream_spec

TOKENS = ("s3cr3tT0ken", "a b+c/d=e==", "ключ-42", "aGVsbG8%3D", "0123456789abcdef" * 4)
ANY = Accept(header="*/*", content_types=frozenset({"text/xml"}))


def answers(said: str) -> dict[str, bytes]:
    """Broken answers that repeat the request's address."""
    empty = "Content-Length: 0\r\n\r\n"
    found = "HTTP/1.1 302 Found\r\nLocation: "
    body = f'{{"error": "{said} is not valid"}}'.encode()
    return {
        "nothing": b"",
        "no status": f"HTTP/1.1 {said} OK\r\n\r\n".encode(),
        "no header": f"HTTP/1.1 200 OK\r\nContent-Length: {said}\r\n\r\n".encode(),
        "no chunk": f"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{said}\r\n".encode(),
        "no gzip": b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\nabcde",
        "another kind": f"HTTP/1.1 200 OK\r\nContent-Type: text/{said}\r\nContent-Length: 0\r\n\r\n".encode(),
        "a login": f"{found}https://a.example/?next={said}\r\n{empty}".encode(),
        "a path": f"{found}https://a.example/{said}\r\n{empty}".encode(),
        "a circle": f"{found}/feed?token={said}\r\n{empty}".encode(),
        "a refusal": b"HTTP/1.1 403 No\r\nContent-Type: application/json\r\nContent-Length: "
        + f"{len(body)}\r\n\r\n".encode()
        + body,
    }


@asynccontextmanager
async def server(answer: bytes) -> AsyncIterator[int]:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter):
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer)
        await writer.drain()
        writer.close()

    serving = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with serving:
        yield serving.sockets[0].getsockname()[1]


@pytest.mark.parametrize("what", answers(""))
@pytest.mark.parametrize("token", TOKENS)
async def test_no_error_tells_the_query(session: aiohttp.ClientSession, token: str, what: str):
    """No message or traceback shows the query, in any form the server repeats it."""
    forms = {token, unquote(token), quote(token, safe=""), quote_plus(token), quote(unquote(token), safe="")}
    for said in sorted(forms):
        async with server(answers(said)[what]) as port:
            address = URL(f"http://127.0.0.1:{port}/feed?v=1&token={quote(token, safe='%')}", encoded=True)
            with pytest.raises(SourceError) as caught:
                await Fetcher(session, timeout=30).get(address, accept=ANY)
        told = str(caught.value) + "".join(traceback.format_exception(caught.value))
        shown = re.sub(r'^ *File ".*\n.*\n', "", told, flags=re.MULTILINE)
        assert not {form for form in forms if form in shown}
        assert "v=1" not in shown


@pytest.mark.parametrize("hops", [1, 2])
async def test_no_error_tells_the_query_of_a_redirect(session: aiohttp.ClientSession, hops: int):
    """A signed address that a server redirects to, the last one or one on the way, is a secret as well."""

    async def answered(request: web.Request) -> web.Response:
        hop = int(request.path[1:])
        if hop < hops:
            query = "?key=s3cr3tT0ken" if hop == 0 else ""
            return web.Response(status=302, headers={"Location": f"/{hop + 1}{query}"})
        return web.json_response({"message": "expired: s3cr3tT0ken"}, status=403)

    app = web.Application()
    app.router.add_get("/{hop}", answered)
    async with TestServer(app) as server:
        with pytest.raises(SourceError, match="expired") as caught:
            await Fetcher(session).get(server.make_url("/0"), accept=ANY)
    assert "s3cr3t" not in str(caught.value)


def repeating(status: str, kind: str, body: str) -> bytes:
    head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
    return f"{head}{body}".encode()


@pytest.mark.parametrize("status", ["200 OK", "401 Unauthorized"])
async def test_no_complaint_tells_the_key(session: aiohttp.ClientSession, status: str):
    """A source's sentence on a server that repeats our key in its complaint does not have it."""
    key, now = "0123456789abcdefdeadbeef4242", datetime(2026, 12, 2, 12, tzinfo=UTC)
    complaint = f"The key {key} is not valid"
    answer = repeating(status, "application/json", f'{{"error": "{complaint}"}}')
    async with server(answer) as port:
        source = HuggingFace(SPEC, Fetcher(session), f"http://127.0.0.1:{port}", key)
        with pytest.raises(SourceError, match="is not valid") as caught:
            await source.read(now.date(), now)
    assert key not in str(caught.value)
    answer = repeating(status, "text/xml", f"<eSearchResult><ERROR>{complaint}</ERROR></eSearchResult>")
    async with server(answer) as port:
        pubmed = PubMed(stream_spec("p", "PubMed", 1), Fetcher(session), "x", f"http://127.0.0.1:{port}", key)
        with pytest.raises(SourceError) as caught:
            await pubmed.read_from(None, now)
    assert key not in str(caught.value)


def test_the_log_knows_them():
    """Configured secrets are redacted in every log line."""
    settings = Settings.model_validate(
        {"feeds": [{"name": "lab", "url": "https://lab.example/feed?token=a%20b%2Bc1&format=atom"}]}
    )
    assert {"a%20b%2Bc1", "a b+c1", "token=a%20b%2Bc1&format=atom"} <= set(settings.secrets())
    assert "atom" not in settings.secrets()


def test_random_addresses():
    """Each value of four characters or more is a secret, encoded and decoded."""
    drawn = random.Random(5)
    for _ in range(300):
        value = "".join(drawn.choice("abzAZ09 +/=%&?#é中") for _ in range(drawn.randint(4, 30)))
        found = secrets_of(f"https://lab.example/feed?a=1&key={quote(value, safe='')}")
        assert {value, quote(value, safe="")} <= set(found)
