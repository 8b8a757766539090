"""Merging the readings of several sources about one paper."""

from dataclasses import replace
from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.paper import Links, Sighting, SourceKind
from bot.domain.paper_merging import merged, with_reading
from tests.support.fakes import DAY, START, sighting

PAGE = "https://huggingface.co/papers/2511.00001"
ABS = "https://arxiv.org/abs/2511.00001"


def listed(**changes: Any) -> Sighting:
    return sighting("2511.00001", **changes)


def streamed(source: str = "arxiv", **changes: Any) -> Sighting:
    fields: dict[str, Any] = {"links": Links(page=ABS, abstract=ABS), **changes}
    return replace(
        sighting("2511.00001", source=source, **fields), kind=SourceKind.STREAM, original=source == "arxiv"
    )


def known(*readings: Sighting) -> Sighting:
    found: Sighting | None = None
    for reading in readings:
        found = with_reading(found, reading)
    assert found is not None
    return found


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a_stream_takes_nothing_from_a_list(order: tuple[int, int]):
    """Upvotes, rank, day, page and summary are the list's, categories the stream's, in either order."""
    readings = (
        listed(upvotes=50, rank=2, tldr="It is so.", keywords=("diffusion",)),
        streamed(categories=("cs.LG",), day=DAY - timedelta(days=2), title="A $\\pi$"),
    )
    both = known(*(readings[place] for place in order))
    assert (both.signals.upvotes, both.signals.rank, both.signals.list_day) == (50, 2, DAY)
    assert both.paper.links == Links(page=PAGE, abstract=ABS)
    assert (both.paper.source, both.paper.categories, both.paper.tldr) == ("huggingface", ("cs.LG",), "It is so.")
    assert both.paper.title == "A $\\pi$", "the authors' own"
    assert both.paper.sources == tuple(readings[place].paper.source for place in order)
    assert (both.kind, both.paper.announced) == (SourceKind.LIST, True)
    assert set(both.by_source) == set(readings)


def test_a_source_goes_on_from_what_it_said():
    """A later reading of a list keeps the first-seen time, the stars, and the rank of the newer list."""
    first = listed(upvotes=5, rank=3, tldr="It is so.")
    first = replace(first, signals=replace(first.signals, stars=7))
    late = START + timedelta(days=1)
    older = listed(upvotes=9, rank=1, day=DAY - timedelta(days=3))
    older = replace(older, signals=replace(older.signals, first_seen=late))
    again = known(first, older)
    assert again.signals == replace(first.signals, upvotes=9)
    assert again.paper.tldr == "It is so."
    assert known(listed(abstract="We show it."), listed(abstract="")).paper.abstract == "We show it."
    newer = known(first, listed(day=DAY + timedelta(days=2)))
    assert (newer.signals.list_day, newer.signals.rank) == (DAY + timedelta(days=2), None)


def test_a_stream_keeps_its_first_day():
    """A stream's paper keeps the day of its first announcement."""
    again = known(streamed(), streamed(day=DAY + timedelta(days=5), title="Second"))
    assert (again.signals.list_day, again.paper.title) == (DAY, "Second")
    feed = streamed("journal", day=DAY - timedelta(days=1))
    both = known(feed, again)
    assert (both.signals.list_day, both.paper.source) == (DAY - timedelta(days=1), "arxiv")


@pytest.mark.parametrize("order", list(permutations(range(2))))
def test_a_conference_makes_a_preprint_new(order: tuple[int, int]):
    """Its papers are posted over weeks, so its day counts; conference and decision are added."""
    month = DAY + timedelta(days=30)
    accepted = replace(streamed("icml", day=month, conferences=("icml-2026",)), kind=SourceKind.PROGRAMME)
    oral = replace(accepted, paper=replace(accepted.paper, decision="oral"), signals=streamed(day=DAY).signals)
    readings = streamed(), accepted
    both = known(*(readings[place] for place in order), oral)
    assert both.signals.list_day == month
    assert (both.paper.conferences, both.paper.decision) == (("icml-2026",), "oral")
    assert both.paper.links == Links(page=ABS, abstract=ABS)


def test_the_authors_own_texts_go_first():
    """A feed's shortened abstract never replaces that of the server that authors submit to."""
    feed = streamed("journal", abstract="We show…", authors=("A. Lovelace",), categories=("cs.AI",))
    whole = streamed(abstract="We show all of it.", categories=("cs.LG", "cs.AI"), published="doi:10.1038/x")
    for readings in permutations((feed, whole)):
        both = known(*readings)
        assert (both.paper.abstract, both.paper.authors) == ("We show all of it.", ("A. Lovelace",))
        assert (both.paper.categories, both.paper.published) == (("cs.LG", "cs.AI"), "doi:10.1038/x")
        assert (both.original, both.paper.source) == (True, "arxiv")
    empty = known(replace(whole, paper=replace(whole.paper, abstract="")), feed)
    assert empty.paper.abstract == "We show…"


def test_a_lookup_announces_nothing():
    """A looked-up reading announces nothing, and takes day and page from a source that announces the paper."""
    asked = streamed(day=DAY - timedelta(days=9), announced=False)
    feed = streamed("journal", links=Links(page="https://example.org/1"))
    both = known(asked, feed)
    assert (both.paper.source, both.signals.list_day, both.paper.announced) == ("journal", DAY, True)
    announced = known(both, streamed(day=DAY + timedelta(days=1)))
    (arxiv, _) = announced.by_source
    assert (arxiv.paper.announced, arxiv.signals.list_day) == (True, DAY + timedelta(days=1))
    alone = known(asked, streamed("journal", announced=False))
    assert (alone.paper.announced, alone.signals.list_day) == (False, DAY - timedelta(days=9))


def test_a_later_version_announces_nothing():
    """A later version updates its source's reading, and does not count as an announcement."""
    first = streamed()
    again = with_reading(first, streamed(title="Second", day=DAY + timedelta(days=9)).as_unannounced())
    assert (again.paper.title, again.paper.announced, again.signals) == ("Second", True, first.signals)
    both = with_reading(listed(upvotes=3), streamed(title="Second").as_unannounced())
    assert [one.paper.announced for one in both.by_source] == [True, False]
    assert (both.paper.title, both.paper.source) == ("Second", "huggingface")


DAYS = st.integers(0, 9).map(lambda days: DAY - timedelta(days=days))
LISTS = st.builds(
    lambda source, day, upvotes, rank: listed(source=source, day=day, upvotes=upvotes, rank=rank, tldr=source),
    st.sampled_from(["huggingface", "other"]),
    DAYS,
    st.integers(0, 99),
    st.none() | st.integers(1, 30),
)
STREAMS = st.builds(
    lambda source, day, title, announced: streamed(
        source, day=day, title=title, categories=(source,), announced=announced
    ),
    st.sampled_from(["arxiv", "journal"]),
    DAYS,
    st.sampled_from(["One", "Two"]),
    st.booleans(),
)


@given(st.lists(LISTS | STREAMS, min_size=1, max_size=8))
def test_a_reading_changes_what_its_source_said_alone(readings: list[Sighting]):
    """A reading changes only its own source's part, lowers no count, and is idempotent."""
    before = known(*readings[:-1]) if readings[:-1] else None
    after = with_reading(before, readings[-1])
    others = {one.paper.source: one for one in (before.by_source if before else ())}
    others.pop(readings[-1].paper.source, None)
    left = {one.paper.source: one for one in after.by_source}
    assert left.pop(readings[-1].paper.source)
    assert left == others
    assert after.signals.upvotes >= max((one.signals.upvotes for one in others.values()), default=0)
    assert {*after.paper.categories} >= {name for one in others.values() for name in one.paper.categories}
    assert with_reading(after, readings[-1]) == after
    assert merged(after.by_source) == after


@given(st.lists(LISTS | STREAMS, min_size=2, max_size=4, unique_by=lambda one: one.paper.source), st.randoms())
def test_the_order_of_sources_does_not_matter(readings: list[Sighting], rng: Any):
    """Signals and sources do not depend on the order of readings; the display source only in a tie."""
    shuffled = rng.sample(readings, len(readings))
    one, other = known(*readings), known(*shuffled)
    assert one.kind == other.kind
    assert replace(one.signals, rank=None) == replace(other.signals, rank=None)
    assert {*one.by_source} == {*other.by_source}
    assert {*one.paper.categories} == {*other.paper.categories}
    days = [reading.signals.list_day for reading in readings if reading.kind is SourceKind.LIST]
    if len(set(days)) == len(days):
        assert one.signals == other.signals
        assert (one.paper.links, one.paper.tldr) == (other.paper.links, other.paper.tldr)
