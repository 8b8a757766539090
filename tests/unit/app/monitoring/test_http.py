"""The health endpoints."""

import math
import socket
from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager, suppress
from typing import Any

import aiohttp
import pytest

from bot.app.monitoring.metrics import Metrics
from bot.app.monitoring.monitor import serve_health
from bot.app.monitoring.overview import Overview
from bot.app.monitoring.replica_status import _replica
from bot.domain.errors import PaperboyError
from bot.domain.ports import Store
from bot.settings.model import Health
from tests.support.fakes import START


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _has_ipv6() -> bool:
    with socket.socket(socket.AF_INET6) as probe, suppress(OSError):
        probe.bind(("::1", 0))
        return True
    return False


def serving(
    port: int, store: Any = None, status: Callable[[], Mapping[str, object]] = dict, **view: Any
) -> AbstractAsyncContextManager[None]:
    """The endpoints of a process that is not connected, unless `view` says otherwise."""
    parts: dict[str, Any] = {"connected": False, "latency": math.nan, "servers": 0, "resumes_in": 0.0, **view}

    def looked_at() -> Overview:
        return Overview(store=store, now=START, sources=(), added_sources={}, **parts)

    return serve_health(Health(port=port), Metrics(), looked_at, status)


async def test_ready_or_the_reason(store: Store):
    """/livez is always 200; /readyz is 503 as long as one check fails, and names each check."""
    port = free_port()
    async with aiohttp.ClientSession(f"http://127.0.0.1:{port}") as session:
        async with serving(port, store):
            async with session.get("/livez") as answer:
                assert (answer.status, await answer.text()) == (200, "alive\n")
            async with session.get("/readyz") as answer:
                assert (answer.status, await answer.json()) == (
                    503,
                    {
                        "ready": False,
                        "checks": {
                            "database": {"ok": True, "said": "The store answers."},
                            "gateway": {"ok": False, "said": "Not connected to Discord."},
                            "last_good_poll": {"ok": True, "said": "Nothing is polled here."},
                        },
                    },
                )
        async with serving(port, store, connected=True), session.get("/readyz") as answer:
            assert (answer.status, (await answer.json())["ready"]) == (200, True)


async def test_port_in_use_is_a_sentence():
    """An address that cannot be had says which setting to change."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(PaperboyError, match="PAPERBOY_HEALTH__PORT"):
            async with serving(taken.getsockname()[1]):
                raise AssertionError("it cannot listen there")


@pytest.mark.parametrize(
    "host",
    [
        "0.0.0.0",  # noqa: S104 - a host's setting
        pytest.param("::", marks=pytest.mark.skipif(not _has_ipv6(), reason="no IPv6 here")),
    ],
)
async def test_a_replica_is_found_wherever_it_listens(host: str):
    """A process that listens on all addresses of one kind is asked on the loopback address of that kind."""
    health = Health(host=host, port=free_port())
    facts = {"servers": 3}
    store: Any = None
    overview = Overview(
        store=store,
        now=START,
        sources=(),
        added_sources={},
        connected=True,
        latency=0.0,
        servers=3,
        resumes_in=0.0,
    )
    async with serve_health(health, Metrics(), lambda: overview, lambda: facts):
        assert await _replica(host, health.port) == {"running": True, **facts}
