"""Papers for tests of queries."""

import dataclasses
import gzip
import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from bot.domain.paper import Links, Paper, Sighting, Signals
from bot.query.fields import FactField, Field, TextField
from tests.support.data import shared

TABLES: dict[str, list[Any]] = json.loads((Path(__file__).parent / "syntax" / "tables.json").read_text("utf-8"))


def paper(title: str = "", abstract: str = "", **details: Any) -> Paper:
    links = Links(page="https://example.org/p", **details.pop("links", {}))
    known = {"id": "arxiv:2501.00001", "source": "huggingface", **details}
    return Paper(title=title, abstract=abstract, links=links, **known)


def signals(**values: Any) -> Signals:
    return Signals(first_seen=datetime(2025, 11, 3, tzinfo=UTC), list_day=date(2025, 11, 3), **values)


def seed_papers() -> dict[str, Paper]:
    """Return the 48 seed papers by title."""
    items = json.loads(shared("seed_papers.json").read_text("utf-8"))
    return {item["title"]: _paper(item) for item in items}


def recorded_sightings() -> list[Sighting]:
    """Return every recorded paper once, as last recorded."""
    found: dict[str, Sighting] = {}
    for path in sorted(shared("hf_daily_papers").glob("*/*.json.gz")):
        for item in json.loads(gzip.decompress(path.read_bytes())):
            found[item["paper"]["id"]] = sighting_of(item)
    return list(found.values())


def sighting_of(item: dict[str, Any]) -> Sighting:
    """Return the paper of an item of Hugging Face's list, with its upvotes."""
    seen = signals(upvotes=item["paper"].get("upvotes") or 0, comments=item.get("numComments") or 0)
    return Sighting(paper=_paper(item), signals=seen)


def _paper(item: dict[str, Any]) -> Paper:
    inner = item["paper"]
    return paper(
        inner["title"],
        inner.get("summary") or "",
        id=f"arxiv:{inner['id']}",
        authors=tuple(author["name"] for author in inner.get("authors") or ()),
        keywords=tuple(inner.get("ai_keywords") or ()),
        links={"code": inner.get("githubRepo"), "project": inner.get("projectPage")},
    )


WORD = "zebra"
_LINKS = {link.name: "https://example.org" for link in dataclasses.fields(Links) if link.name != "page"}
_TEXTS = {  # of whatever a paper has
    text.name: (WORD,) if str(text.type).startswith("tuple") else WORD
    for text in dataclasses.fields(Paper)
    if text.name not in {"id", "source", "sources", "announced", "links", "categories", "conferences", "decision"}
}
# One paper with a value in every field, and one with none.
_ACCEPTED = {"conferences": ("icml-2026",), "decision": "oral"}
FULL = paper(source="arxiv", **_TEXTS, links=_LINKS, categories=("cs.CV",), **_ACCEPTED)
EMPTY = paper(source="nowhere")
KNOWN = signals(upvotes=100, comments=100, stars=100, rank=100)
UNKNOWN = signals(upvotes=1000, comments=1000)


def term(field: Field) -> str:
    """Return a term of the field that matches FULL with KNOWN, but not EMPTY with UNKNOWN."""
    match field:
        case TextField():
            return f"{field.name}:{WORD}"
        case FactField():
            return field.example
        case _:
            return f"{field.name}:<=999"
