"""What is left of a query that one stored paper alone matches, on the real store."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.domain.ports import PollCommit
from bot.query import parse
from bot.service.papers.other_queries.shorter import shorter
from tests.support.fakes import Clock, sighting

if TYPE_CHECKING:
    from bot.domain.ports import Store
    from bot.search.past import PastIndex

TITLES = ("Copper kettles whistle", "Copper kettles", "Copper pans", "Copper and owls", "Owls")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ('"copper kettles" whistle', [('"copper kettles"', 2)]),
        ("copper kettles whistle", [("copper kettles", 2)]),
        ("copper owls", [("owls", 2), ("copper", 4)]),  # what finds fewest is the closest
        ('"copper kettles whistle"', [('"copper kettles"', 2)]),
        ('"kettles whistle"', []),  # neither word is the subject of both
        ("copper owls -pans", [("owls -pans", 2), ("copper -pans", 3)]),
        ("owls -copper", []),  # what is left out already stays so, and nothing is left without the other
        ("whistle", []),
        ("copper kettles", []),  # two have it
        ("copper xylophones", []),  # none has it
        ("pans OR xylophones", []),
    ],
)
async def test_what_finds_more(
    store: Store, past: PastIndex, now: Clock, query: str, found: list[tuple[str, int]]
) -> None:
    """Each part is left out once, of a long phrase the first and the last word; what gains nothing is not told."""
    papers = tuple(sighting(f"2511.{n:05}", title=title) for n, title in enumerate(TITLES))
    await store.commit_poll(PollCommit(source="huggingface", at=now(), sightings=papers))
    assert [(one.query.canonical, one.matches) for one in await shorter(past, parse(query))] == found
