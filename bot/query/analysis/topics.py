"""Topics of a text, to compare texts by: its content words, and pairs of neighbours."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, NamedTuple

from bot.query.analysis.document import tied_chunks
from bot.query.analysis.phrases import FUNCTION_WORDS
from bot.query.analysis.tables import rank_table, word_table
from bot.query.analysis.word_keys import GUARD, unguarded
from bot.query.analysis.words import Word, is_optional, tokenize_chunk

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


_ENDINGS = ("ing", "ed", "ly", "able", "d")
_SHORTEST_STEM = 3

_OPENING_SIGNS = "([{\"'“‘"  # signs before a word

# Unlike those of the table, they give their keys no guard
_MORE_FUNCTION_WORDS = frozenset(
    {"about", "also", "i", "just", "me", "more", "most", "my", "need", "only", "very", "you", "your"}
)
_SHARE_OF_RARE = 0.002  # of a key that is not among the commonest


class Topic(NamedTuple):
    """One topic: the key to compare, and its form in the text."""

    key: str
    written: str


def topics(text: str) -> Iterator[Topic]:
    """Yield the content words of a text and the pairs of neighbours, each as often as it occurs.

    Function words of the table, fillers of abstracts, numbers and single letters are skipped and separate their
    neighbours, as the end of a sentence does. An abbreviation in brackets has no neighbours: `models (LLMs)`.
    """
    for stretch in content_stretches(text):
        yield from stretch
        for before, topic in pairwise(stretch):
            yield Topic(f"{before.key} {topic.key}", f"{before.written} {topic.written}")


def content_stretches(text: str) -> Iterator[list[Topic]]:
    """Yield the content words of a text, in stretches that nothing separates."""
    for is_content, stretch in groupby(_topics_and_gaps(text), bool):
        if is_content:
            yield list(filter(None, stretch))


def _topics_and_gaps(text: str) -> Iterator[Topic | None]:
    """Yield each content word, and None for whatever separates its neighbours."""
    for chunk in tied_chunks(text):
        gap = (None,) if is_optional(chunk, people=False) else ()
        yield from gap
        after_fillers = True  # the chunk had only fillers so far
        for word in tokenize_chunk(chunk).split:
            filler = _is_filler(word)
            yield None if filler else Topic(word.key, _written(chunk, word, after_fillers=after_fillers))
            after_fillers = after_fillers and filler
        yield from gap


def _written(chunk: str, word: Word, *, after_fillers: bool) -> str:
    """Return the word as the text writes it, with fillers that a hyphen ties to it: in-context, on-policy."""
    before = chunk[: word.start].lstrip(_OPENING_SIGNS)
    tied = after_fillers and before.endswith("-") and before.replace("-", "").isalpha()
    return f"{before}{chunk[word.start : word.end]}" if tied else chunk[word.start : word.end]


def is_topic(key: str) -> bool:
    """True if a plain key names a topic: neither a function word nor a filler of every abstract."""
    return len(key) > 1 and not key.isdigit() and key not in word_table("fillers") and not is_function_word(key)


def is_general(key: str) -> bool:
    """True if a plain key describes research on any subject, as each word of `scalable training frameworks` does.

    `diffusion` is not, though `is_common`. In a phrase a general word can stand beside one that names a subject:
    `image generation`.
    """
    return not is_topic(key) or any(stem in word_table("general") for stem in _stems(key))


def _stems(key: str) -> Iterator[str]:
    """A key and its possible stems: `tagg`, `tagge` and `tag` of tagged."""
    yield key
    for ending in _ENDINGS:
        stem = key.removesuffix(ending)
        if stem != key and len(stem) >= _SHORTEST_STEM:
            yield stem
            yield f"{stem}e"
            if stem[-1] == stem[-2]:
                yield stem[:-1]


def is_function_word(key: str) -> bool:
    """True if a plain key is a function word, which any paper may have."""
    return key in FUNCTION_WORDS or key in _MORE_FUNCTION_WORDS


def _is_filler(word: Word) -> bool:
    """True if a word separates its neighbours; unlike `is_topic`, it knows no `_MORE_FUNCTION_WORDS`."""
    key = word.key
    return (
        len(key) == 1  # a letter, a digit or a break
        or key.isdigit()
        or key.endswith(GUARD)
        or key in word_table("fillers")
        or word.spelling in FUNCTION_WORDS  # within a compound: in-the-wild
    )


def estimated_share(key: str) -> float:
    """Estimate the share of papers that have a key; only for comparing keys.

    By Zipf's law it falls with the rank: all papers have the commonest key, about half of them the twentieth.
    """
    rank = rank_table("commonest").get(unguarded(key))
    return _SHARE_OF_RARE if rank is None else 1 / (1 + rank / 20)


@cache
def subjects() -> Mapping[str, int]:
    """Return known subjects of research, as keys with spaces, each with its number of papers in 10,000."""
    lines = files("bot.query.analysis").joinpath("subjects.txt").read_text("utf-8").splitlines()
    rows = [line.split(": ") for line in lines if not line.startswith("#")]
    return {subject: int(papers) for papers, line in rows for subject in line.split(", ")}


def is_common(key: str) -> bool:
    """True if a key is among the commonest of all words: general ones, and names of whole fields (`diffusion`)."""
    return unguarded(key) in word_table("commonest")
