"""The control socket: its answers, and that none of its sockets stays open."""

import asyncio
import gc
import json
import socket
import stat
import warnings
from pathlib import Path

import pytest

from bot.app.control import NobodyAnswersError, ask_in_folder, serve_in_folder
from bot.domain.errors import StoreError


async def echo(**arguments: object) -> object:
    return arguments


async def refuse() -> object:
    raise StoreError("Not today.")


async def break_down() -> object:
    raise RuntimeError("secret detail")


async def wait() -> object:
    return await asyncio.Event().wait()


VERBS = {"echo": echo, "refuse": refuse, "break": break_down}


async def say(folder: Path, request: bytes) -> dict[str, str]:
    """Send raw bytes and return the answer."""
    reader, writer = await asyncio.open_unix_connection(folder / "control.sock")
    writer.write(request)
    writer.write_eof()
    line = await reader.readline()
    writer.close()
    return json.loads(line)


async def test_a_verb_is_answered_with_its_result(tmp_path: Path):
    """Named arguments go in, the result comes out."""
    async with serve_in_folder(tmp_path, VERBS):
        assert await ask_in_folder(tmp_path, "echo", key="π", count=3) == {"key": "π", "count": 3}


async def test_only_the_owner_may_connect_and_the_socket_goes_at_the_end(tmp_path: Path):
    """The socket's mode is 600 while it exists."""
    path = tmp_path / "control.sock"
    async with serve_in_folder(tmp_path, VERBS):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert not path.exists()


async def test_errors_come_back_as_sentences(tmp_path: Path):
    """A refusal is passed on in its words, a failure without its details."""
    async with serve_in_folder(tmp_path, VERBS):
        with pytest.raises(StoreError, match=r"Not today\."):
            await ask_in_folder(tmp_path, "refuse")
        with pytest.raises(StoreError, match="see its log"):
            await ask_in_folder(tmp_path, "break")
        with pytest.raises(StoreError, match="accepts break, echo, refuse"):
            await ask_in_folder(tmp_path, "unheard")


@pytest.mark.parametrize(
    "request_line",
    [
        b"",
        b"\n",
        b"\xff\xfe\x00\n",
        b"[]\n",
        b"7\n",
        b'"verb"\n',
        b'{"verb": ["echo"]}\n',
        b'{"verb": "echo", "arguments": 5}\n',
        b"[" * 50_000 + b"\n",
        b"x" * 300_000,
    ],
    ids=["nothing", "empty", "no text", "list", "number", "text", "odd verb", "odd arguments", "deep", "long"],
)
async def test_a_hostile_request_is_answered_with_an_error(tmp_path: Path, request_line: bytes):
    """Any invalid request gets an error, and the server keeps working."""
    async with serve_in_folder(tmp_path, VERBS):
        assert set(await say(tmp_path, request_line)) == {"error"}
        assert await ask_in_folder(tmp_path, "echo") == {}


async def test_whoever_leaves_or_stays_silent_hurts_nobody(tmp_path: Path):
    """Broken or silent connections delay neither other requests nor the end."""
    async with serve_in_folder(tmp_path, VERBS):
        _, gone = await asyncio.open_unix_connection(tmp_path / "control.sock")
        gone.write(b'{"verb"')
        gone.close()
        _, silent = await asyncio.open_unix_connection(tmp_path / "control.sock")
        assert await ask_in_folder(tmp_path, "echo") == {}
    silent.close()


async def test_a_dead_process_leaves_a_socket_that_is_replaced(tmp_path: Path):
    """A stale socket means nobody answers, and the next server takes its place."""
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(tmp_path / "control.sock"))
    with pytest.raises(NobodyAnswersError):
        await ask_in_folder(tmp_path, "echo")
    async with serve_in_folder(tmp_path, VERBS):
        assert await ask_in_folder(tmp_path, "echo") == {}


async def test_a_file_in_the_sockets_place_is_not_touched(tmp_path: Path):
    """Only sockets are replaced; anything else is named, as is a folder that is not there."""
    (tmp_path / "control.sock").write_text("mine")
    with pytest.raises(StoreError, match="move that file away"):
        async with serve_in_folder(tmp_path, VERBS):
            pass
    assert (tmp_path / "control.sock").read_text() == "mine"
    with pytest.raises(StoreError, match="Could not create the control socket"):
        async with serve_in_folder(tmp_path / "none", VERBS):
            pass


async def test_a_path_longer_than_the_kernel_takes_works(tmp_path: Path):
    """A data folder's path can be longer than a Unix socket's address."""
    deep = tmp_path / ("d" * 120)
    deep.mkdir()
    with pytest.raises(NobodyAnswersError):
        await ask_in_folder(deep, "echo")
    async with serve_in_folder(deep, VERBS):
        assert await ask_in_folder(deep, "echo", a=1) == {"a": 1}


@pytest.mark.parametrize("reply", [b"", b"nonsense\n", b"[]\n", b"{}\n", b"5\n"])
async def test_an_answer_that_is_none_is_an_error(tmp_path: Path, reply: bytes):
    """A process that breaks off or answers nonsense is reported as an error."""

    async def babble(reader: asyncio.StreamReader, writer: asyncio.StreamWriter):
        await reader.readline()
        writer.write(reply)
        writer.close()

    server = await asyncio.start_unix_server(babble, tmp_path / "control.sock")
    with pytest.raises(StoreError, match="did not finish"):
        await ask_in_folder(tmp_path, "echo")
    server.close()
    await server.wait_closed()


async def test_a_process_that_is_busy_for_too_long_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """The time-out itself has no words; here an hour goes by on the loop's clock as soon as the work has begun."""

    async def never() -> object:
        loop = asyncio.get_running_loop()
        later = loop.time() + 3600
        monkeypatch.setattr(loop, "time", lambda: later)
        return await asyncio.Event().wait()

    async with serve_in_folder(tmp_path, {"never": never}):
        with pytest.raises(StoreError, match=r"does not answer: it took too long\.$"):
            await ask_in_folder(tmp_path, "never", patience=60)


@pytest.mark.parametrize("steps", range(14))
def test_every_socket_is_closed_whenever_the_asking_is_cancelled(tmp_path: Path, steps: int):
    """A cancellation at any step leaves no socket open.

    The server ends in the same step, as the end of a process would have it.
    """

    async def cancel():
        async with serve_in_folder(tmp_path, {"wait": wait}):
            asking = asyncio.create_task(ask_in_folder(tmp_path, "wait"))
            for _ in range(steps):
                await asyncio.sleep(0)
            asking.cancel()
        await asyncio.wait([asking])

    with warnings.catch_warnings(record=True, category=ResourceWarning) as unclosed:
        warnings.simplefilter("always")
        asyncio.run(cancel())
        gc.collect()
    assert [str(warning.message) for warning in unclosed] == []


async def test_ending_while_a_request_is_worked_on_logs_nothing(tmp_path: Path, caplog: pytest.LogCaptureFixture):
    """A request that the end of the process cuts off is no failure; the sentence says to ask again."""
    async with serve_in_folder(tmp_path, {"wait": wait}):
        asking = asyncio.create_task(ask_in_folder(tmp_path, "wait"))
        for _ in range(14):
            await asyncio.sleep(0)
    with pytest.raises(StoreError, match="did not finish"):
        await asking
    assert caplog.text == ""


async def test_a_connection_that_cannot_be_accepted_is_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    """A process that ran out of open files says so and answers when it has some again."""
    accept, failures = socket.socket.accept, [OSError(24, "Too many open files")]

    def scarce(listener: socket.socket) -> object:
        if failures:
            raise failures.pop()
        return accept(listener)

    monkeypatch.setattr("socket.socket.accept", scarce)
    monkeypatch.setattr("bot.app.control._ACCEPT_PAUSE", 0.0)
    async with serve_in_folder(tmp_path, VERBS):
        assert await ask_in_folder(tmp_path, "echo", a=1) == {"a": 1}
    assert "Could not accept a request on the control socket: Too many open files." in caplog.text
