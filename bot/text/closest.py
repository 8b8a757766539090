"""Did you mean: which of the words that there are somebody most likely wanted to write."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_LONGEST = 60  # characters that are compared: the time goes by their square


def closest(written: str, known: Iterable[str]) -> str | None:
    """The one of the known words that is most like what was written, in any case; None where none is."""
    by_key = {word.casefold(): word for word in known}
    found = difflib.get_close_matches(written[:_LONGEST].strip().casefold(), by_key, n=1)
    return by_key[found[0]] if found else None
