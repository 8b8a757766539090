"""A phrase among other papers: how many have it, how many in the title, and so what it can be asked for as."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.query.analysis.frequencies import is_common
from bot.query.analysis.topics import is_general, looks_like_a_name
from bot.service.papers.more_like.subjects import Known, is_weak

if TYPE_CHECKING:
    from bot.service.papers.more_like.phrases import Phrase

_FEW = 500  # papers among which shares say little
_WIDE = 0.01  # the share of papers from which on a phrase is a field
_RARE = 0.01  # that up to which a word alone is a subject
_LEAST = 1.6  # the worth of a topic
_LEAST_BESIDE = 0.8  # that of what is asked for in a field
_LEAST_OF_ALL = 0.5
_IN_TITLES = 0.3  # the share of those who have it that have it in the title, which no more than this counts
_OFTEN = 2
_ADJECTIVES = ("al", "ic", "ive", "ous", "able", "ary")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A phrase, and of `every` paper the `others` that have it; `in_titles` of them in the title."""

    phrase: Phrase
    others: int
    in_titles: int
    every: int

    @property
    def asked(self) -> str:
        """The query for it."""
        return f'"{self.phrase.written}"'

    @property
    def is_compared(self) -> bool:
        """Whether there are enough papers to compare with."""
        return self.every > _FEW

    @property
    def is_shared(self) -> bool:
        """Whether others have it, as far as they can be asked."""
        return self.others > 0 or not self.is_compared

    @property
    def worth(self) -> float:
        """That of the phrase, more where others have it in titles, less where hardly any has it."""
        worth = self.phrase.worth
        if self.is_compared:
            worth *= 0.7 + 2 * min((self.in_titles + 0.5) / (self.others + 5), _IN_TITLES)
            if self.others < enough(self.every) and self.phrase.known is not Known.SUBJECT:
                worth *= 0.7 if self.others else 0.5
        return worth

    @property
    def is_field(self) -> bool:
        """Whether it is so wide that something is asked for beside it."""
        phrase = self.phrase
        if phrase.known in {Known.BASIC, Known.FIELD, Known.WIDE}:
            return True
        one = " " in phrase.written or phrase.known is Known.SUBJECT
        if not self.is_compared or not one or phrase.known is Known.PART or phrase.is_cut_off:
            return False
        return self.others > _WIDE * self.every

    @property
    def is_topic(self) -> bool:
        """Whether it may be asked for by itself."""
        phrase = self.phrase
        if self.is_field or phrase.known is Known.PART or self.worth < _LEAST:
            return False
        if phrase.known is Known.SUBJECT:
            return phrase.is_put_forward or phrase.said >= _OFTEN
        if phrase.is_word:
            return self._is_rare_noun()
        return not phrase.is_compound and not all(map(is_general, phrase.keys))

    def _is_rare_noun(self) -> bool:
        word = self.phrase.written
        if self.is_own_name:
            return False
        rare = self.others <= _RARE * max(self.every, _FEW)
        often = self.phrase.said >= _OFTEN
        return often and rare and not is_common(self.phrase.keys[0]) and not word.endswith(_ADJECTIVES)

    @property
    def is_own_name(self) -> bool:
        """Whether it is a name that no other paper has."""
        phrase = self.phrase
        unknown = phrase.known is Known.NOTHING and phrase.is_word
        return unknown and not self.others and looks_like_a_name(phrase.written)

    @property
    def is_strong(self) -> bool:
        """Whether it names a subject without anything beside it: a known one, or what others say, too."""
        phrase = self.phrase
        if phrase.known is Known.SUBJECT:
            return phrase.is_put_forward
        if phrase.is_word or all(map(is_weak, phrase.keys)) or not (phrase.echoed or phrase.named):
            return False
        if self.is_compared:
            return self.others > 0 and (self.in_titles >= _OFTEN or phrase.titled == 1)
        plain = not any(map(is_general, phrase.keys)) and not any(map(is_common, phrase.keys))
        return plain and phrase.titled > 0

    @property
    def is_facet(self) -> bool:
        """Whether it may be asked for beside a field."""
        phrase = self.phrase
        if phrase.known in {Known.BASIC, Known.FIELD}:
            return False
        if phrase.known is Known.PART:
            return phrase.titled > 0
        if self.worth < _LEAST_BESIDE or self.is_own_name or (phrase.is_word and not phrase.titled):
            return False
        general = any(map(is_general, phrase.keys))
        if phrase.is_compound and all(map(is_general, phrase.keys)):
            return phrase.titled > 0 and phrase.said >= _OFTEN
        return phrase.is_put_forward or phrase.known is Known.SUBJECT or phrase.said > _OFTEN or not general

    @property
    def is_last_resort(self) -> bool:
        """Whether it is better than nothing: words of the title, not all of which any research has."""
        phrase = self.phrase
        told = phrase.titled > 0 and self.worth > _LEAST_OF_ALL and phrase.known is not Known.BASIC
        if phrase.is_word and (is_weak(phrase.keys[0]) or self.is_own_name):
            return False
        return told and not all(map(is_general, phrase.keys))


def enough(every: int) -> int:
    """How many others of every paper make a query one that brings something."""
    return max(1, every // 5000)
