"""Alternatives to a query without matches, on the real store."""

from collections.abc import Sequence
from datetime import date

import pytest

from bot.domain.ports import PollCommit, Store
from bot.query import parse
from bot.search.past_papers import PastIndex
from bot.service.papers.proposals.counts import Counts
from bot.service.papers.proposals.other_queries import SecondTry, query_with_more_matches, second_try
from tests.support.data import tables
from tests.support.fakes import Clock, sighting

TABLES = tables(__file__)

TITLES = (
    *["Diffusion with guidance"] * 3,
    *["Diffusion alone"] * 2,
    "Attention in trees",
    "Attention to flow matching",
    "Flow of water, matching nothing",
    "Guidance for sampling",
    "Training",
)


async def listed(store: Store, now: Clock, titles: Sequence[str]):
    papers = (
        sighting(f"2511.{n:05}", title=title, upvotes=2 * n, authors=("Yann LeCun",) if n else ("Ann Lee",))
        for n, title in enumerate(titles)
    )
    await store.commit_poll(PollCommit(source="huggingface", at=now(), sightings=tuple(papers)))


@pytest.fixture
async def filled(store: Store, now: Clock):
    await listed(store, now, TITLES)


async def tried(past: PastIndex, query: str) -> SecondTry:
    return await second_try(Counts(past), parse(query), date.min)


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize(("query", "meant", "offered"), TABLES["what is offered"])
async def test_what_is_offered(past: PastIndex, query: str, meant: list[str], offered: str | None):
    """Corrections come first, then looser terms; every subject stays."""
    found = await tried(past, query)
    assert [one.term for one in found.suggestions] == meant
    assert (found.query and found.query.canonical) == offered
    assert (found.matches > 0) is (offered is not None)
    if found.query:
        assert (await past.find(found.query.canonical, since=date.min)).total == found.matches


@pytest.mark.usefixtures("filled")
async def test_words_for_operators_are_read_without_matches(past: PastIndex):
    """Operators in place of words are offered even if nothing matches."""
    found = await tried(past, "sonnets with at least 3 upvotes")
    assert (found.query and found.query.canonical, found.matches) == ("sonnets upvotes:>=3", 0)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("flow matching or optimal transport", '"flow matching" OR optimal transport'),
        (
            "papers on optimal transport, diffusion and flow matching",
            'optimal transport OR diffusion OR "flow matching"',
        ),
        ("flow matching or diffusion for trees", '("flow matching" OR diffusion) trees'),
        ('flow matching or "optimal transport" not surveys', '("flow matching" OR "optimal transport") -surveys'),
        ("flow matching or title:attention sparse", '"flow matching" OR title:attention sparse'),
        ("flow matching and trees", "flow matching trees"),
    ],
)
async def test_alternatives_are_phrases_if_papers_have_them(
    store: Store, past: PastIndex, now: Clock, typed: str, meant: str
):
    """Alternatives of several words get quotation marks, unless no paper has them side by side."""
    await listed(store, now, ["Flow matching among trees"] * 3 + ["Optimal plans of transport: diffusion"] * 2)
    found = await query_with_more_matches(Counts(past), parse(typed), date.min, 0)
    assert found is not None
    assert str(found.query) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("diffusion, but not guidance", "diffusion -guidance"),
        ("diffusion, upvotes at least 4", "diffusion upvotes:>=4"),
        ("diffusion guidance, not trees", "diffusion guidance -trees"),  # as many
        ("sonnets, but not guidance", None),  # nothing matches either: `second_try` says more
        ("diffusion -guidance or trees", "diffusion -guidance OR trees"),
        ("diffusion, trees", None),
    ],
)
@pytest.mark.usefixtures("filled")
async def test_exclusions_and_upvotes_in_words_are_offered_with_fewer_matches(
    past: PastIndex, typed: str, meant: str | None
):
    """A comma means OR, but never silently where `not`, `no` or a number of upvotes follows it."""
    query = parse(typed)
    found = await query_with_more_matches(Counts(past), query, date.min, await Counts(past).of(query, date.min))
    assert (found and str(found.query)) == meant


@pytest.mark.usefixtures("filled")
async def test_each_word_is_counted(past: PastIndex):
    """Each required term has its number of papers; function words and exclusions have none."""
    found = await tried(past, 'attention is all you need "flow matching" sonnets -trees')
    assert [*found.counts] == [
        ("attention", 2),
        ('"flow matching"', 1),
        ("sonnets", 0),
    ]
    assert found.searched == len(TITLES)


@pytest.mark.parametrize(
    ("typed", "titles", "meant"),
    [
        ("difusion sonnets", [*["Diffusion"] * 40, "Difusion"], []),  # a slip that a paper has, too, may be none
        ("difusion sonnets", [*["Diffusion"] * 51, "Difusion"], ["diffusion"]),
        ("robots", ["Roots of equations"], []),  # a usual word, of which nothing came yet
        ("robtos", ["Robots"], ["robots"]),
        ("thier aproach whcih", ["Their approach to which there"] * 3, []),  # nobody searched for these
    ],
)
async def test_a_rare_word_may_be_a_slip(  # noqa: PLR0917 - a table
    store: Store, past: PastIndex, now: Clock, typed: str, titles: list[str], meant: list[str]
):
    """A suggestion is far more frequent, or has the same letters."""
    await listed(store, now, titles)
    assert [one.term for one in (await tried(past, typed)).suggestions] == meant


async def test_nothing_is_stored(past: PastIndex):
    """Without papers there are no suggestions."""
    assert (await tried(past, "difusion")).searched == 0


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize(
    "query",
    [
        " ".join(f"galaxie{number}" for number in range(30)),
        " OR ".join("q" * number for number in range(1, 27)),
        "a" * 499,
        " ".join(["trees"] * 29 + ["xylophone"]),
        '"' + "difusion " * 50 + '"',
        "ＤＩＦＵＳＩＯＮ ⅸ 𝔡𝔦𝔣𝔲𝔰𝔦𝔬𝔫 n\u0303o \u202edifusion",
        " ".join(title.split()[0] for title in TITLES),
    ],
)
async def test_hostile_queries_ask_little(past: PastIndex, query: str):
    """Any query causes a bounded number of searches, and every alternative matches."""
    asked: list[str] = []

    class Counting:
        def __getattr__(self, name: str) -> object:
            asked.append(name)
            return getattr(past, name)

    found = await second_try(Counts(Counting()), parse(query), date.min)  # pyright: ignore[reportArgumentType] - as its port
    assert (found.query is None) is (found.matches == 0)
    assert len(asked) < 120
    assert asked.count("spellings") <= 4
