"""Help for whoever found nothing, on the real store."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from bot.domain.ports import PollCommit
from bot.query import parse
from bot.service.papers.other_queries.second_try import second_try
from tests.support.fakes import Clock, sighting

if TYPE_CHECKING:
    from bot.domain.ports import Store
    from bot.search.past import PastIndex
    from bot.service.papers.other_queries.second_try import SecondTry

TITLES = (
    *["Diffusion with guidance"] * 3,
    *["Diffusion alone"] * 2,
    "Attention in trees",
    "Attention to flow matching",
    "Flow of water, matching nothing",
    "Guidance for sampling",
    "Training",
)


@pytest.fixture
async def filled(store: Store, now: Clock) -> Store:
    sightings = (
        sighting(
            f"2511.{number:05}", title=title, upvotes=number, authors=("Yann LeCun",) if number else ("Ann Lee",)
        )
        for number, title in enumerate(TITLES)
    )
    await store.commit_poll(PollCommit(source="huggingface", at=now(), sightings=tuple(sightings)))
    return store


async def tried(store: Store, past: PastIndex, query: str) -> SecondTry:
    return await second_try(store, past, parse(query), date.min)


@pytest.mark.parametrize(
    ("query", "meant", "offered", "matches"),
    [
        ("difusion", ["diffusion"], "diffusion", 5),
        ("difusion guidence", ["diffusion", "guidance"], "diffusion guidance", 3),
        (
            "difusion sonnets",
            ["diffusion"],
            "diffusion",
            5,
        ),  # the word that was meant, without the one that is not there
        ("attention is all you need", [], "attention", 2),
        ('"attention is all you need"', [], "attention", 2),
        ('"attention flow"', [], "attention flow", 1),
        ("guidance sampling trees", [], "guidance sampling", 1),  # one dropped, not two
        ("water trees sampling", [], "sampling", 1),  # of equally rare ones the first goes first
        ("diffusion -guidance trees", [], "diffusion -guidance", 2),
        ("diffusion upvotes:>=900", [], "diffusion upvotes:>=4", 1),
        ("(diffusion OR guidance) trees galaxies", [], "diffusion OR guidance", 6),
        ('author:"Yan LeCun"', [], "author:LeCun", 9),
        ("author:LeCunn", ["lecun"], "author:lecun", 9),
        ("upvotes:>=900 the", [], None, 0),  # no topic at all
        ("the flwo upvotes:>=900", ["flow"], "flow upvotes:>=7", 1),
        ("xylophone", [], None, 0),
        ("xylophone source:huggingface", [], None, 0),  # never without a word of the topic
        ("xylophone galaxies", [], None, 0),
        ("novel approach upvotes:>=900", [], None, 0),  # words that every abstract has are no topic
    ],
)
async def test_what_is_offered(  # noqa: PLR0917 - a table
    filled: Store, past: PastIndex, query: str, meant: list[str], offered: str | None, matches: int
) -> None:
    """What was meant, else less of it: function words go first, then the rarest; a word of the topic stays."""
    found = await tried(filled, past, query)
    assert [one.word for one in found.meant] == meant
    assert (found.query and found.query.canonical) == offered
    assert found.matches == matches
    if found.query:
        assert (await past.find(found.query.canonical, since=date.min)).total == matches > 0


async def test_each_word_is_counted(filled: Store, past: PastIndex) -> None:
    """How many papers have each term that must be found; function words and exclusions have no number."""
    found = await tried(filled, past, 'attention is all you need "flow matching" sonnets -trees')
    assert [(count.term, count.papers) for count in found.counts] == [
        ("attention", 2),
        ('"flow matching"', 1),
        ("sonnets", 0),
    ]
    assert found.papers == len(TITLES)


async def test_a_rare_word_may_be_a_slip_of_a_common_one(store: Store, past: PastIndex, now: Clock) -> None:
    """A slip that a paper has, too, is seen as one where the right word is far more frequent, and else is none."""
    many = [sighting(f"2511.{n:05}", title="Diffusion") for n in range(51)]
    slip = sighting("2511.99999", title="Difusion")
    await store.commit_poll(PollCommit(source="huggingface", at=now(), sightings=(*many[:40], slip)))
    assert (await tried(store, past, "difusion sonnets")).meant == ()
    await store.commit_poll(PollCommit(source="huggingface", at=now(), sightings=tuple(many)))
    assert [one.word for one in (await tried(store, past, "difusion sonnets")).meant] == ["diffusion"]


@pytest.mark.parametrize(
    ("typed", "title", "papers", "meant"),
    [
        ("robots", "Roots of equations", 1, []),  # a usual word, of which nothing came yet
        ("robots", "Roots of equations", 3, ["roots"]),
        ("robtos", "Robots", 1, ["robots"]),
        ("robbots", "Robots", 1, ["robots"]),
    ],
)
async def test_a_rare_word_is_meant_only_where_the_letters_are_the_same(  # noqa: PLR0917 - a table
    store: Store, past: PastIndex, now: Clock, typed: str, title: str, papers: int, meant: list[str]
) -> None:
    """What one or two papers have is no more likely than another word that none has."""
    found = tuple(sighting(f"2511.{n:05}", title=title) for n in range(papers))
    await store.commit_poll(PollCommit(source="huggingface", at=now(), sightings=found))
    assert [one.word for one in (await tried(store, past, typed)).meant] == meant


async def test_words_that_never_meet(store: Store, past: PastIndex, now: Clock) -> None:
    """Of many words that no two papers share, one is left when as many questions were asked as may be."""
    titles = [f"letter{letter}" for letter in "abcdefghijklmnopqrstuvwxyz"]
    await store.commit_poll(
        PollCommit(
            source="huggingface",
            at=now(),
            sightings=tuple(sighting(f"2511.{n:05}", title=title) for n, title in enumerate(titles)),
        )
    )
    found = await tried(store, past, " ".join(titles))
    assert found.query is not None
    assert (found.query.canonical in titles, found.matches) == (True, 1)


async def test_function_words_are_never_meant(store: Store, past: PastIndex, now: Clock) -> None:
    """Nobody searched for `their`, nor for what every abstract says."""
    titles = ["Their approach to which there"] * 3
    await store.commit_poll(
        PollCommit(
            source="huggingface",
            at=now(),
            sightings=tuple(sighting(f"2511.{n:05}", title=title) for n, title in enumerate(titles)),
        )
    )
    found = await tried(store, past, "thier aproach whcih")
    assert (found.meant, found.query) == ((), None)


async def test_nothing_is_stored(store: Store, past: PastIndex) -> None:
    """Without papers there is nothing to say."""
    assert (await tried(store, past, "difusion")).papers == 0


@pytest.mark.parametrize(
    "query",
    [
        " ".join(f"galaxie{number}" for number in range(30)),
        " OR ".join("q" * number for number in range(1, 27)),
        "a" * 499,
        " ".join(["trees"] * 29 + ["xylophone"]),
        '"' + "difusion " * 50 + '"',
        "ＤＩＦＵＳＩＯＮ ⅸ 𝔡𝔦𝔣𝔲𝔰𝔦𝔬𝔫 n\u0303o \u202edifusion",
    ],
)
async def test_hostile_queries_ask_little(filled: Store, past: PastIndex, query: str) -> None:
    """Whatever is typed, the index is asked a bounded number of times, and what is offered matches."""
    asked: list[str] = []

    class Counting:
        def __getattr__(self, name: str) -> object:
            asked.append(name)
            return getattr(past, name)

    found = await second_try(filled, Counting(), parse(query), date.min)  # pyright: ignore[reportArgumentType] - as its port
    assert (found.query is None) is (found.matches == 0)
    assert len(asked) < 100
    assert asked.count("spellings") <= 4
