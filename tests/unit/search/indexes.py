"""Helpers for indexes in memory."""

import weakref
from collections.abc import Iterable, Sequence
from datetime import date

from bot.domain.paper import Sighting
from bot.domain.ports import PollCommit, Store
from bot.query import Query
from bot.query.paper_view import PaperView
from bot.search.index_file import Index, open_index
from bot.search.index_reader import with_row_numbers
from bot.search.past_papers import PastIndex
from tests.support.fakes import START


def filled(sightings: Iterable[Sighting]) -> Index:
    """Return an index of these papers, closed when it is garbage: Python 3.13 warns about open ones."""
    index, seen = open_index(None), list(sightings)
    weakref.finalize(index, index._db.close)
    index.writer.put(seen, {s.paper.id: number for number, s in enumerate(seen)})
    return index


def found(index: Index, query: Query, sightings: Sequence[Sighting]) -> set[str]:
    """Return the ids of a query's matches, verified if necessary."""
    asked = index.reader.condition(query.tree)
    if asked.doubt:
        refuted = index.reader.candidates(asked.doubt, date.min)
        for one in sightings:
            if query.tree.holds(PaperView(one.paper, one.signals)):
                refuted.pop(one.paper.id, None)
        asked = asked.without(with_row_numbers(refuted.values()))
    return set(index.reader.candidates(asked, date.min))


async def stored(store: Store, *sightings: Sighting) -> int:
    """Store papers as a poll does; return the papers' version."""
    await store.commit_poll(PollCommit(source="huggingface", at=START, sightings=sightings))
    return await store.papers_version()


async def ids(past: PastIndex, query: str | None = "trees", **asked: object) -> list[str]:
    """Return the ids that an index finds for a query, in order."""
    options: dict[str, object] = {"since": date.min, "most": 100, **asked}
    return list((await past.find(query, **options)).ids)  # pyright: ignore[reportArgumentType] - by name
