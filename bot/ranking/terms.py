"""Split a paper's text into terms, the words and pairs of words by which papers are compared."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_WORD = re.compile(r"[^\W_]{2,40}")
_PAIR_GAP = re.compile(r"[\s\w'’-]{0,30}")  # between the words of a pair: no punctuation, perhaps "of" or "to the"
# The parts of a compound before and after a term: "test-" in "test-time"
_HYPHENATED_BEFORE = re.compile(r"(?:[^\W_]{1,40}-){1,4}\Z")
_HYPHENATED_AFTER = re.compile(r"(?:-[^\W_]{1,40}){1,4}")
_MAX_HYPHENATED = 40  # characters of either
_SHORTEST_PLURAL = 4  # letters; "gas" and "bus" stay
_TITLE_FACTOR = 2  # how often a term of the title counts
_STOP_WORDS = frozenset(
    """
    a about after again against all also although am among an and any are as at be because been before being
    below between both but by can could did do does doing during each either few for from further had has have
    having he her here how however if in into is it its itself may might more most much must neither no nor not
    of off on once only or other our out over own per rather same she should since so some such than that the
    their them then there these they this those though through thus to too under until up upon us very via was we
    well were what when where whether which while who whom whose why will with within without would yet you your
    """.split()  # noqa: SIM905 - a list of them would take a page
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PaperText:
    """The texts of a paper that are compared; whoever gives them bounds their length.

    Compared and hashed by identity, so that caches are fast.
    """

    id: str
    title: str
    abstract: str
    authors: Sequence[str] = ()
    categories: Sequence[str] = ()


def terms(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield the content words of a text and their bigrams, each as (key, start, end).

    A key is the same for a singular and its plural in -s; punctuation separates bigrams. "Mixtures of
    Experts (MoE)" has the keys `mixture`, `expert`, `mixture expert`, and `moe`.
    """
    before, began, ended = "", 0, 0
    for word in _WORD.finditer(text):
        if key := _key(word[0]):
            start, end = word.span()
            yield key, start, end
            if before and (text[ended:start] == " " or _PAIR_GAP.fullmatch(text, ended, start)):
                yield f"{before} {key}", began, end
            before, began, ended = key, start, end


@cache  # the process that ranks is a short one
def term_counts(paper: PaperText) -> Mapping[str, int]:
    """Count a paper's terms by key, those of its title twice, and its authors as `@name`."""
    found = Counter([key for key, _, _ in terms(paper.abstract)])
    found.update([key for key, _, _ in terms(paper.title)] * _TITLE_FACTOR)
    found.update({f"@{name.casefold()}" for name in paper.authors})
    return found


@lru_cache(500)  # a paper is picked for many tastes
def original_spellings(paper: PaperText) -> Mapping[str, str]:
    """Return a paper's own spelling of each term by key, with the whole compound: "test-time" for `time`."""
    found: dict[str, str] = {}
    for text in (paper.title, paper.abstract):
        for key, start, end in terms(text):
            if key not in found:
                before, after = (
                    _HYPHENATED_BEFORE.search(text, max(start - _MAX_HYPHENATED, 0), start),
                    _HYPHENATED_AFTER.match(text, end, end + _MAX_HYPHENATED),
                )
                whole = text[before.start() if before else start : after.end() if after else end]
                found[key] = " ".join(whole.split())
    return found


@cache
def _key(word: str) -> str:
    """Return a word in lower case without an -s that looks like a plural's; "" for a stop word."""
    lower = word.lower()
    # No plurals: class, virus, basis
    plural = len(lower) >= _SHORTEST_PLURAL and lower.endswith("s") and lower[-2] not in "sui"
    return "" if lower in _STOP_WORDS else lower[:-1] if plural else lower
