"""Copying a store to another one or to a file, and checking its references.

An exported file, the archive, has JSON lines that any tool can read, described in docs/operating.md.

    {"paperboy": "export", "format": 1}
    {"kind": "paper", "key": "arxiv:2503.02130", "document": {…}}
    …
    {"end": {"lines": 178, "sha256": "…"}}

The documents are those of `bot.store.codec`. The end has the number of entries and the hash of all lines before
it; after editing a file by hand, remove `sha256`.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any, Protocol

from bot.domain.alert import Alert, AlertState, Message
from bot.domain.errors import StoreError, os_reason
from bot.domain.paper import Sighting
from bot.domain.subscription import Destination
from bot.store.codec.ascii_json import load
from bot.store.codec.records import DECODE_ERRORS, require_dict, require_text
from bot.store.entries import KINDS, StoredSubscription, entry_key_text
from bot.store.rules import OPEN_ALERT_STATES, OPEN_STATES

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator, Generator, Mapping
    from pathlib import Path

    from bot.domain.subscription import Subscription
    from bot.store.entries import Entry

_BATCH_SIZE = 500  # entries in memory


class Portable(Protocol):
    """A store that can be copied as a whole: all its entries can be read, and an empty one filled with them."""

    def entries(self) -> AsyncIterator[Entry]:
        """Yield every entry, by kind in the order of `KINDS`, messages in the order in which they were planned.

        If nothing else writes, all are of one moment. Leases are left out, as they belong to processes.
        """
        ...

    async def is_empty(self) -> bool:
        """True if nothing was ever stored."""
        ...

    async def fill(self, entries: AsyncIterator[Entry]) -> None:
        """Store all entries in an empty store; durable on return. Raises StoreError.

        An engine that needs several transactions marks the store as half filled until the end, and refuses to open
        it if the fill was interrupted.
        """
        ...


async def fill_empty(target: Portable, entries: AsyncIterator[Entry]) -> Counter[str]:
    """Fill an empty store and count the entries of each kind.

    Raises StoreError if the store is not empty: nothing is ever merged.
    """
    if not await target.is_empty():
        raise StoreError("The store is not empty, so nothing was imported. Use an empty one.")
    counts: Counter[str] = Counter()

    async def counted() -> AsyncIterator[Entry]:
        async for entry in entries:
            counts[KINDS[type(entry)].name] += 1
            yield entry

    await target.fill(counted())
    return counts


async def entry_batches(entries: AsyncIterator[Entry]) -> AsyncGenerator[list[Entry]]:
    """Yield the entries in lists of one up to `_BATCH_SIZE`."""
    part: list[Entry] = []
    async for entry in entries:
        part.append(entry)
        if len(part) == _BATCH_SIZE:
            yield part
            part = []
    if part:
        yield part


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckResult:
    """The count of each kind, and a sentence for each problem."""

    counts: Mapping[str, int]
    problems: tuple[str, ...]


async def check_references(entries: AsyncIterator[Entry]) -> CheckResult:
    """Check that what entries refer to is stored.

    That is the destination of a subscription, the paper and the message of an open alert, and the alerts of an
    open message.
    """
    counts: Counter[str] = Counter(dict.fromkeys((kind.name for kind in KINDS.values()), 0))
    stored_keys: set[str | int] = set()  # papers and destinations
    subscriptions: list[Subscription] = []
    alerts: dict[tuple[int, str], Alert] = {}
    messages: dict[str, Message] = {}
    async for entry in entries:
        kind = KINDS[type(entry)]
        counts[kind.name] += 1
        match entry:
            case Sighting() | Destination():
                stored_keys.add(kind.key(entry))
            case StoredSubscription():
                subscriptions.append(entry.subscription)
            case Alert() if entry.state in OPEN_ALERT_STATES:
                alerts[entry.key] = entry
            case Message() if entry.state in OPEN_STATES:
                messages[entry.key] = entry
            case _:
                pass
    problems = [
        f"Subscription {subscription.id} posts to {subscription.destination_id}, which is not stored."
        for subscription in subscriptions
        if subscription.destination_id not in stored_keys
    ]
    for alert in alerts.values():
        name = f"The alert for {alert.paper_id} in {alert.destination_id}"
        if alert.paper_id not in stored_keys:
            problems.append(f"{name} waits for a paper that is not stored.")
        if alert.state is AlertState.PLANNED and alert.message_key not in messages:
            problems.append(f"{name} waits for message {alert.message_key}, which is not pending.")
    problems += [
        f"Message {message.key} contains {paper}, whose alert does not belong to it."
        for message in messages.values()
        for paper in message.paper_ids
        if (alert := alerts.get((message.destination_id, paper))) is None or alert.message_key != message.key
    ]
    return CheckResult(counts=counts, problems=tuple(problems))


_FORMAT_NUMBER = 1
# The kind of a paper with readings of several sources. Versions that would drop readings refuse this kind.
_SEVERAL_SOURCES_KIND = "paper by source"
_MAX_LINE_BYTES = 2**24  # a longer line is read only in part, and so refused
_DECODERS = {kind.name: kind.decode for kind in KINDS.values()} | {_SEVERAL_SOURCES_KIND: KINDS[Sighting].decode}


async def write_archive(path: Path, entries: AsyncIterator[Entry]) -> int:
    """Write entries to a new file that only its owner can read; return their number.

    Raises StoreError, also if the file exists.
    """
    try:
        with _new_file(path) as file:
            digest, count = hashlib.sha256(), 0

            def write_line(value: object) -> None:
                line = json.dumps(value) + "\n"
                digest.update(line.encode())
                file.write(line)

            write_line({"paperboy": "export", "format": _FORMAT_NUMBER})
            async for entry in entries:
                kind = KINDS[type(entry)]
                has_readings = isinstance(entry, Sighting) and entry.readings
                name = _SEVERAL_SOURCES_KIND if has_readings else kind.name
                write_line({"kind": name, "key": entry_key_text(entry), "document": kind.encode(entry)})
                count += 1
            write_line({"end": {"lines": count, "sha256": digest.hexdigest()}})
    except FileExistsError:
        raise StoreError(f"{path} already exists. Choose another file name.") from None
    except OSError as error:
        raise StoreError(f"{path} cannot be written: {os_reason(error)}.") from error
    return count


@contextmanager
def _new_file(path: Path) -> Generator[IO[str]]:
    """Create a file, durable when the block ends, deleted if it fails."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii", newline="\n") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        path.unlink()
        raise


def check_archive(path: Path) -> int:
    """Read an archive to its end; return the number of entries. Raises StoreError with the line that is wrong."""
    return sum(1 for _ in _read_entries(path))


async def read_archive(path: Path) -> AsyncGenerator[Entry]:
    """Yield the entries of an archive that `check_archive` accepted."""
    for entry in _read_entries(path):
        yield entry


def _read_entries(path: Path) -> Generator[Entry]:
    try:
        with path.open("rb") as file:
            digest, count = hashlib.sha256(), -1  # entries; -1 before the header
            while raw := file.readline(_MAX_LINE_BYTES):
                entry: Entry | None = None
                try:
                    line = require_dict(load(raw))
                    if count < 0:
                        _require_header(line, path)
                    elif "end" in line:
                        _require_end(require_dict(line["end"]), count, digest.hexdigest(), path)
                        return
                    else:
                        decode = _DECODERS[require_text(line["kind"])]
                        entry = decode(require_text(line["key"]), require_dict(line["document"]))
                except DECODE_ERRORS as error:
                    if not raw.endswith(b"\n"):
                        break
                    raise StoreError(
                        f"{path}, line {count + 2} is not valid in this version ({error!r}). Nothing was imported."
                    ) from error
                if entry is not None:
                    yield entry
                digest.update(raw)
                count += 1
    except OSError as error:
        raise StoreError(f"{path} cannot be read: {os_reason(error)}.") from error
    raise StoreError(f"{path} is incomplete. Nothing was imported. Copy it again.")


def _require_header(line: dict[str, Any], path: Path) -> None:
    if line.get("paperboy") != "export":
        raise StoreError(f"{path} is not an export. Create one with `paperboy store export FILE`.")
    if line.get("format") != _FORMAT_NUMBER:
        raise StoreError(f"A newer Paperboy exported {path}. Import it with that version.")


def _require_end(end: dict[str, Any], count: int, digest: str, path: Path) -> None:
    if end.get("lines") != count:
        raise StoreError(f"{path} has only {count} of {end.get('lines')} entries. Nothing was imported.")
    if end.get("sha256", digest) != digest:
        raise StoreError(f"{path} was changed (its sha256 differs). Nothing was imported.")
