"""TeX and half-stripped TeX become Unicode."""

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.tex import unicode_text
from tests.support.data import shared, tables

TABLES = tables(__file__)


def test_labelled_cases():
    """Every labelled case becomes one of its accepted readings."""
    cases = json.loads(shared("latex_cases.json").read_bytes())
    wrong = {
        c["input"]: out for c in cases if (out := unicode_text(c["input"])) not in [c["desired"], *c["also_ok"]]
    }
    assert not wrong


@pytest.mark.parametrize("kind", ["TeX", "stripped TeX"])
def test_tex(kind: str):
    """It becomes TeX's result as far as Unicode allows; without backslashes, only if that is certain."""
    assert [given for given, expected in TABLES[kind] if " ".join(unicode_text(given).split()) != expected] == []


def test_prose_stays():
    """Prose, money, names, identifiers and addresses that look like TeX stay."""
    assert [text for text in TABLES["prose"] if unicode_text(text) != text] == []


@pytest.mark.parametrize(
    "text", ["\\", "$", "{", "}", "$$", "_{", "^", "a_{", r"\(", r"\sqrt[", r"$\frac{$", "\\'"]
)
def test_fragments(text: str):
    """A lone piece of syntax hides nothing of the text after it."""
    assert unicode_text(f"{text} word").endswith("word")


@given(st.text(st.one_of(st.sampled_from("\\${}^_~`'-[]() abltimes01"), st.characters()), max_size=60))
def test_never_raises(text: str):
    """Any text is converted."""
    assert isinstance(unicode_text(text), str)


@pytest.mark.parametrize("piece", TABLES["nasty"])
def test_time_is_linear(piece: str):
    """Eight times as much of a nasty piece takes about eight times as long, not sixty-four times."""
    bound = 3 * 8 * max(_took(piece, 4_000), 0.001)
    assert any(_took(piece, 32_000) < bound for _ in range(4))  # a neighbour may have the machine in one or two


def _took(piece: str, length: int) -> float:
    """Return the CPU seconds for converting this many characters of it."""
    text, began = piece * (length // len(piece)), time.thread_time()
    unicode_text(text)
    return time.thread_time() - began
