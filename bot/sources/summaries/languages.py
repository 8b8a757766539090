"""Whether a text is in a language: by its script, and by its commonest words where several share one.

Cheap on purpose: it has to tell an answer in another language than was asked for, not name that.
"""

from __future__ import annotations

import re
import unicodedata

_SHARE = 0.3  # of the letters; names and abbreviations stay in Latin letters
_LATIN_SHARE = 0.9
_LONG = 8  # words, of which two at least are common ones
_WORD = re.compile(r"[^\W\d_]+")
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_KANA = re.compile(r"[\u3041-\u30ff]")
_HANGUL = re.compile(r"[\u1100-\u11ff\u3131-\u318e\uac00-\ud7a3]")
_SCRIPTS = {"zh-CN": _HAN, "ja": re.compile(f"{_HAN.pattern[:-1]}{_KANA.pattern[1:]}"), "ko": _HANGUL}
# The commonest words of each language, less those that another one has too ("die" and "a" stay: they are counted).
_COMMON = {
    "en": (
        "the of and to in a is that for with on as are by this it we our from which be an can at not or "
        "than more how into its their these while using across without through has have"
    ),
    "de": (
        "der die das und ist in den von zu mit für auf ein eine einer eines einem einen im dem des sich "
        "nicht auch als an werden wird aus bei durch über nach wie sie es wir oder um kann können zur "
        "zum sind mehr ohne dass diese dieser dieses unsere"
    ),
    "fr": (
        "le la les de des du et un une est en dans que qui pour par sur avec au aux ce cette ces se sont "
        "plus ne pas ou leur sans nous à d l n s c qu entre être peut"
    ),
    "es": (
        "el la los las de del y un una es en que por para con se al lo su sus como más este esta estos "
        "sin o son entre sobre mediante puede pueden no nos nuestro"
    ),
}
_COMMON_WORDS = {language: frozenset(words.split()) for language, words in _COMMON.items()}


def is_in(text: str, language: str) -> bool:
    """Whether a text of a sentence or two is in the language with this tag."""
    letters = [char for char in text if char.isalpha()]
    if not letters:
        return False
    if language in _SCRIPTS:
        if len(_SCRIPTS[language].findall(text)) < _SHARE * len(letters):
            return False
        return bool(_KANA.search(text)) == (language == "ja")
    if sum(map(_is_latin, letters)) < _LATIN_SHARE * len(letters):
        return False
    words = [word.casefold() for word in _WORD.findall(text)]
    counts = {one: sum(word in common for word in words) for one, common in _COMMON_WORDS.items()}
    enough = 1 if len(words) < _LONG else 2
    return counts[language] >= enough and counts[language] == max(counts.values())


def _is_latin(char: str) -> bool:
    """Greek letters stand in many a formula: they are of no language."""
    return char.isascii() or unicodedata.name(char, "").startswith(("LATIN", "GREEK", "MATHEMATICAL"))
