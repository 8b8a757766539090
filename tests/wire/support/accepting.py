"""Close connections that a server accepts in the moment in which it is closed: Python leaves them open."""

from asyncio.selector_events import BaseSelectorEventLoop
from typing import Any


def close_late_connections():
    """From now on. Left open they are collected in another test, which fails for it (CPython's issue 109564).

    Accepting takes some turns of the loop: a server that is closed between them refuses its new transport.
    """
    loops: Any = BaseSelectorEventLoop
    accept = loops._accept_connection2

    async def accept_unless_closed(loop: Any, *given: Any):
        _protocol, conn, _extra, _tls, server, *_timeouts = given
        if server is not None and not server.sockets:
            conn.close()
            return
        await accept(loop, *given)

    loops._accept_connection2 = accept_unless_closed
