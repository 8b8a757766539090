"""The languages there are. A row here and its catalogue are all that another one needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from bot.language.euphony import SPANISH, Joints


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """A language that people can be answered in.

    `tag` is its BCP 47 name, which settings and stores know it by, and `name` what it is called in itself.
    `locales` are Discord's names of it (https://discord.com/developers/docs/reference#locales); of several, the
    first is where descriptions of commands are sent for. `thousands` stands between groups of three digits,
    `decimal` before a fraction, `gap` between sentences; `first` is the first day of a month, `joints` are words
    between the last two of a list that become others before some sounds. `catalogue` names its folder in `locale`;
    English, which the code is written in, has none.
    """

    tag: str
    name: str
    locales: tuple[str, ...]
    thousands: str
    decimal: str = "."
    gap: str = " "
    first: str = "1"
    joints: Joints = ()
    catalogue: str | None = None


_NARROW_SPACE = "\N{NARROW NO-BREAK SPACE}"

ENGLISH: Final = Language(tag="en", name="English", locales=("en-US", "en-GB"), thousands=",")

LANGUAGES: Final = (
    ENGLISH,
    Language(tag="zh-CN", name="简体中文", locales=("zh-CN",), thousands=",", gap="", catalogue="zh_CN"),
    Language(tag="ja", name="日本語", locales=("ja",), thousands=",", gap="", catalogue="ja"),
    Language(tag="ko", name="한국어", locales=("ko",), thousands=",", catalogue="ko"),
    Language(tag="de", name="Deutsch", locales=("de",), thousands=".", decimal=",", catalogue="de"),
    Language(
        tag="fr",
        name="Français",
        locales=("fr",),
        thousands=_NARROW_SPACE,
        decimal=",",
        first="1er",
        catalogue="fr",
    ),
    Language(
        tag="es",
        name="Español",
        locales=("es-ES", "es-419"),
        thousands=_NARROW_SPACE,
        decimal=",",
        joints=SPANISH,
        catalogue="es",
    ),
)

# Made from English by a rule, a third longer and between brackets: whatever stays plain was forgotten. Nobody can
# choose it but tests and the demo.
PSEUDO: Final = Language(tag="xx", name="[Ƥşéúđö]", locales=(), thousands=_NARROW_SPACE, decimal=",")

_BY_TAG: Final = {language.tag: language for language in (*LANGUAGES, PSEUDO)}
_BY_LOCALE: Final = {locale: language for language in LANGUAGES for locale in language.locales}


def language_of(tag: str) -> Language | None:
    """The language with this tag, as settings and stores write it."""
    return _BY_TAG.get(tag)


def spoken_in(locale: str | None) -> Language:
    """The language for one of Discord's locales: English for those that nobody has translated yet."""
    return _BY_LOCALE.get(locale or "", ENGLISH)
