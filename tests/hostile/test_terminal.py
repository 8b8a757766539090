"""Hostile texts in a terminal or log: none controls it, forges a line or reorders one."""

import asyncio
import json
import logging
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import pytest

from bot.__main__ import main
from bot.app.monitoring.logs import Formatter
from bot.demo.texts import to_terminal
from bot.domain.alert import MessageState
from bot.domain.ports import Store
from bot.domain.subscription import Block, BlockCause
from bot.store.opening import open_store
from tests.contract.makers import HERE, LEASE, NOW, message, planned, polled, sighting, subscribed
from tests.fake_sources.huggingface import LoopbackHuggingFace
from tests.hostile.corpus import TEXTS
from tests.hostile.test_papers import corpus
from tests.wire.support.scenario import list_day

_STEERS = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
_WORST = "a\x1b]0;owned\x07\x1b[2J\x9b31m\r\u202egnp\u2028x\x7f"
_NAMED = [*TEXTS.values(), _WORST]


@pytest.fixture(autouse=True)
def url(own_store: str) -> str:
    """The address of the commands' store."""
    return own_store


@pytest.fixture
def papers(tmp_path: Path) -> str:
    """A file of every hostile paper."""
    path = tmp_path / "papers.json"
    path.write_text(json.dumps(corpus()), "utf-8")
    return str(path)


def shown(capsys: pytest.CaptureFixture[str]) -> str:
    """Return what was written to stdout and stderr, checked to be harmless."""
    out, err = capsys.readouterr()
    assert _STEERS.findall(out + err) == []
    return out + err


async def _stuck(store: Store):
    """Return the part that `outbox` and `status` show: titles, reasons, a channel's block."""
    await subscribed(store)
    texts = [text.encode("utf-8", "replace").decode() for text in _NAMED]
    for number, text in enumerate(texts, start=1):
        await polled(store, sightings=[sighting(number, title=text)])
        await planned(store, message(number))
        (taken,) = await store.claim_due(NOW, LEASE, 1)
        await store.finish(taken.key, taken.claim, MessageState.DEAD, f"because {text}", NOW)
    await store.set_block(HERE, Block(cause=BlockCause.PERMISSION, reason=f"so {_WORST}", since=NOW))


@pytest.mark.parametrize("argv", [["render"], ["match", "matter"], ["match", "matter", "--explain"]], ids=" ".join)
def test_papers_of_a_file(argv: list[str], papers: str, capsys: pytest.CaptureFixture[str]):
    """Papers are shown as cards, as lines and as JSON with the original texts."""
    assert main([*argv, "--papers", papers]) == 0
    assert len(shown(capsys).splitlines()) >= len(_NAMED)
    assert main([*argv, "--papers", papers, "--json"]) == 0
    found = json.loads(shown(capsys))
    assert len(found if isinstance(found, list) else found["matches"]) == len(corpus())


@pytest.mark.parametrize("text", _NAMED, ids=[*TEXTS, "worst"])
def test_what_is_typed_as_a_query(text: str, papers: str, capsys: pytest.CaptureFixture[str]):
    """A query is repeated harmlessly in the output or in its error."""
    assert main(["match", "--papers", papers, "--", text]) in {0, 2}
    assert shown(capsys)


def test_a_file_that_is_not_there(papers: str, capsys: pytest.CaptureFixture[str]):
    """The name of a missing file is shown harmlessly."""
    assert main(["match", "--papers", f"{papers}{_WORST.replace(chr(0), '')}", "matter"]) == 1
    assert "Could not read" in shown(capsys)


async def test_what_got_stuck(url: str, capsys: pytest.CaptureFixture[str]):
    """The outbox shows papers and reasons harmlessly, and the status counts."""
    async with open_store(url) as store:
        await _stuck(store)
    for argv in (["outbox", "list"], ["outbox", "list", "--json"], ["status"], ["status", "--json"], ["check"]):
        await asyncio.to_thread(main, argv)
        assert shown(capsys)
    assert await asyncio.to_thread(main, ["outbox", "retry", "--all-dead"]) == 0
    assert len(shown(capsys).splitlines()) >= len(_NAMED)


async def test_a_dry_run(url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """Titles and names in a dry run are shown harmlessly."""
    async with open_store(url) as store:
        await store.set_note("learning huggingface", "2025-11-01")
        await subscribed(store, query="matter", name=_WORST)
    async with LoopbackHuggingFace(today=lambda: datetime.now(UTC).date()) as hf:
        hf.put(list_day(), corpus())
        monkeypatch.setenv("PAPERBOY_HUGGINGFACE__URL", str(hf.url))
        assert await asyncio.to_thread(main, ["poll", "--dry-run"]) == 0
    assert shown(capsys).count("channel ") == len(corpus())


@pytest.mark.parametrize("form", ["text", "json"])
@pytest.mark.parametrize("text", _NAMED, ids=[*TEXTS, "worst"])
def test_logs(form: Literal["text", "json"], text: str):
    """Messages, their fields and tracebacks are logged harmlessly."""
    error = ValueError(text)
    record = logging.makeLogRecord({"msg": "Read %s", "args": (text,), "extra": text, "title": [text]})
    record.exc_info = (type(error), error, None)
    line = Formatter(form).format(record)
    assert _STEERS.findall(line) == []
    if form == "json":
        assert json.loads(line)["extra"] == text
        assert "\n" not in line
    else:
        assert "Read" in line.splitlines()[0]


def test_the_demo(capsys: pytest.CaptureFixture[str]):
    """The demo repeats titles harmlessly."""
    to_terminal(_WORST)
    assert "owned" in shown(capsys)
