"""Two papers for the tests of every field: one that has whatever a query can name, and one that has nothing."""

from __future__ import annotations

import dataclasses

from bot.domain.paper import Links, Paper
from bot.query.fields import FactField, Field, TextField
from tests.unit.query.papers import paper, signals

WORD = "zebra"
_LINKS = {link.name: "https://example.org" for link in dataclasses.fields(Links) if link.name != "page"}
_TEXTS = {  # of whatever a paper has
    text.name: (WORD,) if str(text.type).startswith("tuple") else WORD
    for text in dataclasses.fields(Paper)
    if text.name not in {"id", "source", "sources", "announced", "links", "categories"}
}
FULL = paper(source="arxiv", **_TEXTS, links=_LINKS, categories=("cs.CV",))
EMPTY = paper(source="nowhere")
KNOWN = signals(upvotes=100, comments=100, stars=100, rank=100)
UNKNOWN = signals(upvotes=1000, comments=1000)


def term(field: Field) -> str:
    """A term of the field that FULL has with KNOWN, and EMPTY has not with UNKNOWN."""
    match field:
        case TextField():
            return f"{field.name}:{WORD}"
        case FactField():
            return field.example
        case _:
            return f"{field.name}:<=999"
