"""The delivery loop: plan due alerts, claim messages, post them, and record the outcome."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from bot.domain.alert import MAIL, MessageState
from bot.domain.errors import ConflictError, CredentialsError, RefusedError, StoreError, StoreFatalError
from bot.domain.log_context import log_context, message_fields
from bot.service.deliver.attempt import Attempt
from bot.service.deliver.blocked_destinations import Blocks
from bot.service.deliver.outages import Tenure
from bot.service.deliver.planner import Planner, batches, capacity_of, next_plans
from bot.service.deliver.posted_cards import PostedCards
from bot.service.deliver.retry_decision import End, Retry, Sent
from bot.service.deliver.saving import save_plans
from bot.service.notices.notice_kinds import mail_refused_notice
from bot.service.picks.picked import pick_reasons

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from bot.domain.alert import Alert, Message
    from bot.domain.paper import Paper, Sighting
    from bot.domain.ports import Summaries
    from bot.domain.subscription_cache import SubscriptionCache
    from bot.service.deliver.compose import DeliveryContext
    from bot.service.deliver.planner import Capacity, Plan
    from bot.service.deliver.retry_decision import DeliveryDecision

_log = logging.getLogger(__name__)
_IDLE_WAIT = 60.0  # seconds between two calls of `step` at most
_LEAST_WAIT = 0.1  # seconds; the loop never spins
_SUMMARY_CHECK_INTERVAL = 0.5  # seconds, while alerts wait for summaries
_MOST_MAILS = 500  # under way beside posts, as they wait for their server; more take places of posts
_PLAN_SLOTS_DIVISOR = 8  # plan once an eighth of the slots is free: until then there is enough to post


class Deliverer:
    """Delivers the outbox. A supervised loop calls `step`; `drain` finishes the posts that are under way.

    With `summaries`, the due alerts of a destination may wait some time for theirs. They wait before their
    messages are stored, so that none is claimed meanwhile, and other destinations are not delayed.
    """

    def __init__(self, context: DeliveryContext, *, summaries: Summaries | None = None) -> None:
        self._context = context
        self._store = context.store
        self._notifier = context.notifier
        self._now = context.clock.now
        self.wake = asyncio.Event()
        self.blocks = Blocks(context, self.wake.set)
        self.cards = PostedCards(context)
        self._summaries = summaries
        # Alerts that waited for summaries at the last planning; as many more are read next, so they crowd out none
        self._waiting_alerts = 0
        self.tenure = Tenure()
        self._attempt = Attempt(context, self.blocks, self.tenure)
        self._running: dict[str, asyncio.Task[None]] = {}  # by the message's key
        self._mailing: set[str] = set()  # those of them that are mails
        self._fatal: BaseException | None = None  # of a post; the next `step` raises it
        if summaries is not None:
            summaries.wakes.add(self.wake)

    async def step(self) -> float:
        """Start due posts, plan more if slots are free, and return the seconds until the next call.

        A post that ends sets `wake`, so its slot is used at once. Errors of planning are raised: the supervised
        loop logs them and waits longer each time. Each call first posts what is already planned.
        """
        if self._fatal is not None:
            raise self._fatal
        free = await self._fill()
        if free <= 0:
            return min(_IDLE_WAIT, self._notifier.ready_in() or _IDLE_WAIT)
        if free * _PLAN_SLOTS_DIVISOR >= self._slots() and await self._plan():
            return 0.0
        return await self._until_next()

    def _slots(self) -> int:
        """Return how many posts can be under way so that each is sent before its lease ends."""
        return min(self._context.concurrency, self._notifier.free_slots())

    def _free(self) -> int:
        """Return how many more posts can be started. Mails take no place: their server may be slow."""
        return self._slots() - len(self._running) + min(len(self._mailing), _MOST_MAILS)

    async def _fill(self) -> int:
        """Start planned messages in the free slots; return how many are left, 0 or less if posting is stopped."""
        free = self._free()
        if free <= 0 or self.tenure.is_over:
            return min(free, 0)
        # Exclude running messages: after a pause of the process, their leases may have ended.
        claimed = await self._store.claim_due(self._now(), self._context.lease, free, in_work=tuple(self._running))
        for message in claimed:
            self._start(message)
        return free - len(claimed)

    async def drain(self, seconds: float) -> None:
        """Wait for the posts under way. Late ones are cancelled, and searched for at the next start."""
        if self._running:
            _, late = await asyncio.wait(self._running.values(), timeout=seconds)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _plan(self) -> bool:
        """Turn due alerts into stored messages, some destinations at a time, until no slot is free.

        No more is planned than can be posted now, so that messages are fresh. Returns True if there may be more to
        plan for free slots.
        """
        now = self._now()
        # Read before the alerts, so that a change of a subscription in between makes their plan conflict
        cache = await self._store.subscriptions()
        due = await self._store.due_alerts(now, self._context.plan_limit + self._waiting_alerts)
        summaries = self._summaries
        alerts = [one for one in due if summaries is None or not summaries.is_waiting(one.destination_id, now)]
        self._waiting_alerts = len(due) - len(alerts)
        more = False
        for batch in batches(alerts):
            more = await self._plan_batch(batch, cache, now) or more
            if self._free() <= 0:
                return False
        return more

    async def _plan_batch(self, alerts: Sequence[Alert], cache: SubscriptionCache, now: datetime) -> bool:
        """Plan the due alerts of some destinations, starting posts in between; return True if any was stored."""
        papers = await self._store.sightings({alert.paper_id for alert in alerts})
        ids = dict.fromkeys(alert.destination_id for alert in alerts)
        capacities = {one: await capacity_of(self._store, one, self._context.times, now) for one in ids}
        matched = {key: cache.by_id[key] for one in alerts for key in one.subscriptions if key in cache.by_id}
        reasons = await pick_reasons(self._store, matched.values())
        planning = Planner(self._context.composer, cache.by_id, papers, capacities, reasons).plan(alerts, now)
        by_key = {alert.key: alert for alert in alerts}
        stored = False
        while plans := await asyncio.to_thread(next_plans, planning):
            waiting = self._ask_for_summaries(plans, papers, capacities, now)
            self._waiting_alerts += sum(alert.destination_id in waiting for alert in alerts)
            ready = [plan for plan in plans if waiting.isdisjoint(m.destination_id for m in plan.messages)]
            stored = await save_plans(self._context, ready, by_key, cache) or stored
            await self._fill()
        return stored

    def _ask_for_summaries(
        self,
        plans: Sequence[Plan],
        papers: Mapping[str, Sighting],
        capacities: Mapping[int, Capacity],
        now: datetime,
    ) -> set[int]:
        """Request the summaries that messages need; return the ids of the destinations that wait for them.

        All alerts of such a destination wait, so that one digest is not split into two.
        """
        if self._summaries is None:
            return set()
        papers_by_destination: dict[int, list[Paper]] = {}
        for message in (message for plan in plans for message in plan.messages):
            papers_by_destination.setdefault(message.destination_id, []).extend(
                papers[one].paper for one in message.paper_ids
            )
        waiting: set[int] = set()
        for destination_id, wanted in papers_by_destination.items():
            language = self._context.composer.language_at(capacities[destination_id].destination)
            if self._summaries.ask(destination_id, wanted, language.tag, now):
                waiting.add(destination_id)
        return waiting

    def _start(self, message: Message) -> None:
        task = asyncio.create_task(self._work(message), name=f"deliver {message.key}")
        self._running[message.key] = task
        if MAIL in message.payload:
            self._mailing.add(message.key)
        task.add_done_callback(lambda _: self._done(message.key))

    def _done(self, key: str) -> None:
        self._running.pop(key, None)
        self._mailing.discard(key)
        self.wake.set()

    async def _work(self, message: Message) -> None:
        """Deliver one message; no failure is raised, but a fatal one is kept for the next `step`."""
        with log_context(message_fields(message, ())):
            try:
                try:
                    await self._attempt_and_notify(message)
                except (ConflictError, StoreFatalError):
                    raise
                except StoreError as error:
                    _log.warning("Message %s: %s Retrying.", message.key, error)
                    await self._attempt.give_back(message, error)
            except (CredentialsError, StoreFatalError) as error:
                self._fatal = error
            except ConflictError:
                _log.info("Message %s was taken over by another worker.", message.key)
            except Exception:  # noqa: BLE001 - a bug with one message must not stop the others
                _log.exception("Message %s failed. Retrying when its lease ends.", message.key)

    async def _attempt_and_notify(self, message: Message) -> None:
        keys = [(message.destination_id, paper) for paper in message.paper_ids]
        found = await self._store.alerts_of(keys)
        alerts = [found[key] for key in keys if key in found]
        with log_context(message_fields(message, alerts)):
            _log.debug("Claimed message %s.", message.key)
            decision = await self._attempt.make(message)
            if isinstance(decision, Sent | End):
                state = decision.state if isinstance(decision, End) else MessageState.SENT
                now = self._now()
                waited = [(now - alert.created).total_seconds() for alert in alerts]
                self._context.observer.message_finished(message.kind, state, waited)
            await self._notify(message, decision)

    async def _notify(self, message: Message, decision: DeliveryDecision) -> None:
        """Send notices and open threads after the outcome is stored; this may take long."""
        match decision:
            case Sent():
                await self.blocks.delivered(message.destination_id)
                await self.cards.open_thread(message)
            case Retry(refusal=RefusedError()):
                await self.blocks.announce(message.destination_id)
            case Retry(mail_refused=True, reason=reason) if mails := self._context.mails:
                await mails.end(message.destination_id)
                if destination := await self._store.destination(message.destination_id):
                    await self._context.notices.begin(destination, mail_refused_notice(reason))
            case End(state=MessageState.DEAD | MessageState.UNCERTAIN):
                await self._attempt.record(lambda: self._context.notices.post_failed(message))
            case _:
                pass

    async def _until_next(self) -> float:
        """Return the seconds until an alert or a message is due, from 0.1 to 60."""
        wake = await self._store.next_wake()
        if wake is None:
            return _IDLE_WAIT
        shortest = (
            _SUMMARY_CHECK_INTERVAL if self._waiting_alerts else _LEAST_WAIT
        )  # an arriving summary sets `wake`
        return min(_IDLE_WAIT, max(shortest, (wake - self._now()).total_seconds()))
