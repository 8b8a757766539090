"""Which of many queries match a paper, without asking each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic

from bot.query.bags import put, take
from bot.query.field_keys import FieldKeys
from bot.query.plan import EVERY, plan
from bot.query.posting import Entry, Key, Posting
from bot.query.view import ANYWHERE, TEXT_FIELDS, View, paper_facts, raw_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.domain.paper import Paper, Sighting, Signals
    from bot.query.language import Query


class QueryIndex(Generic[Key]):
    """Queries under keys of the caller's, such as a subscription's id.

    It gives exactly the keys whose `Query.matches` is true. A query is filed under the rarest words that every
    paper it matches must have, and a paper is looked up by its words. Equal queries are kept once.
    """

    def __init__(self) -> None:
        self._entries: dict[str, Entry[Key]] = {}  # by canonical form
        self._asked: dict[Key, Entry[Key]] = {}
        self._postings: dict[str, Posting[Key]] = {}
        self._fields = {field: FieldKeys(field) for field in (ANYWHERE, *TEXT_FIELDS)}

    def __len__(self) -> int:
        return len(self._asked)

    def __contains__(self, key: Key) -> bool:
        return key in self._asked

    def add(self, key: Key, query: Query) -> None:
        """File a query under the caller's key, in place of what that key asked before."""
        self.discard(key)
        entry = self._entries.get(query.canonical)
        if entry is None:
            entry = self._entries[query.canonical] = Entry(query.canonical, plan(query.tree))
            for field, watched in entry.plan.watched:
                self._fields[field].add(watched)
        self._asked[key] = entry
        entry.keys = put(entry.keys, key)
        for first, second in entry.plan.spots:
            posting = self._postings.get(first)
            if posting is None:
                posting = self._postings[first] = Posting()
            posting.put(second, entry, key)

    def discard(self, key: Key) -> None:
        """Forget what a key asked; unknown keys are ignored."""
        entry = self._asked.pop(key, None)
        if entry is None:
            return
        entry.keys = take(entry.keys, key)
        for first, second in entry.plan.spots:
            posting = self._postings[first]
            posting.take(second, entry, key)
            if not posting:
                del self._postings[first]
        if not entry.keys:
            del self._entries[entry.canonical]
            for field, watched in entry.plan.watched:
                self._fields[field].discard(watched)

    def match(self, paper: Paper, signals: Signals) -> set[Key]:
        """The keys whose queries match a paper."""
        view = View(paper, signals)
        return self._answer(self._keys(view), view)

    def match_many(self, sightings: Iterable[Sighting]) -> list[set[Key]]:
        """`match` for each, in order."""
        return [self.match(sighting.paper, sighting.signals) for sighting in sightings]

    def _answer(self, keys: set[str], view: View) -> set[Key]:
        """The keys of the caller's whose queries match a paper that has these keys."""
        found: set[Key] = set()
        for posting in filter(None, map(self._postings.get, keys)):
            found.update(posting.direct)
            if posting.checked:
                self._check(posting, keys, view, found)
            if posting.pairs:
                for other in posting.pairs.keys() & keys:
                    pair = posting.pairs[other]
                    found.update(pair.direct)
                    self._check(pair, keys, view, found)
        return found

    def _check(self, posting: Posting[Key], keys: set[str], view: View, found: set[Key]) -> None:
        for entry in posting.checked:
            check = entry.plan.check
            if check and check.passes(keys, view):
                found.update(entry.keys)

    def _keys(self, view: View) -> set[str]:
        """The keys of a paper that a query asks for."""
        keys = paper_facts(view.paper)
        keys.add(EVERY)
        for field in self._fields.values():
            if field:
                keys |= field.find(raw_text(view.paper, field.name))
        return keys
