"""Similar papers, on the real store."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.domain.ports import PollCommit
from bot.service.papers.archive import Archive
from bot.service.papers.similar import Similars
from tests.support.fakes import DAY, Clock, sighting

if TYPE_CHECKING:
    from bot.domain.paper import Sighting
    from bot.domain.ports import Store
    from bot.search.past import PastIndex

TEXT = "Rotary position embeddings carry long context."


async def stored(store: Store, now: Clock, *sightings: Sighting) -> None:
    await store.commit_poll(PollCommit(source="huggingface", at=now(), sightings=sightings))


async def test_at_most_six_with_their_newest_numbers(store: Store, past: PastIndex, now: Clock) -> None:
    """The six closest come with the signals that are stored now."""
    await stored(store, now, *(sighting(f"2511.{n:05}", abstract=TEXT, upvotes=n) for n in range(9)))
    similar = await Similars(Archive(store, past, [], now)).similar("arxiv:2511.00008")
    assert len(similar.likes) == 6
    assert all(like.sighting.signals.upvotes == int(like.sighting.paper.number[-5:]) for like in similar.likes)
    assert similar.coverage.papers == 9


async def test_only_what_is_listed_lately_is_compared(store: Store, past: PastIndex, now: Clock) -> None:
    """A paper of 90 days ago is compared with those of the last 90, and is none of them."""
    old = DAY - timedelta(days=90)
    await stored(store, now, sighting("2511.00001", abstract=TEXT), sighting("2508.00001", abstract=TEXT, day=old))
    similars = Similars(Archive(store, past, [], now))
    assert [like.sighting.paper.number for like in (await similars.similar("arxiv:2508.00001")).likes] == [
        "2511.00001"
    ]
    assert (await similars.similar("arxiv:2511.00001")).likes == ()
