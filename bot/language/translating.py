"""Translate a message into the current language, with `gettext` and its usual variants.

A message is a whole sentence in English with named placeholders as in `str.format`. It is never joined from parts,
as other languages order and inflect words differently. Pass numbers as `int` to get the language's thousands
separator; pass years and ids as text. Values are inserted unchanged: braces in a title are no placeholders.

Messages in a table that is created at import are marked with `gettext_noop`, and go through `gettext` when they
are shown. tools/translations.py finds messages by these names.
"""

from __future__ import annotations

import gettext as _standard
import hashlib
import logging
from contextlib import suppress
from functools import cache
from pathlib import Path
from string import Formatter
from typing import TYPE_CHECKING

from bot.language.current import current_language
from bot.language.languages import LANGUAGES, Language

if TYPE_CHECKING:
    from collections.abc import Mapping


DOMAIN = "paperboy"
LOCALES = Path(__file__).with_name("locale")
# Sentences that stores still have of earlier versions, each with the present one
REWORDED = {
    "An admin dropped it.": "The person who runs this bot dropped it.",
    "An AutoMod rule blocked the message. Exempt Paperboy in Server Settings → AutoMod.": (
        "An AutoMod rule blocked the message. Exempt me in Server Settings → AutoMod."
    ),
    "Discord blocked a link in this paper as harmful (code 240000). "
    "To exclude this paper, add `-` and a word from its title to the query.": (
        "Discord blocked a link in this paper as harmful (code 240000). "
        "To exclude the paper, add a word from its title to the query, with `-` before it."
    ),
    "Discord did not answer in time.": "Discord didn't respond in time.",
    "Discord refused too many requests, so posting has stopped.": (
        "Discord refused too many requests, so posting has stopped for now."
    ),
    "I can't post in that forum post until its author has sent a message.": (
        "The author of that forum post must send a message first."
    ),
    "Its destination was blocked for too long.": "Posting failed for over a week.",
    "The server's verification level blocks my posts. Lower it, or subscribe in another channel.": (
        "The server's verification level blocks my posts. Lower it in Server Settings → Safety Setup."
    ),
    "These are quiet hours.": "Quiet hours are in effect.",
    "The thread is locked or archived. Reopen it, or grant me Manage Threads.": (
        "The thread is locked or archived. Unlock or reopen it, or grant me Manage Threads."
    ),
}

_log = logging.getLogger(__name__)


def gettext(message: str, /, **values: object) -> str:
    """Return the message in the current language, with its placeholders filled."""
    return _filled(_catalogue(current_language()).gettext(message), message, values)


def ngettext(one: str, many: str, number: int, /, **values: object) -> str:
    """Return the form of the message for a number, which fills its placeholder `{number}`."""
    english = one if number == 1 else many
    return _filled(
        _catalogue(current_language()).ngettext(one, many, number), english, {"number": number, **values}
    )


def pgettext(context: str, message: str, /, **values: object) -> str:
    """Return a short message with several meanings; the context, which is not shown, selects one."""
    return _filled(_catalogue(current_language()).pgettext(context, message), message, values)


def translate_stored(english: str) -> str:
    """Translate a stored English text, if it is a message without placeholders; else return it."""
    english = REWORDED.get(english, english)
    return english and _catalogue(current_language()).gettext(english)  # of "", gettext has the catalogue's header


def gettext_noop(message: str, /) -> str:
    """Mark a message for translators and return it unchanged; it goes through `gettext` when it is shown."""
    return message


class _Filler(Formatter):
    """Formatter for placeholders; an `int` without a format gets the language's thousands separator."""

    def format_field(self, value: object, format_spec: str) -> str:
        if type(value) is int and not format_spec:
            return f"{value:,}".replace(",", current_language().thousands)
        return str(super().format_field(value, format_spec))


_FILLER = _Filler()


def _filled(translated: str, english: str, values: Mapping[str, object]) -> str:
    """Fill the placeholders; a translation with wrong ones must not cost an alert, so English is used then."""
    try:
        return _FILLER.vformat(translated, (), values)
    except (KeyError, IndexError, ValueError):
        if translated == english:
            raise
        _log.exception("The %s translation of %r cannot be filled.", current_language().tag, english)
        return _FILLER.vformat(english, (), values)


@cache
def _catalogue(language: Language) -> _standard.NullTranslations:
    """Return a language's catalogue, loaded on first use: hosts with English users only need none."""
    if language.builtin_translations:
        return language.builtin_translations
    found = _standard.translation(DOMAIN, LOCALES, [language.catalogue], fallback=True)
    if type(found) is _standard.NullTranslations:
        _log.warning(
            "There is no compiled catalogue for %s in %s. Messages are in English."
            " Install Paperboy again, or run: python -m tools.translations compile",
            language.tag,
            LOCALES,
        )
    return found


def forget_catalogues() -> None:
    """Free the loaded catalogues (1.7 MB in all); the next use loads one again, in about 2 ms.

    For callers that just used all of them.
    """
    _catalogue.cache_clear()


def catalogues_fingerprint() -> str:
    """Return a checksum of all compiled catalogues."""
    whole = hashlib.sha256()
    for language in LANGUAGES:
        if language.builtin_translations:
            continue
        whole.update(language.tag.encode())
        path = LOCALES / language.catalogue / "LC_MESSAGES" / f"{DOMAIN}.mo"
        with suppress(FileNotFoundError), path.open("rb") as file:
            whole.update(hashlib.file_digest(file, "sha256").digest())
    return whole.hexdigest()
