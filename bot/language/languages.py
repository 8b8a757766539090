"""The table of languages. A new language needs only a row here and a catalogue."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from gettext import NullTranslations
from typing import TYPE_CHECKING, Any, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

Conjunctions: TypeAlias = "tuple[tuple[str, str, re.Pattern[str]], ...]"  # (word, its other form, before what)


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """A language of the bot.

    `tag` is its BCP 47 name in settings and stores, `name` its name in itself, `english` its name in English, for
    models. `locales` are Discord's names of it (https://discord.com/developers/docs/reference#locales); the first
    of several gets the descriptions of commands. `thousands` separates groups of three digits, `decimal` a
    fraction, `sentence_gap` sentences. `first_of_month` is how the first day of a month is written. `conjunctions`
    stand before the last item of a list, each with its form before some sounds. `builtin_translations` and
    `calendar` replace its files in `locale`; English needs no catalogue, as it is the language of the code.

    The rest is for checking a model's text. `letters` are those of its script, as in a regular expression ("":
    Latin); `charset` is an encoding without the signs of similar scripts (GB 2312 has no traditional Chinese).
    With `capital_nouns`, a capital does not mark a name. `bot/sources/summaries/checks/words` has word lists of
    some languages.
    """

    tag: str
    name: str
    english: str
    locales: tuple[str, ...]
    thousands: str = ","
    decimal: str = "."
    sentence_gap: str = " "
    first_of_month: str = "1"
    conjunctions: Conjunctions = ()
    builtin_translations: NullTranslations | None = field(default=None, compare=False)
    calendar: Mapping[str, Any] | None = field(default=None, compare=False)
    letters: str = ""
    charset: str = ""
    capital_nouns: bool = False

    @property
    def catalogue(self) -> str:
        """Name of its folder in `locale`."""
        return self.tag.replace("-", "_")


_NARROW_SPACE = "\N{NARROW NO-BREAK SPACE}"
_HAN = r"\u3400-\u9fff\uf900-\ufaff"
_HANGUL = r"\u1100-\u11ff\u3131-\u318e\uac00-\ud7a3"

_LEADING_MARKS = r"[^\w<]{0,9}"  # bold, code, quotation marks; the sound of a mention is unknown
# `padres e hijos`, but `agua y hielo`, as its i is a semivowel. Acronyms are spelled, so there only a small vowel
# after it counts: `e IA`, but `y HIV`, as its H is spoken.
_SOUNDS_LIKE_I = re.compile(rf"{_LEADING_MARKS}(?:[Hh]?[ií]|[IÍ])(?![aeouáéóú])")
# `siete u ocho`, also in figures: 8, 80, 800, 11 and 11,000 begin with an o.
_SOUNDS_LIKE_O = re.compile(rf"{_LEADING_MARKS}(?:[Hh]?[oó]|[OÓ]|8|11(?![0-9]))")

_SPANISH_CONJUNCTIONS: Final[Conjunctions] = (("y", "e", _SOUNDS_LIKE_I), ("o", "u", _SOUNDS_LIKE_O))

ENGLISH = Language(
    tag="en",
    name="English",
    english="English",
    locales=("en-US", "en-GB"),
    builtin_translations=NullTranslations(),
)

LANGUAGES = (
    ENGLISH,
    Language(
        tag="zh-CN",
        name="简体中文",
        english="Simplified Chinese",
        locales=("zh-CN",),
        sentence_gap="",
        letters=_HAN,
        charset="gb2312",
    ),
    Language(
        tag="ja",
        name="日本語",
        english="Japanese",
        locales=("ja",),
        sentence_gap="",
        letters=rf"{_HAN}\u3041-\u30ff",
    ),
    Language(tag="ko", name="한국어", english="Korean", locales=("ko",), letters=_HANGUL),
    Language(
        tag="de",
        name="Deutsch",
        english="German",
        locales=("de",),
        thousands=".",
        decimal=",",
        capital_nouns=True,
    ),
    Language(
        tag="fr",
        name="Français",
        english="French",
        locales=("fr",),
        thousands=_NARROW_SPACE,
        decimal=",",
        first_of_month="1er",
    ),
    Language(
        tag="es",
        name="Español",
        english="Spanish",
        locales=("es-ES", "es-419"),
        thousands=_NARROW_SPACE,
        decimal=",",
        conjunctions=_SPANISH_CONJUNCTIONS,
    ),
)

_BY_TAG = {language.tag: language for language in LANGUAGES}
_BY_LOCALE = {locale: language for language in LANGUAGES for locale in language.locales}


def language_of(tag: str) -> Language | None:
    """Return the language with this tag, as settings and stores write it; None if there is none."""
    return _BY_TAG.get(tag)


def language_for_locale(locale: str | None) -> Language:
    """Return the language for one of Discord's locales; English for one without translation."""
    return _BY_LOCALE.get(locale or "", ENGLISH)
