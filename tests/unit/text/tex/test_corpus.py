"""TeX conversion of all recorded texts of Hugging Face: prose must stay."""

import json
import re
from functools import cache

from bot.text.tex import unicode_text
from tests.support.data import body, recorded_days

_WORD = re.compile(r"(?<![\w\\$^_{}~`'\"/.-])[A-Za-z]+(?:-[A-Za-z]+)*(?=[\s.,;:)]|$)")
_MATHEMATICAL = frozenset(
    "times cdot approx infty propto lesssim forall alpha eta lambda rho pi sigma leq".split()  # noqa: SIM905 - a list of words
)


@cache
def _converted() -> dict[str, str]:
    """Return each text with its conversion."""
    found: set[str] = set()
    for _, snapshots in recorded_days():
        for item in json.loads(body(snapshots[-1])):
            paper = item["paper"]
            found |= {paper.get("title", ""), paper.get("summary", ""), paper.get("ai_summary", "")}
    return {text: unicode_text(text) for text in found}


def test_no_prose_word_is_harmed():
    """Every plain word of the recorded titles, abstracts and gists stays, except names of symbols."""
    harmed: set[str] = set()
    for text, converted in _converted().items():
        lost = set(_WORD.findall(text)) - set(re.findall(r"[A-Za-z]+(?:-[A-Za-z]+)*", converted))
        harmed |= {word for word in lost if word not in _MATHEMATICAL}
    assert len(_converted()) > 4000
    assert harmed <= {"infty-RoPE"}


def test_conversion_is_stable():
    """A converted text stays when converted again."""
    once = set(_converted().values())
    changed = {text for text in once if "{" not in text and unicode_text(text) != text}
    assert not changed
