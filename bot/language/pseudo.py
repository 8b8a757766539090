"""A language that is made from English by a rule: what stays plain was forgotten, what is cut has no end.

The sentence stands between brackets, its letters have accents, and it is a third longer, as German is. Places,
code, links, mentions and times of Discord stay as they are, since a translation has to keep them too.
"""

from __future__ import annotations

import gettext
import re
from typing import Final

_PLAIN: Final = "abcdeghijklnoprstuwyzABCDEGHIJKLNOPRSTUWYZ"
_ACCENTED: Final = "áƀçđéĝĥíĵķĺñóƥřšţúŵýžÁƁÇĐÉĜĤÍĴĶĹÑÓƤŘŠŢÚŴÝŽ"
_ACCENTS: Final = str.maketrans(_PLAIN, _ACCENTED)
# `code`, {places}, <mentions and times>, addresses and the targets of links
_KEPT: Final = re.compile(r"(```.*?```|`[^`]*`|\{[^{}]*\}|<[^<>\s]+>|https?://\S+|(?<=\])\([^()]*\))", re.DOTALL)
_LONGER: Final = 1 / 3


class PseudoTranslations(gettext.NullTranslations):
    """Answers every message there is."""

    def gettext(self, message: str) -> str:
        """The message with accents, longer, between brackets; white space around it stays outside."""
        inner = message.strip()
        if not inner:
            return message
        before, after = message[: message.index(inner)], message[message.index(inner) + len(inner) :]
        parts = _KEPT.split(inner)  # kept ones have the odd places
        accented = "".join(part if i % 2 else part.translate(_ACCENTS) for i, part in enumerate(parts))
        words = sum(len(part) for part in parts[::2])
        return f"{before}[{accented}{'~' * round(words * _LONGER)}]{after}"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """As English has it: one, or several."""
        return self.gettext(msgid1 if n == 1 else msgid2)

    def pgettext(self, context: str, message: str) -> str:  # noqa: ARG002 - the standard library's name
        """The context makes no difference."""
        return self.gettext(message)

    def npgettext(self, context: str, msgid1: str, msgid2: str, n: int) -> str:  # noqa: ARG002 - the same
        """The context makes no difference."""
        return self.ngettext(msgid1, msgid2, n)
