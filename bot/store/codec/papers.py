"""Sightings as documents.

`paper` and `signals` are the one view of all sources. What each of several sources said stands beside it in
`readings`; of a single source the view is what it said.
"""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from typing import TYPE_CHECKING, cast

from bot.domain.paper import Links, Paper, Sighting, Signals, SourceKind
from bot.store.codec.fields import known, number, parse_time, text, texts, time_text

if TYPE_CHECKING:
    from bot.store.codec.fields import Doc

READINGS = "readings"
_ONLY_LIST = "huggingface"  # of the versions that did not write down whether a source is a list


def encode_sighting(sighting: Sighting) -> Doc:
    """The paper's id is the key."""
    readings = [_encode(one) for one in sighting.readings]
    return _encode(sighting) | ({READINGS: readings} if readings else {})


def decode_sighting(key: str, doc: Doc) -> Sighting:
    """The reverse of `encode_sighting`; of what earlier versions wrote, too."""
    readings = doc.get(READINGS, [])
    if not isinstance(readings, list):
        raise TypeError(f"a list expected, not {readings!r}")
    return _decode(key, doc, tuple(_decode(key, one) for one in cast("list[Doc]", readings)))


def _encode(sighting: Sighting) -> Doc:
    paper, signals = sighting.paper, sighting.signals
    return {
        "paper": known(
            {
                "source": paper.source,
                "title": paper.title,
                "abstract": paper.abstract,
                "links": known({f.name: getattr(paper.links, f.name) for f in fields(Links)}),
                "authors": list(paper.authors),
                "organization": paper.organization,
                "categories": list(paper.categories),
                "keywords": list(paper.keywords),
                "tldr": paper.tldr,
                "published": paper.published,
                "preprint": paper.preprint,
                "sources": list(paper.sources),
                "announced": None if paper.announced else False,
            }
        ),
        "signals": known(
            {
                "first_seen": time_text(signals.first_seen),
                "list_day": signals.list_day.isoformat(),
                "upvotes": signals.upvotes,
                "comments": signals.comments,
                "stars": signals.stars,
                "rank": signals.rank,
            }
        ),
        "kind": sighting.kind.value,
        **({"original": True} if sighting.original else {}),
    }


def _decode(key: str, doc: Doc, readings: tuple[Sighting, ...] = ()) -> Sighting:
    paper, signals = doc["paper"], doc["signals"]
    source = text(paper["source"])
    return Sighting(
        paper=Paper(
            id=key,
            source=source,
            title=text(paper["title"]),
            abstract=text(paper["abstract"]),
            links=Links(**paper["links"]),
            authors=texts(paper.get("authors", [])),
            organization=paper.get("organization"),
            categories=texts(paper.get("categories", [])),
            keywords=texts(paper.get("keywords", [])),
            tldr=paper.get("tldr"),
            published=paper.get("published"),
            preprint=paper.get("preprint"),
            sources=texts(paper.get("sources", [])),
            announced=bool(paper.get("announced", True)),
        ),
        signals=Signals(
            first_seen=parse_time(signals["first_seen"]),
            list_day=date.fromisoformat(signals["list_day"]),
            upvotes=number(signals["upvotes"]),
            comments=number(signals["comments"]),
            stars=signals.get("stars"),
            rank=signals.get("rank"),
        ),
        kind=SourceKind(doc["kind"]) if "kind" in doc else _kind_before(source),
        original=bool(doc.get("original", False)),
        readings=readings,
    )


def _kind_before(source: str) -> SourceKind:
    return SourceKind.LIST if source == _ONLY_LIST else SourceKind.STREAM
