"""The whole demo, in this process: what it says, and how it begins and ends."""

import asyncio
import os
import signal
import socket
import tempfile
import threading
from collections.abc import AsyncGenerator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NoReturn

import aiohttp
import pytest
import simcord

from bot.demo.command import run
from bot.demo.texts import Options
from bot.domain.errors import PaperboyError
from bot.settings import Settings
from bot.sources.http.fetcher import Fetcher, open_session
from bot.sources.huggingface.settings import SPEC
from bot.sources.huggingface.source import HuggingFace
from tests.fake_sources.huggingface import LoopbackHuggingFace, make_item


class Terminal:
    """Records printed lines, and waits for one."""

    def __init__(self):
        self.lines: list[str] = []
        self._more = asyncio.Event()

    def say(self, line: str):
        self.lines.append(line)
        self._more.set()

    async def wait_for(self, text: str) -> str:
        while not (found := [line for line in self.lines if text in line]):
            self._more.clear()
            await self._more.wait()
        return found[0]


@pytest.fixture
def terminal() -> Terminal:
    return Terminal()


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the demo's store."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def contents(folder: Path) -> list[Path]:
    return list(folder.iterdir())


@pytest.fixture
async def demo(terminal: Terminal) -> AsyncGenerator[asyncio.Task[int]]:
    """A running demo on sample data."""
    task = asyncio.create_task(run(Settings(), Options(browse=None, say=terminal.say)))
    yield task
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_a_signal_ends_it_cleanly(
    demo: asyncio.Task[int], terminal: Terminal, folder: Path, number: signal.Signals
):
    """After the first alert Ctrl-C gives exit code 0 and leaves nothing behind, however often it is pressed."""
    await terminal.wait_for("Posted in #paper-alerts")
    assert terminal.lines[0].startswith("Sample data")
    assert contents(folder)
    os.kill(os.getpid(), number)
    os.kill(os.getpid(), number)
    assert await demo == 0
    assert terminal.lines[-1] == "The demo has ended. Its data was deleted."
    assert not contents(folder)


async def test_ending_the_session_in_the_page_ends_the_demo(demo: asyncio.Task[int], terminal: Terminal):
    """The entry "End preview session" in the page's menu has the effect of Ctrl-C."""
    address, _, key = (await terminal.wait_for("The page: ")).removeprefix("The page: ").partition("/#")
    headers = {"X-Simcord-Capability": key}
    async with aiohttp.ClientSession(address, headers=headers) as session:
        async with session.post("/api/pages", json={}) as answer:
            page: dict[str, Any] = await answer.json()
        close = {
            "protocol_version": 3,
            "kind": "close",
            "sequence": 1,
            "request_id": "r",
            "generation": page["context"]["generation"],
            "bot_generation": page["botGeneration"],
        }
        context = {"X-Simcord-Context": page["context"]["id"]}
        async with session.post("/api/action", json=close, headers=context) as answer:
            assert answer.status == 200
    assert await demo == 0


async def test_a_taken_port_is_named(folder: Path):
    """The sentence names the port and what to do; nothing is left behind."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(PaperboyError, match=rf"cannot listen on port {port} \(.*--port"):
            await run(Settings(), Options(port=port, browse=None))
    assert not contents(folder)


async def test_the_browser_is_opened_at_the_address(terminal: Terminal):
    """The address that is opened is the one that is printed, and opening it does not hold up the loop."""
    opened: list[str] = []
    seen = threading.Event()

    def browse(url: str):
        opened.append(url)
        seen.set()

    demo = asyncio.create_task(run(Settings(), Options(say=terminal.say, browse=browse)))
    line = await terminal.wait_for("The page: ")
    await asyncio.to_thread(seen.wait)
    assert line == f"The page: {opened[0]}"
    demo.cancel()
    with pytest.raises(asyncio.CancelledError):
        await demo


async def test_live_papers_are_polled_and_posted(terminal: Terminal):
    """With a Hugging Face that answers, what it lists is posted, and the terminal says that it is live."""
    async with LoopbackHuggingFace() as server, open_session() as session:
        today = HuggingFace(SPEC, Fetcher(session), server.url, None).today(datetime.now(UTC))
        server.put(today, [make_item("2511.00001", upvotes=40, title="Agents that agree")])
        settings = Settings.model_validate({"huggingface": {"url": server.url}})
        demo = asyncio.create_task(run(settings, Options(sample=False, browse=None, say=terminal.say)))
        assert await terminal.wait_for("Posted") == "Posted in #paper-alerts: Agents that agree"
        assert terminal.lines[0].startswith("Live data")
        demo.cancel()
        with pytest.raises(asyncio.CancelledError):
            await demo


async def test_a_missing_part_of_the_extra_is_named(monkeypatch: pytest.MonkeyPatch):
    """SimCord without what its page needs gives SimCord's sentence."""

    def refuse(*_: object, **_options: object) -> NoReturn:
        raise simcord.SetupError("Preview requires PIL")

    monkeypatch.setattr(simcord.Preview, "__aenter__", refuse)
    with pytest.raises(PaperboyError, match="Could not show the demo's page: Preview requires PIL"):
        await run(Settings(), Options(browse=None))
