"""Which of many queries match a paper, without asking each."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Generic

from bot.query.fields import ANYWHERE, NAMES_OF_PEOPLE, TEXT_FIELDS
from bot.query.index.lookup import Lookup
from bot.query.index.postings import Entry, Key, Posting, Register, put, take
from bot.query.paper_view import PaperView, raw_text
from bot.query.plan import EVERY, FACTS, scoped

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.domain.paper import Paper, Sighting, Signals
    from bot.query.index.postings import Bag
    from bot.query.plan import Plan
    from bot.query.query import Query


class QueryIndex(Generic[Key]):
    """Queries under keys of the caller's, such as a subscription's id.

    It gives exactly the keys whose `Query.matches` is true. A query is filed under the rarest words that every
    paper it matches must have, and a paper is looked up by its words. Equal queries are kept once.
    """

    def __init__(self) -> None:
        self._entries: dict[str, Entry[Key]] = {}  # by canonical form
        self._asked: dict[Key, Entry[Key]] = {}
        self._sole: Register[Key] = Register()  # who matches if a paper has this key, and not otherwise
        self._among: Register[Key] = Register()  # who matches if it has one of several keys, under each of them
        self._postings: dict[str, Posting[Key]] = {}  # what needs more than one key
        self._fields = {field: Lookup(names=field in NAMES_OF_PEOPLE) for field in (ANYWHERE, *TEXT_FIELDS)}
        self._facts: Counter[str] = Counter()

    def __len__(self) -> int:
        return len(self._asked)

    def __contains__(self, key: Key) -> bool:
        return key in self._asked

    def add(self, key: Key, query: Query) -> None:
        """File a query under the caller's key, in place of what that key asked before."""
        self.discard(key)
        entry = self._entries.get(query.canonical)
        if entry is None:
            entry = self._entries[query.canonical] = Entry(query.canonical, query.plan)
            self._watch(entry.plan)
        self._asked[key] = entry
        entry.asked += 1
        check = entry.plan.check
        if check:
            entry.keys = put(entry.keys, key)
        if entry.only_key is not None:
            self._sole.put(entry.only_key, key)
            return
        for first, second in entry.plan.spots:
            if second is None and check is None:
                self._among.put(first, key)
            else:
                posting = self._postings.get(first)
                if posting is None:
                    posting = self._postings[first] = Posting()
                posting.put(second, entry, key)

    def discard(self, key: Key) -> None:
        """Forget what a key asked; unknown keys are ignored."""
        entry = self._asked.pop(key, None)
        if entry is None:
            return
        entry.asked -= 1
        check = entry.plan.check
        if check:
            entry.keys = take(entry.keys, key)
        if entry.only_key is not None:
            self._sole.take(entry.only_key, key)
        else:
            self._take(entry, key)
        if not entry.asked:
            del self._entries[entry.canonical]
            self._unwatch(entry.plan)

    def _take(self, entry: Entry[Key], key: Key) -> None:
        for first, second in entry.plan.spots:
            if second is None and entry.plan.check is None:
                self._among.take(first, key)
            else:
                posting = self._postings[first]
                posting.take(second, entry, key)
                if not posting:
                    del self._postings[first]

    def match(self, paper: Paper, signals: Signals) -> list[Key]:
        """The keys whose queries match a paper, each once, in no order."""
        view = PaperView(paper, signals)
        return self._answer(self._keys(view), view)

    def match_many(self, sightings: Iterable[Sighting]) -> list[list[Key]]:
        """`match` for each, in order."""
        return [self.match(sighting.paper, sighting.signals) for sighting in sightings]

    def _answer(self, keys: set[str], view: PaperView) -> list[Key]:
        """The keys of the caller's whose queries match a paper that has these keys.

        Most queries are filed under one key alone: they are found once, so there is nothing to unite.
        """
        found = set[Key]().union(*filter(None, map(self._among.rows().get, keys)))
        for key in self._postings.keys() & keys:
            posting = self._postings[key]
            if posting.checked:
                self._check(posting.checked, keys, view, found)
            if posting.direct:
                found.update(*map(posting.direct.__getitem__, posting.direct.keys() & keys))
            if posting.pairs:
                for other in posting.pairs.keys() & keys:
                    self._check(posting.pairs[other], keys, view, found)
        answer = list(found)
        for row in filter(None, map(self._sole.rows().get, keys)):
            answer += row
        return answer

    def _check(self, entries: Bag[Entry[Key]], keys: set[str], view: PaperView, found: set[Key]) -> None:
        for entry in entries:
            check = entry.plan.check
            if check and check.passes(keys, view):
                found.update(entry.keys)

    def _keys(self, view: PaperView) -> set[str]:
        """The keys of a paper that a query asks for."""
        keys = {EVERY}
        if self._facts:
            keys |= view.facts
        for field, lookup in self._fields.items():
            if lookup:
                found = lookup.find(raw_text(view.paper, field))
                keys |= {scoped(field, key) for key in found} if field else found
        return keys

    def _watch(self, plan: Plan) -> None:
        for field, key in plan.watched:
            if field == FACTS:
                self._facts[key] += 1
            else:
                self._fields[field].add(key)

    def _unwatch(self, plan: Plan) -> None:
        for field, key in plan.watched:
            if field != FACTS:
                self._fields[field].discard(key)
            elif self._facts[key] > 1:
                self._facts[key] -= 1
            else:
                del self._facts[key]
