"""Did you mean: which of the words that there are somebody most likely wanted to write."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_LONGEST = 60  # characters that are compared: the time goes by their square


def close_matches(word: str, known: Iterable[str], number: int = 1, cutoff: float = 0.6) -> list[str]:
    """As `difflib.get_close_matches`, which is loaded when somebody first mistypes something."""
    import difflib  # noqa: PLC0415 - as said

    return difflib.get_close_matches(word, list(known), n=number, cutoff=cutoff)


def closest(written: str, known: Iterable[str]) -> str | None:
    """The one of the known words that is most like what was written, in any case; None where none is."""
    by_key = {word.casefold(): word for word in known}
    found = close_matches(written[:_LONGEST].strip().casefold(), by_key)
    return by_key[found[0]] if found else None
