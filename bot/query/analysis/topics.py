"""What a text is about, as terms to compare texts by: its words, and words that stand side by side."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from bot.query.analysis.document import tied_chunks
from bot.query.analysis.phrases import FUNCTION_WORDS
from bot.query.analysis.segments import is_aside
from bot.query.analysis.word_keys import GUARD
from bot.query.analysis.words import tokenize_chunk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.query.analysis.words import Word


# What abstracts of any subject say, as keys; found by reading the 420 commonest words of the recorded months.
_FILLER_TABLE: str = """
introduce across demonstrate achieve based method existing high however address show approach result work remain
enable real level two more via diverse challenge further present often only provide novel using enabling improve
yet extensive between strong process time new complex also single recent without gap efficient outperform
available significantly generate multiple analysi including key paper improvement effective prior current critical
ability under three toward use comprehensive efficiency require within research unified stage reveal challenging
enhance significant limitation specific limited designed robust aware rely during gain study scenario achieving
general problem up leverage most consistently setting lack due support advance like effectively finding due one
cross low beyond exhibit driven even compared different directly pre furthermore building insight potential
identify leading simple practical integrate core capture progress standard effectiveness free improving despite
fundamental maintaining guided construct offer future well reduce establish produce superior fail substantial
full point leveraging issue better employ variou suffer remarkable making moreover systematically need validate
promising target yield substantially highlight used ensure still other spanning range demonstrating capable lead
next providing four advanced built largely additional serve fully rather relative second proposed previou zero
particularly propose performance state framework consider several known good main employing devise along
report technical
"""
_FILLER = frozenset(_FILLER_TABLE.split())

_OPENING = "([{\"'“‘"  # what a word may stand behind

_ALSO_SMALL = frozenset(
    {"about", "also", "i", "just", "me", "more", "most", "my", "need", "only", "very", "you", "your"}
)


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
    run: list[Topic] = []
    for chunk in tied_chunks(text):
        aside = is_aside(chunk, names=False)
        if aside and run:
            yield run
            run = []
        parted = True  # nothing but fillers came in this chunk so far
        for word in tokenize_chunk(chunk).split:
            if not _is_filler(word):
                run.append(Topic(word.key, _written(chunk, word, parted=parted)))
                parted = False
            elif run:
                yield run
                run = []
        if aside and run:
            yield run
            run = []
    if run:
        yield run


def _written(chunk: str, word: Word, *, parted: bool) -> str:
    """As the text writes it, with what a hyphen ties to it and counts for nothing: in-context, on-policy."""
    before = chunk[: word.start].lstrip(_OPENING)
    tied = parted and before.endswith("-") and before.replace("-", "").isalpha()
    return f"{before}{chunk[word.start : word.end]}" if tied else chunk[word.start : word.end]


def is_topic(key: str) -> bool:
    """Whether a plain key says what a text is about: no function word, nothing that every abstract says."""
    return len(key) > 1 and not key.isdigit() and key not in _FILLER and not is_function_word(key)


def is_function_word(key: str) -> bool:
    """Whether a plain key is of a word that queries take over from titles, and that is in no paper's way."""
    return key in FUNCTION_WORDS or key in _ALSO_SMALL


def _is_filler(word: Word) -> bool:
    key = word.key
    return (
        len(key) == 1  # a letter, a digit, the end of a sentence
        or key.isdigit()
        or key.endswith(GUARD)
        or key in _FILLER
        or word.spelling in FUNCTION_WORDS  # within a compound: in-the-wild
    )
