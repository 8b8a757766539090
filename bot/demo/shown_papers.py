"""The demo's papers: a live list if it can be reached, else the bundled sample, and streams."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from bot.demo.sample import PAST_DAYS, SampleList, SampleStream, bundled
from bot.domain.errors import SourceError
from bot.domain.ports import ListSource, PaperLookup, StreamSource, lists_of, streams_of
from bot.language.translating import gettext_noop
from bot.service.poll.list_days import LEARNED_DAYS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.paper import SourceList
    from bot.sources.settings.table import Sources

_PATIENCE = 8.0  # seconds: the demo should start soon
_SAMPLE_INTERVAL = 8  # seconds between polls, so that upvotes rise while you watch


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoSubscription:
    """A subscription with which the demo begins; without `sources` it has the lists."""

    name: str
    query: str
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPapers:
    """A list with its `past_lists` (at least a week, oldest day first), and `streams` beside it.

    `label` is shown on the page: a message for `gettext` whose {sources} are `titles`. `why` is shown in the
    terminal: why these papers. `interval` is the time between polls in seconds; None leaves it to the settings.
    `lookups` find papers that are not stored.
    """

    source: ListSource
    past_lists: tuple[SourceList, ...]
    subscriptions: tuple[DemoSubscription, ...]
    label: str
    why: str
    titles: tuple[str, ...] = ()
    interval: int | None = None
    streams: tuple[StreamSource, ...] = ()
    lookups: tuple[PaperLookup, ...] = ()


async def choose_papers(sources: Sources | None, now: datetime, *, patience: float = _PATIENCE) -> ShownPapers:
    """Return the live list if its days arrive within `patience` seconds, else the sample.

    `sources` are the configured ones; None selects the sample, without any request. Streams are read by the bot's
    first polls, for which the demo does not wait.
    """
    if sources is None:
        return await sample_papers(now, "as you asked")
    try:
        return await _live_papers(sources, now, patience)
    except TimeoutError:
        why = f"the live papers took longer than {patience:g} seconds"
    except SourceError as error:
        why = error.reason
    return await sample_papers(now, why)


async def sample_papers(now: datetime, why: str) -> ShownPapers:
    """Return the bundled sample, starting now."""
    source, stream = SampleList(bundled(), now), SampleStream(bundled(), now)
    return ShownPapers(
        source=source,
        past_lists=await _past(source, now, PAST_DAYS, None),
        subscriptions=(
            DemoSubscription(name="Deep learning", query='"deep learning"'),  # another one than the page proposes
            DemoSubscription(name="Hot papers", query="upvotes:>=20"),
            *_stream_subscriptions("optimization", [stream]),
        ),
        # NOTE: what the demo shows; a full stop follows
        label=gettext_noop("Sample data: real papers with invented numbers and dates"),
        why=why,
        interval=_SAMPLE_INTERVAL,
        streams=(stream,),
    )


def _stream_subscriptions(query: str, streams: Sequence[StreamSource]) -> list[DemoSubscription]:
    """Return a subscription to the streams and not to the lists; none without streams."""
    names = tuple(stream.spec.name for stream in streams)
    return [DemoSubscription(name="Just out", query=query, sources=names)] if names else []


async def _live_papers(sources: Sources, now: datetime, patience: float) -> ShownPapers:
    """Return the first list of the sources, with their streams. Raises SourceError, or TimeoutError as `_past`."""
    source, streams = WithoutThumbnails(lists_of(sources.polled)[0]), streams_of(sources.polled)
    title = source.spec.title
    past = await _past(source, now, LEARNED_DAYS, patience)
    if not any(listed.sightings for listed in past):
        raise SourceError(f"{title} lists no papers at present")
    return ShownPapers(
        source=source,
        past_lists=past,
        subscriptions=(
            DemoSubscription(name="Language models", query="LLM, agent"),
            DemoSubscription(name="Hot papers", query="upvotes:>=20"),
            *_stream_subscriptions("LLM, agent", streams),
        ),
        # NOTE: what the demo shows; a full stop follows. {sources} are names such as Hugging Face
        label=gettext_noop("Live data from {sources}"),
        titles=(title, *(stream.spec.title for stream in streams)),
        why=f"{title} can be reached",
        streams=streams,
        lookups=sources.lookups,
    )


async def _past(source: ListSource, now: datetime, days: int, patience: float | None) -> tuple[SourceList, ...]:
    """Return the lists of the last `days` list days, oldest day first, read at the same time.

    Raises TimeoutError after `patience` seconds (None: never).
    """
    today = source.today(now)
    reads = (source.read(today - timedelta(days=n), now) for n in reversed(range(days)))
    async with asyncio.timeout(patience):
        return tuple(await asyncio.gather(*reads))


class WithoutThumbnails:
    """A source without thumbnails: the demo's page loads nothing from the network and would show a gap.

    Single papers that are looked up have none: Hugging Face has thumbnails only in its lists.
    """

    def __init__(self, source: ListSource) -> None:
        self.spec = source.spec
        self.opens = source.opens
        self._source = source

    def today(self, now: datetime) -> date:
        """Return the source's own list day."""
        return self._source.today(now)

    async def read(self, day: date, now: datetime) -> SourceList:
        """Return the source's list without thumbnails."""
        listed = await self._source.read(day, now)
        sightings = (
            replace(s, paper=replace(s.paper, links=replace(s.paper.links, thumbnail=None)))
            for s in listed.sightings
        )
        return replace(listed, sightings=tuple(sightings))
