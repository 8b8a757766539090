"""Settings of summaries: off, complete, or a mistake in words."""

import json
from pathlib import Path

import pytest

from bot.settings.model import allowed_values
from tests.unit.settings.given import load, mistakes

URL = "http://127.0.0.1:11434/v1/"


def test_they_are_set_by_a_table_or_by_variables(tmp_path: Path):
    """The key is in a file, which is no setting with `_FILE` behind it."""
    key = tmp_path / "key"
    key.write_text("sk-1\n", "utf-8")
    toml = f'[summaries]\nurl = "{URL}"\nmodel = "m"\nkey_file = "{key}"\nlanguages = ["DE", "zh-cn", "de"]\n'
    settings = load(tmp_path, toml)
    assert settings.summaries.url == URL
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
        ("URL", "http://host/v1?a b", "is not an address of the right kind"),
        ("URL", "http://host/v1?a=b#c", "is not an address of the right kind"),
        ("EXTRA", "reasoning_effort=none", "is not JSON"),
        ("EXTRA", "[" * 9_999, "is not JSON"),
        ("EXTRA", "[1]", "is not a table"),
        ("EXTRA", '{"model": "x"}', "sets what the bot itself sets"),
        ("EXTRA", '{"top_p": NaN}', "has a value that cannot be sent"),
    ],
)
def test_a_wrong_value_is_one_line(tmp_path: Path, name: str, value: str, problem: str):
    """With what is allowed."""
    words = allowed_values("summaries", name.lower())
    expected = [f"PAPERBOY_SUMMARIES__{name} {problem}; allowed: {words}"]
    assert mistakes(tmp_path, **{f"SUMMARIES__{name}": value}) == expected


def test_an_address_keeps_its_query_which_is_secret(tmp_path: Path):
    """And what in it is long enough to be a key."""
    key = "AIzaSyD-0123456789"
    settings = load(tmp_path, SUMMARIES__URL=f"{URL}?v=1&key={key}", SUMMARIES__MODEL="m")
    assert settings.summaries.url == f"{URL}?v=1&key={key}"
    assert {f"v=1&key={key}", key} <= set(settings.secrets())


def test_parameters_are_a_table_or_json(tmp_path: Path):
    """Nested ones, too."""
    toml = "[summaries.extra]\ntop_k = 1\n[summaries.extra.chat_template_kwargs]\nenable_thinking = false\n"
    wanted = {"top_k": 1, "chat_template_kwargs": {"enable_thinking": False}}
    assert load(tmp_path, toml).summaries.extra == wanted
    assert load(tmp_path, SUMMARIES__EXTRA=json.dumps(wanted)).summaries.extra == wanted


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (None, "names a file that cannot be read (no such file or directory)"),
        (b" \n", "names a file that is empty"),
        (b"two words", "names a file with something other than a key in it"),
        (b"\xff\xfe", "names a file with something other than a key in it"),
    ],
)
def test_a_wrong_key_file_is_one_line(tmp_path: Path, content: bytes | None, problem: str):
    """Without a word of what is in it."""
    path = tmp_path / "key"
    if content is not None:
        path.write_bytes(content)
    (line,) = mistakes(tmp_path, SUMMARIES__KEY_FILE=str(path))
    assert line.startswith(f"PAPERBOY_SUMMARIES__KEY_FILE {problem}; allowed: ")


def test_an_address_needs_a_model(tmp_path: Path):
    """Said before anything starts."""
    (line,) = mistakes(tmp_path, SUMMARIES__URL=URL)
    assert line.startswith("PAPERBOY_SUMMARIES__MODEL is needed with PAPERBOY_SUMMARIES__URL; allowed: ")
