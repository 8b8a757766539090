"""Did you mean."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

_NEAR: Final = 0.7  # of the whole, of which what stands before the last separator is often the same
_NEAR_IN_LAST: Final = 0.5


def did_you_mean(word: str, choices: Iterable[str]) -> str:
    """`; did you mean X?` for the choice most like `word`, else one that it begins or ends, else nothing."""
    choices = list(choices)
    import difflib  # noqa: PLC0415 - only for a mistake

    close = difflib.get_close_matches(word, choices, n=5, cutoff=_NEAR)
    near = [one for one in close if _alike(_last(word), _last(one))]
    near = near or [choice for choice in choices if choice.startswith(word) or choice.endswith(word)]
    return f"; did you mean {near[0]}?" if near and word else ""


def _last(name: str) -> str:
    """`interval` of `poll.interval` and of `POLL__INTERVAL`."""
    return re.split(r"\.|__", name)[-1]


def _alike(word: str, other: str) -> bool:
    import difflib  # noqa: PLC0415 - as above

    return difflib.SequenceMatcher(None, word, other).ratio() >= _NEAR_IN_LAST
