"""The last bodies of each address, for when the server answers "not modified"."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime


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


class ResponseCache:
    """The latest responses with validators, by address: at most `most` bytes of bodies, the oldest go first.

    Validators and body stay together, and in memory only. So a "not modified" can never stand for papers
    that were not stored: the body is handed out again, and after a restart the cache is empty.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._size = 0
        self._responses: OrderedDict[str, Response] = OrderedDict()

    def get(self, url: str) -> Response | None:
        """The response that an address gave last, None when it is not cached."""
        return self._responses.get(url)

    def put(self, url: str, response: Response) -> None:
        """Cache a response in place of the older one; without validators it only replaces that by nothing."""
        self.discard(url)
        if not response.conditions or len(response.body) > self._most:
            return
        self._responses[url] = response
        self._size += len(response.body)
        while self._size > self._most:
            self.discard(next(iter(self._responses)))

    def discard(self, url: str) -> None:
        """Drop what an address gave."""
        if (old := self._responses.pop(url, None)) is not None:
            self._size -= len(old.body)
