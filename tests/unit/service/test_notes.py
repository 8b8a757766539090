"""Values that services store under a name."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest

from bot.domain.ports import Store
from bot.service.notes import JsonNote, parse_moment
from tests.support.fakes import START


@dataclass(frozen=True, kw_only=True)
class Seen:
    """A value to store."""

    at: datetime
    counts: tuple[int, ...] = ()


def decode(doc: dict[str, Any]) -> Seen:
    return Seen(at=parse_moment(doc["at"]), counts=tuple(map(int, doc["counts"])))


async def test_what_is_saved_is_loaded(store: Store):
    """A value is loaded as it was saved, under its own name; None if none was saved or it was deleted."""
    note, other = JsonNote(store, "seen", decode), JsonNote(store, "other", decode)
    assert await note.load() is None
    await note.save(Seen(at=START, counts=(1, 2)))
    assert await note.load() == Seen(at=START, counts=(1, 2))
    assert await store.note("seen") == '{"at": "2025-11-12T12:00:00+00:00", "counts": [1, 2]}'
    assert await other.load() is None
    await note.forget()
    await note.forget()
    assert await note.load() is None
    assert await store.note("seen") is None


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param("I cannot post", id="no JSON"),
        pytest.param("null", id="null"),
        pytest.param("[]", id="a list"),
        pytest.param("[" * 100_000, id="deep nesting"),
        pytest.param('{"at": "2025-11-12T12:00:00+00:00"}', id="a key missing"),
        pytest.param('{"at": 3, "counts": []}', id="another type"),
        pytest.param('{"at": "2025-11-12T12:00:00", "counts": []}', id="no time zone"),
        pytest.param('{"at": "yesterday", "counts": []}', id="no time"),
        pytest.param('{"at": "2025-11-12T12:00:00+00:00", "counts": [Infinity]}', id="no whole number"),
    ],
)
async def test_text_of_others_is_no_value(store: Store, text: str):
    """A stored text that cannot be decoded counts as no value."""
    await store.set_note("seen", text)
    assert await JsonNote(store, "seen", decode).load() is None


async def test_what_has_no_json_is_not_saved(store: Store):
    """A value that JSON cannot hold is refused."""
    with pytest.raises(TypeError, match="object is not made for notes"):
        await JsonNote(store, "seen", lambda _: object()).save(object())
    assert await store.note("seen") is None
