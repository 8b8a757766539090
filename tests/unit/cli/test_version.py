"""The version that is shown."""

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

import bot as version
from bot import build, commit, release
from tests.support.paths import ROOT


@pytest.fixture(autouse=True)
def _afresh() -> Iterator[None]:
    for known in (release, build, commit):
        known.cache_clear()
    yield
    for known in (release, build, commit):
        known.cache_clear()


def test_a_checkout_has_the_version_alone():
    """A package that was not built has no commit."""
    written = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    assert release() == build() == written
    assert commit() == ""


@pytest.mark.parametrize(
    ("text", "shown"), [("825c849c0a1b2c3d\n", " (825c849c)"), ("<script>\n", ""), ("", ""), ("ü", "")]
)
def test_a_build_names_its_commit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, shown: str):
    """As its first eight digits; what is no commit is left out."""
    (tmp_path / "commit.txt").write_text(text, "utf-8")
    monkeypatch.setattr(version, "files", lambda _name: tmp_path)
    assert build() == f"{release()}{shown}"
