"""The kinds of value that settings take: how each is read, and what is allowed, in words.

A reader raises ValueError with the end of a sentence that begins with the setting's name. It never repeats the
value: a token pasted into the wrong place must not come out in an error.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeAlias
from urllib.parse import SplitResult, urlsplit
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr
from pydantic_settings import NoDecode

from bot.store.database_urls import url_problem

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

TAKEN_NAMES = frozenset(
    {"arxiv", "biorxiv", "medrxiv", "huggingface", "hf", "sample", "sample-stream", "unannounced"}
)
_SEVERAL = frozenset({"lists", "list", "thelists", "trending", "all", "everything"})  # typed for several sources
_CATEGORY = re.compile(r"[a-z][a-z-]{1,15}(?:\.[A-Za-z-]{2,20})?")
_SUBJECT = re.compile(r"[A-Za-z][A-Za-z -]{1,60}")
_FEED_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,30}")
_TIME_OF_DAY = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")


@dataclass(frozen=True, slots=True)
class Allowed:
    """What a setting takes, in words that follow "allowed: "."""

    words: str


def _no_switch(value: object) -> object:
    """Numbers only: pydantic would read `true` as 1."""
    if isinstance(value, bool):
        raise ValueError("is not a number")  # noqa: TRY004 - pydantic collects ValueErrors alone
    return value


def _split(value: str, schemes: tuple[str, ...]) -> SplitResult:
    """The parts of an absolute address without anything that a base address cannot have."""
    try:
        parts = urlsplit(value)
        parts.port  # noqa: B018 - reading it checks it
    except ValueError:
        raise ValueError("is not an address") from None
    if parts.scheme not in schemes or not parts.hostname or re.search(r"\s", value):
        raise ValueError("is not an address of the right kind")
    if parts.query or parts.fragment or parts.username is not None:
        raise ValueError("has more than host, port and path")
    return parts


def http_url(value: str) -> str:
    """An address without the slash at its end. Raises ValueError."""
    _split(value, ("http", "https"))
    return value.rstrip("/")


def _discord_url(value: str) -> str:
    if "/api" in _split(value, ("http", "https")).path:
        raise ValueError("must end before /api")
    return value.rstrip("/")


def _websocket_url(value: str) -> str:
    _split(value, ("ws", "wss"))
    return value.rstrip("/")


def _store_url(value: str) -> str:
    scheme, mark, _ = value.partition("://")
    if not mark or scheme not in STORE_URLS:
        raise ValueError("names no store that there is")
    return STORE_URLS[scheme](value)


def _folder_url(value: str) -> str:
    path = value.partition("://")[2]
    if not path.strip("/") or "\0" in path:
        raise ValueError("names no folder")
    return value


def _database_url(value: str) -> str:
    """What follows the host is left to the driver: it knows more parameters than are worth repeating."""
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
"""How the URL of each of `bot.store.engines.ENGINES` is checked, by its scheme."""


def _time_of_day(value: object) -> time:
    """Hours and minutes; pydantic alone would read `9` as nine seconds past midnight."""
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
    except (ValueError, OSError, KeyError):  # a bad key, a folder's name, an unknown key
        raise ValueError("is not a time zone that is known here") from None


def secret(value: object) -> object:
    """Empty means none; white space within means that more than the secret was copied."""
    if not isinstance(value, str):
        return value
    text = value.strip()
    if any(character.isspace() or not character.isprintable() for character in text):
        raise ValueError("holds white space or control characters")
    return text or None


def several(value: object) -> object:
    """Several words, from a TOML array, or from a variable between commas or blanks."""
    if isinstance(value, str):
        text = value.strip()
        return [
            word for word in re.split(r"[,;]\s*" if "," in text or ";" in text else r"\s+", text) if word.strip()
        ]
    return value


def _subjects(value: object) -> object:
    """As `several`, but `cell biology` is one subject: only commas stand between two."""
    return [word for word in re.split(r"[,;]", value) if word.strip()] if isinstance(value, str) else value


def _categories(values: tuple[str, ...]) -> tuple[str, ...]:
    names = tuple(dict.fromkeys(value.strip() for value in values))
    if not all(_CATEGORY.fullmatch(name) for name in names):
        raise ValueError("names something that is no arXiv category")
    return names


def _names_of_subjects(values: tuple[str, ...]) -> tuple[str, ...]:
    names = tuple(dict.fromkeys(" ".join(value.split()) for value in values))
    if not all(_SUBJECT.fullmatch(name) for name in names):
        raise ValueError("names something that is no subject")
    return names


def _feed_name(value: str) -> str:
    if not _FEED_NAME.fullmatch(value):
        raise ValueError("is not a short name")
    if value in TAKEN_NAMES or value.replace("-", "") in _SEVERAL:
        raise ValueError("is the name of another source")
    return value


def _feed_url(value: str) -> str:
    """An address with its query: many feeds have one."""
    try:
        parts = urlsplit(value)
        usable = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
    except ValueError:
        raise ValueError("is not an address") from None
    if not usable or parts.username is not None or re.search(r"\s", value):
        raise ValueError("is not an address of the right kind")
    return value


def _lower(value: object) -> object:
    return value.lower() if isinstance(value, str) else value


_number = BeforeValidator(_no_switch)

Secret: TypeAlias = Annotated[
    SecretStr | None, BeforeValidator(secret), Allowed("the token as it was given out, with nothing round it")
]
HttpUrl: TypeAlias = Annotated[
    str, AfterValidator(http_url), Allowed("an address like https://host or http://127.0.0.1:8000/path")
]
DiscordUrl: TypeAlias = Annotated[
    str, AfterValidator(_discord_url), Allowed("an address like https://discord.com, without /api/v10")
]
WebsocketUrl: TypeAlias = Annotated[
    str, AfterValidator(_websocket_url), Allowed("an address like wss://host or ws://127.0.0.1:8000/path")
]
StoreUrl: TypeAlias = Annotated[
    str,
    AfterValidator(_store_url),
    Allowed("tinydb://FOLDER (relative), tinydb:///FOLDER (absolute) or postgresql://USER:PASSWORD@HOST/DATABASE"),
]
Categories: TypeAlias = Annotated[
    tuple[str, ...],
    NoDecode,
    BeforeValidator(several),
    AfterValidator(_categories),
    Field(max_length=100),
    Allowed('categories like ["cs.LG", "hep-ex"], at most 100; in a variable cs.LG,hep-ex'),
]
Subjects: TypeAlias = Annotated[
    tuple[str, ...],
    NoDecode,
    BeforeValidator(_subjects),
    AfterValidator(_names_of_subjects),
    Field(max_length=100),
    Allowed('subjects like ["neuroscience", "cell biology"], or ["all"]; in a variable neuroscience,cell biology'),
]
FeedName: TypeAlias = Annotated[
    str,
    AfterValidator(_feed_name),
    Allowed("a short name of its own, of small letters, digits and hyphens, that never changes"),
]
FeedUrl: TypeAlias = Annotated[str, AfterValidator(_feed_url), Allowed("an address like https://host/feed.xml")]
Title: TypeAlias = Annotated[
    str, Field(max_length=60, pattern=r"^[^\x00-\x1f\x7f]*$"), Allowed("a text of at most 60 characters")
]
Interval: TypeAlias = Annotated[
    float, _number, Field(ge=1, allow_inf_nan=False), Allowed("a number of seconds, at least 1")
]
Timeout: TypeAlias = Annotated[
    float, _number, Field(ge=0.1, le=300, allow_inf_nan=False), Allowed("a number of seconds from 0.1 to 300")
]
Patience: TypeAlias = Annotated[
    float,
    _number,
    Field(ge=0.1, le=300, allow_inf_nan=False),
    Allowed("a number of seconds from 0.1 to 300 that is below the lease"),
]
Lease: TypeAlias = Annotated[
    float, _number, Field(ge=1, le=3600, allow_inf_nan=False), Allowed("a number of seconds from 1 to 3600")
]
Most: TypeAlias = Annotated[int, _number, Field(ge=1, le=10_000), Allowed("a whole number from 1 to 10000")]
Share: TypeAlias = Annotated[
    float, _number, Field(ge=0, le=0.5, allow_inf_nan=False), Allowed("a share of the interval from 0 to 0.5")
]
Shards: TypeAlias = Annotated[
    int, _number, Field(ge=1, le=10_000), Allowed("a whole number from 1 to 10000, the same on every replica")
]
Days: TypeAlias = Annotated[int, _number, Field(ge=30, le=3650), Allowed("a whole number of days from 30 to 3650")]
Folder: TypeAlias = Annotated[
    str,
    Field(pattern=r"^[^\x00]*$"),
    Allowed("a folder, absolute or from the working directory, or nothing for the usual one"),
]
Port: TypeAlias = Annotated[
    int, _number, Field(ge=0, le=65535), Allowed("a whole number from 1 to 65535, or 0 for off")
]
Host: TypeAlias = Annotated[str, Field(min_length=1, pattern=r"^\S+$"), Allowed("an IP address or a host name")]
TimeOfDay: TypeAlias = Annotated[time, BeforeValidator(_time_of_day), Allowed('a time of day like "09:00"')]
Zone: TypeAlias = Annotated[
    ZoneInfo, BeforeValidator(_zone), Allowed("a name like Europe/Berlin from the IANA time zone database")
]
Weekday: TypeAlias = Annotated[
    Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"],
    BeforeValidator(_lower),
    Allowed("monday, tuesday, wednesday, thursday, friday, saturday or sunday"),
]
LogLevel: TypeAlias = Annotated[
    Literal["debug", "info", "warning", "error"], BeforeValidator(_lower), Allowed("debug, info, warning or error")
]
LogFormat: TypeAlias = Annotated[Literal["text", "json"], BeforeValidator(_lower), Allowed("text or json")]


def allowed(metadata: list[Any]) -> str | None:
    """The words of the `Allowed` among a field's metadata."""
    return next((item.words for item in metadata if isinstance(item, Allowed)), None)
