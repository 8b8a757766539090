"""Which words of a paper could be left out of a subscription, on the real store."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from bot.domain.errors import NotReadyError
from bot.domain.ports import PollCommit
from bot.query import parse
from bot.query.rewriting.rewrite import without
from bot.service.papers.proposals.words_to_go import words_to_go
from tests.support.fakes import Clock, paper, sighting

if TYPE_CHECKING:
    from bot.domain.ports import Store
    from bot.search.past import PastIndex

_PAPER = paper(
    title="A Survey of Diffusion for Protein Folding with Owls",
    abstract="Protein folding by diffusion. Owls fold a protein; protein folding is scalable learning.",
)


@pytest.fixture
async def filled(store: Store, now: Clock) -> None:
    """Forty papers on diffusion: ten fold proteins, one has owls, and thirty are of images."""
    titles = [*["Diffusion for protein folding"] * 10, "Diffusion of owls", *["Diffusion of images"] * 29]
    listed = tuple(sighting(f"2511.{n:05}", title=title) for n, title in enumerate(titles))
    await store.commit_poll(PollCommit(source="huggingface", at=now(), sightings=listed))


@pytest.mark.usefixtures("filled")
async def test_what_leaves_out_most_of_what_is_like_it_comes_first(past: PastIndex) -> None:
    """After the kind of paper; a subject is offered as a whole, and nothing that the query asks for."""
    found = await words_to_go(past, parse("diffusion"), _PAPER, date.min)
    assert [word.casefold() for word in found] == ["survey", "protein folding", "owls"]


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize(
    "query", ["diffusion", "diffusion -owls", '"protein folding"', "owls OR images", "protein"]
)
async def test_each_word_leaves_something(past: PastIndex, query: str) -> None:
    """A query without it can be asked for, and finds at least half of what it found."""
    before = (await past.find(query, since=date.min)).total
    for word in await words_to_go(past, parse(query), _PAPER, date.min):
        after = (await past.find(without(parse(query), word).canonical, since=date.min)).total
        assert after * 2 >= before or before < 10, word


async def test_the_title_has_to_do_while_nothing_can_be_counted(past: PastIndex) -> None:
    """An index that is not ready keeps nobody from leaving a word out."""

    async def find(*_: object, **__: object) -> None:
        raise NotReadyError("They are being prepared.")

    past.find = find  # pyright: ignore[reportAttributeAccessIssue] - not ready
    found = await words_to_go(past, parse("diffusion"), _PAPER, date.min)
    assert found[:2] == ("survey", "protein folding")
