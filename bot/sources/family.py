"""How a kind of source is described and built from the host's settings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import aiohttp

    from bot.domain.ports import PaperLookup, Source, SourceSpec


class Secret(Protocol):
    """A setting that is not shown."""

    def get_secret_value(self) -> str:
        """The value itself."""
        ...


class HuggingFaceSettings(Protocol):
    """`url` of the site or a mirror; `token` doubles the rate limit; `timeout` of one request, in seconds."""

    @property
    def url(self) -> str: ...  # noqa: D102 - named above

    @property
    def token(self) -> Secret | None: ...  # noqa: D102 - named above

    @property
    def timeout(self) -> float: ...  # noqa: D102 - named above


class ArxivSettings(Protocol):
    """`categories` switch it on; `url` of the daily feed's host, `api_url` of the API's; `timeout` in seconds."""

    @property
    def categories(self) -> Sequence[str]: ...  # noqa: D102 - named above

    @property
    def url(self) -> str: ...  # noqa: D102 - named above

    @property
    def api_url(self) -> str: ...  # noqa: D102 - named above

    @property
    def timeout(self) -> float: ...  # noqa: D102 - named above


class PreprintSettings(Protocol):
    """`subjects` switch a server of preprints on; `url` is its API's host, `timeout` of one request in seconds."""

    @property
    def subjects(self) -> Sequence[str]: ...  # noqa: D102 - named above

    @property
    def url(self) -> str: ...  # noqa: D102 - named above

    @property
    def timeout(self) -> float: ...  # noqa: D102 - named above


class FeedSettings(Protocol):
    """One feed: `name` is stored with its papers, `title` is what people read ("": the name)."""

    @property
    def name(self) -> str: ...  # noqa: D102 - named above

    @property
    def url(self) -> str: ...  # noqa: D102 - named above

    @property
    def title(self) -> str: ...  # noqa: D102 - named above


class SourceSettings(Protocol):
    """The sections of the settings that are about sources, by their names."""

    @property
    def huggingface(self) -> HuggingFaceSettings: ...  # noqa: D102 - named as its section

    @property
    def arxiv(self) -> ArxivSettings: ...  # noqa: D102 - named as its section

    @property
    def biorxiv(self) -> PreprintSettings: ...  # noqa: D102 - named as its section

    @property
    def medrxiv(self) -> PreprintSettings: ...  # noqa: D102 - named as its section

    @property
    def feeds(self) -> Sequence[FeedSettings]: ...  # noqa: D102 - named as its section


class Sources(NamedTuple):
    """What is read and asked: `polled` as the settings ask for it, `lookups` of single papers in any case."""

    polled: tuple[Source, ...] = ()
    lookups: tuple[PaperLookup, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """A kind of source.

    `known` are the sources of this kind that have a name whether or not they are read, `active` those that the
    settings ask for, `build` gives these and the look-ups of all that are known, which keep the same pace. All
    share the HTTP session.
    """

    known: Callable[[SourceSettings], tuple[SourceSpec, ...]]
    active: Callable[[SourceSettings], tuple[SourceSpec, ...]]
    build: Callable[[SourceSettings, aiohttp.ClientSession], Sources]
