"""Health, moving and exporting: what a person must know before it goes wrong."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING

import pytest

from bot.__main__ import main
from bot.app.control import serve_control
from bot.domain.alert import MessageState
from bot.store.opening import open_store
from tests.contract.makers import NOW, claimed, polled, sighting, subscribed
from tests.faults.mounts import small_disk

if TYPE_CHECKING:
    from pathlib import Path

    from bot.domain.ports import Store


@pytest.fixture(autouse=True)
def url(own_store: str) -> str:
    """Where the commands find their store."""
    return own_store


async def call(*argv: str) -> int:
    """Run a command, which makes an event loop of its own, beside the one of this test."""
    return await asyncio.to_thread(main, argv)


async def stuck(store: Store) -> None:
    """One dead and one uncertain message."""
    await subscribed(store)
    await polled(store, sightings=[sighting(1), sighting(2)])
    for number, state in ((1, MessageState.DEAD), (2, MessageState.UNCERTAIN)):
        taken = await claimed(store, number)
        await store.finish(taken.key, taken.claim, state, "No.", NOW)


async def test_health_tells_of_what_is_stuck(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Dead and uncertain messages are not well; a container's check does not start it again for them."""
    facts = {"connected": True, "sources": []}
    async with open_store(url) as store:
        await stuck(store)
        async with serve_control(url, store, lambda: facts):
            assert await call("status", "--health") == 1
            told = capsys.readouterr().out
            assert told.startswith("Posts did not get through (1 dead, 1 uncertain): `paperboy outbox list`")
            assert await call("status", "--ready") == 0
            assert capsys.readouterr().out == told


async def test_a_store_in_use_is_not_copied(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What the running bot posts afterwards would come again from the copy; once it has stopped it is taken."""
    monkeypatch.setenv("PAPERBOY_STORE__URL", f"tinydb://{tmp_path / 'copy'}")
    async with open_store(url) as store:
        await stuck(store)
        async with serve_control(url, store, dict):
            assert await call("store", "import", url) == 1
    assert "A running Paperboy serves that store" in capsys.readouterr().err
    assert await call("store", "import", url) == 0


async def test_an_export_says_where_files_can_be(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """On a read-only file system, as the container's, it names a file beside the store, which can be written."""
    async with open_store(url):
        pass
    with small_disk(tmp_path / "closed", "1m", "ro") as closed:
        monkeypatch.chdir(closed)
        assert await call("store", "export", "backup.jsonl") == 1
        said = capsys.readouterr().err
        assert f"backup.jsonl cannot be written in {closed}: name a file where that may be" in said
        place = re.search(r"such as (\S+)\.$", said)
        assert place is not None
        assert await call("store", "export", place[1]) == 0
        monkeypatch.chdir(tmp_path)
