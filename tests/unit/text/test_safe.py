"""Hostile text becomes safe Discord text."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.graphemes import utf16_length
from bot.text.safe import clean, escape, safe
from tests.unit.text.discord_reader import active, shown

HOSTILE = st.text(
    st.one_of(st.sampled_from("\\*_~|>#-+[]()<@:`!& \n\t.019aA/t"), st.characters()), max_size=80
)  # every character with a meaning, often
ATTACKS = {
    "mentions": "<@123> <@!123> <@&123> <#123> @everyone @HERE",
    "commands": "</ban user:123> <t:1700000000:R> <id:customize>",
    "emoji": "<:x:123> <a:x:123> :smile: :+1: :100:",
    "links": "[a](http://b.c) [d](<http://e.f>) [[g]](h) http://i.j https://k.l <http://m.n>",
    "styles": "**b** *i* __u__ _i_ ~~s~~ ||x|| `c` ```d``` ***e***",
    "heading": "# Big",
    "small print": "-# small",
    "quote": "> said",
    "long quote": ">>> said",
    "list": "- item",
    "starred list": "* item",
    "numbered list": "1. item",
    "backslash": "\\*a\\* \\\\_b_",
}


@pytest.mark.parametrize("text", ATTACKS.values(), ids=ATTACKS.keys())
def test_attacks_become_text(text: str):
    """No mention, link, emoji, command or style stays active, and a reader sees every character."""
    escaped = escape(text)
    assert not active(escaped)
    assert shown(escaped) == text


def test_attacks_are_seen_by_the_reader():
    """The oracle of these tests finds something active in each attack before it is escaped."""
    assert all(active(text) for text in ATTACKS.values())


@given(HOSTILE)
def test_nothing_active_survives(text: str):
    """In any escaped text nothing is active and nothing is lost."""
    escaped = escape(text)
    assert not active(escaped)
    assert shown(escaped) == text


@given(HOSTILE, HOSTILE)
def test_pieces_stay_safe_next_to_each_other(first: str, second: str):
    """Two escaped pieces with a bold word between them, as in gists, make nothing active."""
    around = active("a **x** b")
    assert active(f"{escape(first)}**x**{escape(second)}") <= around | {"underline"}


@pytest.mark.parametrize("name", ["#", "##", "-", "+", "-#", ">", "1.", "2024.", " #"])
@pytest.mark.parametrize("more", [" · Paris", " ", " +3", "\tx"])
def test_text_after_a_piece_makes_no_block_of_it(name: str, more: str):
    """A name like `#` starts no heading, list or quote when text follows on its line."""
    assert active(name + more)
    assert not active(escape(name) + more)


@given(HOSTILE, HOSTILE)
def test_pieces_stay_safe_in_one_line(first: str, second: str):
    """Two escaped pieces joined by a dot, as facts on a card are, make nothing active."""
    assert not active(f"{escape(first)} · {escape(second)}")


@pytest.mark.parametrize(
    "title",
    [
        "C++ and C#: k-means at 3:1, ~35% of snake_case_names",
        "GPT-4o (2024) [Technical Report] + 5% > 3 < 4",
        "|r|=0.6 at 12:30:45, pass@1, A/B - what's next? 100% & more!",
        "1.5B parameters; -p^2",
    ],
)
def test_ordinary_titles_stay_bare(title: str):
    """Ordinary titles get no backslash."""
    assert escape(title) == title


@given(st.text())
def test_clean_text_is_visible(text: str):
    """Cleaned text is one line of NFC without control, format, private or surrogate characters."""
    cleaned = clean(text)
    assert cleaned == unicodedata.normalize("NFC", cleaned)
    assert cleaned == " ".join(cleaned.split())
    assert not {unicodedata.category(char) for char in cleaned} & {"Cc", "Cf", "Cs", "Co"}
    assert clean(cleaned) == cleaned


def test_invisible_characters_are_dropped():
    """Zero-width, bidirectional and blank characters are dropped; line breaks become spaces."""
    assert clean("a\u200bb\u202e\u2066c\ufeff\u00ad\u3164 \n\t d\U000e0041\ue000") == "abc d"
    assert clean("Cafe\u0301") == "Café"


def test_piles_of_marks_are_cut():
    """At most four marks stay on one letter."""
    assert len(clean("Z" + "\u0335\u0353\u0355" * 50 + "y")) == 1 + 4 + 1


@given(HOSTILE, st.integers(0, 40))
def test_limit_counts_the_result(text: str, limit: int):
    """The result fits the limit including backslashes, and is safe at any length."""
    result = safe(text, limit)
    assert utf16_length(result) <= limit
    assert not active(result)


def test_short_text_is_only_escaped():
    """A text that fits with its backslashes is not cut; a longer one ends in an ellipsis."""
    assert safe(" a*b ", 4) == "a\\*b"
    assert safe("a*bc", 4) == "a\\*…"


@pytest.mark.parametrize("piece", ["[a](", "<@", "_a", "~", "|", ":a", " ", "\n> ", "1. ", "\\", "\u0301"])
def test_time_is_linear(piece: str):
    """A hundred thousand repetitions of a nasty piece are escaped in time; a quadratic pass would take hours."""
    text = piece * 100_000
    assert len(escape(text)) >= len(text)
    assert utf16_length(safe(text, 4096)) <= 4096


def test_sixteen_thousand_links():
    """A text that takes discord.py's own escaper a minute has no link."""
    assert not active(escape("[a](" * 16_000))
