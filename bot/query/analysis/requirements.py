"""The requirements of a text term: keys of which one must be there, or words in a row."""

from __future__ import annotations

import re
from functools import cache, lru_cache, reduce
from typing import TYPE_CHECKING, NamedTuple

from bot.query.analysis.document import SPELLED, PhrasePrefix, term_keys
from bot.query.analysis.phrases import FIXED_PHRASES
from bot.query.analysis.tables import lines
from bot.query.analysis.word_keys import BREAK, GUARD, may_be_guarded, part_key
from bot.query.analysis.words import tokenize_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_STANDS_FOR = {"2": "to", "4": "for"}
_DIGITS = {word: digit for digit, word in _STANDS_FOR.items()}
_WRITTEN_SHORT = re.compile(r"([a-z]{2,})([24])([a-z]{2,})")
# Words that some write apart; in longer phrases each of them is also asked for so.
_APART_TABLE: str = """
auto-encoder cross-lingual cross-modal data-set feed-forward fine-grained fine-tune fine-tuned fine-tuning
hyper-parameter multi-agent multi-lingual multi-modal multi-step multi-task multi-turn multi-view non-linear
open-source post-training pre-train pre-trained pre-training semi-supervised self-supervised super-resolution
zero-shot few-shot
"""
_APART = {row.replace("-", ""): tuple(row.split("-")) for row in _APART_TABLE.split()}
_SIZE = re.compile(r"[0-9]+(?:x[0-9]+)+")
# Names whose number is a version: Qwen2VL has nothing to do with "Qwen to VL".
_MODEL_TABLE: str = "claude deepseek gemini gemma glm gpt internlm internvl llama mixtral phi qwen sam yolo"
_MODELS = frozenset(_MODEL_TABLE.split())
_ROW = 3  # words: text to image
_REMEMBERED = 8192  # of the terms that queries share
Words = tuple[str, ...]
_LONGEST_FORM = 6  # words
_MOST_JOINED = 8  # longer phrases are compared word by word only


def spelled_out(word: str) -> tuple[tuple[str, ...], ...]:
    """The words that a word is short for, as keys: `text2image` is text to image, `32x32` is 32 x 32."""
    if _SIZE.fullmatch(word):
        return (tuple(re.split("(x)", word)),)
    short = _WRITTEN_SHORT.fullmatch(word)
    if short is None or short[1] in _MODELS:
        return ()
    return ((part_key(short[1]), _STANDS_FOR[short[2]], short[3]),)


def written_short(row: tuple[str, ...]) -> tuple[str, ...]:
    """Three keys in a row as one word: text to image is `text2image`."""
    if len(row) != _ROW or row[1] not in _DIGITS or row[0] in _MODELS:
        return ()
    short = f"{row[0]}{_DIGITS[row[1]]}{row[2]}"
    return (short,) if _WRITTEN_SHORT.fullmatch(short) else ()


def parted(word: str) -> tuple[tuple[str, ...], ...]:
    """A key in two, where some write it so: `pretrained` is pre trained."""
    return (_APART[word],) if word in _APART else ()


class Needs(NamedTuple):
    """A term holds when a key of `keys` is among a text's, or a row of `rows` is in its rows."""

    keys: frozenset[str]
    rows: tuple[str, ...] = ()

    def also(self, other: Needs) -> Needs:
        """Needs that are met where either of the two is."""
        return Needs(self.keys | other.keys, tuple(dict.fromkeys(self.rows + other.rows)))


NOTHING = Needs(frozenset())


def spelled_needs(text: str, *, names: bool = False) -> Needs:
    """The one key or row that a text, as it is spelled, has if and only if it has the words of this one."""
    keys = [SPELLED + word.spelling for word in tokenize_text(text, names=names).split if word.key != BREAK]
    if len(keys) > 2:  # noqa: PLR2004 - as in `_rows`
        return Needs(frozenset(), (f" {' '.join(keys)} ",))
    return Needs(frozenset({"".join(keys)}))


def needs(words: tuple[str, ...]) -> Needs:
    """The needs of consecutive words, however they are hyphenated or joined."""
    if len(words) == 1:
        return Needs(frozenset(guarded_or_not(words[0])))
    return Needs(_joined_keys(words), _rows(words))


def phrase_prefixes(words: Words, stems: Words) -> tuple[PhrasePrefix, ...]:
    """Words before the beginning of one: as they are, with one pair of them joined, or the last with the stem."""
    rows = (words, *_with_one_pair_joined(words))
    found = [PhrasePrefix(row, stem) for stem in stems for row in rows]
    for stem in stems:
        found += (PhrasePrefix(words[:-1], words[-1] + stem), PhrasePrefix((), "".join(words) + stem))
    return tuple(dict.fromkeys(found))


def needs_of_phrase_prefixes(words: Words, stems: Words) -> Needs:
    """The needs of one of these: the first word, that joined with the second, or all in one."""
    joined = (f"{''.join(words)}{stem}*" for stem in stems)
    return Needs(frozenset({*guarded_or_not(words[0]), "".join(words[:2]), *joined}))


@lru_cache(maxsize=_REMEMBERED)
def with_aliases(words: Words, *, organization: bool = False) -> Needs:
    """The needs of words, also by acronyms or long forms; for an organization by any name."""
    ways = [*_aliases(words), *(other_names("organizations").get(words, ()) if organization else ())]
    return reduce(Needs.also, map(needs, ways), needs(words))


def run_keys(terms: list[tuple[str, ...]]) -> list[frozenset[str]]:
    """Further keys that satisfy each of the single words side by side in a query.

    `MS COCO` matches MSCOCO, `large language model` matches LLM, and `end to end` matches end-to-end, which has
    none of these words alone: the key of the whole satisfies each word.
    """
    extra: list[set[str]] = [set() for _ in terms]
    for first in range(len(terms)):
        for last in range(first + 1, len(terms)):
            words = tuple(word for term in terms[first : last + 1] for word in term)
            if words in _fixed_phrases():
                words = (part_key("".join(words)),)
                whole = {*words, *_names(words)}
            else:
                whole = {*_names(words), *written_short(words)}
            if last == first + 1:
                whole.add("".join(words))
            for term in range(first, last + 1):
                extra[term] |= whole
    return [frozenset(keys) for keys in extra]


def pair_keys(one: str, other: str) -> frozenset[str]:
    """The keys of two neighbours."""
    return frozenset(first + second for first in guarded_or_not(one) for second in guarded_or_not(other))


def guarded_or_not(word: str) -> tuple[str, ...]:
    """A word as a text may have it: a function word is guarded unless it is part of a compound."""
    return (word, word + GUARD) if may_be_guarded(word) else (word,)


def _joined_keys(words: tuple[str, ...]) -> frozenset[str]:
    """The keys of all the words joined, in one word of the text or in two that are neighbours."""
    head, tail = "".join(words[:-1]), "".join(words[1:])
    return pair_keys(head, words[-1]) | pair_keys(words[0], tail)


def _rows(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words in a row, as they are or with one pair of them joined; what takes two words is a key."""
    rows = [words]
    if len(words) <= _MOST_JOINED:
        rows += _with_one_pair_joined(words)
    return tuple(f" {' '.join(row)} " for row in rows if len(row) > 2)  # noqa: PLR2004 - see above


def _with_one_pair_joined(words: tuple[str, ...]) -> list[tuple[str, ...]]:
    return [(*words[:at], words[at] + words[at + 1], *words[at + 2 :]) for at in range(len(words) - 1)]


def _aliases(words: Words) -> list[Words]:
    """The words with some of them, or one, written otherwise: as an acronym, spelled out, or in two parts."""
    others: list[Words] = []
    for at in range(len(words)):
        for end in range(at + 1, min(len(words), at + _LONGEST_FORM) + 1):
            some = words[at:end]
            ways = [*other_names("acronyms").get(some, ()), *((name,) for name in written_short(some))]
            if len(some) == 1:
                ways += spelled_out(words[at])
                ways += parted(words[at]) if len(words) > 1 else ()
            others += [(*words[:at], *way, *words[end:]) for way in ways]
    return others


def _names(words: Words) -> Iterator[str]:
    """The keys of the acronyms of a long form, and of its other long forms of two words."""
    for other in other_names("acronyms").get(words, ()):
        if len(other) == 1:
            yield other[0]
        elif len(other) == 2:  # noqa: PLR2004 - of more words there is no key, but a row
            yield from _joined_keys(other)


@cache
def _fixed_phrases() -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(map(part_key, phrase)) for phrase in FIXED_PHRASES)


@cache
def other_names(table: str) -> Mapping[Words, tuple[Words, ...]]:
    """The other names of some words, by these words.

    In a line `LLM = large language model` each name matches the others. In `SAM > segment anything, …` the first
    matches the others, but not the reverse.
    """
    found: dict[Words, tuple[Words, ...]] = {}
    for line in lines(table):
        names = [term_keys(name) for name in re.split("[=>,]", line)]
        for name in names if "=" in line else names[:1]:
            others = (other for other in names if other != name)
            found[name] = (*found.get(name, ()), *others)
    return found
