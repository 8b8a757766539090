"""No regular expression of ours is slow for any text."""

import re
from collections import Counter

import pytest

from bot.sources.catalogue import ADDED_KINDS
from tests.hostile.slow.patterns.found import Found, every
from tests.hostile.slow.patterns.measuring import interrupting, pace, slow

# Patterns that are put together while the bot runs, by file: of words that mean nothing to `re`, or by a host.
_MADE = {
    "bot/domain/identity.py": 1,  # the sites that are written there, which are pumped below
    "bot/query/analysis/word_keys.py": 3,  # words of the tables beside it
    "bot/query/fact_values.py": 1,  # those of the table there
    "bot/service/papers/proposals/terms.py": 1,  # the name of a paper, which it gives itself
    "bot/search/similar_papers.py": 1,  # up to five words of a paper
    "bot/sources/http/url_secrets.py": 1,  # characters alone
    "bot/sources/summaries/checks/facts.py": 2,  # words of the table beside it
    "bot/sources/summaries/checks/tables.py": 1,  # the same
    "bot/domain/ports/source.py": 1,  # what a source's spec says of identities, which are short
    "bot/sources/settings/added.py": 1,  # those of the kinds of source that people add, which are pumped below
    "bot/sources/settings/section.py": 2,  # two that are written there, for a host's own text
    "bot/sources/summaries/checks/wording.py": 2,  # the same, and signs of the languages' rows
    "bot/text/abbreviations.py": 3,  # a word
    "bot/text/tex/repair.py": 1,  # names of Greek letters
}


@pytest.fixture(scope="module")
def known() -> tuple[list[Found], list[str]]:
    """All patterns, and the calls that compose one at run time."""
    return every()


def test_no_pattern_is_slow(known: tuple[list[Found], list[str]]):
    """Each pattern takes time linear in the length of a text."""
    found, _ = known
    assert len(found) > 300
    with interrupting():
        now = pace()
        wrong = [(one.where, attack) for one in found if (attack := slow(one.pattern, one.uses, now))]
    assert wrong == []


def test_patterns_of_parts_are_known(known: tuple[list[Found], list[str]]):
    """Each pattern composed at run time is in the table above, with its reason."""
    _, made = known
    assert Counter(place.partition(":")[0] for place in made) == _MADE


@pytest.mark.parametrize("pattern", [pattern for kind in ADDED_KINDS for pattern in kind.also_typed])
def test_what_people_paste_is_recognized_fast(pattern: str):
    """Each kind's patterns, as they are used."""
    with interrupting():
        assert slow(re.compile(pattern, re.IGNORECASE | re.DOTALL), ["fullmatch"], pace()) is None


@pytest.mark.parametrize(
    ("pattern", "use"),
    [
        ("(a+)+$", "match"),
        (r"(\s*a\s*)*b", "match"),
        ("^.*a.*b$", "match"),
        (r"\s+$", "sub"),
        ("[A-Za-z]{2,}!", "sub"),
        ("(?:ab|a|b)*c", "sub"),
        (r"x(?:(?:y|z)+ ?)+\.", "fullmatch"),
        (r"\s*(?:<!--.{0,2000}?-->\s*)*<html", "match"),
        ("(?:begin .*)?end", "sub"),
        (r"<a(?:\s[^<>=]{0,200}=[^<>]{0,3000})?\s*/?>", "match"),
    ],
)
def test_a_bad_pattern_is_found(pattern: str, use: str):
    """Control: quadratic, cubic and exponential patterns are called slow."""
    with interrupting():
        assert slow(re.compile(pattern), [use], pace()) is not None


@pytest.mark.parametrize(
    ("pattern", "use"),
    [("[a-z]+", "sub"), (r"\s+$", "match"), ("a*b", "match"), (r"\b\w+\b", "sub"), (r"[^<>]*>", "match")],
)
def test_a_good_pattern_is_let_go(pattern: str, use: str):
    """Control: a pattern that reads each character a few times is not called slow."""
    with interrupting():
        assert slow(re.compile(pattern), [use], pace()) is None
