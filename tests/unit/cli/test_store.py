"""`paperboy store`: in a running process, on the files, and with invalid arguments."""

import asyncio
import json
import re
import sqlite3
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, closing
from pathlib import Path

import pytest

from bot.app.control import serve_control
from bot.app.store_admin import store_verbs
from bot.search.past_papers import following
from bot.store.opening import open_store
from tests.contract.makers import THERE, message, planned
from tests.unit.cli.conftest import Printed
from tests.unit.cli.stuck import call

pytestmark = pytest.mark.usefixtures("url")


@pytest.mark.parametrize(
    "line",
    [
        "status",
        "status --health",
        "outbox list",
        "outbox retry --all-dead",
        "outbox drop abcd",
        "store check",
        "store compact",
        "store export x.jsonl",
    ],
)
async def test_where_no_store_is_none_is_made(line: str, tmp_path: Path, printed: Printed):
    """Without a store there is a sentence, exit code 1, and no new file."""
    assert await call(*line.split()) == 1
    assert printed.err().startswith("paperboy: There is no store in ")
    assert await asyncio.to_thread(lambda: [*tmp_path.iterdir()]) == []


async def test_check_counts_and_is_content(stopped: str, printed: Printed):
    """A store that belongs together is said to, also while it is held open."""
    async with open_store(stopped):
        assert await call("store", "check") == 0
    assert printed.out().splitlines() == [
        "5 papers, 1 destination, 1 subscription, 5 alerts, 4 messages, 0 positions, 0 notes.",
        "The data is complete and consistent.",
    ]


async def test_check_names_what_points_nowhere(url: str, printed: Printed):
    """A paper that is missing for an open alert is named; for programs too."""
    async with open_store(url) as store:
        await planned(store, message(5, to=THERE))
    assert await call("store", "check") == 1
    assert "The alert for arxiv:2601.00005 in 222 waits for a paper that is not stored." in printed.out()
    assert await call("store", "check", "--json") == 1
    assert json.loads(printed.out())["counts"]["alert"] == 1


async def test_check_of_a_damaged_file_is_a_sentence(stopped: str, printed: Printed):
    """A flipped bit is found, and nothing is changed."""
    path = Path(stopped.removeprefix("tinydb://")) / "journal"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(bytes(content))
    assert await call("store", "check") == 1
    assert "The store is damaged" in printed.err()
    assert path.read_bytes() == bytes(content)


@pytest.mark.parametrize("running", [True, False])
async def test_compact_makes_the_files_smaller(stopped: str, printed: Printed, *, running: bool):
    """By the process that holds them or without one; the bytes before and after are said."""
    if running:
        async with _served(stopped, None):
            assert await call("store", "compact") == 0
            assert await call("store", "check") == 0
    else:
        assert await call("store", "compact") == 0
    found = re.search(r"Compacted from ([\d,]+) to ([\d,]+) bytes", printed.out())
    assert found is not None
    before, after = (int(number.replace(",", "")) for number in found.groups())
    assert after < before


async def test_a_database_needs_no_compacting(monkeypatch: pytest.MonkeyPatch, printed: Printed):
    """A database needs no compacting, and the command says so."""
    monkeypatch.setenv("PAPERBOY_STORE__URL", "postgresql://localhost/paperboy")
    assert await call("store", "compact") == 1
    assert "A database needs no compacting." in printed.err()


async def test_export_and_import_move_everything(
    stopped: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, printed: Printed
):
    """By way of a file and from store to store: what comes out again is the same, line by line."""
    assert await call("store", "export", "one.jsonl") == 0
    assert "Exported 16 entries to one.jsonl" in printed.out()
    monkeypatch.setenv("PAPERBOY_STORE__URL", f"tinydb://{tmp_path / 'second'}")
    assert await call("store", "import", "one.jsonl") == 0
    assert printed.out().startswith("Imported 5 papers, 1 destination, 1 subscription, 5 alerts")
    monkeypatch.setenv("PAPERBOY_STORE__URL", f"tinydb://{tmp_path / 'third'}")
    assert await call("store", "import", stopped) == 0
    assert await call("store", "export", "three.jsonl") == 0
    one, three = ((tmp_path / name).read_text() for name in ("one.jsonl", "three.jsonl"))
    assert one == three
    assert (tmp_path / "one.jsonl").stat().st_mode & 0o777 == 0o600


async def test_an_empty_store_is_imported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, printed: Printed):
    """Nothing is imported, and the sentence says so."""
    monkeypatch.setenv("PAPERBOY_STORE__URL", f"tinydb://{tmp_path / 'empty'}")
    async with open_store(f"tinydb://{tmp_path / 'first'}"):
        pass
    assert await call("store", "import", f"tinydb://{tmp_path / 'first'}") == 0
    assert printed.out() == "Imported nothing.\n"


async def test_nothing_is_merged_or_overwritten(stopped: str, printed: Printed):
    """An import into a store that holds something, or from itself, and an export over a file are refused."""
    assert await call("store", "export", "one.jsonl") == 0
    for argv, said in (
        (["import", "one.jsonl"], "is not empty"),
        (["import", stopped], "is not empty"),
        (["export", "one.jsonl"], "one.jsonl already exists"),
        (["export", "absent/one.jsonl"], "absent/one.jsonl cannot be written"),
        (["import", "absent.jsonl"], "absent.jsonl cannot be read"),
    ):
        printed.read()
        assert await call("store", *argv) == 1
        assert said in printed.err()


@pytest.mark.parametrize("running", [True, False])
async def test_the_index_of_past_papers_is_checked_and_compacted(stopped: str, printed: Printed, *, running: bool):
    """By the process that has it, or without one; one that is not like the store is made again."""
    folder = Path(stopped.removeprefix("tinydb://")) / "search"
    async with open_store(stopped) as store, following(store, folder) as past:
        await past.catch_up()
        assert past.state().papers == 5
    assert await call("store", "check") == await call("store", "compact") == 0
    with closing(sqlite3.connect(folder / "papers.sqlite")) as db, db:
        db.execute("UPDATE papers SET digest = 1 WHERE n = (SELECT max(n) FROM papers)")
    if running:
        async with _served(stopped, folder):
            await _check_mends(printed)
    else:
        await _check_mends(printed)


@asynccontextmanager
async def _served(url: str, folder: Path | None) -> AsyncGenerator[None]:
    """A process that holds the store and answers."""
    async with (
        open_store(url) as store,
        following(store, folder) as past,
        serve_control(url, store_verbs(store, past)),
    ):
        yield


async def _check_mends(printed: Printed):
    assert await call("store", "check") == 1
    assert "The index of past papers differed from the store" in printed.out()
    assert await call("store", "check") == 0
