"""Port of the outbox: the part of the store that holds alerts and messages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime, timedelta

    from bot.domain.alert import Alert, Message, MessageState, Payload

MAX_NEWEST = 50  # posts and mails of each destination that `newest_posts` knows


class OutboxStore(Protocol):
    """Pending alerts, unfinished messages, and the results of delivery.

    A worker claims a message, marks it as sending before the request, and records the result:
    `claim_due` → `mark_sending` → `mark_sent`, `retry_at`, `finish` or `split`.
    """

    async def due_alerts(self, now: datetime, limit: int) -> tuple[Alert, ...]:
        """Return `PENDING` alerts with due ≤ now in destinations that are not blocked, grouped by destination.

        Destinations are sorted by their oldest due alert, alerts within one by (due, created, paper id).

        `limit` is the maximum number of alerts. To keep a digest whole, a destination's alerts are returned all or
        none, and the first destination can have up to twice the limit. If it has more, its first `limit` alerts
        are returned.
        """
        ...

    async def pending(self, destination_id: int) -> tuple[Alert, ...]:
        """Return all `PENDING` alerts of a destination, due or not, sorted by (due, created, paper id)."""
        ...

    async def cards_between(self, destination_id: int, since: datetime, before: datetime) -> int:
        """Count a destination's cards created from `since` until `before`, without dropped ones."""
        ...

    async def find_alert(self, destination_id: int, paper_id: str) -> tuple[Alert, Message | None] | None:
        """Return the alert of a paper in a destination, with its message once planned.

        None if there never was an alert, or it was pruned.
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
        """Store new messages, and set the state of their alerts.

        Alerts of `messages` become `PLANNED` (or `DEAD` if the message is `DEAD`), those in `dropped` `DROPPED`.
        Those in `postponed` stay `PENDING` with the given `due` and `deferred_to_digest`.

        Raises ConflictError if

        - an alert is no longer `PENDING`,
        - a dropped or postponed alert has gained or lost subscriptions since it was read,
        - a message with the same key exists and is not `DROPPED`, or
        - `subscriptions_version` is given and no longer current: the version before the alerts were read.
        """
        ...

    async def claim_due(
        self, now: datetime, lease: timedelta, limit: int, *, in_work: Collection[str] = ()
    ) -> tuple[Message, ...]:
        """Claim up to `limit` messages, each with a new `claim` and `leased_until = now + lease`.

        Candidates are `READY` or `SENDING` with next_try ≤ now, without a current lease, in destinations that are
        not blocked, sorted by next_try. `in_work` are keys that the caller still works on; they are skipped.

        Only the oldest unfinished message of a destination is a candidate, to keep a channel in order. A deferred
        message (`Message.is_deferred`) is exempt: it does not wait for others, and others do not wait for it.
        """
        ...

    async def drop_unwanted(self, key: str, claim: int, reason: str, at: datetime, *, in_doubt: bool) -> bool:
        """Drop a message, as by `finish`, unless a subscription of its alerts, or its tombstone, is stored.

        Return True if dropped.

        Check and write are one transaction: a person who subscribes or presses Undo either keeps the message, or
        finds its alerts dropped. Raises ConflictError for a lost claim.
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
        """Set a message to `SENDING`, with attempts + 1: to be called before each request.

        `after` is a message id older than the post can be: a search of the history begins there. `leased_until`
        extends the lease (None: unchanged), so that no other worker claims the message while it is posted. Raises
        ConflictError for a lost claim.
        """
        ...

    async def mark_sent(self, key: str, claim: int, message_id: int | None, at: datetime) -> None:
        """Set a message and its alerts to `SENT`; `message_id` is None if the post was deleted since.

        This and the next three methods raise ConflictError for a lost claim.
        """
        ...

    async def retry_at(  # noqa: PLR0913 - details of the retry, by name
        self, key: str, claim: int, when: datetime, reason: str, *, in_doubt: bool, attempts: int = 0
    ) -> None:
        """End the lease and schedule a retry at `when`.

        A message `in_doubt` stays `SENDING`. Otherwise it is certainly not posted: it becomes `READY`, and
        `first_attempt` and `after` are reset. `attempts` replaces the stored number if higher, since searches of
        the history count as tries.
        """
        ...

    async def finish(  # noqa: PLR0913 - details of the end, by name
        self, key: str, claim: int, state: MessageState, reason: str, at: datetime, *, in_doubt: bool = True
    ) -> None:
        """Set a message and its alerts to the final state `DEAD`, `UNCERTAIN` or `DROPPED`.

        A message that is not `in_doubt` is certainly not posted, so `first_attempt` is reset. If a message is
        dropped in doubt (here or by another method), its alerts become `UNCERTAIN` instead: they may have been
        posted, so no other subscription may post them again.
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
        """Replace a claimed message that is certainly not posted by smaller messages, in one transaction.

        The message becomes `DROPPED` with the reason. Its alerts move to the `parts`; alerts of papers in no part
        become `DROPPED`. Raises ConflictError also if a stored paper in no part still has a subscription or
        tombstone, or if a message with the key of a part exists and is not `DROPPED`.
        """
        ...

    async def messages(self, states: Collection[MessageState]) -> tuple[Message, ...]:
        """Return all messages in these states, oldest first."""
        ...

    async def requeue(self, key: str, at: datetime) -> bool:
        """Schedule a retry at `at` of an unfinished, `DEAD` or `UNCERTAIN` message, on an admin's request.

        A `DEAD` or `UNCERTAIN` message becomes `READY` with 0 attempts, and its alerts `PLANNED`. `first_attempt`
        stays, so that the history is searched first. Of an unfinished one only `next_try` changes. Returns False
        if there is none, or its lease lasts beyond `at`.
        """
        ...

    async def discard(self, key: str, at: datetime, *, dropped_at: datetime | None = None) -> bool:
        """Drop an unfinished, `DEAD` or `UNCERTAIN` message, on an admin's request.

        Its alerts change as by `finish`, and are finished at `dropped_at` (None: `at`). Returns False if there is
        no such message, or its lease lasts beyond `at`.
        """
        ...

    async def threadless_cards(
        self, since: datetime, *, limit: int, after: Message | None = None
    ) -> tuple[Message, ...]:
        """Return up to `limit` posted cards that were planned with a thread and have none yet, oldest first.

        Posted means `SENT` with a message id, finished at `since` or later. Cards in forums (where the post is the
        thread), in blocked destinations, and where threads are now disabled are left out. For the next page pass
        the last card as `after`; cards are sorted by (finished, key).
        """
        ...

    async def shown_milestones(self, since: datetime) -> dict[str, set[tuple[str, ...]]]:
        """Return the milestones that living cards show: for each paper, every different tuple of them.

        A living card is posted (see `threadless_cards`) and without the milestone `UNEDITABLE` of
        `bot.domain.paper`, in a destination that is not blocked and has live updates enabled.
        """
        ...

    async def outdated_cards(  # noqa: PLR0913 - filters, by name
        self,
        paper_id: str,
        reached: Collection[str],
        *,
        since: datetime,
        unchanged_since: datetime,
        limit: int,
        after: Message | None = None,
    ) -> tuple[Message, ...]:
        """Return up to `limit` living cards of a paper that do not show all milestones `reached`, oldest first.

        Cards posted or edited after `unchanged_since` are left out. For `after` see `threadless_cards`.
        """
        ...

    async def record_edit(self, key: str, payload: Payload, milestones: tuple[str, ...], at: datetime) -> None:
        """Record that a posted card was edited; ignored unless the message is `SENT`."""
        ...

    async def record_thread(self, key: str, thread_id: int) -> None:
        """Record that a thread was opened under a post; ignored unless the message is `SENT`."""
        ...

    async def newest_posts(self, destination_id: int, limit: int) -> tuple[Message, ...]:
        """Return up to `limit` of the newest posts and mails of a destination, those with the highest ids first.

        They are `SENT` and have a message id. Only the newest `MAX_NEWEST` are known for sure.
        """
        ...

    async def newest_message_ids(self, destination_id: int, limit: int) -> tuple[int, ...]:
        """Return the ids of the messages of `newest_posts`, without reading more."""
        ...

    async def shorten_waits(self, now: datetime, longest: timedelta) -> int:
        """Make due now what a wrong clock scheduled more than `longest` ahead; return how many documents changed.

        A later `due`, `next_try` or `created` becomes `now`. A later lease ends in five minutes.
        """
        ...

    async def next_wake(self) -> datetime | None:
        """Return when `due_alerts` or `claim_due` can next return something; None if nothing is pending."""
        ...
