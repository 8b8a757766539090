"""Requirements of a term: keys (compared forms of words) or rows of them; a match has at least one."""

from __future__ import annotations

import re
from functools import cache, lru_cache, reduce
from typing import TYPE_CHECKING, NamedTuple

from bot.query.analysis.document import SPELLED_MARK, PhrasePrefix, term_keys
from bot.query.analysis.phrases import FIXED_PHRASES
from bot.query.analysis.tables import table_lines
from bot.query.analysis.word_keys import BREAK, GUARD, may_be_guarded, part_key
from bot.query.analysis.words import tokenize_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_WORD_BY_DIGIT = {"2": "to", "4": "for"}
_DIGIT_BY_WORD = {word: digit for digit, word in _WORD_BY_DIGIT.items()}
_WRITTEN_SHORT = re.compile(r"([a-z]{2,})([24])([a-z]{2,})")
# Words that some authors write as two; in longer phrases both forms match.
_IN_TWO_WORDS_TABLE: str = """
auto-encoder cross-lingual cross-modal data-set feed-forward fine-grained fine-tune fine-tuned fine-tuning
hyper-parameter multi-agent multi-lingual multi-modal multi-step multi-task multi-turn multi-view non-linear
open-source post-training pre-train pre-trained pre-training semi-supervised self-supervised super-resolution
zero-shot few-shot
"""
_IN_TWO_WORDS = {row.replace("-", ""): tuple(row.split("-")) for row in _IN_TWO_WORDS_TABLE.split()}
_SIZE = re.compile(r"[0-9]+(?:x[0-9]+)+")
# Names whose number is a version: Qwen2VL has nothing to do with "Qwen to VL".
_MODEL_TABLE: str = "claude deepseek gemini gemma glm gpt internlm internvl llama mixtral phi qwen sam yolo"
_MODELS = frozenset(_MODEL_TABLE.split())
_LONG_FORM_LENGTH = 3  # words: of `text2image`, text to image
_TERMS_CACHED = 8192
WordKeys = tuple[str, ...]
_MAX_FORM_WORDS = 6  # words of a phrase that is looked up as a long form or an acronym
_MAX_JOINED_WORDS = 8  # longer phrases are compared word by word only


def spelled_out(word: str) -> tuple[tuple[str, ...], ...]:
    """Return the long forms of a word, as keys: `text2image` is text to image, `32x32` is 32 x 32."""
    if _SIZE.fullmatch(word):
        return (tuple(re.split("(x)", word)),)
    short = _WRITTEN_SHORT.fullmatch(word)
    if short is None or short[1] in _MODELS:
        return ()
    return ((part_key(short[1]), _WORD_BY_DIGIT[short[2]], short[3]),)


def written_short(row: tuple[str, ...]) -> tuple[str, ...]:
    """Return the short form of three keys: text to image is `text2image`."""
    if len(row) != _LONG_FORM_LENGTH or row[1] not in _DIGIT_BY_WORD or row[0] in _MODELS:
        return ()
    short = f"{row[0]}{_DIGIT_BY_WORD[row[1]]}{row[2]}"
    return (short,) if _WRITTEN_SHORT.fullmatch(short) else ()


def in_two_words(word: str) -> tuple[tuple[str, ...], ...]:
    """Return a key as two words, if some authors write it so: `pretrained` is pre trained."""
    return (_IN_TWO_WORDS[word],) if word in _IN_TWO_WORDS else ()


class AnyOf(NamedTuple):
    """Alternatives: a text with any of the `keys`, or any of the `rows` (keys in order, with spaces), matches."""

    keys: frozenset[str]
    rows: tuple[str, ...] = ()

    def union(self, other: AnyOf) -> AnyOf:
        """Return the alternatives of both."""
        return AnyOf(self.keys | other.keys, tuple(dict.fromkeys(self.rows + other.rows)))


NO_KEYS = AnyOf(frozenset())  # no text matches


def as_spelled(text: str, *, people: bool = False) -> AnyOf:
    """Return the only form of a literal term: its words exactly as spelled, not their common keys."""
    keys = [SPELLED_MARK + word.spelling for word in tokenize_text(text, people=people).split if word.key != BREAK]
    if len(keys) > 2:  # noqa: PLR2004 - as in `_rows`
        return AnyOf(frozenset(), (f" {' '.join(keys)} ",))
    return AnyOf(frozenset({"".join(keys)}))


def ways_to_write(words: tuple[str, ...]) -> AnyOf:
    """Return the forms of consecutive words, however a text hyphenates or joins them."""
    if len(words) == 1:
        return AnyOf(frozenset(possible_keys(words[0])))
    return AnyOf(_joined_keys(words), _rows(words))


def phrase_prefixes(words: WordKeys, prefixes: WordKeys) -> tuple[PhrasePrefix, ...]:
    """Return the forms of `words` before one of `prefixes`: as they are, with a pair joined, or joined with it."""
    rows = (words, *_with_one_pair_joined(words))
    found = [PhrasePrefix(row, prefix) for prefix in prefixes for row in rows]
    for prefix in prefixes:
        found += (PhrasePrefix(words[:-1], words[-1] + prefix), PhrasePrefix((), "".join(words) + prefix))
    return tuple(dict.fromkeys(found))


def keys_before_prefix(words: WordKeys, prefixes: WordKeys) -> AnyOf:
    """Return keys of which each match of words before a prefix has one: of the first word, alone or joined."""
    joined = (f"{''.join(words)}{prefix}*" for prefix in prefixes)
    return AnyOf(frozenset({*possible_keys(words[0]), "".join(words[:2]), *joined}))


@lru_cache(maxsize=_TERMS_CACHED)
def with_aliases(words: WordKeys, *, organization: bool = False) -> AnyOf:
    """Return the forms of words, their acronyms and long forms; for an organization, of all its names."""
    ways = [*_aliases(words), *(other_names("organizations").get(words, ()) if organization else ())]
    return reduce(AnyOf.union, map(ways_to_write, ways), ways_to_write(words))


def joined_neighbour_keys(terms: list[tuple[str, ...]]) -> list[frozenset[str]]:
    """Return further keys for each of the neighbouring words in a query.

    `MS COCO` matches MSCOCO, `large language model` matches LLM, and `end to end` matches end-to-end, which has
    none of these words alone. So the key of the whole satisfies each of its words.
    """
    extra: list[set[str]] = [set() for _ in terms]
    for first in range(len(terms)):
        for last in range(first + 1, len(terms)):
            words = tuple(word for term in terms[first : last + 1] for word in term)
            if words in _fixed_phrases():
                words = (part_key("".join(words)),)
                whole = {*words, *_other_keys(words)}
            else:
                whole = {*_other_keys(words), *written_short(words)}
            if last == first + 1:
                whole.add("".join(words))
            for term in range(first, last + 1):
                extra[term] |= whole
    return [frozenset(keys) for keys in extra]


def pair_keys(one: str, other: str) -> frozenset[str]:
    """Return the keys of two neighbouring words, joined to one."""
    return frozenset(first + second for first in possible_keys(one) for second in possible_keys(other))


def possible_keys(word: str) -> tuple[str, ...]:
    """Return the keys that a word can have in a text: plain, and with a `GUARD` if it can have one."""
    return (word, word + GUARD) if may_be_guarded(word) else (word,)


def _joined_keys(words: tuple[str, ...]) -> frozenset[str]:
    """Return the keys of all the words joined, as one word of a text or as two neighbours."""
    head, tail = "".join(words[:-1]), "".join(words[1:])
    return pair_keys(head, words[-1]) | pair_keys(words[0], tail)


def _rows(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return the words as rows, as they are or with one pair joined; two words need no row, as they have a key."""
    rows = [words]
    if len(words) <= _MAX_JOINED_WORDS:
        rows += _with_one_pair_joined(words)
    return tuple(f" {' '.join(row)} " for row in rows if len(row) > 2)  # noqa: PLR2004 - see above


def _with_one_pair_joined(words: tuple[str, ...]) -> list[tuple[str, ...]]:
    return [(*words[:at], words[at] + words[at + 1], *words[at + 2 :]) for at in range(len(words) - 1)]


def _aliases(words: WordKeys) -> list[WordKeys]:
    """Return the words with some of them in another form: an acronym, a long form, or in two parts."""
    others: list[WordKeys] = []
    for at in range(len(words)):
        for end in range(at + 1, min(len(words), at + _MAX_FORM_WORDS) + 1):
            part = words[at:end]
            ways = [*other_names("acronyms").get(part, ()), *((name,) for name in written_short(part))]
            if len(part) == 1:
                ways += spelled_out(words[at])
                ways += in_two_words(words[at]) if len(words) > 1 else ()
            others += [(*words[:at], *way, *words[end:]) for way in ways]
    return others


def _other_keys(words: WordKeys) -> Iterator[str]:
    """Yield the acronyms of a long form as keys, and the joined keys of its other long forms of two words."""
    for other in other_names("acronyms").get(words, ()):
        if len(other) == 1:
            yield other[0]
        elif len(other) == 2:  # noqa: PLR2004 - of more words there is no key, but a row
            yield from _joined_keys(other)


@cache
def _fixed_phrases() -> frozenset[tuple[str, ...]]:
    """Return the FIXED_PHRASES with keys in place of words."""
    return frozenset(tuple(map(part_key, phrase)) for phrase in FIXED_PHRASES)


@cache
def other_names(table: str) -> Mapping[WordKeys, tuple[WordKeys, ...]]:
    """Return the other names of words, from a table.

    In a line `LLM = large language model` each name matches the others. In `SAM > segment anything, …` the first
    name matches the others, but they do not match it.
    """
    found: dict[WordKeys, tuple[WordKeys, ...]] = {}
    for line in table_lines(table):
        names = [term_keys(name) for name in re.split("[=>,]", line)]
        for name in names if "=" in line else names[:1]:
            others = (other for other in names if other != name)
            found[name] = (*found.get(name, ()), *others)
    return found
