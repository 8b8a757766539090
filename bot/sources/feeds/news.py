"""New and changed items of a feed, found with the memory of earlier readings. Pure.

An item is the one that it was while at most two of its guid, address, title and DOI change at once, and in any
case while its DOI stays. A key that several items have tells nothing: the guid of a feed that knows only one, or
"This week in machine learning". An item of before is found again once at most, so that of two with one address one
is new.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import chain, pairwise
from typing import TYPE_CHECKING, NamedTuple

from bot.sources.feeds.item import digest
from bot.sources.feeds.memory import Known

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from bot.domain.paper import Paper
    from bot.sources.feeds.item import Item
    from bot.sources.feeds.memory import Memory

_FEW = 4  # old items, or fewer, that lengthen a list of everything are rather an addition to it
_MOST_CHANGED = 2  # of guid, address, title and DOI
_TELLING_TEXT = 50  # characters: "No abstract is available for this article." is the text of many
_MOVED = 3  # items that only their titles tell, where they are half of the feed: it has moved


class News(NamedTuple):
    """The `new` papers of an answer, the `changed` ones, how many items were `known`, and the next `memory`."""

    new: tuple[Paper, ...]
    changed: tuple[Paper, ...]
    known: int
    memory: Memory


def news_in(items: Sequence[Item], memory: Memory) -> News:
    """Tell the new items of a feed from those that are remembered."""
    shown = Counter(key for item in items for key in {*item.keys, item.content})
    found = recognised(items, memory, shown)
    old = _old(items, found, memory)
    taken = {one.paper for one in memory.items}
    new: list[Paper] = []
    changed: list[Paper] = []
    seen: list[Known] = []
    for number, item in enumerate(items):
        ids = {digest("paper", one): one for one in item.ids(shown)}
        before = memory.items[found[number]] if number in found else Known()
        if number not in found:  # under a name that none had before: else its alert would be one that was made
            key = next((key for key in ids if key not in taken), [*ids][-1])
            if number not in old:
                new.append(replace(item.paper, id=ids[key]))
        else:
            key = before.paper or next(iter(ids))
            if key in ids and (before.content, before.keys) != (item.content, item.keys):
                changed.append(replace(item.paper, id=ids[key]))
        taken.add(key)
        seen.append(before.now(item, key))
    indexes = set(found.values())
    earlier = [one for index, one in enumerate(memory.items) if index not in indexes]
    gone = [one for one in earlier if one.paper or one.keys[0] not in shown]
    return News(new=tuple(new), changed=tuple(changed), known=len(found), memory=memory.after(gone, seen))


def _old(items: Sequence[Item], found: Mapping[int, int], memory: Memory) -> frozenset[int]:
    """Find unseen items that the feed had, but did not show, at the first reading; by index.

    They move up when the site deletes newer ones, or begins to show more. This is certain only in a feed that is
    in the order of its dates, newest first, of items after all known ones and older than all that was learned.
    """
    dates = [item.entry.date for item in items if item.entry.date]
    last = max(found, default=None)
    if memory.since is None or last is None or len(dates) < len(items):
        return frozenset()
    in_order = all(one >= other for one, other in pairwise(dates)) and dates[0] > dates[last]
    old = frozenset(n for n in range(last + 1, len(items)) if in_order and dates[n] < memory.since)
    return old if len(items) <= (memory.last or 0) or len(old) > _FEW else frozenset()


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
