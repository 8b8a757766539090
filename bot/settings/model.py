"""Every setting with its default; `config/paperboy.toml` says the same in TOML, with a comment on each."""

from __future__ import annotations

from datetime import time
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationInfo
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from bot.domain.schedule import WEEKDAYS, DigestTimes
from bot.settings import summary_values, values
from bot.sources.http.hiding import secrets_of
from bot.store.database_urls import passwords

PREFIX = "PAPERBOY_"
DELIMITER = "__"


class Section(BaseModel):
    """A group of settings: closed, frozen, and silent about what was wrong in a value."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True, validate_default=True)


class Discord(Section):
    """The connection to Discord. `token` is needed by `run` alone; `api_url` may be a REST proxy."""

    token: values.Secret = None
    api_url: values.DiscordUrl = "https://discord.com"
    gateway_url: values.WebsocketUrl = "wss://gateway.discord.gg"


class HuggingFace(Section):
    """A list of papers. `token` doubles the rate limit; `timeout` is for one request, in seconds."""

    url: values.HttpUrl = "https://huggingface.co"
    token: values.Secret = None
    timeout: values.Timeout = 60.0


class Arxiv(Section):
    """All papers of some `categories`, off without any; from the daily feed and, after an outage, the API."""

    categories: values.Categories = ()
    url: values.HttpUrl = "https://rss.arxiv.org"
    api_url: values.HttpUrl = "https://export.arxiv.org"
    timeout: values.Timeout = 60.0


class Biorxiv(Section):
    """All preprints in some `subjects`, off without any."""

    subjects: values.Subjects = ()
    url: values.HttpUrl = "https://api.biorxiv.org"
    timeout: values.Timeout = 60.0


class Medrxiv(Biorxiv):
    """The same for medRxiv, which has the same API."""


class Feed(Section):
    """One feed: `name` is stored with its papers, `title` is what people read ("": the name)."""

    name: values.FeedName
    url: values.FeedUrl
    title: values.Title = ""


class Summaries(Section):
    """Summaries by a language model, off without `url`: that of a server with OpenAI's `/v1/chat/completions`.

    `languages` by their tags, the first for channels in any other; at most `per_day` requests, each of at most
    `timeout` seconds. `extra` goes into each request as it is. `translate_only` asks for our own gist in these
    languages, and for nothing in English.
    """

    url: summary_values.OptionalUrl = ""
    model: summary_values.Model = ""
    key_file: summary_values.KeyFile = ""
    languages: summary_values.Languages = ("en",)
    per_day: values.Most = 500
    timeout: values.Timeout = 60.0
    translate_only: summary_values.Switch = False
    extra: summary_values.Extra = Field(default_factory=dict[str, object])


class Poll(Section):
    """How often each source is read: every `interval` seconds, give or take `jitter` of it."""

    interval: values.Interval = 900.0
    jitter: values.Share = 0.1


def _shorter_than_lease(timeout: float, info: ValidationInfo) -> float:
    """A request that outlives its lease could be repeated by somebody else while it is still under way."""
    if "lease" in info.data and timeout >= info.data["lease"]:
        raise ValueError(f"is not below PAPERBOY_DELIVERY__LEASE, which is {info.data['lease']:g}")
    return timeout


class Delivery(Section):
    """Posting, in seconds: how long one worker owns a message, and how long it waits for one request."""

    lease: values.Lease = 60.0
    timeout: Annotated[values.Patience, AfterValidator(_shorter_than_lease)] = 20.0


class Limits(Section):
    """How many subscriptions there may be, paused ones included; who has more already keeps them."""

    subscriptions_per_guild: values.Most = 100
    subscriptions_per_channel: values.Most = 25


class Digest(Section):
    """When digests are due: daily at `time`, weekly on `weekday`, both in `zone`."""

    time: values.TimeOfDay = time(9, 0)
    weekday: values.Weekday = "monday"
    zone: values.Zone = Field(default_factory=lambda: ZoneInfo("UTC"))

    @property
    def times(self) -> DigestTimes:
        """The host's times, for channels that chose none."""
        return DigestTimes(at=self.time, zone=self.zone, weekday=WEEKDAYS.index(self.weekday.title()))


class Store(Section):
    """Where everything is kept; relative folders start from the working directory."""

    url: values.StoreUrl = "tinydb://data/paperboy"


class Retention(Section):
    """How long papers are stored after they were last listed, in days: as far back as anybody can look."""

    papers_days: values.Days = 90


class Search(Section):
    """Where the index of past papers lies; empty: in the store's folder, or in data/search with PostgreSQL."""

    folder: values.Folder = ""


class Sharding(Section):
    """Into how many shards Discord's servers are divided, over all replicas together."""

    count: values.Shards = 1


class Health(Section):
    """Where the process answers how it is; `port` 0 turns that off."""

    host: values.Host = "127.0.0.1"
    port: values.Port = 8080


class Log(Section):
    """How much is logged to standard error, and in which form."""

    level: values.LogLevel = "info"
    format: values.LogFormat = "text"


class Settings(BaseSettings):
    """All settings, checked. `load_settings` builds them once; `Settings()` alone is the defaults, anywhere."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_nested_delimiter=DELIMITER,
        extra="forbid",
        frozen=True,
        hide_input_in_errors=True,
    )

    discord: Discord = Discord()
    huggingface: HuggingFace = HuggingFace()
    arxiv: Arxiv = Arxiv()
    biorxiv: Biorxiv = Biorxiv()
    medrxiv: Medrxiv = Medrxiv()
    feeds: tuple[Feed, ...] = Field(default=(), max_length=100)
    summaries: Summaries = Summaries()
    poll: Poll = Poll()
    delivery: Delivery = Delivery()
    limits: Limits = Limits()
    digest: Digest = Digest()
    store: Store = Store()
    retention: Retention = Retention()
    search: Search = Search()
    sharding: Sharding = Sharding()
    health: Health = Health()
    log: Log = Log()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments only: `bot.settings.loading` reads the surroundings, and knows what came from where."""
        del settings_cls, env_settings, dotenv_settings, file_secret_settings
        return (init_settings,)

    def secrets(self) -> tuple[str, ...]:
        """What must never be shown: for the redaction of logs."""
        found = (self.discord.token, self.huggingface.token)
        tokens = (secret.get_secret_value() for secret in found if secret is not None)
        key = summary_values.key_in(self.summaries.key_file)
        addresses = (self.summaries.url, *(feed.url for feed in self.feeds))
        # A plain word of a query stands in many a line of the log; errors of the source hide it all the same.
        asked = (part for address in addresses for part in secrets_of(address) if not part.isalpha())
        return (*tokens, *passwords(self.store.url), *([key] if key else []), *asked)


def setting_paths() -> dict[str, tuple[str, str]]:
    """Every setting's (section, key), by the name of its environment variable."""
    return {
        variable(section, key): (section, key)
        for section, field in Settings.model_fields.items()
        if isinstance(field.annotation, type) and issubclass(field.annotation, Section)
        for key in field.annotation.model_fields
    }


def variable(section: str, key: str) -> str:
    """The environment variable of a setting: `PAPERBOY_POLL__INTERVAL`."""
    return f"{PREFIX}{section}{DELIMITER}{key}".upper()


def allowed_in_feeds(key: str) -> str | None:
    """What a key of `[[feeds]]` takes, in words; None for one that does not exist."""
    return values.allowed(Feed.model_fields[key].metadata) if key in Feed.model_fields else None


def allowed(section: str, key: str) -> str | None:
    """What a setting takes, in words; None for a setting that does not exist."""
    field = Settings.model_fields.get(section)
    model = field.annotation if field else None
    if not (isinstance(model, type) and issubclass(model, Section)) or key not in model.model_fields:
        return None
    return values.allowed(model.model_fields[key].metadata)
