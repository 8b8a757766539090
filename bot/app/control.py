"""The control socket, through which other commands reach the process that has the store open.

One connection carries one request and one answer, each a JSON line:

    {"verb": "status", "arguments": {}}          →  {"answer": {…}}  or  {"error": "a sentence"}

It is a Unix socket in the data folder. Only the user that runs Paperboy can connect (mode 600). Nothing else about
a request is trusted: its size and time are limited, and an invalid request is answered with an error.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import socket
import stat
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from bot.domain.errors import PaperboyError, StoreError
from bot.store.opening import engine_of, open_read_only

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable, Generator, Mapping
    from pathlib import Path

    from bot.domain.ports import Store

Verb: TypeAlias = "Callable[..., Awaitable[object]]"  # called with the named arguments of a request

_SOCKET_NAME = "control.sock"
_LONGEST_ADDRESS = 100  # bytes; Linux takes 107, macOS 103
_LONGEST_REQUEST = 2**16  # bytes
_LONGEST_ANSWER = 2**24  # bytes
_PATIENCE = 5.0  # seconds for a request to arrive, and for an answer
_ACCEPT_PAUSE = 1.0  # seconds after a connection that could not be accepted

_log = logging.getLogger(__name__)


class NobodyAnswersError(StoreError):
    """No running process has a control socket there."""


async def fetch_status(url: str) -> Mapping[str, object]:
    """Return the status of the store at `url`, from its running process, else from its files.

    `running` says which; a running process adds its own facts. Raises StoreError with a sentence.
    """
    try:
        answer = await ask_running(url, "status")
    except NobodyAnswersError:
        async with open_read_only(url) as store:
            return {"running": False, **await store_status(store)}
    return {"running": True, **cast("dict[str, object]", answer)}


async def ask_running(url: str, verb: str, *, patience: float = _PATIENCE, **arguments: object) -> object:
    """Send a request to the process that has the store at `url` open; it has `patience` seconds to answer.

    Raises NobodyAnswersError when none runs on this machine, StoreError for its errors.
    """
    folder = engine_of(url).control_folder(url)
    if folder is None:
        raise NobodyAnswersError("A database has no control socket: any process can read it.")
    return await ask_in_folder(folder, verb, patience=patience, **arguments)


async def store_status(store: Store, facts: Callable[[], Mapping[str, object]] = dict) -> dict[str, object]:
    """Return the store's counts in JSON's types, and the `facts` of its process."""
    counts = await store.counts()
    due = counts.oldest_due
    return {**asdict(counts), "oldest_due": due and due.isoformat(), **facts()}


@asynccontextmanager
async def serve_control(url: str, verbs: Mapping[str, Verb]) -> AsyncGenerator[None]:
    """Answer requests while the block runs, in the process that has the store at `url` open.

    A database needs no socket and gets none. Raises StoreError if the socket cannot be made.
    """
    folder = engine_of(url).control_folder(url)
    if folder is None:
        yield
        return
    async with serve_in_folder(folder, verbs):
        yield


@asynccontextmanager
async def serve_in_folder(folder: Path, verbs: Mapping[str, Verb]) -> AsyncGenerator[None]:
    """Answer requests in `folder` while the block runs; replace a socket left by a dead process."""
    conversations: set[asyncio.Task[None]] = set()

    def begin(connection: socket.socket) -> None:
        task = asyncio.create_task(_converse(connection, verbs), name="control")
        conversations.add(task)
        task.add_done_callback(conversations.discard)
        task.add_done_callback(lambda _: connection.close())  # also of a task that is cancelled before it begins

    with _listening(folder) as listener:
        accepting = asyncio.create_task(_accept(listener, begin), name="control socket")
        try:
            yield
        finally:
            ending = {accepting, *conversations}
            for task in ending:
                task.cancel()
            await asyncio.wait(ending)


@contextmanager
def _listening(folder: Path) -> Generator[socket.socket]:
    """Open the socket in a folder, and delete its file at the end of the block."""
    path = folder / _SOCKET_NAME
    if path.exists() and not stat.S_ISSOCK(path.stat().st_mode):
        raise StoreError(f"Paperboy needs {path} for its control socket: move that file away.")
    with socket.socket(socket.AF_UNIX) as listener:
        try:
            path.unlink(missing_ok=True)
            with _address(folder) as address:
                listener.bind(address)
            path.chmod(0o600)  # before any process can connect, which needs `listen`
            listener.settimeout(0)  # never blocks
            listener.listen(16)
        except OSError as error:
            raise StoreError(f"Could not create the control socket {path}: {error.strerror or error}.") from error
        try:
            yield listener
        finally:
            path.unlink(missing_ok=True)


async def _accept(listener: socket.socket, begin: Callable[[socket.socket], None]) -> None:
    """Hand every new connection to `begin`, until cancelled.

    Nothing is awaited between accepting and `begin`: asyncio's own servers can lose a connection in between.
    """
    loop = asyncio.get_running_loop()
    readable = asyncio.Event()
    while True:
        readable.clear()
        loop.add_reader(listener, readable.set)
        try:
            await readable.wait()
        finally:
            loop.remove_reader(listener)
        try:
            connection, _ = listener.accept()
        except (BlockingIOError, ConnectionError):
            continue  # the client has closed it
        except OSError as error:  # such as too many open files
            _log.warning("Could not accept a request on the control socket: %s.", error.strerror or error)
            await asyncio.sleep(_ACCEPT_PAUSE)
        else:
            begin(connection)


@contextmanager
def _address(folder: Path) -> Generator[str]:
    """Yield an address of the socket in `folder` that is short enough for the kernel."""
    path = str((folder / _SOCKET_NAME).absolute())
    if len(os.fsencode(path)) <= _LONGEST_ADDRESS:
        yield path
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{descriptor}/{_SOCKET_NAME}"
    finally:
        os.close(descriptor)


async def _converse(connection: socket.socket, verbs: Mapping[str, Verb]) -> None:
    """Read the one request of a connection, and write its answer."""
    with suppress(ConnectionError, TimeoutError):  # the client disconnected or was too slow
        async with _streams(connection, limit=_LONGEST_REQUEST) as (reader, writer):
            try:
                async with asyncio.timeout(_PATIENCE):
                    line = await reader.readline()
                reply = await _answer(line, verbs)
            except ValueError:  # StreamReader's error for a line longer than its limit
                reply = {"error": f"A request has at most {_LONGEST_REQUEST} bytes."}
            writer.write(json.dumps(reply, default=str).encode() + b"\n")
            async with asyncio.timeout(_PATIENCE):
                writer.close()
                await writer.wait_closed()  # until everything is sent


@asynccontextmanager
async def _streams(
    connection: socket.socket, *, limit: int
) -> AsyncGenerator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    """Open the streams of a connected socket. They are closed with the block, and unsent data is dropped."""
    reader, writer = await asyncio.open_unix_connection(sock=connection, limit=limit)
    try:
        yield reader, writer
    finally:
        writer.transport.abort()  # without waiting for unsent data, as `close` would


async def _answer(line: bytes, verbs: Mapping[str, Verb]) -> dict[str, object]:
    """Carry out a request; return `answer` or `error`."""
    try:
        request = json.loads(line)
        verb, arguments = request["verb"], request.get("arguments", {})
    except (ValueError, RecursionError, TypeError, KeyError, AttributeError):
        return {"error": 'A request is a line like {"verb": "status"}.'}
    if not isinstance(verb, str) or verb not in verbs or not isinstance(arguments, dict):
        return {"error": f"The running Paperboy accepts {', '.join(sorted(verbs))}, each with named arguments."}
    try:
        return {"answer": await verbs[verb](**cast("dict[str, Any]", arguments))}
    except PaperboyError as error:
        return {"error": str(error)}
    except Exception:  # noqa: BLE001 - a broken request must not end the process
        _log.exception("The request %s failed.", verb)
        return {"error": "The running Paperboy failed on this request: see its log."}


async def ask_in_folder(folder: Path, verb: str, *, patience: float = _PATIENCE, **arguments: object) -> object:
    """Ask the running process whose socket is in `folder`.

    Raises NobodyAnswersError without one, StoreError for its errors.
    """
    request = json.dumps({"verb": verb, "arguments": arguments}).encode() + b"\n"
    try:
        async with asyncio.timeout(patience):
            line = await _exchange(folder, request)
    except (FileNotFoundError, ConnectionRefusedError, NotADirectoryError):
        raise NobodyAnswersError(f"No running Paperboy holds {folder}.") from None
    except PermissionError:
        raise StoreError(
            f"The Paperboy of {folder} runs as another user: run this command as that user."
        ) from None
    except (OSError, ValueError) as error:  # TimeoutError is an OSError
        raise StoreError(
            f"The Paperboy of {folder} does not answer: {str(error) or 'it took too long'}."
        ) from error
    try:
        reply = json.loads(line)
        if "error" in reply:
            raise StoreError(str(reply["error"]))
        return reply["answer"]
    except (ValueError, TypeError, KeyError) as error:
        raise StoreError("The running Paperboy did not finish its answer: try again.") from error


async def _exchange(folder: Path, request: bytes) -> bytes:
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(0)  # never blocks
        with _address(folder) as address:
            await asyncio.get_running_loop().sock_connect(connection, address)
        async with _streams(connection, limit=_LONGEST_ANSWER) as (reader, writer):
            writer.write(request)
            await writer.drain()
            return await reader.readline()
