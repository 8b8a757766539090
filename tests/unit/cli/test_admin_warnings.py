"""Health, moving and exporting: what a person must know before it goes wrong."""

import re
from functools import partial
from pathlib import Path

import pytest

from bot.app.control import serve_control, store_status
from bot.store.opening import open_store
from tests.faults.mounts import small_disk
from tests.unit.cli.conftest import Printed
from tests.unit.cli.stuck import call, stuck

pytestmark = pytest.mark.usefixtures("url")


async def test_a_store_in_use_is_not_copied(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, printed: Printed
):
    """An export from a running bot warns that its later posts would be repeated; a stopped bot's is taken."""
    monkeypatch.setenv("PAPERBOY_STORE__URL", f"tinydb://{tmp_path / 'copy'}")
    async with open_store(url) as store:
        await stuck(store)
        async with serve_control(url, {"status": partial(store_status, store)}):
            assert await call("store", "import", url) == 1
    assert "Paperboy is running on that store" in printed.err()
    assert await call("store", "import", url) == 0


async def test_an_export_says_where_files_can_be(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, printed: Printed
):
    """On a read-only file system, as the container's, it names a file beside the store, which can be written."""
    async with open_store(url):
        pass
    with small_disk(tmp_path / "closed", "1m", "ro") as closed:
        monkeypatch.chdir(closed)
        assert await call("store", "export", "backup.jsonl") == 1
        said = printed.err()
        assert f"Could not write to {closed}: choose a file" in said
        place = re.search(r"such as (\S+)\.$", said)
        assert place is not None
        assert await call("store", "export", place[1]) == 0
        monkeypatch.chdir(tmp_path)
