"""Find the new and changed items of a feed by comparing it with the memory of earlier polls. Pure.

An item is recognised while its DOI stays, or while at most two of guid, address, title and DOI change at once; if
only its title stays, see `match_seen`. A key that several items share identifies none of them: one guid for all,
or the title "This week in machine learning". Each remembered item is matched at most once: of two items that
fit it, one is new.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import chain, pairwise
from typing import TYPE_CHECKING, NamedTuple

from bot.sources.bodies.papers import hashed
from bot.sources.feeds.memory import Memory, SeenItem

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import date

    from bot.domain.paper import Paper
    from bot.sources.feeds.item import Item

# In a feed that grew, or whose order is uncertain, so few old items may as well be new ones that are dated back.
_MAX_NEW_BEFORE_START = 4
_MAX_CHANGED_KEYS = 2  # of guid, address, title and DOI
# characters; many items may share a shorter text, such as "No abstract is available."
_MIN_DISTINCTIVE_LENGTH = 50
# items: if so many, and half of the feed, match by title alone, the feed has moved to other addresses
_MIN_MOVED_ITEMS = 3


class News(NamedTuple):
    """The `new` and `changed` papers of an answer, the number of `known` items, and the next `memory`.

    `days` has the dates of new papers by their ids, if the feed tells them.
    """

    new: tuple[Paper, ...]
    days: Mapping[str, date]
    changed: tuple[Paper, ...]
    known: int
    memory: Memory


def find_news(items: Sequence[Item], memory: Memory) -> News:
    """Compare the items of a feed with the remembered ones."""
    key_counts = Counter(key for item in items for key in {*item.keys, item.content_hash})
    matches = match_seen(items, memory, key_counts)
    old = _older_than_learned(items, matches, memory)
    used = {one.paper for one in memory.items}
    new: list[Paper] = []
    days: dict[str, date] = {}
    changed: list[Paper] = []
    seen: list[SeenItem] = []
    for number, item in enumerate(items):
        ids = {hashed("paper", one): one for one in item.candidate_ids(key_counts)}  # by hash, as `used`
        before = memory.items[matches[number]] if number in matches else SeenItem()
        if number not in matches:  # a new item needs an unused id: else its alert would seem to exist already
            chosen = next((one for one in ids if one not in used), [*ids][-1])
            if number not in old:
                new.append(replace(item.paper, id=ids[chosen]))
                if published := item.entry.date:
                    days[ids[chosen]] = published.date()
        else:
            chosen = before.paper or next(iter(ids))
            # Memory has only the hash of the paper's id: without the id itself it cannot be updated.
            if chosen in ids and (before.content, before.keys) != (item.content_hash, item.keys):
                changed.append(replace(item.paper, id=ids[chosen]))
        used.add(chosen)
        seen.append(before.updated(item, chosen))
    indexes = set(matches.values())
    unmatched = [one for index, one in enumerate(memory.items) if index not in indexes]
    # A single key of version 0.1 that is in the feed now belongs to one of the `seen` items.
    gone = [one for one in unmatched if one.paper or one.keys[0] not in key_counts]
    return News(tuple(new), days, tuple(changed), known=len(matches), memory=memory.updated(gone, seen))


def _older_than_learned(items: Sequence[Item], matches: Mapping[int, int], memory: Memory) -> frozenset[int]:
    """Return the indexes of unseen items that are older than all dates of the first answer, and so are not new.

    Such items appear when the site deletes newer ones or shows more. An item counts as one only if the feed is
    sorted by date, newest first, and the item comes after all known ones and is older than everything learned. It
    must also be older than the first item: what a journal adds to an issue has the issue's date. A few items count
    only if there are newer ones than the last known one, so that the order is certain, and if the feed has not
    grown.
    """
    dates = [item.entry.date for item in items if item.entry.date]
    last = max(matches, default=None)
    if memory.since is None or last is None or len(dates) < len(items):
        return frozenset()
    in_order = all(one >= other for one, other in pairwise(dates))
    unseen = range(last + 1, len(items))
    old = frozenset(n for n in unseen if in_order and dates[n] < memory.since and dates[n] < dates[0])
    few_suffice = dates[0] > dates[last] and len(items) <= (memory.last or 0)
    return old if few_suffice or len(old) > _MAX_NEW_BEFORE_START else frozenset()


def match_seen(items: Sequence[Item], memory: Memory, key_counts: Mapping[str, int]) -> dict[int, int]:
    """Map indexes of items to those of remembered items; new items are left out.

    `key_counts` counts items per key. Known papers and equal DOIs are matched first, then the least changed items.
    An item with only the same title matches if its text is the same; or if it has no text, was in the last answer
    and is in its old order; or if the whole feed has moved.
    """
    owners = _only_owners(memory.items)
    all_keys = frozenset(key for one in memory.items for key in one.keys)
    likely: list[tuple[bool, bool, int, bool, int, int]] = []
    by_title: list[tuple[int, int]] = []
    unlikely: list[tuple[int, int]] = []
    for number, item in enumerate(items):
        unique = {key: owners.get(key) for key in (*item.keys, item.content_hash) if key_counts[key] == 1}
        for index in {index for index in unique.values() if index is not None}:
            known = memory.items[index]
            # Of the single keys of version 0.1 it is unknown which belong to one item.
            known_keys = {*known.keys, *known.older} if known.paper else all_keys
            changed = sum(key not in known_keys for key in item.keys)
            same_doi = unique.get(item.identity_hash) == index
            recent = memory.last is None or index >= len(memory.items) - memory.last
            by_link = unique.get(item.address_hash) == index
            by_id = same_doi or by_link or unique.get(item.guid_hash) == index
            # Without a distinctive title, the text must be long enough to be no other item's.
            is_long = len(item.paper.abstract) >= _MIN_DISTINCTIVE_LENGTH
            text_suffices = changed < len(item.keys) if item.title_hash else is_long
            by_text = unique.get(item.content_hash) == index and text_suffices
            if changed > _MAX_CHANGED_KEYS and not same_doi:
                continue
            if by_id or (by_text and item.paper.abstract):
                # Smaller tuples are matched first: the pair is at the end
                likely.append((not known.paper, not same_doi, changed, not by_link, number, index))
            elif unique.get(item.title_hash) == index and item.title_hash in known.keys:
                edited = known.paper and item.paper.abstract and item.content_hash != known.content
                (unlikely if edited or not recent else by_title).append((number, index))
    found = _add_pairs({}, (pair[-2:] for pair in sorted(likely)))
    # An item without text is in its old order if it was on the same side of the first or last matched item
    ends = [min(found.items()), max(found.items())] if found else []
    found = _add_pairs(
        found,
        (
            (number, index)
            for number, index in by_title
            if not memory.items[index].paper
            or any((number < other) == (index < other_index) for other, other_index in ends)
        ),
    )
    with_titles = _add_pairs(found, by_title + unlikely)
    return with_titles if len(with_titles) - len(found) >= max(_MIN_MOVED_ITEMS, len(items) / 2) else found


def _add_pairs(found: Mapping[int, int], pairs: Iterable[tuple[int, int]]) -> dict[int, int]:
    """Add pairs to the mapping, except those with a side that is already in it."""
    result = dict(found)
    used = set(found.values())
    for number, index in pairs:
        if number not in result and index not in used:
            result[number] = index
            used.add(index)
    return result


def _only_owners(known: Sequence[SeenItem]) -> dict[str, int | None]:
    """Map each key to the only item that has it, or else had it earlier; to None if several do."""

    def only(keys: Callable[[SeenItem], Iterable[str]]) -> dict[str, int | None]:
        found: dict[str, int | None] = {}
        for index, one in enumerate(known):
            for key in keys(one):
                found[key] = None if key in found else index
        return found

    return {**only(lambda one: one.older), **only(lambda one: chain(one.keys, (one.content,)))}
