"""Settings of summaries: off, complete, or a mistake in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.settings.model import allowed
from bot.settings.summary_values import key_in
from tests.unit.settings.given import load, mistakes

if TYPE_CHECKING:
    from pathlib import Path

URL = "http://127.0.0.1:11434/v1/"


def test_they_are_off_by_default(tmp_path: Path) -> None:
    """Nothing is asked of anybody."""
    assert load(tmp_path).summaries.url == ""


def test_they_are_set_by_a_table_or_by_variables(tmp_path: Path) -> None:
    """The key is in a file, which is no setting with `_FILE` behind it."""
    key = tmp_path / "key"
    key.write_text("sk-1\n", "utf-8")
    toml = f'[summaries]\nurl = "{URL}"\nmodel = "m"\nkey_file = "{key}"\nlanguages = ["DE", "zh-cn", "de"]\n'
    settings = load(tmp_path, toml)
    assert settings.summaries.url == URL.rstrip("/")
    assert settings.summaries.languages == ("de", "zh-CN")
    assert settings.secrets() == ("sk-1",)
    by_variables = load(
        tmp_path,
        SUMMARIES__URL=URL,
        SUMMARIES__MODEL="m",
        SUMMARIES__KEY_FILE=str(key),
        SUMMARIES__LANGUAGES="de, zh-CN",
        SUMMARIES__TRANSLATE_ONLY="true",
    ).summaries
    assert by_variables.translate_only
    assert by_variables.model_copy(update={"translate_only": False}) == settings.summaries


@pytest.mark.parametrize(
    ("name", "value", "problem"),
    [
        ("URL", "ftp://host", "is not an address of the right kind"),
        ("URL", "https://me:pass@host", "has more than host, port and path"),
        ("MODEL", "a\nb", "is not accepted"),
        ("LANGUAGES", "tlh", "names a language that is not known here"),
        ("LANGUAGES", " , ", "names no language"),
        ("PER_DAY", "0", "is too small"),
        ("TIMEOUT", "0", "is too small"),
        ("TRANSLATE_ONLY", "perhaps", "is neither true nor false"),
    ],
)
def test_a_wrong_value_is_one_line(tmp_path: Path, name: str, value: str, problem: str) -> None:
    """With what is allowed."""
    words = allowed("summaries", name.lower())
    expected = [f"PAPERBOY_SUMMARIES__{name} {problem}; allowed: {words}"]
    assert mistakes(tmp_path, **{f"SUMMARIES__{name}": value}) == expected


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (None, "names a file that cannot be read (no such file or directory)"),
        (b" \n", "names a file that is empty"),
        (b"two words", "names a file with something else than a key in it"),
        (b"\xff\xfe", "names a file with something else than a key in it"),
    ],
)
def test_a_wrong_key_file_is_one_line(tmp_path: Path, content: bytes | None, problem: str) -> None:
    """Without a word of what is in it."""
    path = tmp_path / "key"
    if content is not None:
        path.write_bytes(content)
    (line,) = mistakes(tmp_path, SUMMARIES__KEY_FILE=str(path))
    assert line.startswith(f"PAPERBOY_SUMMARIES__KEY_FILE {problem}; allowed: ")


def test_an_address_needs_a_model(tmp_path: Path) -> None:
    """Said before anything starts."""
    (line,) = mistakes(tmp_path, SUMMARIES__URL=URL)
    assert line.startswith("PAPERBOY_SUMMARIES__MODEL is needed with PAPERBOY_SUMMARIES__URL; allowed: ")


def test_no_file_is_no_key() -> None:
    """A server of one's own wants none."""
    assert key_in("") is None
