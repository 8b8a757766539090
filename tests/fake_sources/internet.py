"""An internet for tests: every IP address that is connected to leads to one server on loopback."""

from __future__ import annotations

import asyncio
import socket
from collections import defaultdict
from collections.abc import Generator, Iterable
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import pytest

PUBLIC = "93.184.215.14"


class _Socket(socket.socket):
    """A socket whose datagrams go nowhere."""

    def __init__(self, internet: FakeInternet, *args: Any, **more: Any):
        super().__init__(*args, **more)
        self._internet = internet

    def connect(self, address: Any):
        if self.type != socket.SOCK_DGRAM:
            super().connect(address)

    def getsockname(self) -> Any:
        return (self._internet.own, 0) if self.type == socket.SOCK_DGRAM else super().getsockname()


class FakeInternet:
    """Names and the addresses that look-ups of them give, one answer after another; the last one stays.

    `connected` has each (address, port) that a connection was made to, `looked_up` each name. Datagrams are sent
    from `own`.
    """

    own = "93.184.215.99"

    def __init__(self, port: int):
        self.connected: list[tuple[str, int]] = []
        self.looked_up: list[str] = []
        self._answers: defaultdict[str, list[list[str]]] = defaultdict(list)
        self._port = port

    def name(self, name: str, *answers: Iterable[str]):
        """Let look-ups of a name give these addresses."""
        self._answers[name] = [list(addresses) for addresses in answers]

    @contextmanager
    def connecting(self, patch: pytest.MonkeyPatch, *besides: str) -> Generator[None]:
        """Replace look-ups and connections of the running loop, but not those to the URLs `besides`."""
        ports = {urlsplit(url).port for url in besides}
        loop: Any = asyncio.get_running_loop()
        connect = loop.sock_connect

        async def sock_connect(sock: socket.socket, address: tuple[str, int]):
            if address[1] in ports:
                return await connect(sock, address)
            self.connected.append(address[:2])
            loopback = "127.0.0.1" if sock.family == socket.AF_INET else "::ffff:127.0.0.1"
            return await connect(sock, (loopback, self._port))

        with patch.context() as patched:
            patched.setattr(socket, "socket", partial(_Socket, self))
            patched.setattr(loop, "sock_connect", sock_connect)
            patched.setattr(socket, "getaddrinfo", self._getaddrinfo)
            yield

    def _getaddrinfo(self, host: str, port: int, *_: object, **__: object) -> list[tuple[Any, ...]]:
        self.looked_up.append(host)
        answers = self._answers[host.rstrip(".")]
        addresses = answers.pop(0) if len(answers) > 1 else [*answers[0]] if answers else []
        with suppress(OSError):  # as the system's does: 0x7f.1 is 127.0.0.1
            addresses.append(socket.inet_ntoa(socket.inet_aton(host)))
        if not addresses:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return [
            (socket.AF_INET6, socket.SOCK_STREAM, 6, "", (address, port, 0, 0))
            if ":" in address
            else (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))
            for address in addresses
        ]
