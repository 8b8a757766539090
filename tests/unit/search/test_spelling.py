"""Spelling suggestions from the index of past papers."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.ports import Spelling, Store
from bot.search.past_papers import PastIndex
from bot.search.spelling import distance
from tests.support.data import tables
from tests.support.fakes import sighting
from tests.unit.search.indexes import stored

TABLES = tables(__file__)

LETTERS = st.text("abc", max_size=7)


def slipped(word: str, at: int, kind: str) -> str:
    """Return a word with one typo."""
    left, right = word[:at], word[at:]
    slips = {"in": f"{left}d{right}", "out": left + right[1:], "other": f"{left}d{right[1:]}"}
    return slips.get(kind, left + right[1:2] + right[:1] + right[2:])


@given(LETTERS, LETTERS)
def test_slips_are_counted(one: str, other: str):
    """The distance is symmetric, zero only for equal words, and at most the longer length."""
    assert distance(one, other) == distance(other, one)
    assert (distance(one, other) == 0) == (one == other)
    assert abs(len(one) - len(other)) <= distance(one, other) <= max(len(one), len(other))


@given(LETTERS, st.integers(0, 7), st.sampled_from(["in", "out", "other", "swapped"]))
def test_each_slip_counts_once(word: str, at: int, kind: str):
    """One insertion, deletion, replacement or swap is a distance of one."""
    assert distance(word, slipped(word, at, kind)) <= 1


async def titled(store: Store, *titles: str, authors: tuple[str, ...] = ("Ada Lovelace",)):
    papers = (sighting(f"2511.{number:05}", title=title, authors=authors) for number, title in enumerate(titles))
    await stored(store, *papers)


async def test_the_likeliest_comes_first(store: Store, past: PastIndex):
    """One typo ranks before one in the first letter, then two typos, unless far more papers have the word."""
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
async def test_what_may_have_been_meant(store: Store, past: PastIndex, typed: str, meant: str | None):
    """A typo in the first letter is corrected, and only words of Latin letters are looked up."""
    await titled(store, "Trees", "Press")
    found = await past.spellings(typed, "", most=1)
    assert [spelling.word for spelling in found] == ([meant] if meant else [])


@pytest.mark.parametrize(("word", "slips"), [("birch", 1), ("forest", 1), ("thickets", 2), ("woodpecker", 2)])
async def test_slips_anywhere_are_corrected(store: Store, past: PastIndex, word: str, slips: int):
    """Typos after the first letter are corrected at all places: two in a long word, one in a short one."""
    await titled(store, *[word] * 3)
    for places in combinations(range(1, len(word) - 1), slips):
        typed = {word}
        for at in reversed(places):
            typed = {slipped(other, at, kind) for other in typed for kind in ("in", "out", "other", "swapped")}
        for other in typed - {word}:
            if distance(word, other) <= slips and (len(other) > 6 or slips == 1):
                assert [found.word for found in await past.spellings(other, "", most=1)] == [word], other


async def test_names_have_their_own_words(store: Store, past: PastIndex):
    """An author's name is suggested only from authors."""
    await titled(store, "Lovelance", authors=("Ada Lovelace",))
    assert [found.word for found in await past.spellings("loveace", "author", most=3)] == ["lovelace"]
    assert [found.word for found in await past.spellings("lovelace", "title", most=3)] == ["lovelance"]
    assert await past.spellings("lovelacee", "org", most=3) == ()
