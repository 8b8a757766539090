"""Every setting with its default; `config/paperboy.toml` has the same in TOML, with a comment on each."""

from __future__ import annotations

from datetime import time
from typing import Annotated, Any, get_args
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field, ValidationInfo
from typing_extensions import override

from bot.domain.schedule import WEEKDAYS, DigestTimes
from bot.settings import values
from bot.sources.catalogue import SourceSettings
from bot.sources.mail.settings import Mail
from bot.sources.settings.section import Limit, Secret, Section
from bot.sources.summaries.settings import Summaries
from bot.store.database_urls import passwords

PREFIX = "PAPERBOY_"
DELIMITER = "__"


class Discord(Section):
    """The connection to Discord. Only `run` needs `token`; `api_url` can be a REST proxy."""

    token: Secret = None
    api_url: values.DiscordUrl = "https://discord.com"
    gateway_url: values.WebsocketUrl = "wss://gateway.discord.gg"


class Poll(Section):
    """Polling: each source every `interval` seconds, plus or minus the share `jitter` of it."""

    interval: values.Interval = 900.0
    jitter: values.Share = 0.1


def _shorter_than_lease(timeout: float, info: ValidationInfo) -> float:
    """Check the timeout: another worker could repeat a request that outlives its lease."""
    if "lease" in info.data and timeout >= info.data["lease"]:
        raise ValueError(f"is not below PAPERBOY_DELIVERY__LEASE, which is {info.data['lease']:g}")
    return timeout


class Delivery(Section):
    """Posting, in seconds: how long a worker owns a message, and how long it waits for one request."""

    lease: values.Lease = 60.0
    timeout: Annotated[values.Timeout, AfterValidator(_shorter_than_lease)] = 20.0


class Limits(Section):
    """The most subscriptions, paused ones included; existing ones above a new limit are kept."""

    subscriptions_per_guild: Limit = 100
    subscriptions_per_channel: Limit = 25


class AddedSources(Section):
    """The sources that people add in Discord: at most `per_server`, each polled every `interval` seconds.

    The limit is a person's too, in direct messages. `allow_private` lets their addresses be any that this machine
    reaches, on any port.
    """

    per_server: values.AddedSources = 10
    interval: values.AddedInterval = 1800.0
    allow_private: Annotated[bool, "true or false"] = False


class Digest(Section):
    """The times of digests: daily at `time`, weekly on `weekday`, both in `zone`."""

    time: values.TimeOfDay = time(9, 0)
    weekday: values.Weekday = "monday"
    zone: values.Zone = Field(default_factory=lambda: ZoneInfo("UTC"))


class Likes(Section):
    """The reactions that mark a post's paper as liked or disliked."""

    like: values.Emoji = "👍"
    dislike: values.Emoji = "👎"


class Store(Section):
    """The address of the store; relative folders start from the working directory."""

    url: values.StoreUrl = "tinydb://data/paperboy"

    @override
    def secrets(self) -> tuple[str, ...]:
        return tuple(passwords(self.url))


class Retention(Section):
    """Papers are stored, and can be searched, for `papers_days` after they were last listed."""

    papers_days: values.Days = 90


class Search(Section):
    """The folder of the index of past papers; empty: in the store's folder, or data/search with PostgreSQL."""

    folder: values.Folder = ""


class Sharding(Section):
    """The number of shards into which Discord's servers are divided, over all replicas."""

    count: values.Shards = 1


class Health(Section):
    """The address of /livez, /readyz, /metrics and /status; `port` 0 turns it off."""

    host: values.Host = "127.0.0.1"
    port: values.Port = 8080


class Web(Section):
    """The listener for the world, for feeds and the pages of mails; `port` 0 turns it off.

    `public_url` is its address from outside, such as that of a reverse proxy; empty: its own.
    """

    host: values.Host = "127.0.0.1"
    port: values.Port = 0
    public_url: values.PublicUrl = ""

    @property
    def address(self) -> str:
        """Return the address to which the path of a page is added; empty if it is off."""
        if self.port == 0:
            return ""
        return self.public_url or f"http://{f'[{self.host}]' if ':' in self.host else self.host}:{self.port}"


class Log(Section):
    """The level and the format of the log on standard error."""

    level: values.LogLevel = "info"
    format: values.LogFormat = "text"


class Settings(SourceSettings):
    """All settings, validated. Call `load_settings` once; `Settings()` alone has the defaults."""

    discord: Discord = Discord()
    summaries: Summaries = Summaries()
    poll: Poll = Poll()
    delivery: Delivery = Delivery()
    limits: Limits = Limits()
    added_sources: AddedSources = AddedSources()
    digest: Digest = Digest()
    likes: Likes = Likes()
    store: Store = Store()
    retention: Retention = Retention()
    search: Search = Search()
    sharding: Sharding = Sharding()
    health: Health = Health()
    mail: Mail = Mail()
    web: Web = Web()
    log: Log = Log()

    @property
    def times(self) -> DigestTimes:
        """The host's digest times, for channels without their own."""
        digest, mails = self.digest, bool(self.mail.host)
        weekday = WEEKDAYS.index(digest.weekday.title())
        return DigestTimes(at=digest.time, zone=digest.zone, weekday=weekday, mails=mails)


def section_of(name: str) -> type[Section]:
    """Return the class of a section, or of each table in a list of them."""
    kind: Any = Settings.model_fields[name].annotation
    return get_args(kind)[0] if is_list(name) else kind


def is_list(name: str) -> bool:
    """Return True for a section of several tables, `[[feeds]]`."""
    return bool(get_args(Settings.model_fields[name].annotation))


def setting_paths() -> dict[str, tuple[str, str]]:
    """Return every setting's (section, key) by its environment variable; lists of tables have none."""
    return {
        variable(name, key): (name, key)
        for name in sorted(Settings.model_fields)
        if not is_list(name)
        for key in section_of(name).model_fields
    }


def variable(section: str, key: str) -> str:
    """Return the environment variable of a setting: `PAPERBOY_POLL__INTERVAL`."""
    return f"{PREFIX}{section}{DELIMITER}{key}".upper()


def allowed_values(section: str, key: str) -> str:
    """Return the allowed values of a setting, in words."""
    return next(one for one in section_of(section).model_fields[key].metadata if isinstance(one, str))
