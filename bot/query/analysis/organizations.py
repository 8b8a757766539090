"""Names that universities, institutes and laboratories go by, reviewed by hand, for `org:`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.text.tables import tables

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


Words = tuple[str, ...]


def other_names(term_keys: Callable[[str], Words]) -> Mapping[Words, tuple[Words, ...]]:
    """What else an organization is called, by each of its names, as words; `term_keys` makes them of a text."""
    found: dict[Words, tuple[Words, ...]] = {}
    for line in tables(__name__)["same"].splitlines():
        names = tuple(map(term_keys, line.split(",")))
        found |= {name: tuple(other for other in names if other != name) for name in names}
    for line in tables(__name__)["one_way"].splitlines():
        name, *others = map(term_keys, line.split(","))
        found[name] = tuple(others)
    return found
