"""No operation on a large store blocks the event loop: the table of docs/scaling.md, as a bound."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from bot.search.past_papers import following
from bot.store.opening import open_store
from bot.store.transfer import fill_empty
from tests.contract.engines import ENGINES, new_url
from tests.wire.bounds.large import FULL, ONE_SERVER, SMALL, Large, Size
from tests.wire.bounds.slices import held, watched
from tests.wire.bounds.turns.scenes import SCENES
from tests.wire.bounds.turns.stage import Stage

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.databases import Databases


@pytest.mark.parametrize(
    ("engine", "size"),
    [
        pytest.param("tinydb", ONE_SERVER, id="one server-tinydb"),
        pytest.param("postgres", SMALL, id="small-postgres"),
        pytest.param("postgres", ONE_SERVER, id="one server-postgres", marks=pytest.mark.soak),
        *(pytest.param(engine, FULL, id=f"full-{engine}", marks=pytest.mark.soak) for engine in ENGINES),
    ],
)
async def test_no_turn_is_long(engine: str, size: Size, tmp_path: Path, databases: Databases):
    """Verbs of the store, commands, a poll, delivery, the gateway's events, pruning, export and compaction."""
    url = await new_url(engine, tmp_path, databases)
    async with open_store(url) as store:
        await fill_empty(store, Large(size).entries())
        await store.compact()
    async with open_store(url) as store, following(store, None) as past:
        stage = Stage(store, past, Large(size))
        for name, scene in SCENES.items():
            async with watched() as slices:
                await scene(stage)
            sys.stdout.write(f"{name}: ")
            held(slices)
