"""Every sentence that a person sees goes through `gettext` or one of its sisters, which have their usual names.

A message is a whole sentence in English, with named places as `str.format` has them; it is never glued from
parts, as other languages order and bend words otherwise. Numbers are handed over as `int` and get the language's
signs between thousands; years and ids are handed over as text. What stands in a place is put there as it is: a
title that looks like a place is not one.

Where sentences stand in a table that is made when a module is imported, they are marked with `gettext_noop` there
and go through `gettext` when somebody reads them. tools/translations.py finds messages by these names.
"""

from __future__ import annotations

import gettext as _standard
import hashlib
import logging
from contextlib import suppress
from functools import cache
from pathlib import Path
from string import Formatter
from typing import TYPE_CHECKING, Final

from bot.language.current import current
from bot.language.languages import LANGUAGES, PSEUDO

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.language.languages import Language

DOMAIN: Final = "paperboy"
LOCALES: Final = Path(__file__).with_name("locale")

_log = logging.getLogger(__name__)


def gettext(message: str, /, **places: object) -> str:
    """The message in the current language, with its places filled."""
    return _filled(_catalogue(current()).gettext(message), message, places)


def ngettext(one: str, many: str, number: int, /, **places: object) -> str:
    """The form of the message that fits the number, which is the place `{number}` in it."""
    english = one if number == 1 else many
    return _filled(_catalogue(current()).ngettext(one, many, number), english, {"number": number, **places})


def pgettext(context: str, message: str, /, **places: object) -> str:
    """A message that is short enough to mean several things; the context, never shown, says which one."""
    return _filled(_catalogue(current()).pgettext(context, message), message, places)


def npgettext(context: str, one: str, many: str, number: int, /, **places: object) -> str:
    """Both at once: a context, and the form that fits the number."""
    english = one if number == 1 else many
    found = _catalogue(current()).npgettext(context, one, many, number)
    return _filled(found, english, {"number": number, **places})


def translate_stored(english: str) -> str:
    """Translate a stored English text, if it is a message without placeholders; else return it."""
    return _catalogue(current()).gettext(english)


def gettext_noop(message: str, /) -> str:
    """The message itself, marked for translators: it goes through `gettext` where it is shown."""
    return message


class _Places(Formatter):
    """Fills places. A number gets the language's signs unless its place says how it is written."""

    def format_field(self, value: object, format_spec: str) -> str:
        if type(value) is int and not format_spec:
            return f"{value:,}".replace(",", current().thousands)
        return str(super().format_field(value, format_spec))


_PLACES: Final = _Places()


def _filled(translated: str, english: str, places: Mapping[str, object]) -> str:
    """A translation whose places are wrong must not cost an alert: then the English sentence is said."""
    try:
        return _PLACES.vformat(translated, (), places)
    except (KeyError, IndexError, ValueError):
        if translated == english:
            raise
        _log.exception("The %s translation of %r cannot be filled.", current().tag, english)
        return _PLACES.vformat(english, (), places)


@cache
def _catalogue(language: Language) -> _standard.NullTranslations:
    """Read when it is first spoken: a host whose people all read English keeps none."""
    if language is PSEUDO:
        from bot.language.pseudo import PseudoTranslations  # noqa: PLC0415 - tests and the demo alone want it

        return PseudoTranslations()
    if language.catalogue is None:
        return _standard.NullTranslations()
    found = _standard.translation(DOMAIN, LOCALES, [language.catalogue], fallback=True)
    if type(found) is _standard.NullTranslations:
        _log.warning(
            "There is no compiled catalogue for %s in %s: people are answered in English."
            " Install Paperboy again, or run: python -m tools.translations compile",
            language.tag,
            LOCALES,
        )
    return found


def forget_catalogues() -> None:
    """Let go of what was read; whoever speaks a language next reads its catalogue again, in some 2 ms.

    For who needs all of them at once: together they take 1.7 MB.
    """
    _catalogue.cache_clear()


def catalogues_fingerprint() -> str:
    """Changes whenever a translation does."""
    whole = hashlib.sha256()
    for language in LANGUAGES:
        if language.catalogue is None:
            continue
        whole.update(language.tag.encode())
        path = LOCALES / language.catalogue / "LC_MESSAGES" / f"{DOMAIN}.mo"
        with suppress(FileNotFoundError), path.open("rb") as file:
            whole.update(hashlib.file_digest(file, "sha256").digest())
    return whole.hexdigest()
