"""Offers of a preview, and differences of an edit, on the real store."""

from datetime import timedelta
from typing import Any

import pytest

from bot.domain.errors import NotReadyError
from bot.domain.ports import PollCommit, Store
from bot.domain.subscription import Subscription
from bot.query import parse
from bot.search.past_papers import PastIndex
from bot.service.papers.archive import Archive
from bot.service.papers.preview import Previews
from tests.support.data import tables
from tests.support.fakes import DAY, START, Clock, sighting

TABLES = tables(__file__)

TITLES = (
    *["A world model"] * 2,
    *["A model of the world"] * 3,
    "Diffusion world models",
    "Matching a flow to flow matching",
    "Flow, then matching",
)


def old(query: str) -> Subscription:
    return Subscription(
        id="a1", destination_id=1, guild_id=None, query=query, name=query, creator_id=1, created=START
    )


@pytest.fixture
async def previews(store: Store, past: PastIndex, now: Clock) -> Previews:
    listed = [sighting(f"2511.{n:05}", title=title, upvotes=n) for n, title in enumerate(TITLES)]
    old = sighting("2501.00001", title="Forests", day=DAY - timedelta(days=30))
    await store.commit_poll(PollCommit(source="huggingface", at=now(), sightings=(*listed, old)))
    return Previews(Archive(store, past, [], now))


@pytest.mark.parametrize(
    ("query", "matches", "phrase", "of_them"),
    [
        ("world model", 6, '"world model"', 3),
        ("diffusion world model", 1, None, 0),  # all that match have the whole phrase
        ("the world model", 3, None, 0),
        ("flow matching", 2, '"flow matching"', 1),
        ("matching flow trees OR world model", 6, 'matching flow trees OR "world model"', 3),
        ("model world upvotes:>=1", 5, None, 0),  # no paper has them in that order
        ("diffusion", 1, None, 0),
    ],
)
async def test_as_a_phrase(previews: Previews, query: str, matches: int, phrase: str | None, of_them: int):
    """A phrase is offered if some matches have it and others do not."""
    found = await previews.preview(parse(query))
    assert found.matches == matches
    offered = found.offers.phrase
    assert (offered and offered.query.canonical) == phrase
    assert (offered.matches if offered else 0) == of_them


LISTED: tuple[dict[str, Any], ...] = (
    {"title": "A tokamak", "authors": ("Ada King", "Bea Stone")},
    {"title": "A stellarator", "authors": ("Alan King", "A. King")},
    {"title": "A review of every tokamak", "authors": ("Ada King",)},
    {"title": "Tokamak or not tokamak", "abstract": "A review.", "authors": ("Zoe König",)},
)


@pytest.fixture
async def physics(store: Store, past: PastIndex, now: Clock) -> Previews:
    listed = tuple(sighting(f"2511.{n:05}", **one) for n, one in enumerate(LISTED))
    await store.commit_poll(PollCommit(source="huggingface", at=now(), sightings=listed))
    return Previews(Archive(store, past, [], now))


@pytest.mark.parametrize(("typed", "proposed", "matches"), TABLES["what is meant"])
async def test_what_is_meant(physics: Previews, typed: str, proposed: str | None, matches: int):
    """The query that is probably meant is proposed if it finds more than the typed one."""
    found = (await physics.preview(parse(typed))).offers.second_try
    assert (found and found.query and found.query.canonical) == proposed
    assert (found.matches if found else 0) == matches


@pytest.mark.parametrize(
    ("typed", "question"),
    [
        ('author:"A. King"', "Did you mean **Ada King** (2) or **Alan King** (1)?"),
        ("King A", "Did you mean **Ada King** (2) or **Alan King** (1)?"),
        ('author:"B. Stone"', None),
        ('tokamak -author:"A. King"', None),
    ],
)
async def test_which_person_is_meant(physics: Previews, typed: str, question: str | None):
    """A preview names the people whom initials fit, with their papers."""
    warnings = (await physics.preview(parse(typed))).warnings
    assert [one for one in warnings if one.startswith("Did you")] == [*filter(None, [question])]


async def test_what_a_change_gains_and_loses(previews: Previews):
    """A difference has both numbers, and the three most upvoted papers of each side."""
    found = await previews.difference(old("world model"), parse("model -diffusion OR matching"), ())
    assert found is not None
    assert (found.before, found.after) == (6, 7)
    assert (found.lost.total, found.gained.total) == (1, 2)
    assert [one.paper.title for one in found.lost.examples] == ["Diffusion world models"]
    assert [one.signals.upvotes for one in found.gained.examples] == [7, 6]
    found = await previews.difference(old("world"), parse("flow"), ())
    assert found is not None
    assert (found.lost.total, [one.signals.upvotes for one in found.lost.examples]) == (6, [5, 4, 3])


async def test_a_change_that_cannot_be_told(previews: Previews, past: PastIndex):
    """Without a valid old query or a ready index there is no difference."""
    assert await previews.difference(old("((("), parse("flow"), ()) is None

    async def matching(*_: object, **__: object):
        raise NotReadyError("They are being prepared.")

    past.matching = matching  # pyright: ignore[reportAttributeAccessIssue] - not ready
    assert await previews.difference(old("world"), parse("flow"), ()) is None
