"""Who sends a request, and how many requests each is allowed."""

from __future__ import annotations

import ipaddress
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    from aiohttp import web

MAX_PER_MINUTE: Final = 600  # requests of a client: a reader of several hundred feeds asks for all at once
_WINDOW: Final = 60.0  # seconds
MAX_CLIENTS: Final = 10_000
_IPV6_NETWORK: Final = 8  # bytes: one customer has all addresses below


def client_of(request: web.BaseRequest, *, behind_proxy: bool) -> bytes:
    """Return the address that a request came from: an IPv4 address, or the network of an IPv6 one.

    Behind a proxy in a private network it is the last address of X-Forwarded-For, which that proxy wrote.
    """
    peer = _address(request.remote or "")
    forwarded = request.headers.getall("X-Forwarded-For", None)
    if behind_proxy and forwarded and peer.is_private:
        peer = _address(forwarded[-1].rpartition(",")[2].strip())
    return peer.packed[:_IPV6_NETWORK]


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    """Return an address; one that cannot be read is ::, so that all of these are one client."""
    try:
        found = ipaddress.ip_address(text)
    except ValueError:
        return ipaddress.IPv6Address(0)
    return (found.ipv4_mapped if found.version == 6 else None) or found  # noqa: PLR2004 - IPv6


@dataclass(slots=True)
class RateLimit:
    """Counts requests of each client in windows of a minute; `clock` gives monotonic seconds."""

    clock: Callable[[], float]
    _counts: Counter[bytes] = field(default_factory=Counter[bytes])
    _ends: float = 0.0

    def allows(self, client: bytes) -> bool:
        """Count a request; return False for one too many."""
        if (now := self.clock()) >= self._ends or len(self._counts) > MAX_CLIENTS:
            self._counts.clear()
            self._ends = now + _WINDOW
        self._counts[client] += 1
        return self._counts[client] <= MAX_PER_MINUTE
