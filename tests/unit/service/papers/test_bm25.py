"""Papers about the same, without a store."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from bot.service.papers.bm25 import Neighbours
from tests.support.fakes import paper

ROTARY = paper("2511.00001", title="Rotary position embeddings", abstract="They carry long context.")
CLOSE = paper("2511.00002", title="Long context by rotary embeddings", abstract="Rotary position embeddings.")
FAR = paper("2511.00003", title="Context of galaxies", abstract="Metallicity gradients far away.")
NONE = paper("2511.00004", title="Trees", abstract="Bushes.")


def filled(*papers: object) -> Neighbours:
    neighbours = Neighbours()
    for one in papers or (ROTARY, CLOSE, FAR, NONE):
        neighbours.put(one)  # pyright: ignore[reportArgumentType] - papers, made by the fakes
    return neighbours


async def test_closest_first_without_itself() -> None:
    """Papers that share more come first, the paper itself and those that share nothing do not come."""
    found = await filled().closest(ROTARY, 9)
    assert [one.paper_id for one in found] == [CLOSE.id, FAR.id]
    assert 1 > found[0].closeness > found[1].closeness > 0


async def test_shared_terms_as_the_asked_paper_writes_them() -> None:
    """The weightiest terms in common are named, and no word comes twice."""
    first, second = await filled().closest(ROTARY, 9)
    assert any("Rotary" in term for term in first.shared)
    words = " ".join(first.shared).lower().split()
    assert len(words) == len(set(words))
    assert second.shared == ("context",)


async def test_most_and_least() -> None:
    """No more than asked for come, and none that is farther than allowed."""
    assert len(await filled().closest(ROTARY, 1)) == 1
    assert [one.paper_id for one in await filled().closest(ROTARY, 9, at_least=0.2)] == [CLOSE.id]


async def test_a_paper_of_no_words_has_no_neighbours() -> None:
    """Nothing to compare, and nothing to compare with, is no error."""
    assert await filled().closest(paper("2511.00009", title="", abstract="We 12."), 9) == []
    assert await Neighbours().closest(ROTARY, 9) == []


async def test_a_known_paper_costs_nothing_until_it_changes() -> None:
    """The same text is not read again; a new one takes its place."""
    neighbours = filled()
    assert not neighbours.put(FAR)
    assert neighbours.put(replace(FAR, abstract="Rotary position embeddings carry long context."))
    assert len(neighbours) == 4
    assert {one.paper_id for one in await neighbours.closest(ROTARY, 2)} == {CLOSE.id, FAR.id}


async def test_forgotten_papers_are_no_neighbours() -> None:
    """Only the papers that are to be kept remain."""
    neighbours = filled()
    neighbours.retain([ROTARY.id, FAR.id])
    assert [one.paper_id for one in await neighbours.closest(ROTARY, 9)] == [FAR.id]


async def test_others_get_their_turn() -> None:
    """Among many papers the event loop turns, and a paper that is forgotten meanwhile does no harm."""
    many = [replace(ROTARY, id=f"arxiv:2512.{n:05}") for n in range(500)]
    neighbours = filled(*many)
    turns = 0

    async def forget() -> None:
        nonlocal turns
        while True:
            await asyncio.sleep(0)
            turns += 1
            neighbours.retain([])

    other = asyncio.create_task(forget())
    found = await neighbours.closest(ROTARY, 600)
    other.cancel()
    assert turns >= 4
    assert len(found) == 500
