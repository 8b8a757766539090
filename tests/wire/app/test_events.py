"""What goes wrong while an event of the gateway is followed."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from bot.domain.errors import StoreError

if TYPE_CHECKING:
    from tests.wire.app.line import Line


@pytest.mark.parametrize(
    ("error", "said", "traceback"),
    [
        (
            StoreError("PostgreSQL did not answer in time."),
            "What Discord reported (on_thread_join) was not followed up: PostgreSQL did not answer in time.",
            False,
        ),
        (ZeroDivisionError("a bug"), "Ignoring exception in on_thread_join", True),
    ],
    ids=["an outage", "a bug"],
)
async def test_an_outage_is_a_sentence(
    line: Line, caplog: pytest.LogCaptureFixture, *, error: Exception, said: str, traceback: bool
) -> None:
    """Of a database that is away, say; only a bug of ours has a traceback."""
    failed = asyncio.Event()

    async def on_thread_join(_thread: object) -> None:
        failed.set()
        raise error

    line.client.add_listener(on_thread_join)
    line.client.dispatch("thread_join", None)
    await asyncio.wait_for(failed.wait(), 5)
    await asyncio.sleep(0.05)
    (record,) = [one for one in caplog.records if "on_thread_join" in one.getMessage()]
    assert record.getMessage() == said
    assert bool(record.exc_info) == traceback
