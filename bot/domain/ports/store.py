"""Port of the store: papers, subscriptions, notes, and the outbox. `tests/contract` tests every engine against it.

Every write but `prune` is atomic, and durable once it returns, except claims and commits that `more_follow`.
Writes raise StoreError on failure; then nothing has changed.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Protocol

from bot.domain.ports.outbox import OutboxStore

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Collection, Mapping

    from bot.domain.alert import Alert
    from bot.domain.paper import Sighting, Summary
    from bot.domain.ports.store_data import PollCommit, Revision, StoreCounts
    from bot.domain.preferences import Preferences
    from bot.domain.subscription import Block, Destination, Subscription
    from bot.domain.subscription_cache import SubscriptionCache

KEEP_PAPERS = timedelta(days=90)


class PaperStore(Protocol):
    """Stored papers, and how far each source has been polled."""

    async def commit_poll(self, commit: PollCommit) -> tuple[Alert, ...]:
        """Store what a poll read, with its alerts; return the new alerts.

        There is one alert per destination and paper. If one exists, its state decides:

        - `PENDING`: it gains the new subscriptions and keeps the earlier `due`; if deferred to a digest, its own.
        - `PLANNED`: it gains the new subscriptions.
        - `DROPPED`: the new alert replaces it if that has a new subscription.
        - Otherwise it is unchanged.

        A subscription that was moved gets no paper twice: for a paper in `already_stored` it is left out if
        another destination of its server has an alert for it that is not `DROPPED`.

        Raises ConflictError if `subscriptions_version` is no longer current.
        """
        ...

    async def alerts_of(self, keys: Collection[tuple[int, str]]) -> dict[tuple[int, str], Alert]:
        """Return the alerts that exist for these keys (destination, paper), in any state."""
        ...

    async def add_paper(self, sighting: Sighting) -> Sighting:
        """Store a paper that was looked up, unless it is stored already; return the stored one.

        So a lookup never overwrites what a poll stored in between.
        """
        ...

    async def add_summary(self, paper_id: str, summary: Summary) -> bool:
        """Store a summary of a stored paper, replacing one in the same language; False if there is no such paper.

        Every read of the paper includes it, polls do not change it, and it is deleted with the paper. It is stored
        as the note `summary PAPER`, which older versions of Paperboy keep.
        """
        ...

    async def position(self, source: str) -> date | None:
        """Return the last list day that was read after it closed; None before the first poll."""
        ...

    async def cursor(self, source: str) -> str | None:
        """Return the cursor of a stream; None before the first poll.

        Stored as the note `cursor SOURCE`, which older versions of Paperboy keep.
        """
        ...

    async def papers_version(self) -> int:
        """Return a number that grows whenever a poll or a lookup stores papers."""
        ...

    async def sightings(self, paper_ids: Collection[str]) -> dict[str, Sighting]:
        """Return the stored papers with these ids, by id."""
        ...

    async def preprints_of(self, paper_ids: Collection[str]) -> dict[str, str]:
        """Map ids of journal versions to their stored preprints; to any of them if there are several."""
        ...

    async def papers_since(self, day: date) -> tuple[Sighting, ...]:
        """Return papers of list day `day` and later: newest day first, then most upvotes, then id."""
        ...

    def changed_days(self, known: Mapping[date, int]) -> AsyncGenerator[tuple[date, dict[str, int]]]:
        """Yield list days that changed, newest first, each with a mark for every paper.

        A paper's mark changes whenever it is stored. `known` maps days to the sum of marks that the caller has
        seen; days with an equal sum are skipped. A day in `known` without papers now is yielded empty. Papers
        stored during the iteration may or may not be included.
        """
        ...


class SubscriptionStore(Protocol):
    """Stored subscriptions and destinations."""

    async def subscriptions(self) -> SubscriptionCache:
        """Return a snapshot of all subscriptions, including paused ones and tombstones.

        Engines cache it, so a call costs time only for what has changed.
        """
        ...

    async def save_subscription(  # noqa: PLR0913 - the parts of one transaction, by name
        self,
        subscription: Subscription,
        destination: Destination,
        *,
        baseline: frozenset[str] | None,
        papers_version: int,
        revision: Revision | None = None,
        check: Callable[[Collection[Subscription]], None] | None = None,
    ) -> None:
        """Insert or replace a subscription (by id), its destination and its baseline (None: unchanged).

        An existing destination keeps its block and preferences. Raises ConflictError if a baseline is given and
        `papers_version` is no longer current, since the baseline is then outdated.

        `check` gets the destination's other subscriptions, without tombstones, in the transaction. If it raises,
        nothing is written.

        A `revision` changes the alerts of an edited subscription in the same transaction, if its query, sources,
        destination, mode, `paused` or `ended` is new:

        1. `READY` messages with its alerts that are certainly not posted become `DROPPED`, their alerts `PENDING`.
        2. A `PENDING` alert that does not match now loses the subscription, or becomes `DROPPED` without another
           one. If it is `not_announced`, it is deleted instead of dropped: a subscribed source may still announce
           its paper.
        3. Other `PENDING` alerts get the revision's `due` if that is earlier, unless the subscription is paused or
           they are deferred to a digest.
        4. If the destination is another one, they move there, and merge as in `commit_poll`. Alerts that are due
           stay due; others get the revision's `due`.
        5. After a move, papers that may have been posted in the old destination are added to the baseline. These
           are the subscription's alerts that cannot move, and the revision's `maybe_alerted` with an alert there
           that is the subscription's, or `SENT`, `DEAD` or `UNCERTAIN`. In the old destination, alerts of the
           revision's `already_announced` papers then name the subscription too, so that another move posts none
           of them again.

        Raises ConflictError if the stored subscription is not the one that the revision replaces.

        With `revision.tombstone_at`, the version before stays as a tombstone with its baseline, and replaces an
        older tombstone; open alerts of the subscription then name both, also those that an earlier move left in
        the new destination. A subscription saved with `ended` becomes a tombstone itself, and its earlier version
        is removed as by `remove_subscription`.
        """
        ...

    async def restore_subscription(
        self, tombstone: Subscription, *, at: datetime, due: datetime, dropped_at: datetime
    ) -> None:
        """Restore a tombstone with its baseline in place of its subscription (Undo).

        The current version is removed like a tombstone by `remove_subscription`, but alerts that may have been
        posted stay. Open alerts of the tombstone belong to the subscription again: those whose time has come are
        due at `at`, others by `due`. If another destination of the server has or had the paper for it, the alert
        loses the subscription or is deleted. Raises ConflictError if the stored tombstone is not this one.

        Here and in the other methods, what the call drops is finished at `dropped_at`.
        """
        ...

    async def remove_subscription(self, subscription_id: str, *, expected: Subscription | None = None) -> bool:
        """Delete a subscription or tombstone and its baseline; False if there is none.

        With `expected`, only if the stored one equals it. Its `PENDING` alerts lose it, and those without another
        subscription are deleted. Of a tombstone, `PLANNED` alerts with another subscription lose it too.
        """
        ...

    async def destination(self, destination_id: int) -> Destination | None:
        """Return a stored destination; None if there is none."""
        ...

    async def destinations(
        self, guild_ids: Collection[int] | None = None, *, blocked: bool = False
    ) -> tuple[Destination, ...]:
        """Return all destinations or those of some servers, sorted by id; with `blocked` only blocked ones.

        Reads in slices, so that other operations continue.
        """
        ...

    async def destinations_by_id(self, destination_ids: Collection[int]) -> dict[int, Destination]:
        """Return the stored ones of these destinations, by id."""
        ...

    async def guilds(self) -> frozenset[int]:
        """Return the ids of all servers that have destinations."""
        ...

    async def set_block(
        self,
        destination_id: int,
        block: Block | None,
        *,
        expected: Destination | None = None,
        dropping: Collection[str] = (),
        dropped_at: datetime | None = None,
    ) -> bool:
        """Block a destination, or unblock it (None); return True if done, False if there is no such destination.

        With `expected`, only if the stored block equals the one in it. In the same transaction the destination's
        `PENDING` alerts of the papers in `dropping` become `DROPPED`, and so do its `READY` messages that have
        none but these papers, if `dropped_at` is given.
        """
        ...

    async def set_preferences(
        self,
        destination_id: int,
        preferences: Preferences,
        *,
        due: Mapping[Alert, datetime],
        expected: Preferences | None = None,
    ) -> bool:
        """Change a destination's preferences and the due times of its `PENDING` alerts; False if there is none.

        With `expected`, only if the stored preferences equal these, else False.

        `due` maps alerts, as they were read, to their new times. Alerts that changed since, and all others, keep
        theirs. If the preferences differ from the stored ones,

        - the version of subscriptions grows, so that polls and plans based on the old preferences conflict;
        - `READY` messages held by quiet hours can be tried now;
        - claimed `READY` messages lose their claim, as their worker may delay them by the old preferences.
        """
        ...

    async def forget_destination(
        self, destination_id: int, *, expected: Destination | None = None, dropped_at: datetime
    ) -> bool:
        """Delete a destination and its subscriptions; its unsent alerts and messages become `DROPPED`.

        With `expected`, only if the stored block equals the one in it, else False. Papers that may have been
        posted in the destination are never posted there again; see `OutboxStore.finish`.
        """
        ...


class NoteStore(Protocol):
    """Small named values, for services."""

    async def note(self, name: str) -> str | None:
        """Return a value, for example the hash of the registered commands; None if there is none."""
        ...

    async def notes(self, prefix: str) -> dict[str, str]:
        """Return all values whose names begin with `prefix`, by name."""
        ...

    async def set_note(self, name: str, value: str | None) -> None:
        """Store a value; None deletes it."""
        ...

    async def change_note(self, name: str, change: Callable[[str | None], str | None]) -> None:
        """Replace a value by what `change` makes of it, while nobody else does; it may be called again."""
        ...


class Store(PaperStore, SubscriptionStore, OutboxStore, NoteStore, Protocol):
    """The complete store."""

    async def close(self) -> None:
        """Flush and close files or connections."""
        ...

    async def counts(self) -> StoreCounts:
        """Return counts of everything stored."""
        ...

    async def prune(
        self, now: datetime, *, keep_papers: timedelta = KEEP_PAPERS, kept: Collection[str] = ()
    ) -> int:
        """Delete old data; return the number of deleted documents.

        - Papers that were not listed for `keep_papers`, unless an open alert needs them or they are among `kept`.
        - Payloads of sent and dropped messages after a week, and these messages after 90 days. Dead and uncertain
          ones stay, as they can be requeued.
        - All finished alerts and messages after 400 days. Until then, alerts show what was posted where.
        - Papers of a baseline that are too old to be polled again (before `baselines_begin`), once they are half
          of it. They are not counted, and their deletion does not change the version of subscriptions.
        """
        ...
