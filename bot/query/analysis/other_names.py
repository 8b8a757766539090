"""What else things are called, reviewed by hand: acronyms and their long forms, and organizations for `org:`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.text.tables import tables

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Words = tuple[str, ...]


class Acronyms:
    """The tables; `term_keys` turns a text into the words that are compared."""

    def __init__(self, term_keys: Callable[[str], Words]) -> None:
        both, one = (_read(tables(__name__)[way], term_keys) for way in ("both_ways", "one_way"))
        self._others: dict[Words, tuple[Words, ...]] = dict(one)
        for name, forms in both.items():
            for words in (name, *forms):
                others = (other for other in (name, *forms) if other != words)
                self._others[words] = (*self._others.get(words, ()), *others)

    def others(self, words: Words) -> tuple[Words, ...]:
        """What else stands for these words: the long forms of an acronym, or its name and its other long forms."""
        return self._others.get(words, ())


def _read(table: str, term_keys: Callable[[str], Words]) -> dict[Words, tuple[Words, ...]]:
    rows = (row.partition(":") for row in table.split(";") if row.strip())
    return {("".join(term_keys(name)),): tuple(map(term_keys, forms.split(","))) for name, _, forms in rows}


def organizations(term_keys: Callable[[str], Words]) -> Mapping[Words, tuple[Words, ...]]:
    """What else an organization is called, by each of its names, as words; `term_keys` makes them of a text."""
    found: dict[Words, tuple[Words, ...]] = {}
    for line in tables(__name__)["organizations"].splitlines():
        names = tuple(map(term_keys, line.split(",")))
        found |= {name: tuple(other for other in names if other != name) for name in names}
    for line in tables(__name__)["organizations_one_way"].splitlines():
        name, *others = map(term_keys, line.split(","))
        found[name] = tuple(others)
    return found
