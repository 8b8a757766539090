"""Check that a text is in a language: by its script, and by its commonest words where several share one.

Cheap on purpose: it has to tell an answer in another language than was asked for, not name that.
"""

from __future__ import annotations

import re
import unicodedata

from bot.language.languages import ENGLISH, LANGUAGES, language_of
from bot.sources.summaries.checks.tables import words_of

_SHARE = 0.3  # of the letters; names and abbreviations stay in Latin letters
_LATIN_SHARE = 0.9
_LONG = 8  # words, of which two at least are common ones
_WORD = re.compile(r"[^\W\d_]+")
_KANA = re.compile(r"[\u3041-\u30ff]")


def is_in(text: str, tag: str) -> bool:
    """True for a text of a sentence or two in the language with this tag."""
    language = language_of(tag) or ENGLISH
    letters = [char for char in text if char.isalpha()]
    if language.letters:
        own = re.compile(f"[{language.letters}]")
        if not letters or len(own.findall(text)) < _SHARE * len(letters):
            return False
        if language.charset:
            # What Taiwan's character set has and the mainland's has not; a name may have one such sign.
            foreign = [char for char in letters if _has("big5", char) and not _has(language.charset, char)]
            if len(foreign) > 1:
                return False
        return bool(_KANA.search(text)) == bool(own.match("\u3041"))
    if not letters or sum(map(_is_latin, letters)) < _LATIN_SHARE * len(letters):
        return False
    words = [word.casefold() for word in _WORD.findall(text)]
    common = {one.tag: words_of(one.tag).get("common", "").split() for one in LANGUAGES}
    counts = {one: sum(word in some for word in words) for one, some in common.items() if some}
    enough = 1 if len(words) < _LONG else 2
    return tag not in counts or counts[tag] >= max(enough, *counts.values())


def _has(charset: str, char: str) -> bool:
    return bool(char.encode(charset, "ignore"))


def _is_latin(char: str) -> bool:
    """Greek letters stand in many a formula: they are of no language."""
    return char.isascii() or unicodedata.name(char, "").startswith(("LATIN", "GREEK", "MATHEMATICAL"))
