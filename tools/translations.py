"""Catalogues of messages: gather what the code says, bring the translations up to date, check and compile them.

    python -m tools.translations update    # write each .po again: new messages empty, changed ones fuzzy
    python -m tools.translations check     # what is missing, fuzzy or broken; exit 1 when anything is
    python -m tools.translations compile   # make the .mo that the bot reads (a build does it as well)

docs/translating.md tells how to translate and how to add a language.
"""

from __future__ import annotations

import sys
from io import BytesIO
from pathlib import Path
from string import Formatter
from typing import TYPE_CHECKING, Final, cast

from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from bot.language.languages import LANGUAGES
from bot.language.translating import DOMAIN, LOCALES
from tools.build_hook import compile_catalogues

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from babel.messages.catalog import Message

    from bot.language.languages import Language

ROOT: Final = Path(__file__).parent.parent
_KEYWORDS: Final = {
    "gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "gettext_noop": None,
}
_CODE: Final = ("bot", "cogs")
_NOTE: Final = "NOTE:"  # a comment in the code that begins so is shown to translators


def gathered() -> Catalog:
    """Every message of the code, with where it is said."""
    catalog = Catalog(project="Paperboy", charset="utf-8")
    for folder in _CODE:
        for name, line, message, comments, context in extract_from_dir(
            ROOT / folder,
            method_map=[("**.py", "python")],
            keywords=_KEYWORDS,
            comment_tags=(_NOTE,),
            strip_comment_tags=True,
        ):
            # A file's lines move with every change: its name alone keeps the differences of catalogues readable.
            del line
            catalog.add(message, locations=[(f"{folder}/{name}", 0)], auto_comments=comments, context=context)
    return catalog


def path_of(language: Language) -> Path:
    """Where the language's catalogue is, or will be."""
    return LOCALES / str(language.catalogue) / "LC_MESSAGES" / f"{DOMAIN}.po"


def read(language: Language) -> Catalog:
    """The catalogue as it is; an empty one where there is none yet."""
    path = path_of(language)
    if not path.exists():
        return Catalog(locale=Locale.parse(language.catalogue), project="Paperboy", charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=language.catalogue)


def written(catalog: Catalog) -> bytes:
    """A catalogue as its file has it: sorted by message, without dates, which would differ each time."""
    file = BytesIO()
    write_po(
        file, catalog, width=100, sort_output=True, omit_header=False, include_lineno=False, ignore_obsolete=True
    )
    kept = [line for line in file.getvalue().decode().splitlines(keepends=True) if not line.startswith(_DATED)]
    return "".join(kept).encode()


_DATED: Final = ('"POT-Creation-Date', '"PO-Revision-Date', '"Last-Translator', '"Report-Msgid', '"Generated-By')


def update() -> None:
    """Write each language's file again."""
    template = gathered()
    for language in translated():
        catalog = read(language)
        catalog.update(template, update_creation_date=False)
        catalog.fuzzy = False
        path = path_of(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(written(catalog))
        missing = sum(1 for message in catalog if message.id and not is_whole(message))
        print(f"{path.relative_to(ROOT)}: {len(catalog)} messages, {missing} to translate")


def mistakes() -> Iterator[str]:
    """What is wrong with the catalogues, a line each."""
    template = gathered()
    for language in translated():
        yield from (f"{language.tag}: {wrong}" for wrong in mistakes_in(read(language), template))


def mistakes_in(catalog: Catalog, template: Catalog) -> Iterator[str]:
    """Messages that are missing, fuzzy, no longer said, or whose translation has other places."""
    for wanted in template:
        if not wanted.id:
            continue
        found = catalog.get(wanted.id, wanted.context)
        if found is None:
            yield f"missing (run python -m tools.translations update): {wanted.id!r}"
        elif found.fuzzy:
            yield f"fuzzy: {wanted.id!r}"
        elif not is_whole(found):
            yield f"not translated: {wanted.id!r}"
        else:
            yield from wrong_places(found)
    for found in catalog:
        if found.id and template.get(found.id, found.context) is None:
            yield f"no longer said (run python -m tools.translations update): {found.id!r}"


def is_whole(message: Message) -> bool:
    """Whether every form of it is translated."""
    return all(_forms(message.string))


def wrong_places(message: Message) -> Iterator[str]:
    """Places that the English has and the translation has not, or the other way round.

    A form for one may leave its number out ("a paper"); each other form says what the English plural says.
    """
    several = isinstance(message.id, (tuple, list))
    english = _forms(message.id)[-1]
    forms = _forms(message.string)
    for index, form in enumerate(forms):
        try:
            differing = places_of(form) ^ places_of(english)
        except ValueError as error:
            yield f"cannot be read ({error}): {form!r}"
            continue
        if several and index == 0:
            differing -= {"number"}
        if differing:
            yield f"other places ({', '.join(sorted(differing))}): {form!r}"


def _forms(texts: object) -> list[str]:
    """The one form of a message, or those for one and for several."""
    several = (
        cast("Sequence[str | None]", texts) if isinstance(texts, (tuple, list)) else (cast("str | None", texts),)
    )
    return [text or "" for text in several]


def places_of(text: str) -> set[str]:
    """The names of the places in a message. Raises ValueError for braces that do not pair."""
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def translated() -> list[Language]:
    """The languages that have a catalogue."""
    return [language for language in LANGUAGES if language.catalogue]


def main(arguments: list[str]) -> int:
    """Do what is asked; 1 when a check finds something, 2 for a wrong question."""
    match arguments:
        case ["update"]:
            update()
        case ["check"]:
            found = list(mistakes())
            print(*found, sep="\n", end="\n" if found else "")
            return 1 if found else 0
        case ["compile"]:
            print(*(path.relative_to(ROOT) for path in compile_catalogues(ROOT)), sep="\n")
        case _:
            print(__doc__)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
