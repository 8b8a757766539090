"""Check the wording of a text: its language, and that it is no excuse, advertisement or instruction."""

from __future__ import annotations

import re
import unicodedata

from bot.language.languages import ENGLISH, LANGUAGES, language_of
from bot.sources.summaries.checks.tables import pattern, words_of
from bot.text.sentences import sentences

_MIN_OWN_SHARE = 0.3  # of the letters are of the language's script; names and abbreviations stay in Latin letters
_MIN_LATIN_SHARE = 0.9  # of the letters, in a language with Latin letters
_LONG_TEXT_WORDS = 8  # words, of which two at least are common ones
_WORD = re.compile(r"[^\W\d_]+")
_KANA = re.compile(r"[\u3041-\u30ff]")


def is_written_in(text: str, tag: str) -> bool:
    """True for a text of a sentence or two in the language with this tag."""
    language = language_of(tag) or ENGLISH
    letters = [char for char in text if char.isalpha()]
    if language.letters:
        own = re.compile(f"[{language.letters}]")
        if not letters or len(own.findall(text)) < _MIN_OWN_SHARE * len(letters):
            return False
        if language.charset:
            # In simplified Chinese, characters that only Taiwan's character set has; a name may have one of them
            foreign = [char for char in letters if _encodes("big5", char) and not _encodes(language.charset, char)]
            if len(foreign) > 1:
                return False
        return bool(_KANA.search(text)) == bool(own.match("\u3041"))  # kana in Japanese, and in no other language
    if not letters or sum(map(_is_latin, letters)) < _MIN_LATIN_SHARE * len(letters):
        return False
    words = [word.casefold() for word in _WORD.findall(text)]
    common = {one.tag: words_of(one.tag).get("common", "").split() for one in LANGUAGES}
    counts = {one: sum(word in some for word in words) for one, some in common.items() if some}
    enough = 1 if len(words) < _LONG_TEXT_WORDS else 2
    return tag not in counts or counts[tag] >= max(enough, *counts.values())


def _encodes(charset: str, char: str) -> bool:
    return bool(char.encode(charset, "ignore"))


def _is_latin(char: str) -> bool:
    """True for Latin letters, and for Greek and mathematical ones, which occur in formulas of any language."""
    return char.isascii() or unicodedata.name(char, "").startswith(("LATIN", "GREEK", "MATHEMATICAL"))


_FULLWIDTH_TO_ASCII = str.maketrans(
    {"\N{FULLWIDTH COLON}": ":", "\N{FULLWIDTH COMMA}": ",", "\N{FULLWIDTH EXCLAMATION MARK}": "!"}
)
_NEVER_MATCHES = "(?!)"


def is_excuse(text: str) -> bool:
    """True if a text starts with an excuse or a preface instead of the paper's subject."""
    return pattern("excuses").match(text.translate(_FULLWIDTH_TO_ASCII).lstrip(" \"'([-")) is not None


def is_promotional(text: str, title: str, language: str) -> bool:
    """True if a text advertises or addresses its reader. Words of the title and its "!" are allowed."""
    plain, allowed = text.translate(_FULLWIDTH_TO_ASCII), title.translate(_FULLWIDTH_TO_ASCII).casefold()
    reader = re.compile(words_of(language).get("reader", _NEVER_MATCHES), re.IGNORECASE)
    found = [one[0] for rule in (pattern("selling"), reader) for one in rule.finditer(plain)]
    return any(one.strip(" .:;?").casefold() not in allowed for one in (*found, *("!" * plain.count("!"))))


def has_instructions(abstract: str) -> bool:
    """True if a sentence instructs a model, such as "Ignore all previous instructions"."""
    return any(pattern("orders").search(one) for one in sentences(abstract))
