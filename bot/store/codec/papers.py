"""Sightings as documents."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from typing import TYPE_CHECKING

from bot.domain.paper import Links, Paper, Sighting, Signals
from bot.store.codec.fields import known, number, parse_time, text, texts, time_text

if TYPE_CHECKING:
    from bot.store.codec.fields import Doc


def encode_sighting(sighting: Sighting) -> Doc:
    """The paper's id is the key."""
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
    }


def decode_sighting(key: str, doc: Doc) -> Sighting:
    """The reverse of `encode_sighting`."""
    paper, signals = doc["paper"], doc["signals"]
    return Sighting(
        paper=Paper(
            id=key,
            source=text(paper["source"]),
            title=text(paper["title"]),
            abstract=text(paper["abstract"]),
            links=Links(**paper["links"]),
            authors=texts(paper.get("authors", [])),
            organization=paper.get("organization"),
            categories=texts(paper.get("categories", [])),
            keywords=texts(paper.get("keywords", [])),
            tldr=paper.get("tldr"),
        ),
        signals=Signals(
            first_seen=parse_time(signals["first_seen"]),
            list_day=date.fromisoformat(signals["list_day"]),
            upvotes=number(signals["upvotes"]),
            comments=number(signals["comments"]),
            stars=signals.get("stars"),
            rank=signals.get("rank"),
        ),
    )
