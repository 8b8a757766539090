"""Search the stored papers with an index that is kept up to date."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, TypeVar

from typing_extensions import override

from bot.domain.errors import NotReadyError
from bot.domain.ports import UNANNOUNCED, Findings, Neighbour, Order, PastPapers, Spelling, Store
from bot.domain.ports.catalogue import letters_and_digits
from bot.query import parse
from bot.query.paper_view import PaperView
from bot.query.rewriting.rewrite import with_reached_bounds
from bot.query.syntax.tree import And, Fact, Node, Not, Or
from bot.search.documents import can_be_suggested
from bot.search.expressions import all_of
from bot.search.index_file import FIRST_FILE
from bot.search.index_reader import with_row_numbers
from bot.search.index_updates import IndexFollower
from bot.search.similar_papers import closest, profile_of

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable, Collection, Iterable, Sequence
    from datetime import date
    from pathlib import Path

    from bot.domain.paper import Paper, Sighting
    from bot.search.expressions import Condition
    from bot.search.index_file import Index

T = TypeVar("T")
_PAPERS_AT_ONCE = 25  # papers verified at a time, about 30 ms of the worker thread
_MAX_VERIFIED = 50  # papers in doubt that are verified for a count or the newest matches


class PastIndex(IndexFollower, PastPapers):
    """The port PastPapers on an index that follows a store; see IndexFollower."""

    @override
    async def find(
        self,
        query: str | None,
        *,
        since: date,
        order: Order = Order.NEWEST,
        most: int = 0,
        minimums: Sequence[int] = (),
        among: Collection[str] | None = None,
        announced: bool = False,
    ) -> Findings:
        await self.require_caught_up()
        source_filter = _from_sources(among) if among is not None else _ANNOUNCED if announced else And(())
        tree = _tree(query)

        def work(index: Index, condition: Condition) -> Findings:
            searched = index.reader.condition(source_filter)
            if order is not Order.BEST:  # by words: a narrowed condition has row numbers
                condition = index.reader.narrowed(condition, tree, searched, since)
            matches, at_least = index.reader.by_day(condition, since, minimums)
            return Findings(
                days=index.reader.by_day(searched, since, ())[0],
                matches=matches,
                ids=index.reader.first(condition, matches, order, most),
                at_least=at_least,
            )

        return await self._with_condition(And((tree, source_filter)), since, work)

    @override
    async def count(
        self, query: str | None, *, since: date, among: Collection[str] | None = None, most: int | None = None
    ) -> int:
        await self.require_caught_up()
        source_filter = And(()) if among is None else _from_sources(among)
        tree = _tree(query)

        def work(index: Index, exact: Condition) -> int:
            if not most:
                exact = index.reader.narrowed(exact, tree, index.reader.condition(source_filter), since)
            return index.reader.count(exact, since, most)

        return await self._with_condition(And((tree, source_filter)), since, work, _MAX_VERIFIED)

    @override
    async def newest_matches(self, query: str, *, since: date, most: int) -> tuple[str, ...]:
        await self.require_caught_up()

        def work(index: Index, exact: Condition) -> tuple[str, ...]:
            return tuple(index.reader.candidates(exact, since, most))

        return await self._with_condition(parse(query).tree, since, work, _MAX_VERIFIED)

    @override
    async def matching(
        self,
        query: str,
        *,
        since: date,
        version: int,
        earlier_query: str | None = None,
        among: Collection[str] | None = None,
    ) -> frozenset[str]:
        await self.require_caught_up(version)
        parsed = parse(query)
        if earlier_query is not None:  # the comparisons that it has count as met
            parsed = with_reached_bounds(parsed, parse(earlier_query))
        source_filter = _ANNOUNCED if among is None else _from_sources(among)
        tree = And((parsed.tree, source_filter))
        return await self._with_condition(
            tree, since, lambda index, exact: frozenset(index.reader.candidates(exact, since))
        )

    @override
    async def similar(self, paper: Paper, *, since: date, most: int) -> tuple[Neighbour, ...]:
        await self.require_caught_up()
        profile = await self.run(lambda index: profile_of(index.reader, paper, since))
        found = await self._store.sightings(profile.candidates)
        papers = [found[key].paper for key in profile.candidates if key in found]
        return await self.run(lambda index: closest(index.reader, paper, profile, papers, most))

    @override
    async def roughly_similar(self, paper: Paper, *, since: date) -> tuple[str, ...]:
        await self.require_caught_up()
        return (await self.run(lambda index: profile_of(index.reader, paper, since))).candidates

    @override
    async def spellings(self, word: str, field: str, *, most: int) -> tuple[Spelling, ...]:
        typed = word.casefold()
        if not can_be_suggested(typed):
            return ()
        await self.require_caught_up()
        return tuple(await self.run(lambda index: index.reader.spellings(typed, field, most)))

    @override
    async def may_know(self, words: Sequence[str], field: str) -> bool:
        await self.require_caught_up()
        return await self.run(lambda index: index.reader.may_know([word.casefold() for word in words], field))

    @override
    async def related_words(self, words: str, field: str) -> tuple[Spelling, ...]:
        if not words.isprintable():  # SQLite's texts cannot have lone surrogates
            return ()
        await self.require_caught_up()
        return tuple(await self.run(lambda index: index.reader.related_words(words, field)))

    @override
    async def titled(self, text: str, most: int) -> tuple[str, ...]:
        if not self.state().ready:  # a ready one may lack the newest papers, which is fine here
            await self.require_caught_up()
        return tuple(await self.run(lambda index: index.reader.titled(text, most)))

    async def _with_condition(
        self, tree: Node, since: date, work: Callable[[Index, Condition], T], most: int | None = None
    ) -> T:
        """Call `work` with an exact condition, after verifying papers in doubt.

        Of more than `most` in doubt (None: no limit), the newest are verified, and the others count as no match.
        """
        condition = await self.run(lambda index: index.reader.condition(tree))
        if (doubt := condition.doubt) is None:
            return await self.run(lambda index: work(index, condition))
        # At first all papers in doubt; those that match are removed
        refuted = await self.run(lambda index: index.reader.candidates(doubt, since, _PAPERS_AT_ONCE + 1))
        if len(refuted) > _PAPERS_AT_ONCE:
            both = all_of([condition, doubt])  # fewer to verify
            refuted = await self.run(lambda index: index.reader.candidates(both, since))
        ids = list(refuted)[:most]
        for start in range(0, len(ids), _PAPERS_AT_ONCE):
            stored = (await self._store.sightings(ids[start : start + _PAPERS_AT_ONCE])).values()
            for key in await self.run(lambda _, stored=stored: _matches(tree, stored)):
                del refuted[key]
        exact = condition.without(with_row_numbers(refuted.values()))
        return await self.run(lambda index: work(index, exact))


_ANNOUNCED = Not(Fact(field="source", value=UNANNOUNCED, canonical=f"source:{UNANNOUNCED}"))


def _tree(query: str | None) -> Node:
    """Return the tree of a query; of None, one that every paper matches."""
    return parse(query).tree if query is not None else And(())


def _from_sources(names: Collection[str]) -> Node:
    """Return the tree that papers with one of these sources match."""
    named = sorted({letters_and_digits(name) for name in names})
    return Or(tuple(Fact(field="source", value=name, canonical=f"source:{name}") for name in named))


def _matches(tree: Node, sightings: Iterable[Sighting]) -> list[str]:
    return [s.paper.id for s in sightings if tree.holds(PaperView(s.paper, s.signals))]


async def with_index(store: Store, folder: Path, work: Callable[[PastIndex], Awaitable[T]], otherwise: T) -> T:
    """Call `work` with the index in a folder; return `otherwise` if there is none, or it cannot be used now.

    No bot may be running on the store; if `work` writes, nobody else may have it open.
    """
    if not (folder / FIRST_FILE).exists():
        return otherwise
    past = PastIndex(store, folder, slots=1)
    try:
        await past.catch_up()
        return await work(past)
    except NotReadyError:
        return otherwise
    finally:
        await past.close()


@asynccontextmanager
async def following(
    store: Store, folder: Path | None, *, on_idle: Callable[[], None] | None = None
) -> AsyncGenerator[PastIndex]:
    """Provide an index that follows a store; `on_idle` is called whenever everything is written."""
    past = PastIndex(store, folder, on_idle=on_idle)
    task = asyncio.create_task(past.follow(), name="follow papers")
    try:
        yield past
    finally:
        task.cancel()
        await asyncio.wait({task})
        await past.close()
