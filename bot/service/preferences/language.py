"""The language of a place: its people's choice, else that of its server, else English."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.language.languages import language_for_locale, language_of

if TYPE_CHECKING:
    from bot.domain.ports import Places
    from bot.domain.subscription import Destination
    from bot.language.languages import Language


def language_at(places: Places | None, destination: Destination) -> Language:
    """The language that posts and notices are written in there from now on; `places` knows the servers."""
    tag = destination.preferences.language
    chosen = None if tag is None else language_of(tag)
    if chosen is not None:
        return chosen
    return language_for_locale(None if places is None else places.locale(destination.id, destination.guild_id))
