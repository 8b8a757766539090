"""Durable state, as operations in the domain's own words; `tests/contract` holds every engine to it.

Every operation is atomic, and durable when it returns. Those that change raise StoreError when they could not;
then nothing has changed.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Protocol

from bot.domain.ports.outbox import OutboxStore

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Collection, Mapping
    from datetime import date, datetime

    from bot.domain.alert import Alert
    from bot.domain.paper import Sighting, Summary
    from bot.domain.ports.store_data import PollCommit, Revision, StoreCounts
    from bot.domain.preferences import Preferences
    from bot.domain.subscription import Block, Destination, Subscription
    from bot.domain.subscription_cache import SubscriptionCache

KEEP_PAPERS = timedelta(days=90)


class PaperStore(Protocol):
    """Papers, and how far each source has been read."""

    async def commit_poll(self, commit: PollCommit) -> tuple[Alert, ...]:
        """Store a reading; returns the alerts that are new.

        For each given alert: where none exists for its (destination, paper) it is inserted. An existing one
        gains the subscriptions while it is `PENDING`, then keeping the earlier `due` (its own when it is
        deferred to a digest), or `PLANNED`. A `DROPPED` one is replaced when another subscription than its own
        wants it, or the commit wants it `again`. Any other is left alone. Of a paper that is `known`, an alert is
        neither made for a subscription nor gains it, of which another destination of that server has an alert
        that names it and is not `DROPPED`: it was there before.

        Raises ConflictError when `subscriptions_version` is no longer current.
        """
        ...

    async def alerts_of(self, keys: Collection[tuple[int, str]]) -> dict[tuple[int, str], Alert]:
        """The alerts with these keys (destination, paper), whatever became of them; without those never made."""
        ...

    async def add_paper(self, sighting: Sighting) -> Sighting:
        """Store a paper unless it is stored already; returns what is stored then.

        For what somebody asked for: a poll that brings it meanwhile goes before.
        """
        ...

    async def add_summary(self, paper_id: str, summary: Summary) -> bool:
        """Keep what a model wrote about a stored paper, in place of what is known in that language.

        Returns False when there is no such paper. It lives as long as that, whatever sources say meanwhile, and
        comes with it wherever papers are read. It is kept as the note `summary PAPER`, so that older versions
        carry it along.
        """
        ...

    async def position(self, source: str) -> date | None:
        """The last list day read after it had closed; None before the first run."""
        ...

    async def cursor(self, source: str) -> str | None:
        """The cursor up to which a stream was read; None before the first reading.

        It is stored as the note `cursor SOURCE`, which older versions of Paperboy keep.
        """
        ...

    async def papers_version(self) -> int:
        """Grows with every commit_poll or add_paper that stores sightings."""
        ...

    async def sightings(self, paper_ids: Collection[str]) -> dict[str, Sighting]:
        """The stored papers among these ids."""
        ...

    async def preprints_of(self, paper_ids: Collection[str]) -> dict[str, str]:
        """The ids of stored papers of which one of these is the journal version, by that; of several, any."""
        ...

    async def papers_since(self, day: date) -> tuple[Sighting, ...]:
        """Papers whose list day is `day` or later: newest day first, then most upvotes, then id."""
        ...

    def changed_days(self, known: Mapping[date, int]) -> AsyncGenerator[tuple[date, dict[str, int]]]:
        """Every list day whose papers are not those that somebody knows, newest first, with a mark of each paper.

        A mark becomes another one when its paper is stored again. `known` has the sum of the marks of each day;
        a day that is in it and has no papers any more comes with none. Papers may change meanwhile: they come at
        least as they were at the call.
        """
        ...


class SubscriptionStore(Protocol):
    """The stored subscriptions and destinations."""

    async def subscriptions(self) -> SubscriptionCache:
        """Everything that is subscribed, paused ones and tombstones included, as it is at this moment.

        What an engine keeps of it costs what has changed, not what there is.
        """
        ...

    async def save_subscription(
        self,
        subscription: Subscription,
        destination: Destination,
        *,
        baseline: frozenset[str] | None,
        papers_version: int,
        revision: Revision | None = None,
    ) -> None:
        """Insert or replace a subscription (by id), its destination and its whole baseline (None: it stays).

        An existing destination keeps its block and its preferences. Raises ConflictError when `papers_version`
        is no longer current: then the baseline must be computed again. With None as baseline it does not matter.

        With a `revision`, in the same write, what waits for the subscription follows, unless no more than its
        name or the end of its pause is new. `READY` messages that carry alerts of it and were never tried become
        `DROPPED` and all their alerts `PENDING` again. Then each `PENDING` alert of it that is not wanted any more
        loses it, or becomes `DROPPED` when it was for no other; one that is `not_given` loses it, or is no more: a
        source that is listened to may bring its paper yet. Those that are left keep the earlier of their own `due`
        and the revision's, unless it is paused or they are deferred to a digest. In another destination they move
        there instead, merging as in `commit_poll`: due as they were if they are due by now, else at the
        revision's `due`. What may be posted already stays where it is, and is added to the baseline as are the
        `candidates` that have an alert there which is of the subscription, or is `SENT`, `DEAD` or `UNCERTAIN`
        and so of whoever wanted it: when it was `already_given` it names the subscription from then on. Raises
        ConflictError when the stored subscription is not what the revision replaces.

        With `kept` the version before stays as a tombstone with its baseline, in place of an earlier one, and open
        alerts of the subscription name both from then on. One that is saved with `ended` is a tombstone itself:
        the version before that goes, as by `remove_subscription`.
        """
        ...

    async def restore_subscription(
        self, tombstone: Subscription, *, at: datetime, due: datetime, ended: datetime | None = None
    ) -> None:
        """Put a tombstone back in its subscription's place, with its baseline; what waits for it is due.

        The version after it goes as a tombstone does by `remove_subscription`, but what may be posted already
        stays. An open alert of the tombstone is the subscription's again, and due by the same rules as after a
        pause. Where another destination of the server has, or has had, the paper for the subscription, it loses
        it or is no more. Raises ConflictError when the stored tombstone is not this one.

        Here and below `ended` is when what comes to an end by it has ended (None: now, by the store's own clock).
        """
        ...

    async def remove_subscription(
        self, subscription_id: str, *, found: Subscription | None = None, ended: datetime | None = None
    ) -> bool:
        """Forget a subscription or tombstone and its baseline; with `found` only while it is stored so.

        False when there is none. Of a subscription `READY` messages that carry alerts of it and were never tried
        become `DROPPED`, all their alerts `PENDING` again. Open alerts of a tombstone lose it; `PENDING` ones that
        were for no other are no more.
        """
        ...

    async def destination(self, destination_id: int) -> Destination | None:
        """One destination."""
        ...

    async def destinations(
        self, guild_ids: Collection[int] | None = None, *, blocked: bool = False
    ) -> tuple[Destination, ...]:
        """All destinations, or those of some servers, in order of id; or the blocked ones of these alone.

        However many, nobody else is held up.
        """
        ...

    async def destinations_by_id(self, destination_ids: Collection[int]) -> dict[int, Destination]:
        """The stored ones among these destinations, by id."""
        ...

    async def guilds(self) -> frozenset[int]:
        """The servers that have destinations."""
        ...

    async def set_block(
        self,
        destination_id: int,
        block: Block | None,
        *,
        found: Destination | None = None,
        dropping: Collection[str] = (),
        ended: datetime | None = None,
    ) -> bool:
        """Block or unblock a destination; whether that was done. There may be none with that id.

        With `found` it is done only while its block is the one of then, as whoever decides by that found it.

        In the same write its `PENDING` alerts of the papers in `dropping` become `DROPPED`, and its `READY`
        messages that hold no other papers.
        """
        ...

    async def set_preferences(
        self, destination_id: int, preferences: Preferences, *, due: Mapping[Alert, datetime]
    ) -> bool:
        """Change a destination's preferences, and with them when its `PENDING` alerts are due.

        `due` maps alerts of it as they were read to the new moments. Those that are not as they were read by
        now keep theirs, as do those that are not named. Other preferences than before count as a
        change of subscriptions: what is matched or planned by them is a conflict. So do they let `READY` messages
        be tried again that wait for the end of quiet hours, and those that are claimed lose their claim: they may
        be put off by the former ones. False when there is no such destination.
        """
        ...

    async def forget_destination(
        self, destination_id: int, *, found: Destination | None = None, ended: datetime | None = None
    ) -> bool:
        """Drop a destination with its subscriptions, its unsent alerts and messages (they become dropped).

        With `found` only while its block is the one of then; False where it is not. What may be posted there
        already is never posted there again; see `OutboxStore.finish`.
        """
        ...


class NoteStore(Protocol):
    """Small values that are remembered by name."""

    async def note(self, name: str) -> str | None:
        """A small remembered value (for instance the hash of the synced commands)."""
        ...

    async def notes(self, prefix: str) -> dict[str, str]:
        """Every remembered value whose name begins so."""
        ...

    async def set_note(self, name: str, value: str | None) -> None:
        """Remember or forget a small value."""
        ...


class Store(PaperStore, SubscriptionStore, OutboxStore, NoteStore, Protocol):
    """The whole store: each operation writes all of its changes, or none."""

    async def close(self) -> None:
        """Flush, and close the files or connections."""
        ...

    async def counts(self) -> StoreCounts:
        """Count everything that is stored."""
        ...

    async def prune(self, now: datetime, *, keep_papers: timedelta = KEEP_PAPERS) -> int:
        """Forget what is no longer needed; returns how many documents went.

        Papers not listed for `keep_papers` (unless an open alert needs them), payloads of messages sent or dropped
        for a week and these messages after 30 days (dead and uncertain ones can be requeued: they stay), all
        that is finished after 400 days. Until then the alerts tell what was posted where. Of a baseline of which
        half or more is from before `baselines_begin`, that part, which is not counted and no change of a
        subscription: its papers are not read again.
        """
        ...
