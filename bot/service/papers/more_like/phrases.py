"""The phrases of a paper that may name its subject, each with how much the paper says so."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.query.analysis.frequencies import is_common
from bot.query.analysis.topics import coined_name, is_function_word, is_general, is_topic, looks_like_a_name
from bot.service.papers.more_like.occurrences import CUT_OFF, occurrences
from bot.service.papers.more_like.rows import rows, written
from bot.service.papers.more_like.subjects import Known, begins_known, is_done_with_models, known

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.paper import Paper
    from bot.service.papers.more_like.occurrences import Occurrences
    from bot.service.papers.more_like.rows import Unit

_LONGEST = 5  # words
_LONG = 3
_SHORT = 2  # letters
_OFTEN = 2  # times that a paper says what it is about
_MOST = 4  # times that count
_IN_TITLE, _KEYWORD, _OPENING, _ONCE = 3.0, 1.5, 1.0, 0.75  # what it weighs to stand there
_VERSION = re.compile(r"\d(?!d\b)", re.IGNORECASE)  # of a model or a data set; 3D is none
_NUMBER = re.compile(r"[\d.]+")
_CONTRACTION = re.compile(r"n['’]t\b")
_PREFIXES = frozenset({"non", "post", "multi", "self", "co", "semi", "wise", "re", "pre", "inter", "intra"})
_VERBS = frozenset(
    {"meet", "make", "is", "are", "have", "ha", "meeting", "need", "matter", "do", "mean", "becoming"}
)
_WELL_KNOWN = frozenset({Known.FIELD, Known.WIDE, Known.SUBJECT})
_NOT_BY_ITSELF = ("ed", "ly")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase as the paper writes it, the keys of its words, and where it is said; see `Occurrences`."""

    written: str
    keys: tuple[str, ...]
    known: Known
    titled: float
    named: bool  # a keyword
    opening: bool  # well known, and the abstract begins with it
    said: int
    echoed: bool
    whole: float

    @property
    def is_word(self) -> bool:
        """Whether it is a word alone."""
        return len(self.keys) == 1

    @property
    def is_compound(self) -> bool:
        """Whether it is words with hyphens alone, which mostly say how something is: `Zero-Reward`."""
        return not self.is_word and " " not in self.written

    @property
    def is_cut_off(self) -> bool:
        """Whether it is the beginning of something longer that the paper says."""
        return self.whole <= CUT_OFF

    @property
    def is_put_forward(self) -> bool:
        """Whether somebody chose to put it where one looks first."""
        return self.titled > 0 or self.named

    @property
    def worth(self) -> float:
        """How much the paper says that it is about this, times how much of a subject it is."""
        places = _IN_TITLE * self.titled + _KEYWORD * self.named + _OPENING * self.opening
        return (places + _ONCE * min(self.said, _MOST)) * self.whole * self._subject()

    def _subject(self) -> float:
        """Between 0.2 for what says little and 1.6 for what titles speak of; found by trying."""
        match self.known:
            case Known.SUBJECT | Known.WIDE:
                return 1.2 if self.is_word else 1.6
            case Known.FIELD:
                return 1.0 if self.is_word else 1.3
            case Known.BASIC:
                return 0.4
            case Known.PART:
                return 0.2
            case Known.NOTHING:
                return self._subject_of_word() if self.is_word else self._subject_of_words()

    def _subject_of_word(self) -> float:
        if looks_like_a_name(self.written):
            return 0.5 if self.is_put_forward else 0.3  # else likely the paper's own
        return 0.2 if is_common(self.keys[0]) else 0.6

    def _subject_of_words(self) -> float:
        general = sum(map(is_general, self.keys)) / len(self.keys)
        if self.is_compound:
            return 0.4
        if general == 1:
            return 0.45
        if not self.named and not self.said:
            return 0.7 - 0.3 * general  # titles play with words
        words = self.written.split()
        if not self.is_put_forward and any(map(str.isupper, words)):
            return 0.5  # with an abbreviation that is likely the paper's own
        common = sum(map(is_common, self.keys)) / len(self.keys)
        narrow = 0.75 if len(self.keys) > _LONG else 1.0
        done = 0.7 if words[0].endswith("ing") else 1.0
        return (1.1 - 0.4 * general - 0.2 * common) * narrow * done


def phrases(paper: Paper) -> list[Phrase]:
    """All that may be asked for, the worthiest first; nothing with the name that the paper gives itself."""
    own = [unit.keys for row in rows(coined_name(paper.title)) for unit in row]
    found = [
        _phrase(keys, one)
        for keys, one in occurrences(paper).items()
        if len(keys) <= _LONGEST and not any(unit.keys in own for unit in one.units) and _may_tell(keys, one)
    ]
    wholes = [one.keys for one in found if one.known in _WELL_KNOWN or one.known is Known.BASIC]
    titled = [one.keys for one in found if one.known in _WELL_KNOWN and one.titled]
    told = (one for one in found if not _is_end_of(one.keys, wholes if one.known is Known.NOTHING else titled))
    return sorted(told, key=lambda phrase: -phrase.worth)


def _phrase(keys: tuple[str, ...], one: Occurrences) -> Phrase:
    kind = _kind(keys, one)
    opening = one.opening and kind in _WELL_KNOWN and len(keys) > 1
    return Phrase(written(one.units), keys, kind, one.titled, one.named, opening, one.said, one.echoed, one.whole)


def _kind(keys: tuple[str, ...], one: Occurrences) -> Known:
    """How much it is known to tell; what is done with models is a subject where somebody put that forward."""
    kind = known(keys)
    if kind is Known.NOTHING and (one.titled or one.named) and is_done_with_models(keys):
        return Known.SUBJECT
    return kind


def _is_end_of(keys: tuple[str, ...], wholes: Sequence[tuple[str, ...]]) -> bool:
    """Whether it is the beginning or the end of what is well known: `graph neural` of `graph neural network`."""
    count = len(keys)
    return count > 1 and any(len(whole) > count and keys in {whole[:count], whole[-count:]} for whole in wholes)


def _may_tell(keys: tuple[str, ...], one: Occurrences) -> bool:
    """Whether it can be a subject by where it stands and by its words."""
    kind = _kind(keys, one)
    opens = one.opening and kind in _WELL_KNOWN and len(keys) > 1
    if not (one.titled or one.named or opens or one.said >= _OFTEN):
        return False
    if kind is not Known.NOTHING:
        return True
    return (
        not begins_known(keys)
        and _has_form(keys, one)
        and (_is_noun(one) if len(keys) == 1 else _is_group(keys, one))
    )


def _has_form(keys: tuple[str, ...], one: Occurrences) -> bool:
    """Whether no word of it is in the way: a number, a verb, a version, one at an end that says nothing."""
    text = written(one.units)
    if (_VERSION.search(text) and not one.titled) or any(map(_NUMBER.fullmatch, keys)):
        return False
    if text.endswith("ly") or _CONTRACTION.search(text) or any(map(_is_in_the_way, one.units)):
        return False
    return any(map(is_topic, one.units[0].keys)) and any(map(is_topic, one.units[-1].keys))


def _is_in_the_way(unit: Unit) -> bool:
    return len(unit.keys) == 1 and (is_function_word(unit.keys[0]) or unit.keys[0] in _VERBS)


def _is_manner(unit: Unit) -> bool:
    """Whether it says with a word before it how something is done: `reinforcement learning-based`."""
    return len(unit.keys) > 1 and not is_topic(unit.keys[-1])


def _is_noun(one: Occurrences) -> bool:
    """Whether a word alone may mean one thing, and the paper speaks of it."""
    text = written(one.units)
    plain = text.isalnum() and len(text) > _SHORT and not text.endswith(_NOT_BY_ITSELF)
    done = text.endswith("ing")  # deblurring is a subject where it is said again, and else a verb
    often = one.said >= ((_OFTEN if done else 1) if one.titled else _OFTEN + 1)
    return plain and often and not is_general(one.units[0].keys[0])


def _is_group(keys: tuple[str, ...], one: Occurrences) -> bool:
    """Whether words belong together: not what only the title says with a verb, nor the half of a compound."""
    first, last = one.units[0], keys[-1]
    if all(map(is_general, keys)) and not (one.said > _OFTEN or (one.titled and one.said)):
        return False
    if len(one.units) > 1 and not one.said and (known(first.keys) is Known.BASIC or first.written.endswith("ing")):
        return False
    if one.said < _OFTEN and not all(any(map(is_topic, unit.keys)) for unit in one.units):
        return False
    if any(map(_is_manner, one.units[1:])) or (_is_manner(first) and all(map(is_general, first.keys))):
        return False
    broken_off = last in _PREFIXES or (last.endswith("ed") and not last.endswith("eed"))
    return keys[0] != "re" and not broken_off
