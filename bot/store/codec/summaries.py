"""What models wrote about a paper, as the text of a note: older versions and exports carry that along."""

from __future__ import annotations

import json

from bot.domain.paper import Summary
from bot.store.codec.ascii_json import dump
from bot.store.codec.records import Record

_SUMMARIES = Record(Summary)
_FOREIGN = (ValueError, TypeError, LookupError, AttributeError, RecursionError)


def encode_summaries(summaries: tuple[Summary, ...]) -> str:
    """The text of the note that holds them."""
    return dump([_SUMMARIES.encode(one) for one in summaries]).decode("ascii")


def decode_summaries(note: str | None) -> tuple[Summary, ...]:
    """The reverse; none for a text that something else wrote: a paper can do without."""
    if note is None:
        return ()
    try:
        return tuple(map(_SUMMARIES.decode, json.loads(note)))
    except _FOREIGN:
        return ()
