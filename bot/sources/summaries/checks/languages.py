"""Whether a text is in a language: by its script, and by its commonest words where several share one.

Cheap on purpose: it has to tell an answer in another language than was asked for, not name that.
"""

from __future__ import annotations

import re
import unicodedata

from bot.sources.summaries.checks.tables import table

_SHARE = 0.3  # of the letters; names and abbreviations stay in Latin letters
_LATIN_SHARE = 0.9
_LONG = 8  # words, of which two at least are common ones
_WORD = re.compile(r"[^\W\d_]+")
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_KANA = re.compile(r"[\u3041-\u30ff]")
_HANGUL = re.compile(r"[\u1100-\u11ff\u3131-\u318e\uac00-\ud7a3]")
_SCRIPTS = {"zh-CN": _HAN, "ja": re.compile(f"{_HAN.pattern[:-1]}{_KANA.pattern[1:]}"), "ko": _HANGUL}


def is_in(text: str, language: str) -> bool:
    """Whether a text of a sentence or two is in the language with this tag."""
    letters = [char for char in text if char.isalpha()]
    if not letters:
        return False
    if language in _SCRIPTS:
        if len(_SCRIPTS[language].findall(text)) < _SHARE * len(letters):
            return False
        if language == "zh-CN" and sum(map(_is_traditional, letters)) > 1:
            return False
        return bool(_KANA.search(text)) == (language == "ja")
    if sum(map(_is_latin, letters)) < _LATIN_SHARE * len(letters):
        return False
    words = [word.casefold() for word in _WORD.findall(text)]
    counts = {one: sum(word in common.split() for word in words) for one, common in table("common").items()}
    enough = 1 if len(words) < _LONG else 2
    return counts[language] >= enough and counts[language] == max(counts.values())


def _is_traditional(char: str) -> bool:
    """Whether Taiwan's character set has it and the mainland's does not; a name may have one such sign."""
    return _has("big5", char) and not _has("gb2312", char)


def _has(charset: str, char: str) -> bool:
    try:
        char.encode(charset)
    except UnicodeEncodeError:
        return False
    return True


def _is_latin(char: str) -> bool:
    """Greek letters stand in many a formula: they are of no language."""
    return char.isascii() or unicodedata.name(char, "").startswith(("LATIN", "GREEK", "MATHEMATICAL"))
