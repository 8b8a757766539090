"""Ask a replica on this machine for its status, from another process."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, cast

import aiohttp

from bot.app.control import store_status
from bot.store.opening import open_read_only

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.settings import Settings

_TIMEOUT = aiohttp.ClientTimeout(total=5.0)  # seconds
_LOOPBACK = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - where a process that listens everywhere is asked
_FAILURES = (aiohttp.ClientError, asyncio.TimeoutError, OSError, ValueError, TypeError)
_NOT_ASKED = "not asked, as PAPERBOY_HEALTH__PORT is 0"


async def replica_status(settings: Settings) -> Mapping[str, object]:
    """Return the status for `paperboy status` with PostgreSQL, where no control socket exists. Raises StoreError.

    The counts, and the number of replicas on all machines, come from the database; the state of this machine's
    replica comes from its /status, unless that is off.
    """
    async with open_read_only(settings.store.url) as store:
        counts, replicas = await store_status(store), await store.replicas()
    if settings.health.port == 0:
        return {"running": bool(replicas), "replicas": replicas, "replica": _NOT_ASKED, **counts}
    return {**await _replica(settings.health.host, settings.health.port), "replicas": replicas, **counts}


async def _replica(host: str, port: int) -> Mapping[str, object]:
    """Return the replica's answer to GET /status."""
    reachable = _LOOPBACK.get(host, host)
    address = f"http://[{reachable}]:{port}/status" if ":" in reachable else f"http://{reachable}:{port}/status"
    try:
        async with aiohttp.ClientSession(timeout=_TIMEOUT) as session, session.get(address) as answer:
            answer.raise_for_status()
            return {"running": True, **cast("dict[str, object]", await answer.json())}
    except _FAILURES:
        return {"running": False, "replica": f"none answers on {reachable}:{port}"}
