"""What models wrote about a paper, as the text of a note: older versions and exports carry that along."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, cast

from bot.domain.paper import Summary
from bot.store.codec.ascii_json import dump
from bot.store.codec.fields import known, text

if TYPE_CHECKING:
    from bot.store.codec.fields import Doc

_FOREIGN = (ValueError, TypeError, LookupError, AttributeError, RecursionError)


def encode_summaries(summaries: tuple[Summary, ...]) -> str:
    """The text of the note that holds them."""
    return dump([_encode(one) for one in summaries]).decode("ascii")


def decode_summaries(note: str | None) -> tuple[Summary, ...]:
    """The reverse; none for a text that something else wrote: a paper can do without."""
    if note is None:
        return ()
    try:
        return tuple(_decode(one) for one in cast("list[Doc]", json.loads(note)))
    except _FOREIGN:
        return ()


def _encode(summary: Summary) -> Doc:
    return known(
        {
            "language": summary.language,
            "text": summary.text,
            "model": summary.model,
            "general": summary.general or None,
        }
    )


def _decode(doc: Doc) -> Summary:
    return Summary(
        language=text(doc["language"]),
        text=text(doc["text"]),
        model=text(doc["model"]),
        general=bool(doc.get("general", False)),
    )
