"""The commands themselves, against a real store and a Hugging Face on loopback."""

import json
from functools import partial
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.app.control import serve_control, store_status
from bot.store.opening import open_store
from tests.fake_sources.huggingface import LoopbackHuggingFace
from tests.unit.cli.conftest import Printed
from tests.unit.cli.stuck import call

WELL = {"connected": True, "sources": [{"name": "huggingface", "trouble": None}]}


@pytest.fixture(autouse=True)
def elsewhere(own_store: str) -> str:
    """An empty folder with a store address, and logging left as it was; gives the address."""
    return own_store


def entries(folder: Path) -> list[Path]:
    return list(folder.iterdir())


async def test_status_of_a_stopped_bot(elsewhere: str, printed: Printed):
    """The files are read when no process holds them; a health check then fails."""
    async with open_store(elsewhere):
        pass
    assert await call("status") == 0
    assert printed.out().startswith("running: no\n")
    assert await call("status", "--health") == 1
    assert "paperboy run" in printed.out()


async def test_status_of_a_running_bot(elsewhere: str, printed: Printed):
    """The process that holds the store is asked, for people, programs and health checks."""
    async with (
        open_store(elsewhere) as store,
        serve_control(elsewhere, {"status": partial(store_status, store, lambda: WELL)}),
    ):
        assert await call("status", "--json") == 0
        facts = json.loads(printed.out())
        assert (facts["running"], facts["connected"], facts["papers"]) == (True, True, 0)
        assert await call("status", "--health") == 0
        assert printed.out() == "Everything is working.\n"


async def test_check_says_what_is_well_and_what_is_not(monkeypatch: pytest.MonkeyPatch, printed: Printed):
    """Each subject has a line; a wrong one makes the exit code 1."""
    async with LoopbackHuggingFace() as hf:
        monkeypatch.setenv("PAPERBOY_HUGGINGFACE__URL", str(hf.url))
        assert await call("check", "--json") == 1
        facts = json.loads(printed.out())
        assert {"subject": "settings", "text": "All values are valid.", "ok": True} in facts["findings"]
        assert await call("check") == 1
    lines = printed.out().splitlines()
    assert "ok    settings: All values are valid." in lines
    assert any(line.startswith("ok    Hugging Face: ") for line in lines)
    assert any(line.startswith("WRONG token: PAPERBOY_DISCORD__TOKEN is not set") for line in lines)


async def test_a_dry_run_reads_and_leaves_no_trace(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, printed: Printed
):
    """It shows what was read and what would come of it, and makes no store."""
    async with LoopbackHuggingFace() as hf:
        monkeypatch.setenv("PAPERBOY_HUGGINGFACE__URL", str(hf.url))
        assert await call("poll", "--json") == 0
        facts = json.loads(printed.out())
        assert (facts["sources"][0]["source"], facts["sources"][0]["baseline"]) == ("huggingface", True)
        assert (facts["subscriptions"], facts["alerts"]) == (0, [])
        assert await call("poll", "--dry-run") == 0
    lines = printed.out().splitlines()
    assert lines[0].startswith("Hugging Face: 0 papers on ")
    assert lines[1].startswith("There are no subscriptions yet")
    assert entries(tmp_path) == []


def test_run_without_a_usable_store_is_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, printed: Printed
):
    """A store that cannot be opened ends `run` before it talks to anybody."""
    monkeypatch.setenv("PAPERBOY_DISCORD__TOKEN", "made-up.token.of-a-bot")
    (tmp_path / "store").write_text("no folder", "utf-8")
    assert main(["run"]) == 1
    shown = printed.err()
    assert shown.startswith("paperboy: ")
    assert str(tmp_path / "store") in shown
    assert "Traceback" not in shown
