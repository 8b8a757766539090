"""New and changed items of a feed, found with the memory of earlier readings. Pure."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from bot.sources.feeds.item import digest
from bot.sources.feeds.memory import Known
from bot.sources.feeds.recognising import recognised

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.domain.paper import Paper
    from bot.sources.feeds.item import Item
    from bot.sources.feeds.memory import Memory

_FEW = 4  # old items, or fewer, that lengthen a list of everything are rather an addition to it


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
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
