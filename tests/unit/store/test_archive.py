"""An export is read back as it was written, and no other file is taken for one."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bot.domain.alert import AlertState, MessageState
from bot.domain.errors import StoreError
from bot.domain.paper import SourceKind
from bot.domain.paper_merging import with_reading
from bot.domain.preferences import Look, Preferences
from bot.store.entries import Entry, Note, Position, StoredSubscription
from bot.store.transfer import check_archive, check_references, read_archive, write_archive
from tests.contract.makers import HERE, NOW, THERE, alert, channel, message, paper_name, sighting, subscription

ENTRIES: tuple[Entry, ...] = (
    sighting(1, title="Lone \ud800 half, π and\nlines"),
    replace(channel(), preferences=Preferences(look=Look.COMPACT, zone="Europe/Berlin")),
    StoredSubscription(subscription(), frozenset({paper_name(7), paper_name(8)})),
    alert(1, state=AlertState.SENT, message_key=message(1).key, finished=NOW),
    alert(2, deferred_to_digest=True),
    message(1, state=MessageState.SENT, message_id=77, finished=NOW, claim=3),
    Position(source="huggingface", day=date(2026, 1, 14)),
    Note(name="commands", value="abc"),
)


async def given(*entries: Entry) -> AsyncIterator[Entry]:
    for entry in entries:
        yield entry


class Holding:
    """A Portable that only yields entries."""

    def __init__(self, *entries: Entry):
        self._entries = entries

    def entries(self) -> AsyncIterator[Entry]:
        return given(*self._entries)

    async def is_empty(self) -> bool:
        return not self._entries

    async def fill(self, entries: AsyncIterator[Entry]):
        raise NotImplementedError


@pytest.fixture
async def path(tmp_path: Path) -> Path:
    """An export with an entry of each kind."""
    file = tmp_path / "export.jsonl"
    assert await write_archive(file, given(*ENTRIES)) == len(ENTRIES)
    return file


async def test_what_was_written_is_read(path: Path):
    """Every field of every kind survives, lone surrogates included."""
    assert check_archive(path) == len(ENTRIES)
    assert [entry async for entry in read_archive(path)] == list(ENTRIES)


async def test_a_failed_export_leaves_no_file(tmp_path: Path):
    """A failed export leaves no file."""

    async def failing() -> AsyncIterator[Entry]:
        yield ENTRIES[0]
        raise StoreError("The disk is gone.")

    with pytest.raises(StoreError, match="The disk is gone"):
        await write_archive(tmp_path / "x", failing())
    assert not (tmp_path / "x").exists()


def changed(path: Path, number: int, line: str | None):
    """Replace a line (1-based, negative from the end), or delete it."""
    lines = path.read_text().splitlines()
    place = number - 1 if number > 0 else number
    lines[place : place + 1 or None] = [] if line is None else [line]
    path.write_text("".join(f"{each}\n" for each in lines))


@pytest.mark.parametrize(
    ("number", "line", "said"),
    [
        (-1, None, "is incomplete"),
        (2, None, r"has only 7 of 8 entries"),
        (2, "{", "line 2 is not valid in this version"),
        (2, "[" * 100_000, "line 2 is not valid in this version"),
        (2, "[1]", "line 2 is not valid in this version"),
        (2, '{"kind": "secret", "key": "x", "document": {}}', "line 2 is not valid in this version"),
        (2, '{"kind": "paper", "key": "x", "document": {}}', "line 2 is not valid in this version"),
        (2, '{"kind": ["paper"], "key": "x", "document": {}}', "line 2 is not valid in this version"),
        (8, '{"kind": "position", "key": "x", "document": {"day": "noon"}}', "line 8 is not valid"),
        (9, '{"kind": "note", "key": "commands", "document": {"value": "abd"}}', "its sha256 differs"),
        (1, '{"paperboy": "export", "format": 2}', "newer Paperboy"),
        (1, '{"paperboy": "snapshot"}', "is not an export"),
        (-1, '{"end": 5}', "line 10 is not valid in this version"),
        (-1, '{"end": {}}', "has only 8 of None entries"),
    ],
)
def test_a_file_that_is_not_whole_is_refused(path: Path, number: int, line: str | None, said: str):
    """The error names the file, the line if there is one, and the problem."""
    changed(path, number, line)
    with pytest.raises(StoreError, match=said) as caught:
        check_archive(path)
    assert "export.jsonl" in str(caught.value)


def test_a_file_that_ends_within_a_line_is_incomplete(path: Path):
    """Half of a copy mostly ends within a line."""
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(StoreError, match="is incomplete"):
        check_archive(path)


def test_a_file_edited_by_hand_is_taken_without_its_hash(path: Path):
    """A file without `sha256` can be edited by hand; its count must still be right."""
    changed(path, 9, '{"kind": "note", "key": "commands", "document": {"value": "abd"}}')
    changed(path, -1, json.dumps({"end": {"lines": len(ENTRIES)}}))
    assert check_archive(path) == len(ENTRIES)


async def test_check_follows_every_reference():
    """The check follows subscriptions to destinations, alerts to papers and messages, and messages to alerts."""
    planned = alert(1, state=AlertState.PLANNED, message_key=message(1).key)
    found = await check_references(
        Holding(
            sighting(1),
            channel(HERE),
            StoredSubscription(subscription("bbbbb", THERE), frozenset()),
            planned,
            alert(9),
            message(3),
        ).entries()
    )
    assert found.problems == (
        "Subscription bbbbb posts to 222, which is not stored.",
        f"The alert for {paper_name(1)} in 111 waits for message {message(1).key}, which is not pending.",
        f"The alert for {paper_name(9)} in 111 waits for a paper that is not stored.",
        f"Message {message(3).key} contains {paper_name(3)}, whose alert does not belong to it.",
    )
    assert found.counts["alert"] == 2
    assert (await check_references(Holding().entries())).problems == ()


async def test_a_paper_of_several_sources_is_refused_by_earlier_versions(tmp_path: Path):
    """Only a paper of several sources has a kind that earlier versions refuse, as they would lose its readings."""
    both = with_reading(sighting(1), replace(sighting(1, source="arxiv"), kind=SourceKind.STREAM))

    await write_archive(tmp_path / "x", given(sighting(2), both))
    kinds = [json.loads(line).get("kind") for line in (tmp_path / "x").read_text().splitlines()]
    assert kinds == [None, "paper", "paper by source", None]
    assert [entry async for entry in read_archive(tmp_path / "x")] == [sighting(2), both]
