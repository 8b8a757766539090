"""Did you mean."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def did_you_mean(word: str, choices: Iterable[str]) -> str:
    """`; did you mean X?` for the choice most like `word`, else one that it begins or ends, else nothing."""
    choices = list(choices)
    near = difflib.get_close_matches(word, choices, n=1, cutoff=0.7)
    near = near or [choice for choice in choices if choice.startswith(word) or choice.endswith(word)]
    return f"; did you mean {near[0]}?" if near and word else ""
