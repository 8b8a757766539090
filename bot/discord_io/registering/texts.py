"""Translate descriptions of commands and options, and names of choices. What is typed stays English."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from discord import app_commands
from typing_extensions import override

from bot.domain.discord.limits import COMMAND_TEXT
from bot.language.current import using_language
from bot.language.languages import ENGLISH, LANGUAGES
from bot.language.translating import pgettext
from bot.text.safe import clip

if TYPE_CHECKING:
    import discord

DESCRIPTION_CONTEXT = "command"  # the gettext contexts of these texts
CHOICE_CONTEXT = "choice"
_CONTEXTS = {
    app_commands.TranslationContextLocation.group_description: DESCRIPTION_CONTEXT,
    app_commands.TranslationContextLocation.command_description: DESCRIPTION_CONTEXT,
    app_commands.TranslationContextLocation.parameter_description: DESCRIPTION_CONTEXT,
    app_commands.TranslationContextLocation.choice_name: CHOICE_CONTEXT,
}
# Discord shows es-ES where es-419 is missing, and the like. English is also sent as en-US, so that no other
# language is shown for it. https://discord.com/developers/docs/interactions/application-commands#localization
_LANGUAGES_BY_LOCALE = {language.locales[0]: language for language in LANGUAGES}


class CommandTranslator(app_commands.Translator):
    """Translates each text of a command into each locale when discord.py asks for it."""

    @override
    async def translate(
        self,
        string: app_commands.locale_str,
        locale: discord.Locale,
        context: app_commands.TranslationContextTypes,
    ) -> str | None:
        """Return the translation; None for names, other locales, and texts without a translation."""
        language, kind = _LANGUAGES_BY_LOCALE.get(locale.value), _CONTEXTS.get(context.location)
        if language is None or kind is None:
            return None
        with using_language(language):
            text = pgettext(kind, str(string))
        if text == str(string) and language is not ENGLISH:
            return None
        return clip(text, COMMAND_TEXT)


def description_of(command: app_commands.Command[Any, ..., Any] | app_commands.Group) -> str:
    """Return the description of a command in the current language."""
    return pgettext(DESCRIPTION_CONTEXT, command.description)
