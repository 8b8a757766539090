"""Language of posts in a destination: its setting, else the server's language, else English."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.language.languages import Language, language_for_locale, language_of

if TYPE_CHECKING:
    from bot.domain.ports import ServerLocales
    from bot.domain.subscription import Destination


def language_at(locales: ServerLocales | None, destination: Destination) -> Language:
    """Return the language of posts and notices in a destination; `locales` knows those of servers (None: none)."""
    tag = destination.preferences.language
    chosen = None if tag is None else language_of(tag)
    if chosen is not None:
        return chosen
    return language_for_locale(None if locales is None else locales.locale(destination.id, destination.guild_id))
