"""How a replica on this machine is, asked from another process."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, cast

import aiohttp

from bot.control import store_status
from bot.store.opening import open_read_only

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.settings import Settings

_PATIENCE = aiohttp.ClientTimeout(total=5.0)  # seconds
_EVERYWHERE = frozenset({"0.0.0.0", "::"})  # noqa: S104 - what a host may have set, to be asked on loopback
_FAILURES = (aiohttp.ClientError, asyncio.TimeoutError, OSError, ValueError, KeyError, TypeError, AttributeError)


async def probe(settings: Settings) -> Mapping[str, object]:
    """What `paperboy status` shows of a database, which has no control socket. Raises StoreError with a sentence.

    The counts come from the database, and whether this machine's replica is well from its /readyz.
    """
    async with open_read_only(settings.store.url) as store:
        counts = await store_status(store)
    return {**await _replica(settings.health.host, settings.health.port), **counts}


async def _replica(host: str, port: int) -> Mapping[str, object]:
    """What /readyz says, in the words of `bot.cli.status`."""
    if port == 0:
        return {"running": False, "replica": "not known: PAPERBOY_HEALTH__PORT is 0"}
    asked = "127.0.0.1" if host in _EVERYWHERE else host
    address = f"http://[{asked}]:{port}/readyz" if ":" in asked else f"http://{asked}:{port}/readyz"
    try:
        async with aiohttp.ClientSession(timeout=_PATIENCE) as session, session.get(address) as answer:
            return _understood(await answer.json())
    except _FAILURES:
        return {"running": False, "replica": f"none answers on {asked}:{port}"}


def _understood(body: Any) -> Mapping[str, object]:  # noqa: ANN401 - JSON
    checks = cast("dict[str, dict[str, Any]]", body["checks"])
    trouble = {name: str(check["said"]) for name, check in checks.items() if not check["ok"]}
    return {
        "running": True,
        "connected": "gateway" not in trouble,
        "sources": [{"name": name, "trouble": said} for name, said in trouble.items() if name != "gateway"],
    }
