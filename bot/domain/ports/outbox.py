"""The part of the store that is about delivery; see `bot.domain.ports.store`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime, timedelta

    from bot.domain.alert import Alert, Message, MessageState, Payload


class OutboxStore(Protocol):
    """Alerts that are due, messages on their way, and what became of them."""

    async def due_alerts(self, now: datetime, limit: int) -> tuple[Alert, ...]:
        """`PENDING` alerts with due ≤ now at destinations that are not blocked, grouped by destination.

        Destinations come in order of their oldest due alert; within one, alerts by (due, created, paper id).
        `limit` bounds the number of alerts, but those of the first destination come whole up to twice as many, so
        that what is due together is posted together; of more than that, the first `limit` come, and the next time
        those after them. Those of a later destination come whole or not at all.
        """
        ...

    async def pending(self, destination_id: int) -> tuple[Alert, ...]:
        """All `PENDING` alerts of a destination, due or not, by (due, created, paper id)."""
        ...

    async def cards_between(self, destination_id: int, since: datetime, before: datetime) -> int:
        """Count the cards that were planned there (`Message.created`) in that time, without dropped ones."""
        ...

    async def find_alert(self, destination_id: int, paper_id: str) -> tuple[Alert, Message | None] | None:
        """The alert of a paper at a destination, with the message that carries it once it is planned.

        None when no alert was ever made, or it was pruned.
        """
        ...

    async def plan(
        self,
        messages: Sequence[Message],
        dropped: Sequence[Alert],
        at: datetime,
        *,
        postponed: Sequence[Alert] = (),
        subscriptions_version: int | None = None,
    ) -> None:
        """Store messages and tie their alerts to them; drop the alerts in `dropped`.

        The alerts become `PLANNED`, those of a message that is `DEAD` from the start `DEAD`. Those in
        `postponed` stay `PENDING` and take `due` and `deferred_to_digest` from there. Raises ConflictError when
        one of the alerts is not `PENDING` any more, one that is dropped or postponed has not the subscriptions any
        more with which it was read (another may want it at once), a message with the same key exists and is not
        `DROPPED`, or `subscriptions_version` is given and no longer current.
        """
        ...

    async def claim_due(
        self, now: datetime, lease: timedelta, limit: int, *, in_work: Collection[str] = ()
    ) -> tuple[Message, ...]:
        """Claim up to `limit` messages to work on, each with a fresh `claim` and `leased_until = now + lease`.

        Candidates are `READY` or `SENDING`, next_try ≤ now, not leased beyond now, at destinations that are
        not blocked, in order of next_try. A message whose destination has another unfinished, older message is
        not a candidate, so that a channel reads in order; but one that has stepped aside
        (`Message.stands_aside`: in doubt after several tries) neither waits for others nor lets them wait. Keys
        that are still `in_work` with the caller are no candidates, whether or not their leases have ended.
        """
        ...

    async def drop_unwanted(self, key: str, claim: int, reason: str, at: datetime, *, in_doubt: bool) -> bool:
        """End a message as by `finish`, `DROPPED`, unless a subscription of one of its alerts exists.

        Returns whether it was ended. It is one step: who subscribes, or takes an end back, comes before it and
        keeps the message, or after it and finds its alerts dropped. Raises ConflictError for a lost claim.
        """
        ...

    async def mark_sending(
        self,
        key: str,
        claim: int,
        *,
        first_attempt: datetime,
        after: int | None,
        leased_until: datetime | None = None,
    ) -> Message:
        """Set it to `SENDING`, attempts + 1, before the request. Raises ConflictError for a lost claim.

        The lease lasts until `leased_until` from now on (None: as long as before), so that nobody else claims the
        message while it is posted.
        """
        ...

    async def mark_sent(self, key: str, claim: int, message_id: int | None, at: datetime) -> None:
        """Set it and its alerts to `SENT`. `message_id` is None when it was deleted meanwhile.

        Raises ConflictError for a lost claim; so do the operations below.
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

    async def finish(  # noqa: PLR0913 - how it ended, by name
        self, key: str, claim: int, state: MessageState, reason: str, at: datetime, *, in_doubt: bool = True
    ) -> None:
        """Set it to the final state `DEAD`, `UNCERTAIN` or `DROPPED`, and its alerts too.

        When it is not `in_doubt` it is surely not posted, and a first attempt is forgotten. The alerts of one that
        is dropped in doubt (`Message.in_doubt`), here or by another operation, become `UNCERTAIN`: they may be out
        already, so no other subscription may bring them again.
        """
        ...

    async def split(
        self,
        key: str,
        claim: int,
        parts: Sequence[Message],
        *,
        reason: str,
        at: datetime,
    ) -> None:
        """Let `parts` carry the papers of a claimed message that is surely not posted; all in one write.

        It becomes `DROPPED` with the reason; its alerts are tied to the parts, as by `plan`, and those of papers
        that are in no part become `DROPPED`. Raises ConflictError also when a subscription of such a paper, which
        is stored, exists after all, or a message with the key of a part exists and is not `DROPPED`.
        """
        ...

    async def messages(self, states: Collection[MessageState]) -> tuple[Message, ...]:
        """All messages in these states, oldest first."""
        ...

    async def requeue(self, key: str, at: datetime) -> bool:
        """Try an unfinished, `DEAD` or `UNCERTAIN` message at `at`, by an admin's wish.

        A `DEAD` or `UNCERTAIN` one becomes `READY` with its alerts `PLANNED`, and its attempts count from zero;
        its first attempt stays, so that the history is read before it is posted. An unfinished one stays as it
        is but for `next_try`. False when there is none, or somebody works on it now (its lease lasts beyond
        `at`).
        """
        ...

    async def discard(self, key: str, at: datetime, *, ended: datetime | None = None) -> bool:
        """An unfinished, `DEAD` or `UNCERTAIN` message becomes `DROPPED` by an admin's wish.

        Its alerts follow, as by `finish`, and have ended at `ended` (None: `at`). False when there is none, or
        somebody works on it now (its lease lasts beyond `at`).
        """
        ...

    async def threadless_cards(
        self, since: datetime, *, limit: int, after: Message | None = None
    ) -> tuple[Message, ...]:
        """Up to `limit` posted cards that were planned with a thread and have none yet, oldest first.

        Posted: `SENT` with a message id, finished at `since` or later. Left out are those in forums, where the
        post is the thread, in blocked destinations, and where threads are not wanted any more. `after` is the
        last card of the slice before this one; the order is (finished, key).
        """
        ...

    async def shown_milestones(self, since: datetime) -> dict[str, set[tuple[str, ...]]]:
        """The milestones on living cards: by paper, each different list of milestones.

        A living card is posted (see `threadless_cards`) and not `GONE`; its destination is not blocked and has
        living posts switched on.
        """
        ...

    async def cards_behind(  # noqa: PLR0913 - which of them, by name
        self,
        paper_id: str,
        reached: Collection[str],
        *,
        since: datetime,
        unchanged_since: datetime,
        limit: int,
        after: Message | None = None,
    ) -> tuple[Message, ...]:
        """Up to `limit` living cards of a paper that lack one of the milestones it has `reached`, oldest first.

        Those that were posted or edited after `unchanged_since` are left out. `after` as in `threadless_cards`.
        """
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

    async def shorten_waits(self, now: datetime, longest: timedelta) -> int:
        """Let wait no longer what would wait for more than `longest` from now; how many alerts and messages.

        A clock that was wrong has reckoned so. A `due` or `next_try` beyond becomes `now`, a lease beyond ends in
        five minutes, and a `created` beyond, after which other times are reckoned, becomes `now`, too.
        """
        ...

    async def next_wake(self) -> datetime | None:
        """The earliest time at which due_alerts or claim_due may have something; None when nothing waits."""
        ...
