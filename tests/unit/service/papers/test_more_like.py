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

_TREES = "Their leaves, roots, bark, twigs, blossoms and rings tell of rain."


@pytest.fixture
async def more(store: Store, past: PastIndex, now: Clock) -> MoreLike:
    """Among papers of which nearly all are about what robots see, some with a pipeline, and three about trees."""
    papers = [sighting(f"2511.{n:05}", title="Robot vision" if n % 2 else "Tool agents") for n in range(80)]
    papers += [sighting(f"2511.3{n:04}", title="Robot vision: tool agents") for n in range(3)]
    papers += [
        sighting(f"2511.1{n:04}", title="Reading trees", abstract=_TREES, keywords=("tree models",))
        for n in range(3)
    ]
    papers += [
        sighting(f"2511.2{n:04}", title=f"Subject {word}", abstract=f"{word}, by an automated pipeline.")
        for n, word in enumerate(("birds", "stars", "waves", "rocks", "songs", "coins"))
    ]
    await store.commit_poll(PollCommit(source="huggingface", at=now(), sightings=tuple(papers)))
    return MoreLike(past, [], now)


async def asked(more: MoreLike, title: str, *keywords: str, abstract: str = "") -> str | None:
    found = await more.query(paper(title=title, keywords=keywords, abstract=abstract))
    return None if found is None else found.canonical


async def test_what_papers_about_the_same_have_is_asked_for(more: MoreLike) -> None:
    """What is a whole field is left out, and what papers about anything have; so is what says the same twice."""
    found = await asked(
        more,
        "Reading trees: a bush",
        *("language models", "automated pipeline", "tree models", "Tree Models"),
        abstract=f"Reading trees by tree models, tree models. {_TREES} An automated pipeline.",
    )
    assert found == '"Reading trees" OR "tree models"'


async def test_one_word_alone_has_to_be_said_often(more: MoreLike) -> None:
    """It has other senses; a number is none."""
    assert await asked(more, "Trees", abstract="Of trees.") is None
    found = await asked(more, "Trees 2.0", abstract="Trees and trees, read by trees; 2.0 and 2.0 and 2.0.")
    assert found == "Trees"


async def test_what_the_paper_alone_has(more: MoreLike) -> None:
    """Where no other paper is about the same, what it says more than once; of several words before one."""
    abstract = "A copper kettle. A copper kettle whistles, whistles and whistles. Some pot."
    found = await asked(more, "A copper kettle whistles: iron pot", abstract=abstract)
    assert found == '"copper kettle whistles"'
    assert await asked(more, "Whistles", abstract="Whistles whistle: whistles, whistles.") == "Whistles"


async def test_of_common_phrases_two_together(more: MoreLike) -> None:
    """Where everything that a paper says is common, it is asked for together."""
    assert await asked(more, "Robot vision: tool agents") == '"Robot vision" "tool agents"'


async def test_two_common_words_come_together_by_chance(more: MoreLike) -> None:
    """Papers about anything have both, so that nothing is asked for."""
    assert await asked(more, "Robot: tool", abstract="Robot, robot. Tool, tool. Some robot, some tool.") is None


@pytest.mark.parametrize("title", ["Of the 2", "…"])
async def test_nothing_telling(more: MoreLike, title: str) -> None:
    """A title without a word that says something makes no query; nor do keywords that cannot be read."""
    assert await asked(more, title, "…", ' " ', f"{'x' * 300} {'y' * 300}") is None


@pytest.mark.parametrize(
    ("title", "abstract"),
    [
        ("Scalable learning updates", "Updates. Learning updates. Scalable learning."),  # words of any research
        ("Video", "Video, video and video."),  # a field
        ("Bushily", "Bushily, bushily and bushily."),  # an adverb
        ("Mm", "Mm, mm and mm."),  # two letters, which mean many things
        ("LeafReader", "LeafReader reads. LeafReader, LeafReader."),  # a name that nobody else has
        ("LeafReader: updates", "LeafReader desks and LeafReader desks."),  # that in a phrase
        ("Updates", "Tried with Oak-2.5 Pro, with Oak-2.5 Pro and with Oak-2.5 Pro."),  # a version of something
        ("Updates", "Leaves tagged, and leaves tagged. Oaken non, oaken non. Re leaves, re leaves."),  # broken off
        ("Updates", "An oaken desk."),  # said once, and in passing
    ],
)
async def test_what_tells_no_subject_is_not_asked_for(more: MoreLike, title: str, abstract: str) -> None:
    """However often it is said: somebody is rather told to write a query."""
    assert await asked(more, title, abstract=abstract) is None


async def test_half_of_what_is_spoken_of_is_not_asked_for(more: MoreLike) -> None:
    """Others have the word beside others; the whole is asked for."""
    assert await asked(more, "Trees", abstract="Trees wobble. Trees wobble. Trees wobble.") == '"Trees wobble"'


async def test_a_keyword_that_is_nowhere_said(more: MoreLike) -> None:
    """It is somebody's judgement, and asked for where nothing better is found; one that breaks off is not."""
    assert await asked(more, "Updates", "tree models") == '"tree models"'
    assert await asked(more, "Updates", "models tagged", "pipeline non") is None
