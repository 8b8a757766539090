"""The topics of a text, as terms to compare texts by: its words, and words side by side."""

from __future__ import annotations

from itertools import groupby, pairwise
from typing import TYPE_CHECKING, NamedTuple

from bot.query.analysis.document import tied_chunks
from bot.query.analysis.phrases import FUNCTION_WORDS
from bot.query.analysis.tables import pairs, ranks, words
from bot.query.analysis.word_keys import GUARD, bare
from bot.query.analysis.words import is_aside, tokenize_chunk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.query.analysis.words import Word

_ENDINGS = ("ing", "ed", "ly", "able", "d")
_SHORTEST_STEM = 3

_OPENING = "([{\"'“‘"  # what a word may stand behind

_ALSO_SMALL = frozenset(
    {"about", "also", "i", "just", "me", "more", "most", "my", "need", "only", "very", "you", "your"}
)
_RARE = 0.002


class Topic(NamedTuple):
    """One term: the key to compare, and how the text writes it."""

    key: str
    written: str


def topics(text: str) -> Iterator[Topic]:
    """The words of a text and the pairs of neighbours, as queries read them, each as often as it occurs.

    Function words, what every abstract says, bare numbers and single letters count for nothing and part their
    neighbours, as the end of a sentence does. An abbreviation in brackets has no neighbours: `models (LLMs)`.
    """
    for run in runs(text):
        yield from run
        for before, topic in pairwise(run):
            yield Topic(f"{before.key} {topic.key}", f"{before.written} {topic.written}")


def runs(text: str) -> Iterator[list[Topic]]:
    """The words that say something and stand side by side, by what parts them."""
    for says, run in groupby(_read(text), bool):
        if says:
            yield list(filter(None, run))


def _read(text: str) -> Iterator[Topic | None]:
    """Each word that says something, and None for what parts its neighbours."""
    for chunk in tied_chunks(text):
        aside = (None,) if is_aside(chunk, names=False) else ()
        yield from aside
        parted = True  # nothing but fillers came in this chunk so far
        for word in tokenize_chunk(chunk).split:
            filler = _is_filler(word)
            yield None if filler else Topic(word.key, _written(chunk, word, parted=parted))
            parted = parted and filler
        yield from aside


def _written(chunk: str, word: Word, *, parted: bool) -> str:
    """As the text writes it, with what a hyphen ties to it and counts for nothing: in-context, on-policy."""
    before = chunk[: word.start].lstrip(_OPENING)
    tied = parted and before.endswith("-") and before.replace("-", "").isalpha()
    return f"{before}{chunk[word.start : word.end]}" if tied else chunk[word.start : word.end]


def is_topic(key: str) -> bool:
    """True if a plain key names a topic: no function word, no word of every abstract."""
    return len(key) > 1 and not key.isdigit() and key not in words("fillers") and not is_function_word(key)


def is_general(key: str) -> bool:
    """True if a plain key names no subject, alone or among its like: `scalable training frameworks`.

    Beside a word that does tell one it may be part of a phrase: `image generation`.
    """
    return not is_topic(key) or any(stem in words("general") for stem in _stems(key))


def _stems(key: str) -> Iterator[str]:
    """A key, and what it may have been made of: `tagg`, `tagge` and `tag` of tagged."""
    yield key
    for ending in _ENDINGS:
        stem = key.removesuffix(ending)
        if stem != key and len(stem) >= _SHORTEST_STEM:
            yield stem
            yield f"{stem}e"
            if stem[-1] == stem[-2]:
                yield stem[:-1]


def is_function_word(key: str) -> bool:
    """True if a plain key is a function word, which queries copy from titles and any paper may have."""
    return key in FUNCTION_WORDS or key in _ALSO_SMALL


def _is_filler(word: Word) -> bool:
    key = word.key
    return (
        len(key) == 1  # a letter, a digit, the end of a sentence
        or key.isdigit()
        or key.endswith(GUARD)
        or key in words("fillers")
        or word.spelling in FUNCTION_WORDS  # within a compound: in-the-wild
    )


def share(key: str) -> float:
    """Roughly the share of papers that have a key; only for comparing keys with one another."""
    rank = ranks("commonest").get(bare(key))
    return _RARE if rank is None else 1 / (1 + rank / 20)  # Zipf's law: the share falls with the rank


def is_common(key: str) -> bool:
    """True if a key is among the commonest, which alone name a field at most."""
    return bare(key) in words("commonest")


def percent(key: str) -> int:
    """The percentage of papers with a key, as measured; 0 below 50%."""
    return int(pairs("percent").get(bare(key), 0))
