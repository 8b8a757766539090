"""Types of the host's settings, each with its allowed values in words (see `bot.settings.model.allowed_values`).

`bot.sources.settings.section` has the types that several sections share.
"""

from __future__ import annotations

import re
from datetime import time
from typing import TYPE_CHECKING, Annotated, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, Field

from bot.sources.settings.section import base_url, http_url, number
from bot.store.database_urls import url_problem

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_TIME_OF_DAY = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")
# Unicode's, also of a digit or letter, but not `:heart:` or `<:NAME:ID>`; or a server's own
_EMOJI = re.compile(r"[^\s\w!-~]\S{0,30}|[0-9#*]\ufe0f?\u20e3|ℹ\ufe0f?|\w{2,32}:\d{1,20}")


def _discord_url(value: str) -> str:
    url = base_url(value, "http", "https")
    if "/api" in urlsplit(url).path:
        raise ValueError("must end before /api")
    return url


def _store_url(value: str) -> str:
    scheme, mark, _ = value.partition("://")
    if not mark or scheme not in STORE_URLS:
        raise ValueError("names an unknown kind of store")
    return STORE_URLS[scheme](value)


def _folder_url(value: str) -> str:
    path = value.partition("://")[2]
    if not path.strip("/") or "\0" in path:
        raise ValueError("names no folder")
    return value


def _database_url(value: str) -> str:
    """Check a database URL except its parameters; the driver knows more of them than we could list."""
    if problem := url_problem(value):
        raise ValueError(problem)
    if not urlsplit(value).path.strip("/"):
        raise ValueError("names no database")
    return value


STORE_URLS: Mapping[str, Callable[[str], str]] = {
    "tinydb": _folder_url,
    "postgresql": _database_url,
    "postgres": _database_url,
}
"""The check of a store's URL, by its scheme: one for each of `bot.store.opening.ENGINES`."""


def _time_of_day(value: object) -> time:
    """Return a time in hours and minutes, or one of TOML; pydantic alone would read `9` as nine seconds."""
    if isinstance(value, time) and value.tzinfo is None:
        return value
    match = _TIME_OF_DAY.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise ValueError("is not a time of day")
    return time(int(match[1]), int(match[2]))


def _zone(value: object) -> ZoneInfo:
    if isinstance(value, ZoneInfo):
        return value
    try:
        return ZoneInfo(str(value))
    except (ValueError, OSError, KeyError):  # an invalid key, a folder's name, an unknown key
        raise ValueError("is not a known time zone") from None


def _emoji(value: str) -> str:
    """Check an emoji. As a `pattern` of pydantic, the expression would take 4 MB of memory."""
    if not _EMOJI.fullmatch(value):
        raise ValueError("is no emoji")
    return value


def _lower(value: object) -> object:
    return value.lower() if isinstance(value, str) else value


DiscordUrl = Annotated[str, AfterValidator(_discord_url), "an address like https://discord.com, without /api/v10"]
WebsocketUrl = Annotated[
    str,
    AfterValidator(lambda value: base_url(value, "ws", "wss")),
    "an address like wss://host or ws://127.0.0.1:8000/path",
]
StoreUrl = Annotated[
    str,
    AfterValidator(_store_url),
    "tinydb://FOLDER (relative), tinydb:///FOLDER (absolute) or postgresql://USER:PASSWORD@HOST/DATABASE",
]
Interval = Annotated[float, number, Field(ge=1), "a number of seconds, at least 1"]
Timeout = Annotated[
    float,
    number,
    Field(ge=0.1, le=300),
    "a number of seconds from 0.1 to 300 that is below the lease",
]
Lease = Annotated[float, number, Field(ge=1, le=3600), "a number of seconds from 1 to 3600"]
AddedInterval = Annotated[float, number, Field(ge=60), "a number of seconds, at least 60"]
AddedSources = Annotated[int, number, Field(ge=0, le=100), "a whole number from 1 to 100, or 0 for none"]
Share = Annotated[float, number, Field(ge=0, le=0.5), "a share of the interval from 0 to 0.5"]
Shards = Annotated[
    int, number, Field(ge=1, le=10_000), "a whole number from 1 to 10000, the same on every replica"
]
Days = Annotated[int, number, Field(ge=30, le=3650), "a whole number of days from 30 to 3650"]
Folder = Annotated[
    str,
    Field(pattern=r"^[^\x00]*$"),
    "a folder, absolute or from the working directory, or nothing for the usual one",
]
Port = Annotated[int, number, Field(ge=0, le=65535), "a whole number from 1 to 65535, or 0 for off"]
Host = Annotated[str, Field(min_length=1, pattern=r"^\S+$"), "an IP address or a host name"]
PublicUrl = Annotated[
    str,
    AfterValidator(lambda value: value and http_url(value)),
    "an address like https://papers.example.org, or nothing for host and port",
]
TimeOfDay = Annotated[time, BeforeValidator(_time_of_day), 'a time of day like "09:00"']
Zone = Annotated[ZoneInfo, BeforeValidator(_zone), "a name like Europe/Berlin from the IANA time zone database"]
Weekday = Annotated[
    Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"],
    BeforeValidator(_lower),
    "monday, tuesday, wednesday, thursday, friday, saturday or sunday",
]
Emoji = Annotated[
    str,
    AfterValidator(_emoji),
    "an emoji such as ❤️, or NAME:ID of a server's own emoji",
]
LogLevel = Annotated[
    Literal["debug", "info", "warning", "error"], BeforeValidator(_lower), "debug, info, warning or error"
]
LogFormat = Annotated[Literal["text", "json"], BeforeValidator(_lower), "text or json"]
