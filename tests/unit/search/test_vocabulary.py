"""Words that were meant: from the index of past papers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.ports import Spelling
from bot.search.vocabulary import distance
from tests.support.data import tables
from tests.support.fakes import sighting
from tests.unit.search.indexes import stored

if TYPE_CHECKING:
    from bot.domain.ports import Store
    from bot.search.past import PastIndex

TABLES = tables(__file__)

LETTERS = st.text("abc", max_size=7)


def slips(one: str, other: str) -> int:
    """The whole table, as the books have it: optimal string alignment."""
    rows = [[at + down if at * down == 0 else 0 for at in range(len(other) + 1)] for down in range(len(one) + 1)]
    for down in range(1, len(one) + 1):
        for at in range(1, len(other) + 1):
            steps = [
                rows[down - 1][at] + 1,
                rows[down][at - 1] + 1,
                rows[down - 1][at - 1] + (one[down - 1] != other[at - 1]),
            ]
            if down > 1 and at > 1 and one[down - 1] == other[at - 2] and one[down - 2] == other[at - 1]:
                steps.append(rows[down - 2][at - 2] + 1)
            rows[down][at] = min(steps)
    return rows[-1][-1]


@given(LETTERS, LETTERS, st.integers(1, 3))
def test_slips_are_counted_up_to_a_bound(one: str, other: str, bound: int) -> None:
    """Within the bound the number is that of the whole table; above it there is none."""
    counted = slips(one, other)
    assert distance(one, other, bound) == (counted if counted <= bound else None)


async def titled(store: Store, *titles: str, authors: tuple[str, ...] = ("Ada Lovelace",)) -> None:
    papers = (sighting(f"2511.{number:05}", title=title, authors=authors) for number, title in enumerate(titles))
    await stored(store, *papers)


async def test_the_likeliest_comes_first(store: Store, past: PastIndex) -> None:
    """One slip before one in the first letter before two slips, unless many more papers have the word."""
    titles = ["Diffusion"] * 3 + ["Diffusions"] * 4 + ["Bifusion"] * 2 + ["Difusing", "Trees"]
    await titled(store, *titles)
    found = await past.spellings("Difusion", "", most=9)
    assert [spelling.word for spelling in found] == ["diffusion", "bifusion", "diffusions"]
    assert found[0] == Spelling("diffusion", 3)
    assert await past.spellings("difusion", "", most=1) == found[:1]


@pytest.mark.parametrize(
    ("typed", "meant"),
    TABLES["what may have been meant"],
)
async def test_what_may_have_been_meant(store: Store, past: PastIndex, typed: str, meant: str | None) -> None:
    """A slip in the first letter counts, too; what is no word of Latin letters is never looked up."""
    await titled(store, "Trees", "Press")
    found = await past.spellings(typed, "", most=1)
    assert [spelling.word for spelling in found] == ([meant] if meant else [])


async def test_names_have_their_own_words(store: Store, past: PastIndex) -> None:
    """An author's name is sought among authors, and among nothing else."""
    await titled(store, "Lovelance", authors=("Ada Lovelace",))
    assert [found.word for found in await past.spellings("loveace", "author", most=3)] == ["lovelace"]
    assert [found.word for found in await past.spellings("lovelace", "title", most=3)] == ["lovelance"]
    assert await past.spellings("lovelacee", "org", most=3) == ()
