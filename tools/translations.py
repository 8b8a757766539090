"""Gather the messages of the code, and update, check and compile their translations.

    python -m tools.translations update [LANGUAGE …]  # update .po: new messages are empty, changed ones fuzzy
    python -m tools.translations check [LANGUAGE …]   # list missing, fuzzy and broken messages; exit 1 if any
    python -m tools.translations compile              # make the .mo that the bot reads (a build does the same)

LANGUAGE is a tag, such as de or zh-CN; the default is all. docs/translating.md says how to translate and how to
add a language.
"""

from __future__ import annotations

import ast
import re
import sys
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import denormalize, read_po, write_po
from discord import app_commands

from bot.discord_io.registering.texts import CHOICE_CONTEXT, DESCRIPTION_CONTEXT
from bot.domain.discord.limits import COMMAND_TEXT
from bot.language.languages import LANGUAGES
from bot.language.translating import DOMAIN, LOCALES
from cogs import COGS
from tools.build_hook import compile_catalogues
from tools.translation_rules import forms_of, message_mistakes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from babel.messages.catalog import Message
    from discord.ext import commands

    from bot.language.languages import Language

ROOT: Final = Path(__file__).parent.parent
_KEYWORDS: Final = {
    "gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "gettext_noop": None,
}
_CODE_FOLDERS: Final = ("bot", "cogs")
_UNTRANSLATED: Final = ("missing", "not translated")
_MAX_UNTRANSLATED: Final = 20  # lines per language
_COMMAND_NOTE: Final = f"Of a command: {COMMAND_TEXT} characters at most."
_NOTE: Final = "NOTE:"  # starts a comment in the code that is shown to translators
_AS_A_COMMENT: Final = f"# {_NOTE}"


@cache
def gather_messages() -> Catalog:
    """Return every message of the code with its file; cached, as it takes some seconds."""
    catalog = Catalog(project="Paperboy", charset="utf-8")
    for folder in _CODE_FOLDERS:
        for name, line, message, comments, context in extract_from_dir(
            ROOT / folder, method_map=[("**.py", "python")], keywords=_KEYWORDS
        ):
            # Line numbers change often; the file name alone keeps the diffs of catalogues readable.
            # Babel skips an f-string and gives a note above it to the next message, so its notes are not used.
            del line, comments
            catalog.add(message, locations=[(f"{folder}/{name}", 0)], context=context)
        for path in sorted((ROOT / folder).rglob("*.py")):
            for message, context, notes in messages_in(path.read_text("utf-8")):
                known = catalog.get(message, context)
                locations = [] if known is not None else [(str(path.relative_to(ROOT)), 0)]
                catalog.add(message, locations=locations, auto_comments=notes, context=context)
    for cog in COGS:
        for context, text in command_texts(cog):
            location = (f"{cog.__module__.replace('.', '/')}.py", 0)
            catalog.add(text, locations=[location], auto_comments=[_COMMAND_NOTE], context=context)
    return catalog


def messages_in(code: str) -> Iterator[tuple[str | tuple[str, str], str | None, list[str]]]:
    """Messages of a module, each with its context and the note above its call or its statement.

    It parses the code, as Babel reads no f-strings before Python 3.12.
    """
    lines = code.splitlines()
    tree = ast.parse(code)
    parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in _KEYWORDS:
            texts = [
                arg.value for arg in call.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)
            ]
            context = texts.pop(0) if call.func.id == "pgettext" and texts else None
            notes = next(filter(None, (_note_above(lines, line) for line in _lines_of(call, parents))), [])
            match texts:
                case [one]:
                    yield one, context, notes
                case [one, many]:
                    yield (one, many), context, notes
                case _:  # a variable, whose messages are marked where they are defined
                    pass


def _lines_of(call: ast.AST, parents: Mapping[ast.AST, ast.AST]) -> Iterator[int]:
    """First lines, from 0, of a call, of each expression around it and of its statement, the innermost first."""
    node = call
    while isinstance(node, ast.expr | ast.keyword | ast.stmt):
        yield node.lineno - 1
        if isinstance(node, ast.stmt):
            return
        node = parents[node]


def _note_above(lines: Sequence[str], number: int) -> list[str]:
    """Return the note for translators that ends above a line, counted from 0."""
    note: list[str] = []
    while number > 0 and (line := lines[number - 1].strip()).startswith("#"):
        number -= 1
        note.insert(0, line.removeprefix(_AS_A_COMMENT).removeprefix("#").strip())
        if line.startswith(_AS_A_COMMENT):
            return note
    return []


def command_texts(cog: type[commands.Cog]) -> Iterator[tuple[str, str]]:
    """Context and text of every description of a cog's commands, most of which are docstrings."""
    if cog.__cog_is_app_commands_group__:
        yield DESCRIPTION_CONTEXT, str(cog.__cog_group_description__)
    yield from texts_of(cog.__cog_app_commands__)


def texts_of(
    tops: Iterable[app_commands.Command[Any, ..., Any] | app_commands.Group],
) -> Iterator[tuple[str, str]]:
    """Context and text of every description of commands, also within groups."""
    for top in tops:
        for command in [top, *(top.walk_commands() if isinstance(top, app_commands.Group) else ())]:
            yield DESCRIPTION_CONTEXT, command.description
            for option in () if isinstance(command, app_commands.Group) else command.parameters:
                yield DESCRIPTION_CONTEXT, str(option.description)
                yield from ((CHOICE_CONTEXT, choice.name) for choice in option.choices)


def path_of(language: Language) -> Path:
    """Return the path of a language's catalogue, which may not exist."""
    return LOCALES / language.catalogue / "LC_MESSAGES" / f"{DOMAIN}.po"


def read(language: Language) -> Catalog:
    """Return a language's catalogue; an empty one if it does not exist."""
    path = path_of(language)
    if not path.exists():
        return Catalog(locale=Locale.parse(language.catalogue), project="Paperboy", version="", charset="utf-8")
    with path.open("rb") as file:
        catalog = read_po(file, locale=language.catalogue)
    for message in catalog:
        before = [one[1:].strip() for one in message.user_comments if one.startswith("|")]
        message.user_comments = [one for one in message.user_comments if not one.startswith("|")]
        if message.fuzzy:
            message.previous_id = _former_english(before)
    return catalog


def _former_english(lines: Sequence[str]) -> list[str]:
    """Return the former English of a fuzzy message: Babel writes it, but reads it as a comment."""
    parts = re.split(r"\bmsgid(?:_plural)? (?=\")", " ".join(lines))[1:]  # Babel wraps the lines
    return ["".join(map(denormalize, re.findall(r'"(?:[^"\\]|\\.)*"', part))) for part in parts]


def as_po(catalog: Catalog) -> bytes:
    """Return the text of a catalogue's file: sorted by message, without dates and names, which would often change.

    A fuzzy message has its former English above it.
    """
    known = catalog.locale_identifier
    name = Locale.parse(known).english_name if known else "Messages"
    catalog.header_comment = f"# {name}. See docs/translating.md."
    file = BytesIO()
    write_po(
        file,
        catalog,
        width=100,
        sort_output=True,
        omit_header=False,
        include_lineno=False,
        ignore_obsolete=True,
        include_previous=True,
    )
    kept = [line for line in file.getvalue().decode().splitlines(keepends=True) if not line.startswith(_OMITTED)]
    return "".join(kept).encode()


_OMITTED: Final = (
    '"Project-Id-Version',
    '"POT-Creation-Date',
    '"PO-Revision-Date',
    '"Last-Translator',
    '"Language-Team',
    '"Report-Msgid',
    '"Generated-By',
)


def update(languages: Sequence[Language]) -> None:
    """Update the files of these languages."""
    template = gather_messages()
    for language in languages:
        catalog = read(language)
        before = {(message.id, message.context): message.previous_id for message in catalog if message.fuzzy}
        catalog.update(template, update_creation_date=False)
        for message in catalog:
            if message.fuzzy and not message.previous_id:  # it was already fuzzy
                message.previous_id = before.get((message.id, message.context), [])
        catalog.fuzzy = False
        path = path_of(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(as_po(catalog))
        missing = sum(1 for message in catalog if message.id and not is_complete(message))
        print(f"{path.relative_to(ROOT)}: {len(catalog)} messages, {missing} to translate")


def mistakes(languages: Sequence[Language]) -> Iterator[str]:
    """Mistakes in the catalogues, one per line; of untranslated messages, only the first of each language."""
    template = gather_messages()
    for language in languages:
        found = list(mistakes_in(read(language), template))
        to_do = [wrong for wrong in found if wrong.startswith(_UNTRANSLATED)]
        left_out = set(to_do[_MAX_UNTRANSLATED:])
        yield from (f"{language.tag}: {wrong}" for wrong in found if wrong not in left_out)
        if left_out:
            yield f"{language.tag}: … and {len(left_out)} more that are not translated"


def mistakes_in(catalog: Catalog, template: Catalog) -> Iterator[str]:
    """Messages of a catalogue that are missing, fuzzy, obsolete, or have a broken translation."""
    usual = Catalog(locale=catalog.locale).plural_forms
    if catalog.plural_forms != usual:
        yield f"wrong plural forms in the header: write Plural-Forms: {usual}"
    for wanted in template:
        if not wanted.id:
            continue
        found = catalog.get(wanted.id, wanted.context)
        if found is None:
            yield f"missing (run make translations): {wanted.id!r}"
        elif found.fuzzy:
            yield f"fuzzy: {wanted.id!r}"
        elif not is_complete(found):
            yield f"not translated: {wanted.id!r}"
        else:
            yield from message_mistakes(found, wanted, catalog)
    for found in catalog:
        if found.id and template.get(found.id, found.context) is None:
            yield f"obsolete (run make translations): {found.id!r}"


def is_complete(message: Message) -> bool:
    """True if every form of it is translated."""
    return all(forms_of(message.string))


def languages_with_catalogue() -> list[Language]:
    """Return the languages that have a catalogue."""
    return [language for language in LANGUAGES if not language.builtin_translations]


def languages_by_tag(tags: Sequence[str]) -> list[Language]:
    """Return the languages with these tags, or all. Raises KeyError for an unknown tag."""
    by_tag = {language.tag: language for language in languages_with_catalogue()}
    return [by_tag[tag] for tag in tags] if tags else list(by_tag.values())


def main(arguments: list[str]) -> int:
    """Run the command; return 1 if a check finds a mistake, 2 for invalid usage."""
    try:
        languages = languages_by_tag(arguments[1:])
    except KeyError as error:
        known = ", ".join(language.tag for language in languages_with_catalogue())
        print(f"There is no language {error}. Choose one of {known}, or add a row to bot/language/languages.py.")
        return 2
    match arguments[:1]:
        case ["update"]:
            update(languages)
        case ["check"]:
            found = list(mistakes(languages))
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
