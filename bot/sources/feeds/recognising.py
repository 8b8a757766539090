"""Recognise the items of earlier readings, whatever the feed changes about them. Pure.

An item is the one that it was while at most two of its guid, address, title and DOI change at once, and in any
case while its DOI stays. A key that several items have tells nothing: the guid of a feed that knows only one, or
"This week in machine learning". An item of before is found again once at most, so that of two with one address one
is new.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from bot.sources.feeds.item import Item
    from bot.sources.feeds.memory import Known, Memory

_MOST_CHANGED = 2  # of guid, address, title and DOI
_TELLING_TEXT = 50  # characters: "No abstract is available for this article." is the text of many
_MOVED = 3  # items that only their titles tell, where they are half of the feed: it has moved


def recognised(items: Sequence[Item], memory: Memory, shown: Mapping[str, int]) -> dict[int, int]:
    """Map items to the remembered ones that they are, both by index; new items are left out.

    `shown` says how many of these have a key. The least changed are found first. One that has only its title left
    is the one of before if it has the same text, too; or if no text tells, and it has just been there, and is in
    its place among the others; or if the whole feed has moved.
    """
    holders = _holders(memory.items)
    every = frozenset(key for one in memory.items for key in one.keys)
    likely: list[tuple[bool, bool, int, bool, int, int]] = []
    by_title: list[tuple[int, int]] = []
    in_doubt: list[tuple[int, int]] = []
    for number, item in enumerate(items):
        telling = {key: holders.get(key) for key in (*item.keys, item.content) if shown[key] == 1}
        for index in {index for index in telling.values() if index is not None}:
            known = memory.items[index]
            had = {*known.keys, *known.older} if known.paper else every
            changed = sum(key not in had for key in item.keys)
            same = telling.get(item.identity) == index
            recent = memory.last is None or index >= len(memory.items) - memory.last
            by_link = telling.get(item.link) == index
            sure = same or by_link or telling.get(item.guid) == index
            # A text alone has to be long enough, with a short title, to be no other item's.
            alone = not item.title and len(item.paper.abstract) >= _TELLING_TEXT
            by_text = telling.get(item.content) == index and (changed < len(item.keys) or alone)
            if changed > _MOST_CHANGED and not same:
                continue
            if sure or (by_text and item.paper.abstract):
                likely.append((not known.paper, not same, changed, not by_link, number, index))
            elif telling.get(item.title) == index and item.title in known.keys:
                edited = known.paper and item.paper.abstract and item.content != known.content
                (in_doubt if edited or not recent else by_title).append((number, index))
    found = _with({}, (pair[-2:] for pair in sorted(likely)))
    ends = [min(found.items()), max(found.items())] if found else []
    found = _with(
        found,
        (
            (number, index)
            for number, index in by_title
            if not memory.items[index].paper or any((number < other) == (index < place) for other, place in ends)
        ),
    )
    moved = _with(found, by_title + in_doubt)
    return moved if len(moved) - len(found) >= max(_MOVED, len(items) / 2) else found


def _with(found: Mapping[int, int], pairs: Iterable[tuple[int, int]]) -> dict[int, int]:
    """Add pairs to the mapping, except those of which one side is found already."""
    result = dict(found)
    taken = set(found.values())
    for number, index in pairs:
        if number not in result and index not in taken:
            result[number] = index
            taken.add(index)
    return result


def _holders(known: Sequence[Known]) -> dict[str, int | None]:
    """Map each key to the only item that has it now, or else had it once; to None if several do."""

    def only(keys: Callable[[Known], Iterable[str]]) -> dict[str, int | None]:
        found: dict[str, int | None] = {}
        for index, one in enumerate(known):
            for key in keys(one):
                found[key] = None if key in found else index
        return found

    return {**only(lambda one: one.older), **only(lambda one: chain(one.keys, (one.content,)))}
