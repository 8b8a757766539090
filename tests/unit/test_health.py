"""The health endpoints."""

from __future__ import annotations

import socket

import aiohttp
import pytest

from bot.app.health import serve_health
from bot.domain.errors import PaperboyError


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


async def test_ready_or_the_reason() -> None:
    """/livez is always 200; /readyz is 503 with the reason until there is none."""
    reasons = ["not connected to Discord"]
    port = free_port()
    async with (
        serve_health("127.0.0.1", port, lambda: reasons[0] if reasons else None),
        aiohttp.ClientSession(f"http://127.0.0.1:{port}") as session,
    ):
        seen = []
        for path in ("/livez", "/readyz"):
            async with session.get(path) as answer:
                seen.append((answer.status, await answer.text()))
        reasons.clear()
        async with session.get("/readyz") as answer:
            seen.append((answer.status, await answer.text()))
    assert seen == [(200, "alive\n"), (503, "not connected to Discord\n"), (200, "ready\n")]


async def test_port_in_use_is_a_sentence() -> None:
    """An address that cannot be had says which setting to change."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(PaperboyError, match="PAPERBOY_HEALTH__PORT"):
            async with serve_health("127.0.0.1", taken.getsockname()[1], lambda: None):
                raise AssertionError("it cannot listen there")


async def test_port_nought_serves_nothing() -> None:
    """0 switches it off."""
    async with serve_health("127.0.0.1", 0, lambda: None):
        pass
