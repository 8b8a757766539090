"""A source's table in the settings: what a host chooses of it, and what is built from that."""

from __future__ import annotations

import asyncio
import time
from abc import abstractmethod
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from bot.domain.ports import SourceSpec
from bot.sources.tables.section import Section

if TYPE_CHECKING:
    import aiohttp

    from bot.domain.ports import PaperLookup, Source


class Sources(NamedTuple):
    """The sources: `polled` as the settings ask for it, `lookups` of single papers in any case."""

    polled: tuple[Source, ...] = ()
    lookups: tuple[PaperLookup, ...] = ()


class Pace:
    """One request at a time: the next turn begins `seconds` after one ended, in the order of coming."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._turn = asyncio.Lock()
        self._next = 0.0

    async def __aenter__(self) -> None:
        await self._turn.acquire()
        try:
            await asyncio.sleep(self._next - time.monotonic())
        except BaseException:
            self._turn.release()
            raise

    async def __aexit__(self, *_exc: object) -> None:
        self._next = time.monotonic() + self._seconds
        self._turn.release()


@dataclass(frozen=True, slots=True)
class Web:
    """The HTTP session and the paces of hosts that all sources of a process share."""

    session: aiohttp.ClientSession
    _paces: dict[str, Pace] = field(default_factory=dict[str, Pace])

    def pace(self, host: str, seconds: float) -> Pace:
        """The pace that all share who ask this host: so many seconds between two requests."""
        return self._paces.setdefault(host, Pace(seconds))


class SourceTable(Section):
    """The base of every source's table; its fields are the settings."""

    about: ClassVar[SourceSpec]
    needs: ClassVar[str] = ""
    """The setting without which it is not read."""

    @property
    def spec(self) -> SourceSpec:
        """The fixed facts of the source, enabled or not."""
        return self.about

    @property
    def chosen(self) -> bool:
        """True when the settings ask for it to be read."""
        return not self.needs or bool(getattr(self, self.needs))

    @abstractmethod
    def build(self, web: Web) -> Source:
        """The source: polled if chosen, and asked for single papers in any case if its spec says which."""
