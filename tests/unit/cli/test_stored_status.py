"""The status of a store, from the process that holds it or from the store itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from bot.app.control import NobodyAnswersError, ask_running, serve, serve_control, stored_status
from bot.domain.errors import StoreError

if TYPE_CHECKING:
    from pathlib import Path


async def test_a_status_that_is_no_mapping_is_an_error(tmp_path: Path) -> None:
    """Another version may answer differently."""

    async def odd() -> object:
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
