"""Did you mean."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

_NEAR: Final = 0.8  # of the whole, of which what stands before the last separator is often the same


def did_you_mean(word: str, choices: Iterable[str]) -> str:
    """`; did you mean X?` for the choice most like `word`, else one that it begins or ends, else nothing."""
    import difflib  # noqa: PLC0415 - only for a mistake

    choices = list(choices)
    near = difflib.get_close_matches(word, choices, n=1, cutoff=_NEAR)
    near += [choice for choice in choices if choice.startswith(word) or choice.endswith(word)]
    return f"; did you mean {near[0]}?" if near and word else ""
