"""TinyDB's own interface over the journal storage, and the store's tables over the same."""

from pathlib import Path

import pytest
from tinydb import Query, TinyDB
from tinydb.table import Document, Table

from bot.domain.errors import StoreError
from bot.store.tinydb.files.folder import Folder
from bot.store.tinydb.files.storage import JournalStorage
from bot.store.tinydb.indexes.indexes import Indexes


class Texts(Table):
    """A table whose keys are texts."""

    document_id_class = str  # type: ignore[assignment] - TinyDB allows any class, its hints only int


class Database(TinyDB):
    table_class = Texts


def document(key: str, **fields: object) -> Document:
    return Document(fields, key)  # type: ignore[arg-type] - keys are texts here


def database(path: Path) -> Database:
    return Database(Folder(path=path), Indexes(), storage=JournalStorage)


def test_tinydbs_operations_work_and_are_durable(tmp_path: Path):
    """TinyDB's insert, search, update and remove work as documented and write only their changes."""
    with database(tmp_path) as db:
        table = db.table("people")
        table.insert_multiple([document("a", name="Ada", age=36), document("b", name="Bob", age=5)])
        before = (tmp_path / "journal").read_bytes()
        table.update({"age": 8}, Query().name == "Bob")
        (line,) = (tmp_path / "journal").read_bytes()[len(before) :].splitlines()
        assert line.endswith(b'"do":[["people","b",{"name":"Bob","age":8}]]}')
        assert table.remove(Query().age > 30) == ["a"]
        db.table("other").insert(document("x"))
        db.drop_table("other")
    with database(tmp_path) as again:
        assert {found.doc_id: dict(found) for found in again.table("people")} == {"b": {"name": "Bob", "age": 8}}
        assert len(again.table("other")) == 0


async def test_a_change_during_a_compaction_is_refused(tmp_path: Path):
    """TinyDB's synchronous operations are refused during a compaction, as they cannot wait for it."""
    with database(tmp_path) as db:
        assert isinstance(db.storage, JournalStorage)
        async with db.storage._write_lock:
            with pytest.raises(StoreError, match="being compacted"):
                db.table("t").insert(document("a"))
