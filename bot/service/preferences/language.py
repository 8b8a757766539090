"""Which language is spoken in a place: what its people chose, else that of its server, else English."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.language.languages import language_of, spoken_in

if TYPE_CHECKING:
    from bot.domain.ports import Places
    from bot.domain.subscription import Destination
    from bot.language.languages import Language


class PlaceLanguages:
    """Says it of destinations; `places` knows the servers, where there is one."""

    def __init__(self, places: Places | None = None) -> None:
        self._places = places

    def at(self, destination: Destination) -> Language:
        """The language that posts there are written in, and notices, from now on."""
        tag = destination.preferences.language
        chosen = None if tag is None else language_of(tag)
        if chosen is not None:
            return chosen
        places = self._places
        return spoken_in(None if places is None else places.locale(destination.id, destination.guild_id))
