"""The parts of a response: body (bounded), redirect, refusal with the time to wait, next page."""

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
from bot.sources.bodies.json_values import decode, line, mapping, moment, sequence

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

# Whatever aiohttp raises for a connection or an answer that is broken; a time-out is an OSError.
BROKEN = (aiohttp.ClientError, OSError)
LONGEST_WAIT = 3_600.0  # seconds: whatever a server says, it is asked again after an hour

_CHUNK = 64 * 1024
_COMPLAINT = 4 * 1024
_LONGEST_VALIDATOR = 1_000
_LONGEST_PLACE = 200
_NEXT = re.compile(r';\s*rel="?next"?\s*(?:[;,]|$)', re.IGNORECASE)
AGAIN = "a running bot asks again by itself"
ADVICE: Mapping[int, str] = {
    401: "check its token in the settings",
    403: "check its token in the settings, and whether it blocks this address",
    404: "check its address in the settings",
    429: f"too many requests were made; {AGAIN}",
}
_PHRASES = {**phrases, 529: "Overloaded"}
_SECONDS = re.compile(r"\s*([0-9]+)(?:\.[0-9]+)?\s*")
_MOST_DIGITS = 9
# `"api";r=0;t=55` of the draft "RateLimit header fields": r requests are left, the window ends in t seconds.
_BUCKET = re.compile(r";\s*r=([0-9]{1,9})\s*;\s*t=([0-9]{1,9})(?![0-9])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """A body with what its headers say; `more` when they name a next page, `unchanged` when it came before.

    `charset` is "" where they name none; `date` is when the server says that it answered.
    """

    body: bytes
    more: bool = False
    unchanged: bool = False
    status: int = 200
    charset: str = ""
    date: datetime | None = None
    etag: str | None = None
    last_modified: str | None = None

    @property
    def conditions(self) -> Mapping[str, str]:
        """The request headers that ask for the body only if it has changed since."""
        pairs = (("If-None-Match", self.etag), ("If-Modified-Since", self.last_modified))
        return {name: value for name, value in pairs if value}


class RefusalError(SourceError):
    """An answer with a `status` that is not success. `said` is the server's own word on it, where it gave one."""

    def __init__(self, message: str, *, status: int, said: str | None, retry_after: float | None = None) -> None:
        super().__init__(message, retry_after=retry_after)
        self.status = status
        self.said = said


async def read_body(response: aiohttp.ClientResponse, most: int) -> bytes:
    """The decompressed body. Raises SourceError as soon as it is longer than `most` bytes.

    It is decompressed piece by piece, so that a few KB that stand for gigabytes cost no more than `most`.
    """
    body = bytearray()
    if (response.content_length or 0) <= most:
        async for chunk in response.content.iter_chunked(_CHUNK):
            body += chunk
            if len(body) > most:
                break
        else:
            return bytes(body)
    raise SourceError(f"{response.url.host} answered with more than {most // 1024:,} KB; that was not read.")


async def refusal(response: aiohttp.ClientResponse, advice: Mapping[int, str]) -> RefusalError:
    """Return the error for a status that is not success, with the complaint of a small JSON body."""
    said = None
    if response.content_type == "application/json":
        with suppress(SourceError, *BROKEN):  # the body itself may break
            said = complaint_in(decode(await read_body(response, _COMPLAINT), ""))
    return refused(str(response.url.host), response.status, said, advice, retry_after(response.headers))


def refused(
    host: str, status: int, said: str | None, advice: Mapping[int, str], wait: float | None = None
) -> RefusalError:
    """Return the error for people: what happened, in the server's own words too, and what to do about it."""
    answered = (
        "with an error" if status == HTTPStatus.OK else f"{status} ({_PHRASES.get(status, 'no known status')})"
    )
    text = f"{host} answered {answered}{f': {said}' if said else ''}; {advice.get(status, AGAIN)}."
    return RefusalError(text, status=status, said=said, retry_after=wait)


def complaint_in(document: object) -> str | None:
    """The `error` of a JSON document, the `message` in it or beside it, or the `detail`; None without any of them.

    Google's servers put it into a list of one. FastAPI's `detail` is a list of what is wrong in which parameter.
    """
    answer = mapping(next(iter(sequence(document)), document))
    error, detail = answer.get("error"), answer.get("detail")
    details = json.dumps(detail) if isinstance(detail, list) else detail
    said = (error, mapping(error).get("message"), answer.get("message"), details)
    return next((text for one in said if (text := line(one, 200))), None)


def redirect_target(response: aiohttp.ClientResponse) -> URL:
    """The target of a redirect. Raises SourceError unless it is the same host, as safe as before."""
    here = response.url
    try:
        target = here.join(URL(response.headers.get("Location", ""))).with_user(None).with_fragment(None)
        upgraded = target.scheme == "https" and target.is_default_port()
        if target.host == here.host and (upgraded or target.origin() == here.origin()):
            return target
        where = line(str(target.origin()), _LONGEST_PLACE)
    except ValueError:  # no address at all, or one that is not absolute even now
        where = "nowhere"
    raise SourceError(f"{here.host} redirects to another place ({where}); check its address in the settings.")


def names_more(response: aiohttp.ClientResponse) -> bool:
    """True if the Link header names a next page."""
    return any(_NEXT.search(value) for value in response.headers.getall("Link", []))


def validator(response: aiohttp.ClientResponse, name: str) -> str | None:
    """An ETag or Last-Modified that can be sent back; a strange one is as good as none."""
    value = response.headers.get(name, "")
    return value if value.isascii() and value.isprintable() and len(value) <= _LONGEST_VALIDATOR else None


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds to wait, between 0 and `LONGEST_WAIT`; None when the server names none or nothing readable.

    Retry-After (seconds, or an HTTP date, which the server's own clock gave; RFC 9110, section 10.2.3) goes before
    a draft's RateLimit header.
    """
    value = headers.get("Retry-After", "")
    when, sent = moment(value), moment(headers.get("Date", ""))
    if match := _SECONDS.fullmatch(value):
        wait = float(match[1][:_MOST_DIGITS])
    elif when and sent:
        wait = (when - sent).total_seconds()
    else:  # the longest wait among the buckets that are used up, or else among all
        buckets = [(int(left), float(wait)) for left, wait in _BUCKET.findall(headers.get("RateLimit", ""))]
        wait = max([wait for left, wait in buckets if not left] or [wait for _, wait in buckets], default=None)
    return None if wait is None else max(0.0, min(LONGEST_WAIT, wait))
