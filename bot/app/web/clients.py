"""Who sends a request, and how many requests each is allowed."""

from __future__ import annotations

import ipaddress
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from aiohttp import web

MAX_PER_MINUTE = 600  # requests of a client: a reader of several hundred feeds asks for all at once
_WINDOW = 60.0  # seconds
MAX_CLIENTS = 10_000  # counted at a time; one more, and all counts start anew
_ADDRESS_LENGTH = 45  # characters of the longest IPv6 address


def client_of(request: web.BaseRequest, *, behind_proxy: bool) -> str:
    """Return the address that a request came from.

    Behind a proxy in a private network it is the last one of X-Forwarded-For, which that proxy wrote.
    """
    peer = request.remote or "::"  # a client that has disconnected already has no address
    if behind_proxy and ipaddress.ip_address(peer.removeprefix("::ffff:")).is_private:
        peer = request.headers.getall("X-Forwarded-For", [peer])[-1].rpartition(",")[2].strip()
    return peer[-_ADDRESS_LENGTH:]


@dataclass(slots=True)
class RateLimit:
    """Counts requests of each client in windows of a minute; `clock` gives monotonic seconds."""

    clock: Callable[[], float]
    _counts: Counter[str] = field(default_factory=Counter[str])
    _ends: float = 0.0

    def allows(self, client: str) -> bool:
        """Count a request; return False for one too many."""
        if (now := self.clock()) >= self._ends or len(self._counts) > MAX_CLIENTS:
            self._counts.clear()
            self._ends = now + _WINDOW
        self._counts[client] += 1
        return self._counts[client] <= MAX_PER_MINUTE
