"""Requests to addresses that people gave in Discord: only to public websites, whatever a name or a redirect says.

Otherwise anybody who can add a source could read what only the host's machine reaches: its network, its own
services, the credentials that clouds give to machines at `169.254.169.254`.
"""

from __future__ import annotations

import asyncio
import re
import socket
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from functools import partial
from ipaddress import IPv4Address, ip_address, ip_network
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import urljoin
from weakref import WeakValueDictionary

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from typing_extensions import override
from yarl import URL

from bot.domain.errors import SourceError
from bot.language.translating import gettext
from bot.sources.http.fetcher import JSON, Accept, Fetcher, UnreachableError, open_session

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Mapping

    from bot.sources.http.responses import Response

MAX_AT_ONCE = 8  # requests
_MAX_BODY_BYTES = 4 * 1024 * 1024
MAX_LOOKUPS = 32  # of names at once; each takes a thread until the system gives up, some ten seconds
_MAX_LENGTH = 2_000  # characters of an address
_PORTS = frozenset({80, 443})
# A name, also an IPv4 address; or an IPv6 address
_HOST = re.compile(r"[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63}){0,99}|[0-9a-f.]*:[0-9a-f:.]*")
_NAT64 = ip_network("64:ff9b::/96")
# From IANA's registries of special-purpose addresses; of IPv6, only 2000::/3 is in use on the internet
_SPECIAL = tuple(
    ip_network(network)
    for network in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",  # private
        "100.64.0.0/10",  # private, of providers; the metadata of Alibaba's machines
        "127.0.0.0/8",  # this machine
        "168.63.129.16/32",  # the metadata of Azure's machines
        "169.254.0.0/16",  # this link; the metadata of most clouds' machines
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # protocols; the metadata of Oracle's machines
        "192.0.2.0/24",  # documentation
        "192.88.99.0/24",  # 6to4
        "192.168.0.0/16",  # private
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/3",  # multicast, reserved, broadcast
        "::/3",  # this machine, IPv4 in IPv6
        "2001::/23",  # protocols; Teredo
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4
        "3fff::/20",  # documentation
        "4000::/2",
        "8000::/1",  # private, link-local, multicast
    )
)


def is_public(address: str) -> bool:
    """Return True for an IP address of the public internet; of `64:ff9b::10.0.0.1` the IPv4 address counts."""
    found = ip_address(address)
    if found in _NAT64:
        found = IPv4Address(found.packed[-4:])
    return not any(found in network for network in _SPECIAL)


def web_url(address: str, max_length: int = _MAX_LENGTH) -> URL:
    """Return an address of the web in its canonical form. Raises ValueError with a sentence for people."""
    try:
        url = URL(address.strip()).with_fragment(None)
        usable = (
            url.scheme in {"http", "https"} and url.user is url.password is None and len(str(url)) <= max_length
        )
        if usable and url.host and url.port and _HOST.fullmatch(url.raw_host or ""):
            return url
    except ValueError:  # also of a name that is no valid international one
        pass
    raise ValueError(gettext("That is not the address of a feed."))


def _public_socket(target: tuple[int, int, int, str, tuple[Any, ...]]) -> socket.socket:
    """Make the socket for a connection; raises PermissionError unless to a web port of a public address, not ours.

    Names are resolved before this, so what is checked is what is connected to.
    """
    family, kind, protocol, _, (address, port, *_) = target
    if not is_public(address) or port not in _PORTS or _is_ours(family, address):
        raise PermissionError
    return socket.socket(family, kind, protocol)


def _is_ours(family: int, address: str) -> bool:
    """Return True for an address of this machine or, of IPv6, its network: a firewall may hide it from others."""
    with socket.socket(family, socket.SOCK_DGRAM) as probe, suppress(OSError):
        probe.connect((address, 9))  # sends nothing, and chooses the address to send from
        # Eight bytes are the network of an IPv6 address (/64), and a whole IPv4 address.
        return ip_address(probe.getsockname()[0]).packed[:8] == ip_address(address).packed[:8]
    return False


class _Resolver(AbstractResolver):
    """Resolves names on threads of its own: slow name servers would hold up all other work of the shared ones."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(MAX_LOOKUPS, "names")

    @override
    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        resolve = partial(socket.getaddrinfo, host, port, family, socket.SOCK_STREAM, flags=socket.AI_ADDRCONFIG)
        found = await asyncio.get_running_loop().run_in_executor(self._threads, resolve)
        return [
            ResolveResult(
                hostname=host,
                host=str(address[0]),
                port=port,
                family=family,
                proto=protocol,
                flags=socket.AI_NUMERICHOST,
            )
            for family, _, protocol, _, address in found
        ]

    @override
    async def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)


class StrangersFetcher(Fetcher):
    """Fetches addresses that people gave, one request at a time to a host, with redirects to other hosts.

    Its session decides which IP addresses can be reached.
    """

    max_requests: ClassVar = 6

    def __init__(self, session: aiohttp.ClientSession, *, allow_private: bool) -> None:
        super().__init__(session, timeout=30.0, chunk_timeout=15.0, max_bytes=_MAX_BODY_BYTES)
        self._allow_private = allow_private
        self._requests = asyncio.Semaphore(MAX_AT_ONCE)
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    @override
    async def get(
        self,
        url: URL,
        *,
        headers: Mapping[str, str] | None = None,
        accept: Accept = JSON,
        cached: Response | None = None,
    ) -> Response:
        """Fetch a URL. Raises SourceError; an unknown name and a private address get the same sentence."""
        try:
            accept = replace(accept, advice={})  # the usual advice is about the host's settings
            return await super().get(web_url(str(url)), headers=headers, accept=accept, cached=cached)
        except UnreachableError:
            if self._allow_private:
                raise
            text = gettext("{host} could not be reached on the public web, ports 80 and 443.", host=url.host)
            raise SourceError(text) from None
        except ValueError as error:
            raise SourceError(str(error)) from None

    @override
    @asynccontextmanager
    async def _turn(self, _url: URL) -> AsyncGenerator[None]:
        turn = self._turns.setdefault(_url.host or "", asyncio.Lock())
        async with turn, self._requests:
            yield

    @override
    def _redirect(self, response: aiohttp.ClientResponse) -> URL:
        try:
            return web_url(urljoin(str(response.url), response.headers.get("Location", "")))
        except ValueError:
            raise SourceError(f"{response.url.host} redirects to something that is not a web address.") from None


@asynccontextmanager
async def open_strangers_fetcher(*, allow_private: bool = False) -> AsyncGenerator[StrangersFetcher]:
    """Open the fetcher for addresses that people gave; one a process.

    `allow_private` lets it read any address and port that this machine reaches, for a host who trusts all who add
    sources.
    """
    connector = aiohttp.TCPConnector(
        limit=0,  # the fetcher has its own limit, and waiting for it is not part of a request's time
        force_close=True,
        use_dns_cache=False,
        resolver=_Resolver(),
        socket_factory=None if allow_private else _public_socket,
    )
    async with open_session(connector) as session:
        yield StrangersFetcher(session, allow_private=allow_private)
