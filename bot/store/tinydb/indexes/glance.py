"""What the indexes ask of a document that is only found at the start, where decoding all of it would take long."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.store.codec import Doc

# As `encode_sighting` begins a paper's signals. No quote of a stranger's text stands in JSON unescaped.
_SIGNALS = re.compile(rb'"signals":\{"first_seen":"[^"]*","list_day":"([0-9-]{10})"')
_PUBLISHED = b'"published":'


def glance(table: str, raw: bytes) -> Doc | None:
    """As much of a paper's document as `Indexes.changed` asks for; None where all of it must be decoded.

    With arXiv there are 150,000 papers of 1.6 KB, of which the indexes need the list day alone.
    """
    if table != "papers" or _PUBLISHED in raw or (signals := _SIGNALS.search(raw)) is None:
        return None
    return {"paper": {}, "signals": {"list_day": signals[1].decode("ascii")}}
