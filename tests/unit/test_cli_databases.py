"""The command line on a store in PostgreSQL."""

from __future__ import annotations

import asyncio
import json
import logging
from typing import TYPE_CHECKING

import pytest

from bot.__main__ import main
from bot.app.moving import compact_verb
from bot.domain.alert import MessageState
from bot.store.opening import open_store
from tests.contract.given import NOW, claimed, message, polled, sighting, subscribed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.databases import Databases


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An empty folder, and logging left as it was."""
    monkeypatch.chdir(tmp_path)
    root = logging.getLogger()
    handlers, level = [*root.handlers], root.level
    yield
    logging.captureWarnings(capture=False)
    root.handlers[:] = handlers
    root.setLevel(level)


async def call(*argv: str) -> int:
    """Run a command, which makes an event loop of its own, beside the one of this test."""
    return await asyncio.to_thread(main, argv)


async def test_a_store_moves_into_a_database_and_is_worked_on_there(
    tmp_path: Path, databases: Databases, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`store import` fills it from a folder; `check`, `outbox` and `export` then do as they do on files."""
    folder = f"tinydb://{tmp_path / 'store'}"
    async with open_store(folder) as store:
        await subscribed(store)
        await polled(store, sightings=[sighting(1)])
        dead = await claimed(store, 1)
        await store.finish(dead.key, dead.claim, MessageState.DEAD, "No.", NOW)
    url = await databases.emptied()
    monkeypatch.setenv("PAPERBOY_STORE__URL", url)
    assert await call("store", "import", folder) == 0
    assert "1 paper, 1 destination, 1 subscription, 1 alert, 1 message" in capsys.readouterr().out
    assert await call("store", "check") == 0
    assert await call("outbox", "retry", "--all-dead") == 0
    shown = capsys.readouterr().out
    assert message(1).key in shown
    assert "takes it up within a minute" in shown
    assert await call("outbox", "list", "--json") == 0
    assert [found["state"] for found in json.loads(capsys.readouterr().out)["messages"]] == ["ready"]
    assert await call("status") == 0
    assert await call("store", "export", "out.jsonl") == 0
    assert await call("store", "import", "out.jsonl") == 1
    assert "holds something already" in capsys.readouterr().err
    async with open_store(url) as store:
        assert compact_verb(store) == {}
