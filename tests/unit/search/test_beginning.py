"""When an index of past papers begins to follow its store."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import TYPE_CHECKING

from bot.domain.ports import PollCommit
from bot.search.past import PastIndex, following
from tests.support.fakes import START, sighting

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from bot.domain.ports import Store


async def ready(past: PastIndex) -> None:
    """Wait, without asking for anything, which would hurry it."""
    async with asyncio.timeout(30):
        while not past.state().ready:  # noqa: ASYNC110 - there is no event to wait for
            await asyncio.sleep(0.001)


async def test_it_leaves_the_start_to_what_is_more_urgent(store: Store, folder: Path) -> None:
    """The file is opened when a poll has stored something, or somebody asks, and not before."""
    await store.commit_poll(PollCommit(source="huggingface", at=START, sightings=(sighting(),)))
    async with following(store, folder) as past:
        await asyncio.sleep(0.1)
        assert not folder.exists()  # noqa: ASYNC240 - a local one
        past.wake()
        await ready(past)
        assert past.state().papers == 1


async def test_it_stands_back_for_what_a_poll_brought(
    store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While that is posted nothing is written; whoever asks is answered all the same."""
    monkeypatch.setattr("bot.search.follower._STAND_BACK", 3_600.0)
    await store.commit_poll(PollCommit(source="huggingface", at=START, sightings=(sighting(),)))
    async with following(store, folder) as past:
        past.wake()
        await asyncio.sleep(0.1)
        assert not folder.exists()  # noqa: ASYNC240 - a local one
        assert len((await past.find(None, since=date.min, most=9)).days) == 1


async def test_it_begins_by_itself_after_some_seconds(
    store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where no poll comes."""
    monkeypatch.setattr("bot.search.follower._BEGIN_AFTER", 0.0)
    async with following(store, folder) as past:
        await ready(past)


async def test_it_rests_when_all_is_written(store: Store, folder: Path) -> None:
    """Whoever follows is told when what writing took is free; not when there was nothing to write."""
    rests = list[int]()
    await store.commit_poll(PollCommit(source="huggingface", at=START, sightings=(sighting(),)))
    async with following(store, folder, rested=lambda: rests.append(past.state().papers)) as past:
        await past.catch_up()
        assert len(rests) == 1
        await past.catch_up()
        assert len(rests) == 1
