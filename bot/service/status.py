"""The status of Paperboy for one server or person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot.domain.alert import AlertState, MessageState
from bot.language.formats import sentences, utc_text
from bot.language.translating import gettext, ngettext, translate_stored
from bot.service.subscriptions.chosen_sources import inactive_sources, source_titles
from bot.text.safe import safe

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from bot.domain.ports import PastPapers, Store, StoreCounts
    from bot.domain.ports.catalogue import Catalogue
    from bot.domain.subscription import Block, Owner, Subscription
    from bot.service.added_sources.added_sources import AddedSources
    from bot.service.poll.source_health import SourceState

_LATE_AFTER = timedelta(minutes=10)
_TROUBLE_LENGTH = 500  # characters of a source's trouble


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnerStatus:
    """The status for a server or person at one moment.

    `last_good` has pairs of a source's title and the time of its last complete poll, or None. `subscriptions`,
    `paused` and `blocked` (destinations) count the owner's. `papers` and `queued` (alerts not posted yet) count
    the whole bot's. `troubles` are sentences; empty if everything is working.
    """

    last_good: tuple[tuple[str, datetime | None], ...]
    papers: int
    subscriptions: int
    paused: int
    blocked: int
    queued: int
    troubles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OwnerStatuses:
    """Gathers an owner's status. `now` gives aware UTC time.

    Without `past`, it says nothing of the search; without `catalogue`, nothing of sources that were removed.
    """

    store: Store
    sources: Sequence[SourceState]
    now: Callable[[], datetime]
    added: AddedSources
    past: PastPapers | None = None
    catalogue: Catalogue | None = None

    async def status(self, owner: Owner) -> OwnerStatus:
        """Return an owner's status, from the store and the sources' health."""
        counts = await self.store.counts()
        subscriptions = (await self.store.subscriptions()).of(owner)
        destinations = await self.store.destinations_by_id({s.destination_id for s in subscriptions})
        blocks = {key: destination.block for key, destination in sorted(destinations.items()) if destination.block}
        added = await self.added.of(owner)
        last_good = [(s.name, s.last_good) for s in self.sources]
        return OwnerStatus(
            last_good=(*last_good, *((one.source.title, one.last_read) for one in added)),
            papers=counts.papers,
            subscriptions=len(subscriptions),
            paused=sum(s.paused for s in subscriptions),
            blocked=len(blocks),
            queued=counts.alerts.get(AlertState.PENDING, 0) + counts.alerts.get(AlertState.PLANNED, 0),
            troubles=(
                *self._troubles(counts, blocks, direct=owner.guild_id is None),
                *filter(None, (one.trouble(self.now()) for one in added)),
                *self._source_troubles(owner, subscriptions),
            ),
        )

    def _troubles(self, counts: StoreCounts, blocks: Mapping[int, Block], *, direct: bool) -> Iterator[str]:
        """Yield one sentence for each trouble; `direct`: for direct messages, which cannot be mentioned."""
        now = self.now()
        for source in self.sources:
            if trouble := source.trouble(now) or source.recent_gap(now):
                yield safe(trouble, _TROUBLE_LENGTH)  # it can quote the source's own words
        for destination_id, block in blocks.items():
            blocked = gettext("I can't post paper alerts in {channels}.", channels=f"<#{destination_id}>")
            yield sentences("" if direct else blocked, translate_stored(block.reason))
        if counts.oldest_due is not None and now - counts.oldest_due > _LATE_AFTER:
            yield gettext(
                "Alerts are delayed. The oldest was due on {moment}.", moment=utc_text(counts.oldest_due)
            )
        yield from self._search_troubles()
        failed = counts.messages.get(MessageState.UNCERTAIN, 0) + counts.messages.get(MessageState.DEAD, 0)
        if failed:
            yield ngettext(
                "Across all servers, {number} post failed. The person who runs this bot can check with"
                " `paperboy status`.",
                "Across all servers, {number} posts failed. The person who runs this bot can check with"
                " `paperboy status`.",
                failed,
            )

    def _source_troubles(self, owner: Owner, subscriptions: Sequence[Subscription]) -> Iterator[str]:
        """Yield a sentence about subscriptions with sources that the host or the owner has removed."""
        if self.catalogue is None:
            return
        catalogue = self.catalogue.of(owner)
        inactive = {one.id: inactive_sources(one.sources, catalogue) for one in subscriptions}
        names = sorted({name for sources in inactive.values() for name in sources})
        if names:
            yield ngettext(
                "{number} subscription has sources that are no longer available: {sources}. See `/alerts list`.",
                "{number} subscriptions have sources that are no longer available: {sources}. See `/alerts list`.",
                sum(map(bool, inactive.values())),
                sources=source_titles(names, catalogue),
            )

    def _search_troubles(self) -> Iterator[str]:
        state = self.past.state() if self.past else None
        if state is not None and state.trouble:
            yield gettext("Past papers cannot be searched. {trouble}", trouble=state.trouble)
        elif state is not None and not state.ready:
            yield gettext("Past papers are being indexed: {percent}%.", percent=round(state.share * 100))
