"""The client: errors while it handles a gateway event."""

import aiohttp
import pytest

from bot.discord_io.client import PaperboyClient
from bot.domain.errors import StoreError


@pytest.mark.parametrize(
    ("error", "said", "traceback"),
    [
        (
            StoreError("PostgreSQL did not answer in time."),
            "Could not handle Discord's event on_thread_join: PostgreSQL did not answer in time.",
            False,
        ),
        (ZeroDivisionError("a bug"), "Ignoring exception in on_thread_join", True),
    ],
    ids=["an outage", "a bug"],
)
async def test_an_outage_is_a_sentence(
    caplog: pytest.LogCaptureFixture, *, error: Exception, said: str, traceback: bool
):
    """An outage of a database is logged as one sentence; only our own bug has a traceback."""

    async def nothing(_client: PaperboyClient):
        """No commands are needed here."""

    client = PaperboyClient(nothing, http_trace=aiohttp.TraceConfig())

    async def listener():
        raise error

    await client._run_event(listener, "on_thread_join")
    (record,) = [one for one in caplog.records if "on_thread_join" in one.getMessage()]
    assert record.getMessage() == said
    assert bool(record.exc_info) == traceback
