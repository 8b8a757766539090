"""Compact ASCII JSON, as every engine writes it.

Any tool can show it. Lone surrogates and NULs in titles are kept as escapes.
"""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

_ENCODER = json.JSONEncoder(separators=(",", ":"), allow_nan=False)  # `json.dumps` would make one every time
_DECODER = json.JSONDecoder()  # `json.loads` would guess the encoding of every line


def dump(value: object) -> bytes:
    """Return a value as compact ASCII JSON; raises TypeError or ValueError if it is not JSON."""
    return _ENCODER.encode(value).encode("ascii")


def load(raw: bytes) -> Any:  # noqa: ANN401 - JSON
    """Decode JSON of `dump`; raises ValueError."""
    try:
        return _DECODER.decode(raw.decode())
    except RecursionError:
        raise ValueError("too deeply nested") from None


# Like `load`, but the value is shared: read only. While a message is posted, its documents are read several times.
load_cached = lru_cache(128)(load)
