"""Split a paper's text into terms, the words and pairs of words by which papers are compared."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_WORD = re.compile(r"[^\W_]{2,40}")
_GAP = re.compile(r"[\s\w'’-]{0,30}")  # between the words of a pair: no punctuation, perhaps "of" or "to the"
_SHORTEST_PLURAL = 4  # letters; "gas" and "bus" stay
_TITLE = 2  # a word of the title counts as this many
_MOST_READ = 20_000  # characters of an abstract; sources cap abstracts there
_MOST_AUTHORS = 50
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


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperText:
    """What is compared of a paper; `id` is its identity."""

    id: str
    title: str
    abstract: str
    authors: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()


class Term(NamedTuple):
    """A word or pair: the `key` that equals that of other spellings, and how the paper writes it."""

    key: str
    written: str


def terms(text: str) -> Iterator[Term]:
    """Yield words that mean something, and pairs of neighbours between which no punctuation stands.

    "Mixtures of Experts (MoE)" has the keys `mixture`, `expert`, `mixture expert`, and `moe`.
    """
    before = None
    for word in _WORD.finditer(text):
        lower = word[0].lower()
        if lower in _STOP_WORDS:
            continue
        key = _singular(lower)
        yield Term(key, word[0])
        if before and _GAP.fullmatch(text, before[1].end(), word.start()):
            yield Term(f"{before[0]} {key}", text[before[1].start() : word.end()])
        before = key, word


@cache  # the process that ranks is a short one
def counts(paper: PaperText) -> Mapping[str, int]:
    """Count the keys of a paper's terms, those of its title twice, and its authors as `@name`."""
    found = Counter(term.key for term in terms(paper.abstract[:_MOST_READ]))
    found.update([term.key for term in terms(paper.title[:_MOST_READ])] * _TITLE)
    found.update({f"@{name.casefold()}" for name in paper.authors[:_MOST_AUTHORS]})
    return found


def written(paper: PaperText) -> dict[str, str]:
    """Return how a paper writes its terms, first in its title."""
    read = chain(terms(paper.title[:_MOST_READ]), terms(paper.abstract[:_MOST_READ]))
    found: dict[str, str] = {}
    for term in read:
        found.setdefault(term.key, " ".join(term.written.split()))
    return found


def _singular(word: str) -> str:
    """Remove a plural's s, as a rule of thumb: both spellings only have to become the same."""
    plural = len(word) >= _SHORTEST_PLURAL and word.endswith("s") and word[-2] not in "sui"
    return word[:-1] if plural else word
