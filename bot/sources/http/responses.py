"""Parts of an HTTP response: bounded body, redirect target, refusal with the time to wait, next page."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from http.client import responses as phrases
from typing import TYPE_CHECKING

import aiohttp
from yarl import URL

from bot.domain.errors import SourceError
from bot.sources.bodies.json_values import complaint_of, decode, mapping, one_line, parse_time, sequence

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

# Everything that aiohttp raises for a broken connection or answer; a time-out is an OSError.
CONNECTION_ERRORS = (aiohttp.ClientError, OSError)
MAX_WAIT = 3_600.0  # seconds; no server can ask for a longer wait

_CHUNK_BYTES = 64 * 1024
_MAX_COMPLAINT_BYTES = 4 * 1024  # bytes of a refusal's body
_MAX_VALIDATOR_LENGTH = 1_000
_MAX_ORIGIN_LENGTH = 200
_NEXT_LINK = re.compile(r';\s*rel="?next"?\s*(?:[;,]|$)', re.IGNORECASE)
RETRY_HINT = "a running bot retries by itself"
ADVICE: Mapping[int, str] = {
    401: "check its token in the settings",
    403: "check its token in the settings, and whether it blocks this address",
    404: "check its address in the settings",
    429: f"too many requests were made; {RETRY_HINT}",
}
_STATUS_PHRASES = {**phrases, 529: "Overloaded"}
_SECONDS_PATTERN = re.compile(r"\s*([0-9]+)(?:\.[0-9]+)?\s*")
_MAX_DIGITS = 9  # of seconds; with more, it is `MAX_WAIT` anyway
# `"api";r=0;t=55` of the draft "RateLimit header fields": r requests are left, the window ends in t seconds.
_RATE_LIMIT_BUCKET = re.compile(r";\s*r=([0-9]{1,9})\s*;\s*t=([0-9]{1,9})(?![0-9])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """A body with facts from its headers; `unchanged` if the server answered a conditional request with 304.

    `charset` is "" if the headers have none; `date` is the server's own time of the answer; `url` is the address
    after redirects.
    """

    body: bytes
    has_next_page: bool = False
    unchanged: bool = False
    status: int = 200
    charset: str = ""
    date: datetime | None = None
    etag: str | None = None
    last_modified: str | None = None
    url: str = ""

    @property
    def conditions(self) -> Mapping[str, str]:
        """Return the request headers that ask for the body only if it has changed."""
        pairs = (("If-None-Match", self.etag), ("If-Modified-Since", self.last_modified))
        return {name: value for name, value in pairs if value}


class RefusalError(SourceError):
    """An answer with a `status` that is not success; `complaint` is the server's own text, if it sent one."""

    def __init__(
        self, message: str, *, status: int, complaint: str | None, retry_after: float | None = None
    ) -> None:
        super().__init__(message, retry_after=retry_after)
        self.status = status
        self.complaint = complaint


async def read_body(response: aiohttp.ClientResponse, max_bytes: int) -> bytes:
    """Read the decompressed body. Raises SourceError as soon as it is longer than `max_bytes`.

    The body is decompressed in chunks, so that a compression bomb costs no more memory than `max_bytes`.
    """
    body = bytearray()
    if (response.content_length or 0) <= max_bytes:
        async for chunk in response.content.iter_chunked(_CHUNK_BYTES):
            body += chunk
            if len(body) > max_bytes:
                break
        else:
            return bytes(body)
    raise SourceError(f"{response.url.host} answered with more than {max_bytes // 1024:,} KB, which is too much.")


async def read_refusal(response: aiohttp.ClientResponse, advice: Mapping[int, str]) -> RefusalError:
    """Return the error for a status that is not success, with the complaint from a small JSON body."""
    complaint = None
    if response.content_type == "application/json":
        with suppress(SourceError, *CONNECTION_ERRORS):  # the body itself may break
            complaint = find_complaint(decode(await read_body(response, _MAX_COMPLAINT_BYTES), ""))
    return refusal_error(str(response.url.host), response.status, complaint, advice, retry_after(response.headers))


def refusal_error(
    host: str, status: int, complaint: str | None, advice: Mapping[int, str], wait: float | None = None
) -> RefusalError:
    """Return the error with a sentence for people: the status, the server's own words, and what to do.

    Some servers send an error with status 200.
    """
    answered = (
        "with an error"
        if status == HTTPStatus.OK
        else f"{status} ({_STATUS_PHRASES.get(status, 'no known status')})"
    )
    text = f"{host} answered {answered}{f': {complaint}' if complaint else ''}; {advice.get(status, RETRY_HINT)}."
    return RefusalError(text, status=status, complaint=complaint, retry_after=wait)


def find_complaint(document: object) -> str | None:
    """Return the complaint in a JSON document: its `error`, `error.message`, `message` or `detail`; else None.

    Google's servers wrap the document in a list. FastAPI's `detail` is a list of wrong parameters.
    """
    answer = mapping(next(iter(sequence(document)), document))
    error, detail = answer.get("error"), answer.get("detail")
    details = json.dumps(detail) if isinstance(detail, list) else detail
    complaint = (error, mapping(error).get("message"), answer.get("message"), details)
    return next(filter(None, map(complaint_of, complaint)), None)


def redirect_target(response: aiohttp.ClientResponse) -> URL:
    """Return the target of a redirect. Raises SourceError unless it is on the same host and as secure."""
    url = response.url
    try:
        target = url.join(URL(response.headers.get("Location", ""))).with_user(None).with_fragment(None)
        upgraded = target.scheme == "https" and target.is_default_port()
        if target.host == url.host and (upgraded or target.origin() == url.origin()):
            return target
        where = one_line(str(target.origin()), _MAX_ORIGIN_LENGTH)
    except ValueError:  # no URL at all, or one that is still relative
        where = "nowhere"
    raise SourceError(f"{url.host} redirects to another host ({where}); check its address in the settings.")


def has_next_link(response: aiohttp.ClientResponse) -> bool:
    """True if the Link header names a next page."""
    return any(_NEXT_LINK.search(value) for value in response.headers.getall("Link", []))


def validator(response: aiohttp.ClientResponse, name: str) -> str | None:
    """Return an ETag or Last-Modified to send back; "" if missing, None if too long or not printable ASCII."""
    value = response.headers.get(name, "")
    return value if value.isascii() and value.isprintable() and len(value) <= _MAX_VALIDATOR_LENGTH else None


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Return the seconds to wait, from 0 to `MAX_WAIT`; None if the server sent no readable value.

    Retry-After (seconds, or an HTTP date by the server's clock; RFC 9110, section 10.2.3) takes precedence over
    the RateLimit header of a draft.
    """
    value = headers.get("Retry-After", "")
    when, sent = parse_time(value), parse_time(headers.get("Date", ""))
    if match := _SECONDS_PATTERN.fullmatch(value):
        wait = float(match[1][:_MAX_DIGITS])
    elif when and sent:
        wait = (when - sent).total_seconds()
    else:  # the longest wait of the used-up buckets, or of all if none is used up
        buckets = [
            (int(left), float(wait)) for left, wait in _RATE_LIMIT_BUCKET.findall(headers.get("RateLimit", ""))
        ]
        wait = max([wait for left, wait in buckets if not left] or [wait for _, wait in buckets], default=None)
    return None if wait is None else max(0.0, min(MAX_WAIT, wait))
