"""The health endpoints."""

from __future__ import annotations

import socket

import aiohttp
import pytest

from bot.app.monitoring.http import serve_health
from bot.app.monitoring.readiness import Check, Readiness
from bot.domain.errors import PaperboyError


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


async def ready() -> Readiness:
    return Readiness(checks={}, counts=None)


async def page() -> bytes:
    return b"paperboy_ready 1.0\n"


async def test_ready_or_the_reason() -> None:
    """/livez is always 200; /readyz is 503 as long as one check fails, and names each check."""
    checks = {"gateway": Check(well=False, said="Not connected."), "database": Check(well=True, said="Fine.")}

    async def look() -> Readiness:
        return Readiness(checks=checks, counts=None)

    port = free_port()
    async with (
        serve_health("127.0.0.1", port, look, page, dict),
        aiohttp.ClientSession(f"http://127.0.0.1:{port}") as session,
    ):
        async with session.get("/livez") as answer:
            assert (answer.status, await answer.text()) == (200, "alive\n")
        async with session.get("/readyz") as answer:
            assert (answer.status, await answer.json()) == (
                503,
                {
                    "ready": False,
                    "checks": {
                        "gateway": {"ok": False, "said": "Not connected."},
                        "database": {"ok": True, "said": "Fine."},
                    },
                },
            )
        del checks["gateway"]
        async with session.get("/readyz") as answer:
            assert (answer.status, (await answer.json())["ready"]) == (200, True)


async def test_port_in_use_is_a_sentence() -> None:
    """An address that cannot be had says which setting to change."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(PaperboyError, match="PAPERBOY_HEALTH__PORT"):
            async with serve_health("127.0.0.1", taken.getsockname()[1], ready, page, dict):
                raise AssertionError("it cannot listen there")
