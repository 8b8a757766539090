"""What came from an address, and how it is asked for only if that has changed."""

from __future__ import annotations

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
