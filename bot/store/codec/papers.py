"""Sightings as documents.

`paper` and `signals` are the one view of all sources. What each of several sources said stands beside it in
`readings`; of a single source the view is what it said.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.paper import Links, Paper, Sighting, Signals, SourceKind
from bot.store.codec.fields import items
from bot.store.codec.records import Record

if TYPE_CHECKING:
    from bot.store.codec.fields import Doc

READINGS = "readings"
_ONLY_LIST = "huggingface"  # of the versions that did not write down whether a source is a list
_PAPERS = Record(Paper, apart=("id", "summaries"), links=Record(Links))
_SIGNALS = Record(Signals, always=("upvotes", "comments"))


def encode_sighting(sighting: Sighting) -> Doc:
    """The paper's id is the key."""
    readings = [_encode(one) for one in sighting.readings]
    return _encode(sighting) | ({READINGS: readings} if readings else {})


def decode_sighting(key: str, doc: Doc) -> Sighting:
    """The reverse of `encode_sighting`; of what earlier versions wrote, too."""
    readings = items(doc.get(READINGS, []))
    return _decode(key, doc, tuple(_decode(key, one) for one in readings))


def _encode(sighting: Sighting) -> Doc:
    view = {"paper": _PAPERS.encode(sighting.paper), "signals": _SIGNALS.encode(sighting.signals)}
    return view | {"kind": sighting.kind.value} | ({"original": True} if sighting.original else {})


def _decode(key: str, doc: Doc, readings: tuple[Sighting, ...] = ()) -> Sighting:
    paper = _PAPERS.decode(doc["paper"], id=key)
    before = SourceKind.LIST if paper.source == _ONLY_LIST else SourceKind.STREAM
    return Sighting(
        paper=paper,
        signals=_SIGNALS.decode(doc["signals"]),
        kind=SourceKind(doc["kind"]) if "kind" in doc else before,
        original=bool(doc.get("original", False)),
        readings=readings,
    )
