"""TinyDB's own interface over the journal storage."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tinydb import Query
from tinydb.table import Document

from bot.domain.errors import StoreError
from bot.store.tinydb.files.folder import Folder
from bot.store.tinydb.files.storage import JournalStorage
from bot.store.tinydb.files.table import JournalDB
from bot.store.tinydb.indexes import Indexes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def document(key: str, **fields: object) -> Document:
    return Document(fields, key)  # type: ignore[arg-type] - keys are texts here


def database(path: Path) -> JournalDB:
    return JournalDB(Folder(path=path), Indexes(), storage=JournalStorage)


def storage_of(db: JournalDB) -> JournalStorage:
    assert isinstance(db.storage, JournalStorage)
    return db.storage


@pytest.fixture
def db(tmp_path: Path) -> Iterator[JournalDB]:
    with database(tmp_path) as opened:
        yield opened


def test_tinydbs_operations_work_and_are_durable(db: JournalDB, tmp_path: Path) -> None:
    """insert, search, update, upsert and remove do what TinyDB's documentation says."""
    table = db.journal_table("people")
    table.insert(document("a", name="Ada", age=36))
    table.insert_multiple([document("b", name="Bob", age=5), document("c", name="Cy", age=7)])
    with pytest.raises(ValueError, match="already exists"):
        table.insert(document("a", name="again"))
    person = Query()
    assert [found["name"] for found in table.search(person.age < 10)] == ["Bob", "Cy"]
    table.update({"age": 8}, person.name == "Bob")
    table.update(lambda found: found.pop("age"), doc_ids=["c", "nobody"])
    table.upsert(document("d", name="Di"))
    assert table.remove(person.name == "Ada") == ["a"]
    db.close()
    with database(tmp_path) as again:
        assert {found.doc_id: dict(found) for found in again.journal_table("people")} == {
            "b": {"name": "Bob", "age": 8},
            "c": {"name": "Cy"},
            "d": {"name": "Di"},
        }


def test_an_update_writes_only_what_it_changes(db: JournalDB, tmp_path: Path) -> None:
    """One changed document among a hundred adds a line that holds that one."""
    table = db.journal_table("t")
    table.insert_multiple(document(f"k{number}", value=number) for number in range(100))
    before = (tmp_path / "journal").read_bytes()
    table.update({"value": 0}, Query().value < 2)
    (line,) = (tmp_path / "journal").read_bytes()[len(before) :].splitlines()
    assert line.endswith(b'"do":[["t","k1",{"value":0}]]}')


def test_an_updater_that_fails_changes_nothing(db: JournalDB) -> None:
    """Documents that it had changed before it failed are as they were."""
    table = db.journal_table("t")
    table.insert_multiple([document("a", value=1), document("b")])
    with pytest.raises(KeyError):
        table.update(lambda found: found.update(value=found["value"] + 1))
    assert table.document("a") == {"value": 1}


def test_tables_are_truncated_and_dropped(db: JournalDB, tmp_path: Path) -> None:
    """truncate, drop_table and drop_tables leave nothing behind."""
    for name in ("one", "two", "three"):
        db.journal_table(name).insert(document("a", value=name))
    db.journal_table("one").truncate()
    db.drop_table("two")
    assert {name: len(db.journal_table(name)) for name in ("one", "two", "three")} == {
        "one": 0,
        "two": 0,
        "three": 1,
    }
    db.drop_tables()
    db.close()
    with database(tmp_path) as again:
        assert [len(again.journal_table(name)) for name in ("one", "two", "three")] == [0, 0, 0]


async def test_a_transaction_sees_its_own_changes(db: JournalDB) -> None:
    """Reading within it gives what was decided; leaving by an error gives it back."""
    table = db.journal_table("t")
    table.put("old", {"value": 1})
    table.put("gone", {"value": 1})

    async def decide_and_fail() -> None:
        async with storage_of(db).transaction():
            table.put("new", {"value": 2})
            table.drop("gone")
            table.update({"value": 3}, doc_ids=["old"])
            assert sorted(table.keys()) == ["new", "old"]
            view = table._read_table()
            assert (len(view), "new" in view, "gone" in view) == (2, True, False)
            assert (view["old"], view.get("gone")) == ({"value": 3}, None)
            raise LookupError

    with pytest.raises(LookupError):
        await decide_and_fail()
    assert dict(storage_of(db).view("t")) == {"old": {"value": 1}, "gone": {"value": 1}}


async def test_removing_and_inserting_in_one_update(db: JournalDB) -> None:
    """TinyDB's updaters get a mapping that behaves like the whole table."""
    table = db.journal_table("t")
    table.insert_multiple([document("a", value=1), document("b", value=2)])

    def updater(documents: dict[str, dict[str, int]]) -> None:
        del documents["a"]
        documents["c"] = {"value": 3}
        assert (sorted(documents), len(documents), "a" in documents) == (["b", "c"], 2, False)
        for action in (lambda: documents["a"], lambda: documents.__delitem__("a")):
            with pytest.raises(KeyError):
                action()

    table._update_table(updater)
    assert sorted(table.keys()) == ["b", "c"]


async def test_a_change_during_a_compaction_is_refused(db: JournalDB) -> None:
    """TinyDB's synchronous operations cannot wait for it."""
    async with storage_of(db)._turn:
        with pytest.raises(StoreError, match="being compacted"):
            db.journal_table("t").put("a", {})
