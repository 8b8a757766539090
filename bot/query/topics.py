"""What a text is about, as terms to compare texts by: its words, and words that stand side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from bot.query.phrases import FUNCTION_WORDS
from bot.query.reading import tied_chunks
from bot.query.words import GUARD, read_chunk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.query.words import Word


class Topic(NamedTuple):
    """One term: the key to compare, and how the text writes it."""

    key: str
    shown: str


def topics(text: str) -> Iterator[Topic]:
    """The words of a text and the pairs of neighbours, as queries read them, in order and as often as they occur.

    Function words, bare numbers and single letters count for nothing and part their neighbours, as the end of a
    sentence does.
    """
    before: Topic | None = None
    for chunk in tied_chunks(text):
        for word in read_chunk(chunk).split:
            if _says_nothing(word):
                before = None
                continue
            topic = Topic(word.key, chunk[word.start : word.end])
            yield topic
            if before is not None:
                yield Topic(f"{before.key} {topic.key}", f"{before.shown} {topic.shown}")
            before = topic


def _says_nothing(word: Word) -> bool:
    key = word.key
    return (
        len(key) == 1  # a letter, a digit, the end of a sentence
        or key.isdigit()
        or key.endswith(GUARD)
        or word.spelling in FUNCTION_WORDS  # within a compound: in-the-wild
    )
