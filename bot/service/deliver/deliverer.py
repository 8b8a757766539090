"""Delivery: plan what is due, claim it, post it, and record what became of it."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from bot.domain.alert import MessageState
from bot.domain.errors import ConflictError, CredentialsError, RefusedError, StoreError, StoreFatalError
from bot.domain.log_context import log_context, message_fields
from bot.service.deliver.attempt import Attempt
from bot.service.deliver.blocks import Blocks
from bot.service.deliver.decision import End, Retry, Sent
from bot.service.deliver.outages import Tenure
from bot.service.deliver.planner import Planner, capacity_of, first_of, parts
from bot.service.deliver.posted_cards import PostedCards
from bot.service.deliver.saving import save_plans

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from bot.domain.alert import Alert, Message
    from bot.domain.paper import Paper, Sighting
    from bot.domain.ports import Summaries
    from bot.service.deliver.compose import DeliveryContext
    from bot.service.deliver.decision import DeliveryDecision
    from bot.service.deliver.planner import Capacity, Plan

_log = logging.getLogger(__name__)
_IDLE = 60.0  # seconds between two calls of `step` when nothing is known to wait
_LEAST_WAIT = 0.1  # seconds; whatever happens, the loop never spins
_LOOK_AGAIN = 0.5  # seconds, while alerts wait for summaries
_SPARE = 8  # what is due is planned once one of so many slots is free: until then there is enough to post


class Deliverer:
    """Works off the outbox. `step` is called by a supervised loop; `drain` ends the work in hand.

    With `summaries`, the due alerts of a destination may wait for those a while, before they are planned: so
    nothing is claimed meanwhile, and all others go on.
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
        self._held = 0  # alerts that waited for summaries when there was last something to plan
        self.tenure = Tenure()
        self._attempt = Attempt(context, self.blocks, self.tenure)
        self._running: dict[str, asyncio.Task[None]] = {}  # by the message's key
        self._fatal: BaseException | None = None
        if summaries is not None:
            summaries.wakes.add(self.wake)

    async def step(self) -> float:
        """Start posting what is due, and plan more of it when that runs out; the seconds until there may be more.

        A post that ends sets `wake`, so that its slot is used at once. Planning that fails raises: the supervised
        loop says why and waits longer each time, and each call posts first what is planned already.
        """
        if self._fatal is not None:
            raise self._fatal
        free = await self._fill()
        if free <= 0:
            return min(_IDLE, self._notifier.ready_in() or _IDLE)
        if free * _SPARE >= self._slots() and await self._plan():
            return 0.0
        return await self._until_next()

    def _slots(self) -> int:
        """The number of posts that can be under way while each gets its turn before its claim ends."""
        return min(self._context.concurrency, self._notifier.free_slots())

    async def _fill(self) -> int:
        """Use the free slots for what is planned; how many are still free, none or less while nobody may go."""
        free = self._slots() - len(self._running)
        if free <= 0 or self.tenure.is_over:
            return min(free, 0)
        # What is in work here may have lost its lease by now, for instance in a process that was paused.
        claimed = await self._store.claim_due(self._now(), self._context.lease, free, in_work=tuple(self._running))
        for message in claimed:
            self._start(message)
        return free - len(claimed)

    async def drain(self, seconds: float) -> None:
        """Wait for the posts in flight. What is late is cancelled, and looked for at the next start."""
        if self._running:
            _, late = await asyncio.wait(self._running.values(), timeout=seconds)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _plan(self) -> bool:
        """Turn due alerts into durable messages, some destinations at a time, until no slot is free.

        More than can be posted at once is left as it is: planned ahead, it would only be older when it comes.
        Returns whether there may be more to plan for slots that are free.
        """
        now = self._now()
        due = await self._store.due_alerts(now, self._context.plan_limit + self._held)
        asked = self._summaries
        alerts = [one for one in due if asked is None or not asked.is_waiting(one.destination_id, now)]
        self._held = len(due) - len(alerts)
        more = False
        for part in parts(alerts):
            more = await self._plan_part(part, now) or more
            if len(self._running) >= self._slots():
                return False
        return more

    async def _plan_part(self, alerts: Sequence[Alert], now: datetime) -> bool:
        """Plan all that is due for some destinations, and post some before the next; whether any was stored."""
        cache = await self._store.subscriptions()
        papers = await self._store.sightings({alert.paper_id for alert in alerts})
        ids = dict.fromkeys(alert.destination_id for alert in alerts)
        capacities = {one: await capacity_of(self._store, one, self._context.times, now) for one in ids}
        planning = Planner(self._context.composer, cache.by_id, papers, capacities).plan(alerts, now)
        by_key = {alert.key: alert for alert in alerts}
        stored = False
        while plans := await asyncio.to_thread(first_of, planning):
            waiting = self._ask(plans, papers, capacities, now)
            self._held += sum(alert.destination_id in waiting for alert in alerts)
            ready = [plan for plan in plans if waiting.isdisjoint(m.destination_id for m in plan.messages)]
            stored = await save_plans(self._context, ready, by_key, cache) or stored
            await self._fill()
        return stored

    def _ask(
        self,
        plans: Sequence[Plan],
        papers: Mapping[str, Sighting],
        capacities: Mapping[int, Capacity],
        now: datetime,
    ) -> set[int]:
        """Ask for the summaries that are wanted for messages; the destinations that wait for them.

        A destination waits as a whole: what is posted together stays together.
        """
        if self._summaries is None:
            return set()
        wanted: dict[int, list[Paper]] = {}
        for message in (message for plan in plans for message in plan.messages):
            wanted.setdefault(message.destination_id, []).extend(papers[one].paper for one in message.paper_ids)
        waiting: set[int] = set()
        for to, those in wanted.items():
            language = self._context.composer.language_at(capacities[to].destination)
            if self._summaries.ask(to, those, language.tag, now):
                waiting.add(to)
        return waiting

    def _start(self, message: Message) -> None:
        task = asyncio.create_task(self._work(message), name=f"deliver {message.key}")
        self._running[message.key] = task
        task.add_done_callback(lambda _: self._done(message.key))

    def _done(self, key: str) -> None:
        self._running.pop(key, None)
        self.wake.set()

    async def _work(self, message: Message) -> None:
        """One message; a failure of its own must not disturb the others."""
        with log_context(message_fields(message, ())):
            try:
                try:
                    await self._attempt_at(message)
                except (ConflictError, StoreFatalError):
                    raise
                except StoreError as error:
                    _log.warning("Message %s: %s It is tried again.", message.key, error)
                    await self._attempt.give_back(message, error)
            except (CredentialsError, StoreFatalError) as error:
                self._fatal = error
            except ConflictError:
                _log.info("Message %s was taken over by another worker.", message.key)
            except Exception:  # noqa: BLE001 - a bug with one message must not stop the others
                _log.exception("Message %s failed; it is tried again when its lease ends.", message.key)

    async def _attempt_at(self, message: Message) -> None:
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
            await self._hand_on(message, decision)

    async def _hand_on(self, message: Message, decision: DeliveryDecision) -> None:
        """Let people know; that may take long, and by now everything is written."""
        match decision:
            case Sent():
                await self.blocks.delivered(message.destination_id)
                await self.cards.open_thread(message)
            case Retry(refused=RefusedError()):
                await self.blocks.announce(message.destination_id)
            case End(state=MessageState.DEAD | MessageState.UNCERTAIN):
                await self._attempt.record(lambda: self._context.notices.post_failed(message))
            case _:
                pass

    async def _until_next(self) -> float:
        wake = await self._store.next_wake()
        if wake is None:
            return _IDLE
        least = _LOOK_AGAIN if self._held else _LEAST_WAIT  # a summary that comes wakes us
        return min(_IDLE, max(least, (wake - self._now()).total_seconds()))
