"""The pseudo-language: text that stays plain was not translated, text without its bracket was cut.

It is English with accents, between brackets, and a third longer, as German is. Placeholders, code, links, mentions
and Discord's times stay as they are, as a translation must also keep them. Days are Greek: an English name in them
was not translated.
"""

import gettext
import re
from typing import Final

from babel import Locale

from bot.language.languages import Language
from tools.build_hook import calendar_of

_PLAIN: Final = "abcdeghijklnoprstuwyzABCDEGHIJKLNOPRSTUWYZ"
_ACCENTED: Final = "áƀçđéĝĥíĵķĺñóƥřšţúŵýžÁƁÇĐÉĜĤÍĴĶĹÑÓƤŘŠŢÚŴÝŽ"
_ACCENTS: Final = str.maketrans(_PLAIN, _ACCENTED)
# `code`, {placeholders}, <mentions and times>, addresses and the targets of links
_UNTRANSLATED: Final = re.compile(
    r"(```.*?```|`[^`]*`|\{[^{}]*\}|<[^<>\s]+>|https?://\S+|(?<=\])\([^()]*\))", re.DOTALL
)
_LONGER: Final = 1 / 3


class PseudoTranslations(gettext.NullTranslations):
    """Catalogue that translates every message by rule."""

    def gettext(self, message: str) -> str:
        """Return the message with accents, longer, between brackets; white space around it stays outside."""
        inner = message.strip()
        if not inner:
            return message
        before, after = message[: message.index(inner)], message[message.index(inner) + len(inner) :]
        parts = _UNTRANSLATED.split(inner)  # those at odd indexes stay
        accented = "".join(part if i % 2 else part.translate(_ACCENTS) for i, part in enumerate(parts))
        words = sum(len(part) for part in parts[::2])
        return f"{before}[{accented}{'~' * round(words * _LONGER)}]{after}"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """Return one of two forms, as in English."""
        return self.gettext(msgid1 if n == 1 else msgid2)

    def pgettext(self, context: str, message: str) -> str:  # noqa: ARG002 - the standard library's name
        """Ignore the context."""
        return self.gettext(message)


PSEUDO: Final = Language(
    tag="xx",
    name="[Ƥşéúđö]",
    english="English",
    locales=(),
    thousands="\N{NARROW NO-BREAK SPACE}",
    decimal=",",
    builtin_translations=PseudoTranslations(),
    calendar=calendar_of(Locale("el")),
)

# What may stay English: code, mentions and times, links, and words that a test says are names
_KEPT = re.compile(r"```.*?```|`[^`]*`|<[^<>\s]+>|https?://\S+", re.DOTALL)
_WORD = re.compile(r"[A-Za-z]{3,}")


def forgotten(text: str, *names: str) -> list[str]:
    """Return the plain English words of a text, except those in these names."""
    for name in names:
        text = text.replace(name, " ")
    return _WORD.findall(_KEPT.sub(" ", text))
