"""Read papers for `paperboy match` and `render` from a file or the store."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from bot.domain.clock import utc_now
from bot.domain.errors import PaperboyError, SourceError
from bot.sources.paper_files import EXPECTED_CONTENT, parse
from bot.store.opening import open_temporary_copy

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from bot.domain.paper import Sighting

_MAX_FILE_BYTES = 32 * 2**20  # bytes; a day of papers is about 200 KB


@dataclass(frozen=True, slots=True, kw_only=True)
class Papers:
    """The papers read; `skipped` items were broken."""

    sightings: Sequence[Sighting]
    skipped: int = 0


def papers_in_file(path: Path) -> Papers:
    """Return the papers of a file. Raises PaperboyError with a sentence.

    `rank` is the position in the file, the list day today.
    """
    try:
        with path.open("rb") as file:
            body = file.read(_MAX_FILE_BYTES + 1)
    except OSError as error:
        raise PaperboyError(f"Could not read {path}: {(error.strerror or str(error)).lower()}.") from error
    if len(body) > _MAX_FILE_BYTES:
        raise PaperboyError(
            f"The file {path} is larger than {_MAX_FILE_BYTES // 2**20} MB: give {EXPECTED_CONTENT}."
        )
    return parse_papers(body, path)


def parse_papers(body: bytes, origin: object) -> Papers:
    """Return the papers of a file's content; `origin` names it in errors. See `papers_in_file`."""
    try:
        page = parse(body)
    except SourceError as error:
        raise PaperboyError(f"The file {origin} is not valid: give {EXPECTED_CONTENT}.") from error
    if page.length and not page.entries:
        raise PaperboyError(f"None of the {page.length} items in {origin} is a paper: give {EXPECTED_CONTENT}.")
    now = utc_now()
    sightings = [entry.sighting(now.date(), now, rank) for rank, entry in enumerate(page.entries, start=1)]
    return Papers(sightings=sightings, skipped=page.skipped)


async def stored_papers(url: str) -> Papers:
    """Return the papers of the store, newest first, even while a process writes to it. Raises PaperboyError."""
    async with open_temporary_copy(url) as store:
        found = await store.papers_since(date.min)
    if not found:
        raise PaperboyError(
            f"No papers are stored yet: start `paperboy run`, or give a file with --papers ({EXPECTED_CONTENT})."
        )
    return Papers(sightings=found)
