"""Saved papers of each person."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.service.papers import saved as module
from bot.service.papers.saved import FullError, Saved
from tests.support.fakes import PERSON, START

if TYPE_CHECKING:
    from bot.domain.ports import Store
    from tests.support.fakes import Clock

OTHER = PERSON + 1


async def test_papers_are_saved_newest_first(store: Store, now: Clock):
    """A paper that was saved before keeps its time; one that returns after Undo has its place again."""
    saved = Saved(store, now)
    await saved.add(PERSON, "arxiv:1")
    now.forward(minutes=1)
    await saved.add(PERSON, "arxiv:2", "arxiv:1")
    now.forward(minutes=1)
    await saved.add(PERSON, "arxiv:3")
    await saved.add(OTHER, "arxiv:4")
    mine = {f"arxiv:{number}": START + timedelta(minutes=number - 1) for number in (3, 2, 1)}
    assert list((await saved.newest(PERSON)).items()) == list(mine.items())
    assert await saved.papers() == {"arxiv:1", "arxiv:2", "arxiv:3", "arxiv:4"}
    await saved.remove(PERSON, "arxiv:2")
    assert list(await saved.newest(PERSON)) == ["arxiv:3", "arxiv:1"]
    await saved.add(PERSON, "arxiv:2", when=mine["arxiv:2"])
    assert list((await saved.newest(PERSON)).items()) == list(mine.items())
    await saved.forget_person(PERSON)
    await saved.remove(OTHER, "arxiv:4")
    assert await store.notes("saved") == {}


async def test_a_full_list_is_refused_and_kept(store: Store, now: Clock, monkeypatch: pytest.MonkeyPatch):
    """Nothing is dropped in silence: the person is told to remove some."""
    monkeypatch.setattr(module, "MOST_SAVED", 2)
    saved = Saved(store, now)
    await saved.add(PERSON, "arxiv:1", "arxiv:2")
    with pytest.raises(FullError, match=r"You can save 2 papers\. Remove some in `/papers saved`\."):
        await saved.add(PERSON, "arxiv:3")
    await saved.add(PERSON, "arxiv:2")
    assert set(await saved.newest(PERSON)) == {"arxiv:1", "arxiv:2"}


async def test_what_cannot_be_read_counts_for_nothing(store: Store, now: Clock):
    """A note of another version or program is replaced by the next paper."""
    saved = Saved(store, now)
    for text in ("[1]", "{", '{"arxiv:1": "yes"}', "zlib:!"):
        await store.set_note(f"saved {PERSON}", text)
        assert await saved.newest(PERSON) == {}
        assert await saved.papers() == set()
    await saved.add(PERSON, "arxiv:1")
    assert list(await saved.newest(PERSON)) == ["arxiv:1"]
