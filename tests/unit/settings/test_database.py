"""A database as the store: its URL, its password, and the number of shards."""

from pathlib import Path

import pytest

from bot.settings import Settings, SettingsError
from tests.unit.settings.given import load


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://me:secret@db.example:6543/paperboy",
        "postgres://db.example/paperboy?sslmode=require",
        "postgresql:///paperboy?host=/run/postgresql",
    ],
)
def test_urls_of_databases(tmp_path: Path, url: str):
    """They are taken as they are: the driver knows what may follow."""
    assert load(tmp_path, STORE__URL=url).store.url == url


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("postgresql://db.example", "names no database"),
        ("postgresql://db.example/", "names no database"),
        ("postgresql://me@db.example/paper boy", "is not an address"),
        ("postgresql://me:secret@db.example:port/paperboy", "is not an address"),
        ("mysql://db.example/paperboy", "names an unknown kind of store"),
    ],
)
def test_urls_that_cannot_be_used(tmp_path: Path, url: str, problem: str):
    """One line, without the password."""
    with pytest.raises(SettingsError) as caught:
        load(tmp_path, STORE__URL=url)
    assert f"PAPERBOY_STORE__URL {problem}; allowed: tinydb://" in str(caught.value)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("mark", ["@", "/", "?", "#"])
@pytest.mark.parametrize("end", ["tail", "0987", "x=y&z=t"])
@pytest.mark.parametrize("begin", ["1234", "head"])
def test_what_would_be_read_as_something_else_is_refused(tmp_path: Path, begin: str, mark: str, end: str):
    """A part of the password taken for a port or a database would be shown; the line says how to write it."""
    with pytest.raises(SettingsError) as caught:
        load(tmp_path, STORE__URL=f"postgresql://me:{begin}{mark}{end}@db.example/paperboy")
    said = str(caught.value)
    assert "%40 %2F %3F %23" in said
    assert begin not in said
    assert end not in said
    escaped = f"{begin}%{ord(mark):02X}{end}"
    settings = load(tmp_path, STORE__URL=f"postgresql://me:{escaped}@db.example/paperboy")
    assert set(settings.secrets()) == {escaped, f"{begin}{mark}{end}"}


def test_shards_need_a_database(tmp_path: Path):
    """A folder has one process, so more shards than one are a mistake in the settings like any other."""
    with pytest.raises(SettingsError) as caught:
        load(tmp_path, SHARDING__COUNT="3")
    (said,) = caught.value.mistakes
    assert said.startswith("PAPERBOY_SHARDING__COUNT is 3, but a store in a folder has one shard; allowed: 1, or ")


def test_the_password_is_a_secret(tmp_path: Path):
    """As it is written and as it is meant, so that logs show neither; also when it comes from a file."""
    (tmp_path / "url").write_text("postgresql://me:a%40b-secret@db.example/paperboy\n")
    settings = load(tmp_path, STORE__URL_FILE=str(tmp_path / "url"))
    assert set(settings.secrets()) == {"a%40b-secret", "a@b-secret"}
    assert Settings().secrets() == ()
