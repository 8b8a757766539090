"""Durable state, in the domain's own verbs; `tests/contract` holds every engine to it.

Every verb is atomic, and durable when it returns. Verbs that change raise StoreError when they could not; then
nothing has changed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date, datetime, timedelta

    from bot.domain.alert import Alert, Message, MessageState, Payload
    from bot.domain.paper import Sighting
    from bot.domain.ports.store_data import PollCommit, Revision, StoreCounts
    from bot.domain.preferences import Preferences
    from bot.domain.subscription import Block, Destination, Subscription, SubscriptionBook


class PaperStore(Protocol):
    """Papers, and how far each source has been read."""

    async def commit_poll(self, commit: PollCommit) -> tuple[Alert, ...]:
        """Store a reading; returns the alerts that are new.

        For each given alert: where none exists for its (destination, paper) it is inserted. An existing one
        gains the subscriptions while it is `PENDING`, then keeping the earlier `due` (its own when it is
        deferred to a digest), or `PLANNED`. A `DROPPED` one is replaced when another subscription than its own
        wants it. Any other is left alone.

        Raises ConflictError when `subscriptions_version` is no longer current.
        """
        ...

    async def position(self, source: str) -> date | None:
        """The last list day read after it had closed; None before the first run."""
        ...

    async def papers_version(self) -> int:
        """Grows with every commit_poll that stores sightings."""
        ...

    async def sightings(self, paper_ids: Collection[str]) -> dict[str, Sighting]:
        """The stored papers among these ids."""
        ...

    async def papers_since(self, day: date) -> tuple[Sighting, ...]:
        """Papers whose list day is `day` or later: newest day first, then most upvotes, then id."""
        ...


class SubscriptionStore(Protocol):
    """Who wants what, and where it goes."""

    async def subscriptions(self) -> SubscriptionBook:
        """Everything that is subscribed, paused ones included, oldest first."""
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
        loses it, or becomes `DROPPED` when it was for no other. Those that are left keep the earlier of their own
        `due` and the revision's, unless it is paused or they are deferred to a digest. In another destination they
        move there instead, merging as in `commit_poll`: due as they were if they are due by now, else at the
        revision's `due`. What may be posted already stays where it is, and is added to the baseline as are the
        `candidates` that have an alert there. Raises ConflictError when the stored subscription is not what the
        revision replaces.
        """
        ...

    async def remove_subscription(self, subscription_id: str) -> bool:
        """Forget a subscription and its baseline; False when there is none.

        `READY` messages that carry alerts of it and were never tried become `DROPPED`, all their alerts `PENDING`
        again.
        """
        ...

    async def destination(self, destination_id: int) -> Destination | None:
        """One destination."""
        ...

    async def destinations(self) -> tuple[Destination, ...]:
        """All destinations."""
        ...

    async def set_block(
        self, destination_id: int, block: Block | None, *, drop_before: datetime | None = None
    ) -> None:
        """Block or unblock a destination; unknown ids are ignored.

        With `drop_before`, in the same write, its `PENDING` alerts and `READY` messages that were created
        before become `DROPPED`: news that waited so long is none.
        """
        ...

    async def set_preferences(
        self, destination_id: int, preferences: Preferences, *, due: Mapping[str, datetime]
    ) -> bool:
        """Change a destination's preferences, and with them when its `PENDING` alerts are due.

        `due` maps paper ids to the new moments; alerts that are not named keep theirs. False when there is no
        such destination.
        """
        ...

    async def forget_destination(self, destination_id: int) -> None:
        """Drop a destination with its subscriptions, its unsent alerts and messages (they become dropped)."""
        ...


class OutboxStore(Protocol):
    """Alerts that are due, messages on their way, and what became of them."""

    async def due_alerts(self, now: datetime, limit: int) -> tuple[Alert, ...]:
        """`PENDING` alerts with due ≤ now at destinations that are not blocked, grouped by destination.

        Destinations come in order of their oldest due alert; within one, alerts by (due, created, paper id).
        `limit` bounds the number of alerts, but the alerts of the first destination always come whole, and
        those of a later one whole or not at all.
        """
        ...

    async def pending(self, destination_id: int) -> tuple[Alert, ...]:
        """All `PENDING` alerts of a destination, due or not, by (due, created, paper id)."""
        ...

    async def cards_since(self, destination_id: int, since: datetime) -> int:
        """How many cards were planned there (`Message.created`) at `since` or later, dropped ones not counted."""
        ...

    async def find_alert(self, destination_id: int, paper_id: str) -> tuple[Alert, Message | None] | None:
        """The alert of a paper at a destination, with the message that carries it once it is planned.

        None when no alert was ever made, or it was pruned.
        """
        ...

    async def plan(
        self,
        messages: Sequence[Message],
        dropped: Sequence[tuple[int, str]],
        at: datetime,
        *,
        postponed: Sequence[Alert] = (),
        subscriptions_version: int | None = None,
    ) -> None:
        """Store messages and tie their alerts to them; drop the alerts named in `dropped`.

        The alerts become `PLANNED`, those of a message that is `DEAD` from the start `DEAD`. Those in
        `postponed` stay `PENDING` and take `due` and `deferred_to_digest` from there. Raises ConflictError when
        one of the alerts is not `PENDING` any more, a message with the same key exists and is not `DROPPED`, or
        `subscriptions_version` is given and no longer current.
        """
        ...

    async def claim_due(self, now: datetime, lease: timedelta, limit: int) -> tuple[Message, ...]:
        """Claim up to `limit` messages to work on, each with a fresh `claim` and `leased_until = now + lease`.

        Candidates are `READY` or `SENDING`, next_try ≤ now, not leased beyond now, at destinations that are
        not blocked, in order of next_try. A message whose destination has another unfinished, older message is
        not a candidate, so that a channel reads in order; but one that has stepped aside
        (`Message.stands_aside`: in doubt after several tries) neither waits for others nor lets them wait.
        """
        ...

    async def is_wanted(self, key: str) -> bool:
        """Whether a subscription of one of the message's alerts still exists."""
        ...

    async def mark_sending(self, key: str, claim: int, *, first_attempt: datetime, after: int | None) -> Message:
        """To `SENDING`, attempts + 1, before the request goes out. Raises ConflictError for a lost claim."""
        ...

    async def mark_sent(self, key: str, claim: int, message_id: int | None, at: datetime) -> None:
        """To `SENT`, its alerts too. `message_id` is None when it was deleted meanwhile.

        Raises ConflictError for a lost claim; so do the verbs below.
        """
        ...

    async def retry_at(  # noqa: PLR0913 - how it is tried again, by name
        self, key: str, claim: int, when: datetime, reason: str, *, in_doubt: bool, attempts: int = 0
    ) -> None:
        """End the lease and try again at `when`: still `SENDING` when in doubt, else `READY` again.

        Then it is surely not posted, and its first attempt and lower bound are forgotten. Its attempts become
        `attempts`, if that is more than were counted by `mark_sending`: searches are tries, too.
        """
        ...

    async def finish(self, key: str, claim: int, state: MessageState, reason: str, at: datetime) -> None:
        """To the final state `DEAD`, `UNCERTAIN` or `DROPPED`, its alerts too."""
        ...

    async def messages(self, states: Collection[MessageState]) -> tuple[Message, ...]:
        """All messages in these states, oldest first."""
        ...

    async def requeue(self, key: str, at: datetime) -> bool:
        """Try an unfinished, `DEAD` or `UNCERTAIN` message at `at`, by an admin's wish.

        A `DEAD` or `UNCERTAIN` one becomes `READY` with its alerts `PLANNED`, and its attempts are counted anew;
        its first attempt stays, so that the history is read before it is posted. An unfinished one stays as it
        is but for `next_try`. False when there is none, or somebody works on it now (its lease lasts beyond
        `at`).
        """
        ...

    async def discard(self, key: str, at: datetime) -> bool:
        """An unfinished, `DEAD` or `UNCERTAIN` message becomes `DROPPED`, its alerts too, by an admin's wish.

        False when there is none, or somebody works on it now (its lease lasts beyond `at`).
        """
        ...

    async def posted_cards(self, since: datetime) -> tuple[Message, ...]:
        """The `SENT` cards with a message id that were finished at `since` or later, oldest first."""
        ...

    async def record_edit(self, key: str, payload: Payload, milestones: tuple[str, ...], at: datetime) -> None:
        """A posted card shows something else now; keys of no `SENT` message are ignored."""
        ...

    async def record_thread(self, key: str, thread_id: int) -> None:
        """A thread was opened under a posted message; keys of no `SENT` message are ignored."""
        ...

    async def newest_message_id(self, destination_id: int) -> int | None:
        """The highest id that we know of our own messages in a destination."""
        ...

    async def next_wake(self) -> datetime | None:
        """The earliest time at which due_alerts or claim_due may have something; None when nothing waits."""
        ...


class NoteStore(Protocol):
    """Small values that are remembered by name."""

    async def note(self, name: str) -> str | None:
        """A small remembered value (for instance the hash of the synced commands)."""
        ...

    async def set_note(self, name: str, value: str | None) -> None:
        """Remember or forget a small value."""
        ...


class Store(PaperStore, SubscriptionStore, OutboxStore, NoteStore, Protocol):
    """All of it, in one place: what one verb writes goes together."""

    async def close(self) -> None:
        """Flush and let go of the files or connections."""
        ...

    async def counts(self) -> StoreCounts:
        """How much there is."""
        ...

    async def prune(self, now: datetime) -> int:
        """Forget what is no longer needed; returns how many documents went.

        Papers not listed for 90 days (unless an open alert needs them), payloads of messages sent or dropped
        for a week and these messages after 30 days (dead and uncertain ones can be requeued: they stay), all
        that is finished after 400 days. Until then the alerts tell what was posted where.
        """
        ...
