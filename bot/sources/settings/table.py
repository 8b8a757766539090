"""The base class of a source's table of settings, and the request pace that sources share."""

from __future__ import annotations

import asyncio
import time
from abc import abstractmethod
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar, NamedTuple, TypeVar
from weakref import WeakValueDictionary

from bot.domain.ports import AddedSourceKinds, Gives, PaperLookup, Source, SourceKind, SourceSpec
from bot.sources.settings.section import Section

if TYPE_CHECKING:
    import aiohttp

    from bot.sources.http.fetcher import Fetcher

_MAX_BODY_BYTES = 4 * 1024 * 1024  # unless a source says another number
_Table = TypeVar("_Table", bound="SourceTable")


class Sources(NamedTuple):
    """The sources of a process: `polled` ones are enabled, `lookups` find single papers even if not polled.

    `kinds` are those of sources that people can add; None: they can add none.
    """

    polled: tuple[Source, ...] = ()
    lookups: tuple[PaperLookup, ...] = ()
    kinds: AddedSourceKinds | None = None


class Pace:
    """Allows one request at a time, at least `seconds` after the previous one ended, first come first served."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._turn = asyncio.Lock()
        self._next_start = 0.0

    async def __aenter__(self) -> None:
        await self._turn.acquire()
        try:
            await asyncio.sleep(self._next_start - time.monotonic())
        except BaseException:
            self._turn.release()
            raise

    async def __aexit__(self, *_exc: object) -> None:
        self._next_start = time.monotonic() + self._seconds
        self._turn.release()


@dataclass(frozen=True, slots=True)
class Resources:
    """What all sources of a process share: the HTTP session, the request paces, and the host's tables.

    `strangers` fetches addresses that people add; None: they can add none.
    """

    session: aiohttp.ClientSession
    tables: tuple[SourceTable, ...] = ()
    strangers: Fetcher | None = None
    _paces: WeakValueDictionary[str, Pace] = field(default_factory=WeakValueDictionary[str, Pace])

    def fetcher(
        self, host: str, seconds: float, *, timeout: float = 60.0, max_bytes: int = _MAX_BODY_BYTES
    ) -> Fetcher:
        """Return a fetcher with these limits and the pace of a host: so many seconds between two requests.

        All fetchers with the same `host`, any name such as `crossref`, share the pace of the first one.
        The pace lives while one of them is in use.
        """
        from bot.sources.http.fetcher import Fetcher  # noqa: PLC0415 - aiohttp takes a while to import

        pace = self._paces.setdefault(host, Pace(seconds))
        return Fetcher(self.session, timeout=timeout, max_bytes=max_bytes, pace=pace)

    def table(self, kind: type[_Table]) -> _Table:
        """Return the host's table of a kind of source, with addresses and keys; else one with the defaults."""
        return next((one for one in self.tables if isinstance(one, kind)), None) or kind()


def stream_spec(name: str, title: str, colour: int) -> SourceSpec:
    """Return the facts of a stream of articles, which may be silent for two months."""
    return SourceSpec(
        name=name,
        title=title,
        colour=colour,
        kind=SourceKind.STREAM,
        gives=frozenset({Gives.ABSTRACT, Gives.AUTHORS, Gives.KEYWORDS}),
        quiet_after=timedelta(days=60),
    )


class SourceTable(Section):
    """Base class of every source's table; its fields are the settings."""

    static_spec: ClassVar[SourceSpec]
    required_setting: ClassVar[str] = ""
    """The setting without which the source is not polled; "" for none."""

    @property
    def spec(self) -> SourceSpec:
        """Return the fixed facts of the source, enabled or not."""
        return self.static_spec

    @property
    def is_enabled(self) -> bool:
        """True if the settings enable polling the source."""
        return not self.required_setting or bool(getattr(self, self.required_setting))

    @abstractmethod
    def build(self, resources: Resources) -> Source:
        """Build the source. It is polled if enabled, and used for lookups if its spec has a `lookup_pattern`."""
