"""How much a sentence says beyond the title, and beyond what every such sentence says."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.text.gist.sentence import read
from bot.text.gist.words import listed, stem

if TYPE_CHECKING:
    from bot.text.gist.sentence import Sentence

DULL = frozenset(map(stem, listed("dull", "praise") | {f"{word}s" for word in listed("dull")}))
_AROUND = re.compile(  # "To realize consistent gains, we propose MIRA", what (GUARD) stands for, and names
    r"^[^:]*?, (?=(?:we|this (?:paper|work|study)) )"
    r"|(?:\b[A-Z][\w-]*(?: (?:of|for|and|with|in|the|to|via|using|by|on|as))? ){1,10}(?=\([A-Z][\w-]*\))"
    r"|(?<=[A-Z\d]) ?(?>\([A-Z][\w-]+[- ])[^()]*\)|\b(?=\w*[A-Z]\w*[A-Z]|[A-Z][a-z]+\d)[\w-]+"
)
_BRIEF = 150  # characters; longer sentences say more than a name
_LITTLE = 210  # characters; longer ones say something
_ENOUGH, _ENOUGH_NAMED = 3, 5  # words beyond the title, where it is told what a thing does and where it is not
_SOME, _SOME_NAMED = 6, 8  # the same for one that says not only a name
_MUCH = 7


def told(sentence: Sentence, known: frozenset[str]) -> int:
    """How many words of meaning the sentence has beyond the stems that are `known`, and those of every one."""
    known |= DULL
    return sum(not known.issuperset(map(stem, one.split("-"))) for one in sentence.stems - known)


def only_names(sentence: Sentence, wanted: frozenset[str]) -> bool:
    """Whether it presents a new thing with hardly a word beyond the title, whose stems are `wanted`."""
    if not sentence.presents:
        return False
    plain = _plain(sentence)
    return len(plain.text) <= _BRIEF and told(plain, wanted) < (_ENOUGH if plain.says_use else _ENOUGH_NAMED)


def says_little(sentence: Sentence, wanted: frozenset[str]) -> bool:
    """Whether it finds nothing, and has few words beyond the title, whose stems are `wanted`."""
    if len(sentence.text) > _LITTLE or sentence.measured or (sentence.finds and not sentence.presents):
        return False
    plain = _plain(sentence)
    return told(plain, wanted) < (_SOME if plain.says_use else _SOME_NAMED)


def says_much(sentence: Sentence, wanted: frozenset[str]) -> bool:
    """Whether it presents a new thing and says much of it beyond the title, whose stems are `wanted`."""
    return sentence.presents and told(_plain(sentence), wanted) >= _MUCH


def _plain(sentence: Sentence) -> Sentence:
    """The sentence without names, and what is said around the thing."""
    return read(_AROUND.sub("", sentence.text))
