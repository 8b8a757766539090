"""No regular expression of ours is slow for any text: none can be made to hold everything up."""

from __future__ import annotations

import re

import pytest

from tests.hostile.pumping.measuring import interrupting, pace, slow
from tests.hostile.pumping.patterns import every

# Patterns that are put together while the bot runs: words of no meaning to `re`, between marks that are no loops.
_MADE = {
    "bot/domain/ports/source.py: re.fullmatch(self.finds, paper_id)": "as specs of sources say, of an identity",
    "bot/service/subscriptions/words_to_go.py: re.findall(f'\\\\b{re.escape(name)}\\\\b', paper.abstract, re.IGNORECASE)": "",
    "bot/settings/values.py: re.split('[,;]\\\\s*' if ',' in text or ';' in text else '\\\\s+', text)": "a host's own",
    "bot/text/short_forms.py: re.search(f'(?<![\\\\w(-]){re.escape(short)}(?![\\\\w)-])', text)": "one word",
    "bot/text/short_forms.py: re.search(f'\\\\b{re.escape(short)}s?\\\\b', title)": "one word",
    "bot/text/tex/repair.py: re.compile(f'(?<![A-Za-z0-9_.\\\\\\\\-])(?:{names})(?![A-Za-z0-9]|_[a-zA-Z]{{2}}){_NOT_SYMBOLS}')": "",
}


def test_no_pattern_is_slow() -> None:
    """Each pattern of the bot takes time by the length of a text, whatever repeats in it."""
    found, made = every()
    assert len(found) > 400
    with interrupting():
        now = pace()
        wrong = [(one.where, attack) for one in found if (attack := slow(one.pattern, one.uses, now))]
    assert wrong == []


def test_patterns_of_parts_are_known() -> None:
    """Each pattern that is put together while the bot runs stands in the table above, with the reason."""
    _, made = every()
    assert sorted(made) == sorted(_MADE)


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
def test_a_bad_pattern_is_found(pattern: str, use: str) -> None:
    """The control: whatever goes by the square, the cube or by powers of two is called slow."""
    with interrupting():
        assert slow(re.compile(pattern), [use], pace()) is not None


@pytest.mark.parametrize(
    ("pattern", "use"),
    [("[a-z]+", "sub"), (r"\s+$", "match"), ("a*b", "match"), (r"\b\w+\b", "sub"), (r"[^<>]*>", "match")],
)
def test_a_good_pattern_is_let_go(pattern: str, use: str) -> None:
    """The other control: what reads each character a few times is not called slow."""
    with interrupting():
        assert slow(re.compile(pattern), [use], pace()) is None
