"""Real papers as Hugging Face listed them, from the recordings beside the project."""

from __future__ import annotations

import gzip
import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from bot.domain.paper import Sighting, Signals
from bot.sources.huggingface.parse import parse

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from bot.sources.huggingface.parse import Entry

_DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
_DAYS, _STRANGE = _DATA / "hf_daily_papers", _DATA / "hf_edge_cases.json"


def is_recorded() -> bool:
    """True if the recordings exist."""
    return _DAYS.is_dir() and _STRANGE.is_file()


def papers(numbers: Sequence[str]) -> list[Entry]:
    """Return these papers as last recorded, in this order. Raises KeyError for one without recording."""
    found: dict[str, Entry] = {}
    for body in (*_snapshots(), _strange()):
        found |= {entry.paper.number: entry for entry in parse(body).entries if entry.paper.number in numbers}
    return [found[number] for number in numbers]


def sightings(first: date, last: date, first_seen: datetime) -> tuple[Sighting, ...]:
    """Return the lists of these days, with the latest recorded numbers."""
    found: dict[str, Sighting] = {}
    for folder in sorted(_DAYS.iterdir()):
        if not folder.is_dir() or not first <= (day := date.fromisoformat(folder.name)) <= last:
            continue
        for path in sorted(folder.glob("*.json.gz")):
            for entry in parse(gzip.decompress(path.read_bytes())).entries:
                found[entry.paper.id] = sighting(entry, day, first_seen)
    return tuple(found.values())


def sighting(entry: Entry, day: date, first_seen: datetime) -> Sighting:
    """Return a recorded item as a paper on a list, with its numbers."""
    signals = Signals(
        first_seen=first_seen, list_day=day, upvotes=entry.upvotes, comments=entry.comments, stars=entry.stars
    )
    return Sighting(paper=entry.paper, signals=signals)


def _snapshots() -> Iterator[bytes]:
    for path in sorted(_DAYS.glob("*/*.json.gz")):
        yield gzip.decompress(path.read_bytes())


def _strange() -> bytes:
    """Return the items that are extreme in some respect, as one list."""
    cases = json.loads(_STRANGE.read_text("utf-8"))
    return json.dumps([case["item"] for case in cases.values()]).encode()
