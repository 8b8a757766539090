"""HTTP requests with bounded time, size and redirects; every failure is a SourceError."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, ClassVar

import aiohttp

from bot import release
from bot.domain.errors import SourceError
from bot.sources.bodies.json_values import one_line, parse_time
from bot.sources.http.responses import (
    ADVICE,
    CONNECTION_ERRORS,
    Response,
    has_next_link,
    read_body,
    read_refusal,
    redirect_target,
    validator,
)
from bot.sources.http.url_secrets import secrets_of, without_secrets

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping
    from contextlib import AbstractAsyncContextManager

    from yarl import URL

_REDIRECT_STATUSES = frozenset({301, 302, 303, 307, 308})
_CONNECT_TIMEOUT = 10.0  # seconds
_OK = 200
_NOT_MODIFIED = 304


@dataclass(frozen=True, slots=True, kw_only=True)
class Accept:
    """The answers that a caller accepts: the `Accept` header to send, content types (None: any) and statuses.

    Any other answer is an error that names it. `advice` maps the status of a refusal to a hint for people.
    """

    header: str
    content_types: frozenset[str] | None
    statuses: frozenset[int] = frozenset({_OK})
    advice: Mapping[int, str] = field(default_factory=lambda: ADVICE)


JSON = Accept(header="application/json, */*;q=0.1", content_types=frozenset({"application/json"}))


class UnreachableError(SourceError):
    """No connection could be made: the name is unknown, the server refuses, or its certificate is wrong."""


def open_session(connector: aiohttp.TCPConnector | None = None) -> aiohttp.ClientSession:
    """Open a session for fetchers, with our user agent, no cookies and few connections. The caller closes it."""
    agent = f"paperboy-bot/{release()} (+self-hosted Discord bot for paper alerts)"
    return aiohttp.ClientSession(
        connector=connector or aiohttp.TCPConnector(limit=4),
        cookie_jar=aiohttp.DummyCookieJar(),
        # No `br` or `zstd`: only gzip and deflate are sure to be decompressed in bounded steps.
        headers={"User-Agent": agent, "Accept-Encoding": "gzip, deflate"},
    )


class Fetcher:
    """Fetches bodies, one request per turn of `pace`.

    A request can take `timeout` seconds, with `chunk_timeout` seconds between two chunks. A decompressed body can
    have `max_bytes`.
    """

    max_requests: ClassVar = 4
    """The most requests for one answer, redirects included."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        *,
        timeout: float = 60.0,
        chunk_timeout: float = 20.0,
        max_bytes: int = 4 * 1024 * 1024,
        pace: AbstractAsyncContextManager[object] | None = None,
    ) -> None:
        self._session = session
        self._pace = pace or nullcontext()
        self._max_bytes = max_bytes
        self._timeout = aiohttp.ClientTimeout(
            timeout, connect=_CONNECT_TIMEOUT, sock_connect=_CONNECT_TIMEOUT, sock_read=chunk_timeout
        )

    async def get(
        self,
        url: URL,
        *,
        headers: Mapping[str, str] | None = None,
        accept: Accept = JSON,
        cached: Response | None = None,
    ) -> Response:
        """Fetch a URL. Raises SourceError for any failure and any answer that `accept` excludes.

        With a `cached` answer the request is conditional: if nothing changed, that answer is returned as
        `unchanged`. A caller that has stored its content need not keep the body. Only redirects that
        `_redirect` allows are followed.
        """
        with ExitStack() as stack:
            for _ in range(self.max_requests):
                stack.enter_context(as_source_error(url))  # hides the secrets of every address on the way
                request_headers = {**(headers or {}), **(cached.conditions if cached else {})}
                async with self._turn(url), self._request("GET", url, accept, request_headers) as response:
                    if response.status in _REDIRECT_STATUSES:
                        url = self._redirect(response)
                    elif response.status == _NOT_MODIFIED and cached is not None:
                        return replace(cached, date=parse_time(response.headers.get("Date", "")), unchanged=True)
                    else:
                        return await self._accept(response, accept)
        raise SourceError(f"{url.host} redirects too often; check its address.")

    async def post(
        self, url: URL, document: object, *, headers: Mapping[str, str], accept: Accept = JSON
    ) -> Response:
        """Post a JSON document and return the answer. Raises SourceError for any failure.

        No redirect is followed: the document may be meant for this server only.
        """
        with as_source_error(url):
            async with self._turn(url), self._request("POST", url, accept, headers, document) as response:
                return await self._accept(response, accept)

    def _turn(self, _url: URL) -> AbstractAsyncContextManager[object]:
        """Return the context in which an address is requested: when it is entered, it is our turn."""
        return self._pace

    def _redirect(self, response: aiohttp.ClientResponse) -> URL:
        """Return the address to request next. Raises SourceError if it is not allowed."""
        return redirect_target(response)

    def _request(
        self, method: str, url: URL, accept: Accept, headers: Mapping[str, str], document: object = None
    ) -> AbstractAsyncContextManager[aiohttp.ClientResponse]:
        return self._session.request(
            method,
            url,
            json=document,
            headers={"Accept": accept.header, **headers},
            timeout=self._timeout,
            allow_redirects=False,
        )

    async def _accept(self, response: aiohttp.ClientResponse, accept: Accept) -> Response:
        if response.status not in accept.statuses:
            raise await read_refusal(response, accept.advice)
        if accept.content_types is not None and response.content_type not in accept.content_types:
            raise SourceError(
                f"{response.url.host} answered with {response.content_type[:80]} instead of "
                f"{min(accept.content_types, key=len)}; check its address in the settings if this continues."
            )
        return Response(
            body=await read_body(response, self._max_bytes),
            has_next_page=has_next_link(response),
            etag=validator(response, "ETag"),
            last_modified=validator(response, "Last-Modified"),
            status=response.status,
            charset=response.charset or "",
            date=parse_time(response.headers.get("Date", "")),
            url=str(response.url),
        )


@contextmanager
def as_source_error(url: URL, key: str | None = None) -> Generator[None]:
    """Turn every error of a request into a SourceError that shows neither the secrets of its address nor `key`.

    Apart from a time-out, the original error is not chained as a cause: aiohttp's has the whole address, and a
    server's text may repeat both.
    """
    secrets = (*filter(None, [key]), *secrets_of(str(url)))
    try:
        yield
    except TimeoutError as error:
        raise SourceError(f"{url.host} did not answer in time; a running bot retries by itself.") from error
    except SourceError as error:
        error.args = (without_secrets(str(error), secrets),)
        raise error from None
    except CONNECTION_ERRORS as error:
        message = error.message if isinstance(error, aiohttp.ClientResponseError) else str(error)
        reason = one_line(without_secrets(message, secrets), 200) or type(error).__name__
        text = f"{url.host} could not be read: {reason}; a running bot retries by itself."
        raise (UnreachableError if isinstance(error, aiohttp.ClientConnectorError) else SourceError)(
            text
        ) from None
