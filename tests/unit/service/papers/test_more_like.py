"""A query for more like a paper, on the real store."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.domain.ports import PollCommit
from bot.sandbox.sample import bundled
from bot.service.papers.more_like import MoreLike
from bot.sources.paper_files import parse
from tests.support.fakes import Clock, paper, sighting

if TYPE_CHECKING:
    from bot.domain.paper import Sighting
    from bot.domain.ports import Store
    from bot.search.past import PastIndex

_OTHERS = ("birds", "stars", "waves", "rocks", "songs", "coins")


async def following(store: Store, past: PastIndex, now: Clock, papers: list[Sighting]) -> MoreLike:
    await store.commit_poll(PollCommit(source="huggingface", at=now(), sightings=tuple(papers)))
    return MoreLike(past, [], now)


@pytest.fixture
async def few(store: Store, past: PastIndex, now: Clock) -> MoreLike:
    """Among so few papers that what they have tells nothing."""
    papers = [sighting(f"2511.{n:05}", title=f"Subject {word}") for n, word in enumerate(_OTHERS)]
    return await following(store, past, now, papers)


@pytest.fixture
async def many(store: Store, past: PastIndex, now: Clock) -> MoreLike:
    """Among 600 papers, of which many compare trees with an oaken baseline, and few are about their rings."""
    every = [sighting(f"2511.{n:05}", title=f"Subject {_OTHERS[n % 6]}") for n in range(600)]
    for n in range(60):
        every[n] = sighting(f"2511.{n:05}", title="Birch leaves", abstract="With an oaken baseline.")
    for n in range(60, 63):
        every[n] = sighting(f"2511.{n:05}", title="Reading tree rings", abstract="Of tree rings.")
    for n in range(63, 66):
        every[n] = sighting(f"2511.{n:05}", title="Nests", abstract="Birch leaves around a nest: magpie eggs.")
    return await following(store, past, now, every)


async def asked(more: MoreLike, title: str, *keywords: str, abstract: str = "") -> str | None:
    found = await more.query(paper(title=title, keywords=keywords, abstract=abstract))
    return None if found is None else found.canonical


async def test_every_paper_of_the_demo_gets_a_query_that_finds_it(
    store: Store, past: PastIndex, now: Clock
) -> None:
    """However few papers there are, none of its words is lost to another paper's subject."""
    papers = [entry.paper for entry in parse(bundled()).entries]
    more = await following(store, past, now, [])
    signals = sighting().signals
    for one in papers:
        query = await more.query(one)
        assert query is not None, one.title
        assert query.matches(one, signals), (one.title, query.canonical)


@pytest.mark.parametrize(
    ("title", "abstract", "query"),
    [
        # of a wide subject, what the paper says about it
        (
            "Plan: Better Video Generation via Semantic Rehearsal",
            "Video generation needs a plan. Semantic rehearsal gives one.",
            '"Video Generation" "Semantic Rehearsal"',
        ),
        # what the abstract begins with, where the title does not say it
        (
            "FedPace: Larger Nomadic Intervals",
            "Federated learning is slow. Nomadic intervals, and nomadic intervals.",
            '"Federated learning" "Nomadic Intervals"',
        ),
        # a subject of its own stands alone
        ("Mean Teachers for Test-Time Adaptation", "Test-time adaptation drifts.", '"Test-Time Adaptation"'),
        # what is said of any field
        ("Owls in Neural Networks", "Owls are loud in neural networks. Owls.", '"Neural Networks" Owls'),
        # what is done with models, where the title says it
        (
            "Outliers with Opposing Signals in Neural Network Optimization",
            "We look at neural network optimization. Opposing signals, and opposing signals.",
            '"Neural Network Optimization"',
        ),
        ("Owls in Neural Networks", "Owls and owls. Neural network pruning.", '"Neural Networks" Owls'),
        # two fields
        ("Memory of Robots", "Robots forget.", "Robots Memory"),
    ],
)
async def test_where_few_papers_are_stored(few: MoreLike, title: str, abstract: str, query: str) -> None:
    """What is known of subjects tells which of a title's words is the topic: it is never lost."""
    assert await asked(few, title, abstract=abstract) == query


async def test_what_a_title_and_its_abstract_share_with_few_others(many: MoreLike) -> None:
    """What others put in their titles is asked for, and not what papers about anything have."""
    abstract = "Tree rings tell of rain. An oaken baseline, and an oaken baseline."
    assert await asked(many, "Tree rings of an oaken baseline", abstract=abstract) == '"Tree rings"'


async def test_what_many_have_is_asked_for_together_with_something(many: MoreLike) -> None:
    """A tenth of all papers are a field: alone it would bring too many."""
    abstract = "Birch leaves and magpie eggs. Birch leaves."
    assert await asked(many, "Birch leaves under magpie eggs", abstract=abstract) == '"Birch leaves" "magpie eggs"'
    assert await asked(many, "Birch leaves", abstract="Birch leaves.") is None


async def test_what_brings_nothing_gives_way(many: MoreLike) -> None:
    """A phrase that the paper alone has is asked for only where nothing else is."""
    abstract = "Copper kettles whistle. Tree rings, and tree rings."
    assert await asked(many, "Copper kettles", abstract=abstract) == '"tree rings"'
    assert await asked(many, "Copper kettles", abstract="Copper kettles whistle.") == '"Copper kettles"'


@pytest.mark.parametrize(
    ("about", "query"),
    [
        # of two parts the one that others have
        (["Learning rate"] * 2, '"Learning Rate"'),
        # half of all papers are hardly about the same
        (["Learning rate"] * 6, 'Scheduling "Learning Rate"'),
        # nothing looser brings any
        (["Owls"] * 2, 'Scheduling "Learning Rate"'),
        # what brings others already stays
        (["Scheduling the learning rate"], 'Scheduling "Learning Rate"'),
    ],
)
async def test_of_few_papers_a_few_others_are_brought(
    store: Store, past: PastIndex, now: Clock, about: list[str], query: str
) -> None:
    """Where the query finds the paper alone, the best looser one that a few others match is proposed."""
    titles = [*about, *(f"Subject {_OTHERS[n % 6]}" for n in range(12 - len(about)))]
    papers = [sighting(f"2511.{n:05}", title=title) for n, title in enumerate(titles)]
    more = await following(store, past, now, papers)
    abstract = "The learning rate matters. A learning rate needs scheduling. Scheduling the learning rate."
    assert await asked(more, "Adaptive Learning Rate Scheduling by Owlets", abstract=abstract) == query


async def test_one_word_alone_has_to_be_said_again(few: MoreLike) -> None:
    """It has other senses; a number is none, nor is a word that most papers of a field have."""
    assert await asked(few, "Owls 2.0", abstract="Owls and owls, read by owls; 2.0 and 2.0 and 2.0.") == "Owls"
    assert await asked(few, "Updates", abstract="An owl.") is None
    assert await asked(few, "Tokens", abstract="Tokens, tokens and tokens.") is None


async def test_a_phrase_is_asked_for_as_a_whole(few: MoreLike) -> None:
    """Neither its beginning nor two overlapping parts of it are."""
    abstract = "Copper kettle whistles. Copper kettle whistles. Some pot."
    assert await asked(few, "Copper kettle whistles", abstract=abstract) == '"Copper kettle whistles"'
    abstract = "Copper kettle. Kettle whistle. A copper kettle."
    assert await asked(few, "Copper Kettle, a Kettle Whistle", abstract=abstract) == '"Copper Kettle"'
    abstract = "Deep reinforcement learning-based owls. Deep reinforcement learning-based owls."
    assert await asked(few, "Deep Reinforcement Learning-based Owls", abstract=abstract) == "Owls"
    abstract = "Graph neural birds, graph neural stars, and graph neural owls. Owls."
    assert await asked(few, "Graph Neural Owls", abstract=abstract) == '"Graph Neural Owls"'
    abstract = "Graph neural networks see owls. Graph neural networks."
    assert await asked(few, "Graph neural networks", abstract=abstract) == '"Graph neural networks"'


@pytest.mark.parametrize("title", ["Of the 2", "…"])
async def test_nothing_telling(few: MoreLike, title: str) -> None:
    """A title without a word that says something makes no query; nor do keywords that cannot be read."""
    assert await asked(few, title, "…", ' " ', f"{'x' * 300} {'y' * 300}") is None


@pytest.mark.parametrize(
    ("title", "abstract"),
    [
        ("Scalable learning updates", "Updates. Learning updates. Scalable learning."),  # words of any research
        ("Language Models", "Language models, and language models."),  # what any field uses
        ("Bushily", "Bushily, bushily and bushily."),  # an adverb
        ("Mm", "Mm, mm and mm."),  # two letters, which mean many things
        ("LeafReader", "LeafReader reads. LeafReader, LeafReader."),  # a name that nobody else has
        ("LeafReader: updates", "LeafReader desks and LeafReader desks."),  # that in a phrase
        ("Updates", "Tried with Oak-2.5 Pro, with Oak-2.5 Pro and with Oak-2.5 Pro."),  # a version of something
        ("Updates", "Oaken non, oaken non. Re oak, re oak. Desks tagged, and desks tagged."),  # broken off
        ("Updates", "An oaken desk."),  # said once, and in passing
        ("They Don't", "They don't."),  # a verb
    ],
)
async def test_what_tells_no_subject_is_not_asked_for(few: MoreLike, title: str, abstract: str) -> None:
    """However often it is said: somebody is rather told to write a query."""
    assert await asked(few, title, abstract=abstract) is None


async def test_a_keyword_that_is_nowhere_said(few: MoreLike) -> None:
    """It is somebody's judgement, and asked for where nothing better is found; one that breaks off is not."""
    assert await asked(few, "Updates", "active learning") == '"active learning"'
    assert await asked(few, "Updates", "models tagged", "pipeline non") is None
