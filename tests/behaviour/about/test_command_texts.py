"""Command descriptions and choices that Discord shows while people type, in each language."""

from collections.abc import Iterator
from typing import Any

import discord
import pytest

from bot.discord_io.registering import texts as command_texts
from bot.discord_io.registering.texts import CommandTranslator
from bot.domain.discord.limits import COMMAND_TEXT
from bot.language.current import using_language
from bot.language.languages import ENGLISH, LANGUAGES
from bot.language.translating import pgettext
from tests.behaviour.world import World
from tests.support.pseudo import PSEUDO
from tools.translations import gather_messages, texts_of

_TEXTS = {"description": "description_localizations", "name": "name_localizations"}


async def payloads(world: World) -> list[dict[str, Any]]:
    """Return every command as it is sent to Discord."""
    tree = world.env.bot.tree
    return [await command.get_translated_payload(tree, CommandTranslator()) for command in tree.get_commands()]


def parts(command: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield a command with all its groups, options and choices."""
    yield command
    for part in (*command.get("options", ()), *command.get("choices", ())):
        yield from parts(part)


@pytest.fixture
def longer(monkeypatch: pytest.MonkeyPatch):
    """Replace every language but English by the pseudo-language."""
    for language in LANGUAGES:
        if language is not ENGLISH:
            monkeypatch.setitem(command_texts._LANGUAGES_BY_LOCALE, language.locales[0], PSEUDO)


@pytest.mark.usefixtures("longer")
async def test_descriptions_and_choices_are_translated(world: World):
    """Each language is sent for one locale, and names of commands and options stay English."""
    (alerts,) = [one for one in await payloads(world) if one["name"] == "alerts"]
    locales = {language.locales[0] for language in LANGUAGES}
    for part in parts(alerts):
        translated = part["name_localizations"] if "value" in part else part["description_localizations"]
        english = part["name"] if "value" in part else part["description"]
        assert set(translated) == locales
        assert translated["en-US"] == english
        with using_language(PSEUDO):
            said = pgettext("command", english)
        assert translated["de"] == said or translated["de"].endswith("…")
        if "value" not in part:
            assert not part.get("name_localizations")


async def test_nothing_is_sent_for_what_is_not_translated(world: World, monkeypatch: pytest.MonkeyPatch):
    """An untranslated text is not sent, because Discord falls back to English."""
    monkeypatch.setattr(command_texts, "_LANGUAGES_BY_LOCALE", {"en-US": ENGLISH, "de": LANGUAGES[4]})
    monkeypatch.setattr(command_texts, "pgettext", lambda _context, text: text)
    for command in await payloads(world):
        for part in parts(command):
            for key in _TEXTS.values():
                assert set(part.get(key) or {}) <= {"en-US"}


@pytest.mark.usefixtures("longer")
async def test_commands_are_within_limits(world: World):
    """One command with its subcommands has at most 8,000 characters of names, descriptions and values.

    The longest translation of each counts; a description has at most 100 characters in each.
    """
    commands = await payloads(world)
    assert {one["name"]: size for one in commands if (size := sum(map(_size, parts(one)))) > 8_000} == {}
    assert "sources" in str(commands)
    for command in commands:
        for part in parts(command):
            assert max(map(len, (part.get("description") or "").splitlines() or [""])) <= COMMAND_TEXT
            assert all(
                len(text) <= COMMAND_TEXT for key in _TEXTS.values() for text in (part.get(key) or {}).values()
            )


def _size(part: dict[str, Any]) -> int:
    texts = [[part.get(key) or "", *(part.get(localized) or {}).values()] for key, localized in _TEXTS.items()]
    return sum(max(map(len, each)) for each in texts) + len(str(part.get("value", "")))


def test_every_text_is_extracted(world: World):
    """The extraction tool finds every text of the command tree, and none contains placeholders."""
    template = gather_messages()
    commands = world.env.bot.tree.get_commands(type=discord.AppCommandType.chat_input)
    for context, text in texts_of(commands):
        assert template.get(text, context) is not None, text
        assert not {"{", "}"} & set(text)
