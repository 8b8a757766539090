"""A query for more like a paper, on the real store."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.domain.ports import PollCommit
from bot.service.papers.more_like import MoreLike
from tests.support.fakes import Clock, paper, sighting

if TYPE_CHECKING:
    from bot.domain.ports import Store
    from bot.search.past import PastIndex


@pytest.fixture
async def more(store: Store, past: PastIndex, now: Clock) -> MoreLike:
    """Among papers of which nearly all are about language models, and three about trees that read."""
    papers = [sighting(f"2511.{n:05}", title="Large language models: agents") for n in range(101)]
    papers += [sighting(f"2511.1{n:04}", title="Reading trees", keywords=("tree models",)) for n in range(3)]
    await store.commit_poll(PollCommit(source="huggingface", at=now(), sightings=tuple(papers)))
    return MoreLike(past, [], now)


async def asked(more: MoreLike, title: str, *keywords: str) -> str | None:
    found = await more.query(paper(title=title, keywords=keywords))
    return None if found is None else found.canonical


async def test_what_few_papers_have_is_asked_for(more: MoreLike) -> None:
    """What is a whole field is left out; what other papers have comes before what is this one's alone."""
    found = await asked(more, "Reading trees: a new bush", "language models", "tree models")
    assert found == '"Reading trees" OR "tree models" OR bush'


async def test_of_common_phrases_two_together(more: MoreLike) -> None:
    """Where everything that a paper says is common, it is asked for together."""
    assert await asked(more, "Language models: agents") == '"Language models" agents'


@pytest.mark.parametrize("title", ["Of the 2", "…"])
async def test_nothing_telling(more: MoreLike, title: str) -> None:
    """A title without a word that says something makes no query; nor do keywords that cannot be read."""
    assert await asked(more, title, "…", ' " ') is None
