"""The status of a store, from the process that holds it or from the store itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from bot.app.control import NobodyAnswersError, ask_running, serve, serve_control, stored_status
from bot.domain.errors import StoreError
from bot.store.opening import open_store

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


async def test_status_comes_from_the_running_process_with_its_facts(tmp_path: Path) -> None:
    """While a process holds the store, its counts and its own facts are told."""
    url = f"tinydb://{tmp_path}"
    async with open_store(url) as store, serve_control(url, store, lambda: {"connected": True}):
        await store.set_note("x", "y")
        status = await stored_status(url)
    assert (status["running"], status["connected"], status["papers"]) == (True, True, 0)


async def test_status_comes_from_the_files_when_none_runs(tmp_path: Path) -> None:
    """Without a process the counts are read from the files, which stay as they are."""
    url = f"tinydb://{tmp_path}"
    async with open_store(url) as store:
        await store.set_note("x", "y")
    before = contents(tmp_path)
    status = await stored_status(url)
    assert (status["running"], status["papers"], status["oldest_due"]) == (False, 0, None)
    assert contents(tmp_path) == before


async def test_status_of_no_store_says_how_to_make_one(tmp_path: Path) -> None:
    """A first-time user is told what to start."""
    with pytest.raises(StoreError, match="paperboy run"):
        await stored_status(f"tinydb://{tmp_path / 'none'}")


async def test_a_status_that_is_no_mapping_is_an_error(tmp_path: Path) -> None:
    """Another version may answer differently."""

    async def odd(_arguments: Mapping[str, object]) -> object:
        return 5

    async with serve(tmp_path, {"status": odd}):
        with pytest.raises(StoreError, match="use one version"):
            await stored_status(f"tinydb://{tmp_path}")


async def test_a_database_gets_no_socket() -> None:
    """Any process may ask it, so nobody answers for it, and no folder is needed."""
    url = "postgresql://127.0.0.1:1/x"
    store: Any = None
    async with serve_control(url, store, dict):
        with pytest.raises(NobodyAnswersError, match="has no control socket"):
            await ask_running(url, "status")
