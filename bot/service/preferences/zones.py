"""Time zones: what people type is read leniently, and a sentence says what was meant."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING
from zoneinfo import available_timezones

from typing_extensions import override

from bot.domain.schedule import zone_named
from bot.language.formats import either
from bot.language.translating import gettext
from bot.service.preferences.parse import PreferenceError
from bot.text.closest import close_matches

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_LONGEST = 60  # characters that are read


def read_zone(text: str) -> str:
    """An IANA name in any case, with spaces for underscores, or a city that only one zone is named after."""
    wanted = text.strip().replace(" ", "_").casefold()[:_LONGEST]
    zones = known_zones()
    cities = zones.by_city.get(wanted, ())
    found = zones.names.get(wanted) or (cities[0] if len(cities) == 1 else None)
    if found is not None and zone_named(found) is not None:
        return found
    raise UnknownZoneError(wanted)


@dataclass(frozen=True, slots=True, kw_only=True)
class Zones:
    """The time zones that this machine knows, by their names and by the cities in them, both without case."""

    names: Mapping[str, str]
    by_city: Mapping[str, Sequence[str]]


@cache
def known_zones() -> Zones:
    """Read from the disk once, which takes a tenth of a second: ask on a thread before anybody waits for it."""
    names = {name.casefold(): name for name in available_timezones() if "/" in name or name.isupper()}
    by_city: dict[str, list[str]] = {}
    for key, name in names.items():
        area, slash, city = key.rpartition("/")
        if slash and area != "etc":  # not Etc/GMT+2: it is two hours behind, and nobody means that by GMT+2
            by_city.setdefault(city, []).append(name)
    return Zones(names=names, by_city=by_city)


def offered_zones(typed: str, most: int) -> list[str]:
    """At most so many zones whose name or city has what was typed, those where the city begins so first.

    Every zone that is named after a place counts, `Etc/GMT+2` does not: it is two hours behind.
    """
    wanted = typed.strip().replace(" ", "_").casefold()[:_LONGEST]
    places = [
        (key, name) for key, name in known_zones().names.items() if "/" in key and not key.startswith("etc/")
    ]
    found = [(key.rpartition("/")[2].startswith(wanted), key, name) for key, name in places if wanted in key]
    return [name for _, _, name in sorted(found, key=lambda one: (not one[0], one[1]))[:most]]


class UnknownZoneError(PreferenceError):
    """There is no such time zone. What was meant is only looked for where somebody reads it: that takes 15 ms."""

    def __init__(self, wanted: str) -> None:
        super().__init__(wanted)
        self._wanted = wanted

    @override
    def __str__(self) -> str:
        named = either(sorted(_alike(self._wanted, known_zones()))[:3])
        if named:
            # NOTE: {zones} are names such as Europe/Berlin
            return gettext("I do not know that time zone. Did you mean {zones}?", zones=named)
        return gettext("I do not know that time zone. Write it like Europe/Berlin, America/New_York or UTC.")


def _alike(wanted: str, zones: Zones) -> Sequence[str]:
    """Zones of a city with that name, else with a similar name, else of a city with a similar name."""
    if cities := zones.by_city.get(wanted):
        return cities
    long = [key for key in zones.names if "/" in key]
    if whole := close_matches(wanted, long, number=3, cutoff=0.8):
        return [zones.names[key] for key in whole]
    close = close_matches(wanted, zones.by_city, number=3, cutoff=0.7)
    return [zones.by_city[city][-1] for city in close]


def check_zone(zone: str | None) -> None:
    """Raises PreferenceError, as the other checks do: whoever calls, what is stored makes sense."""
    if zone is not None and zone_named(zone) is None:
        raise PreferenceError(gettext("I do not know that time zone: write it like Europe/Berlin."))
