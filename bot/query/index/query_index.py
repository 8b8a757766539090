"""Find the queries that match a paper without testing each of them."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Generic

from bot.query.analysis.document import SPELLED_MARK
from bot.query.fields import NAMES_OF_PEOPLE
from bot.query.index.lookup import Lookup
from bot.query.index.postings import (
    CompactSet,
    IndexedQuery,
    PostingList,
    Subscriber,
    TuplesByKey,
    with_item,
    without_item,
)
from bot.query.paper_view import PaperView, raw_text
from bot.query.plan import ANY_PAPER, FACTS, Plan, scoped

if TYPE_CHECKING:
    from bot.domain.paper import Paper, Signals
    from bot.query.query import Query


class QueryIndex(Generic[Subscriber]):
    """Queries by their subscribers, such as ids of subscriptions.

    `match` returns exactly the subscribers whose `Query.matches` is true. A query is filed under the rarest words
    that every match must have, and found by those that a paper has. Equal queries are stored once.
    """

    def __init__(self) -> None:
        self._queries: dict[str, IndexedQuery[Subscriber]] = {}  # by canonical form
        self._by_subscriber: dict[Subscriber, IndexedQuery[Subscriber]] = {}
        self._sole: TuplesByKey[Subscriber] = TuplesByKey()  # by the key that decides alone (`Plan.only_key`)
        self._any_of: TuplesByKey[Subscriber] = TuplesByKey()  # by each of several keys, any of which decides
        self._posting_lists: dict[str, PostingList[Subscriber]] = {}  # by key: queries that need more than it
        self._lookups: dict[str, Lookup] = {}  # by `TextTerm.where`; texts that no query searches are never read
        self._facts: Counter[str] = Counter()  # number of queries by key of a fact

    def __len__(self) -> int:
        return len(self._by_subscriber)

    def __contains__(self, subscriber: Subscriber) -> bool:
        return subscriber in self._by_subscriber

    def add(self, subscriber: Subscriber, query: Query) -> None:
        """File the query of a subscriber, replacing its former query."""
        self.discard(subscriber)
        indexed = self._queries.get(query.canonical)
        if indexed is None:
            indexed = self._queries[query.canonical] = IndexedQuery(query.canonical, query.plan)
            self._watch(indexed.plan)
        self._by_subscriber[subscriber] = indexed
        indexed.count += 1
        check = indexed.plan.check
        if check:
            indexed.subscribers = with_item(indexed.subscribers, subscriber)
        if indexed.only_key is not None:
            self._sole.add(indexed.only_key, subscriber)
            return
        for first, second in indexed.plan.filed_under:
            if second is None and check is None:
                self._any_of.add(first, subscriber)
            else:
                postings = self._posting_lists.get(first)
                if postings is None:
                    postings = self._posting_lists[first] = PostingList()
                postings.add(second, indexed, subscriber)

    def discard(self, subscriber: Subscriber) -> None:
        """Remove the query of a subscriber; unknown ones are ignored."""
        indexed = self._by_subscriber.pop(subscriber, None)
        if indexed is None:
            return
        indexed.count -= 1
        if indexed.plan.check:
            indexed.subscribers = without_item(indexed.subscribers, subscriber)
        if indexed.only_key is not None:
            self._sole.remove(indexed.only_key, subscriber)
        for first, second in () if indexed.only_key is not None else indexed.plan.filed_under:
            if second is None and indexed.plan.check is None:
                self._any_of.remove(first, subscriber)
            else:
                postings = self._posting_lists[first]
                postings.remove(second, indexed, subscriber)
                if not postings:
                    del self._posting_lists[first]
        if not indexed.count:
            del self._queries[indexed.canonical]
            self._unwatch(indexed.plan)

    def match(self, paper: Paper, signals: Signals) -> list[Subscriber]:
        """Return the subscribers whose queries match a paper, unordered, without duplicates."""
        view = PaperView(paper, signals)
        return self._answer(self._keys(view), view)

    def _keys(self, view: PaperView) -> set[str]:
        """Return those keys of a paper that some query needs."""
        keys = {ANY_PAPER}
        if self._facts:
            keys |= view.facts
        texts: dict[str, tuple[str, list[str]]] = {}  # split once, for words as spelled and as keys
        for where, lookup in self._lookups.items():
            field = where.removeprefix(SPELLED_MARK)
            if field not in texts:
                text = raw_text(view.paper, field)
                texts[field] = text, text.split()
            found = lookup.find(*texts[field])
            keys |= {scoped(field, key) for key in found} if field else found
        return keys

    def _answer(self, keys: set[str], view: PaperView) -> list[Subscriber]:
        """Return the subscribers whose queries match a paper with these keys.

        Most queries are filed under one key only. They are found once, so they need no set.
        """
        found = set[Subscriber]().union(*filter(None, map(self._any_of.tuples().get, keys)))
        for key in self._posting_lists.keys() & keys:
            postings = self._posting_lists[key]
            if postings.to_check:
                self._check(postings.to_check, keys, view, found)
            if postings.direct:
                found.update(*map(postings.direct.__getitem__, postings.direct.keys() & keys))
            if postings.pairs:
                for other in postings.pairs.keys() & keys:
                    self._check(postings.pairs[other], keys, view, found)
        answer = list(found)
        for items in filter(None, map(self._sole.tuples().get, keys)):
            answer += items
        return answer

    def _check(
        self,
        queries: CompactSet[IndexedQuery[Subscriber]],
        keys: set[str],
        view: PaperView,
        found: set[Subscriber],
    ) -> None:
        """Add to `found` the subscribers of those queries whose check passes."""
        for query in queries:
            check = query.plan.check
            if check and check.passes(keys, view):
                found.update(query.subscribers)

    def _watch(self, plan: Plan) -> None:
        """From now on, look for the keys of a plan in papers."""
        for where, key in plan.watched:
            if where == FACTS:
                self._facts[key] += 1
                continue
            if where not in self._lookups:
                people = where.removeprefix(SPELLED_MARK) in NAMES_OF_PEOPLE
                self._lookups[where] = Lookup(people=people, spelled=where.startswith(SPELLED_MARK))
            self._lookups[where].add(key)

    def _unwatch(self, plan: Plan) -> None:
        for where, key in plan.watched:
            if where != FACTS:
                lookup = self._lookups[where]
                lookup.discard(key)
                if not lookup:
                    del self._lookups[where]
            elif self._facts[key] > 1:
                self._facts[key] -= 1
            else:
                del self._facts[key]
