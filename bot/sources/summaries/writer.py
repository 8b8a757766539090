"""Asks a model for summaries of what is about to be posted, once for a paper and language, and keeps them.

Whoever posts asks again until it need not wait any more. The wait is no task of its own: nobody's queue stands
still for it, and nothing is claimed meanwhile.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final, TypeAlias
from weakref import WeakSet

from typing_extensions import override

from bot.domain.errors import SourceError, StoreError
from bot.domain.paper import Summary
from bot.domain.ports import Unobserved
from bot.domain.ports.summaries import Fallback, Summaries, SummaryOutcome
from bot.sources.summaries.advice import UnsuitedError
from bot.sources.summaries.breaker import Breaker
from bot.sources.summaries.judging import Fault, judged
from bot.sources.summaries.prompt import abstract_of, asking_for
from bot.sources.summaries.spending import Spending

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from bot.domain.paper import Paper
    from bot.domain.ports import Observer, Store
    from bot.sources.summaries import settings
    from bot.sources.summaries.chat import Answer, ChatServer

    Key: TypeAlias = tuple[str, str]  # a paper's id, a language

_log = logging.getLogger(__name__)
WAIT: Final = timedelta(seconds=20)  # for a summary, at most: then a post goes out without
AT_ONCE = 4  # requests
_NOT_AGAIN = timedelta(hours=1)  # what failed is not asked for again before
_UNSUITED_REST = 3_600.0  # seconds, before a server is asked once more that takes no such request
_ENGLISH = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Failure:
    """Why there is no summary, and when that was."""

    reason: Fallback
    at: datetime


@dataclass(slots=True, kw_only=True)
class _Wait:
    """Since when a destination waits, and for what."""

    since: datetime
    keys: set[Key]


class SummaryWriter(Summaries):
    """Keeps what was asked for and who waits. `now` is aware UTC.

    All that runs in one process shares it, so that a paper of many channels is asked for once.
    """

    def __init__(
        self,
        store: Store,
        server: ChatServer,
        wanted: settings.Summaries,
        now: Callable[[], datetime],
        observer: Observer | None = None,
    ) -> None:
        self._store = store
        self._server = server
        self._wanted = wanted
        self._now = now
        self._observer = observer or Unobserved()
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._alone = asyncio.Lock()
        self._running: dict[Key, asyncio.Task[None]] = {}
        self._failures: dict[Key, _Failure] = {}
        self._answered: dict[Key, datetime] = {}
        self._waits: dict[int, _Wait] = {}
        self.breaker = Breaker(now)
        self.spending = Spending(store, wanted.per_day, now, wanted.mark)
        self.trouble: str | None = None
        self.wakes: WeakSet[asyncio.Event] = WeakSet()

    # --- Summaries ----------------------------------------------------------------------------------------

    @override
    def ask(self, destination_id: int, papers: Sequence[Paper], language: str, now: datetime) -> bool:
        wanted = self.asked_for(language)
        missing = [paper for paper in papers if self._lacks(paper, wanted)]
        for paper in missing:
            self._begin(paper, wanted, now)
        keys = {(paper.id, wanted) for paper in missing}
        pending = keys & (self._running.keys() | self._answered.keys())  # `papers` may be older than an answer
        wait = self._waits.get(destination_id)
        if wait is not None and not _within(wait.since, now, 2 * WAIT):
            wait = None  # of long ago, or of a clock that was wrong
        if pending and (wait is None or _within(wait.since, now, WAIT)):
            self._waits[destination_id] = _Wait(since=now if wait is None else wait.since, keys=pending)
            return True
        if not pending:
            self._waits.pop(destination_id, None)
        for key in keys:
            self._fell_back(Fallback.LATE if key in pending else self._failures[key].reason)
        for paper in papers:
            if any(one.language == wanted and not one.text for one in paper.summaries):
                self._fell_back(Fallback.REFUSED)
        return False

    @override
    def is_waiting(self, destination_id: int, now: datetime) -> bool:
        wait = self._waits.get(destination_id)
        if wait is None or not _within(wait.since, now, WAIT):
            return False
        return not wait.keys.isdisjoint(self._running)

    @property
    def model(self) -> str:
        """Its name."""
        return self._server.model

    @property
    def asking(self) -> int:
        """How many summaries are being asked for."""
        return len(self._running)

    # --- asking -------------------------------------------------------------------------------------------

    def asked_for(self, language: str) -> str:
        """In which language a model is asked for who reads this one."""
        return language if language in self._wanted.languages else self._wanted.languages[0]

    async def close(self) -> None:
        """Let go of what was asked for."""
        tasks = list(self._running.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def settled(self) -> None:
        """Wait until everything that was asked for has been answered or has failed."""
        while self._running:
            await asyncio.wait(self._running.values())

    def _lacks(self, paper: Paper, language: str) -> bool:
        if self._wanted.translate_only and language == _ENGLISH:
            return False
        known = any(one.language == language for one in paper.summaries)
        return not known and bool(abstract_of(paper))

    def _begin(self, paper: Paper, language: str, now: datetime) -> None:
        """Ask, unless that is under way or has failed lately."""
        key = paper.id, language
        failure = self._failures.get(key)
        if key in self._running or key in self._answered:
            return
        if failure is not None and _within(failure.at, now, _NOT_AGAIN):
            return
        self._failures.pop(key, None)
        task = asyncio.create_task(self._write(paper, language), name=f"summary {paper.id} {language}")
        self._running[key] = task
        task.add_done_callback(lambda _: self._done(key))

    def _done(self, key: Key) -> None:
        del self._running[key]
        for wake in list(self.wakes):
            wake.set()

    async def _write(self, paper: Paper, language: str) -> None:
        """One request, and what comes of it is written down."""
        try:
            async with self._slots:
                reason = await self._asked(paper, language)
        except StoreError as error:
            _log.warning("The summary of %s could not be kept: %s", paper.id, error)
            reason = Fallback.FAILED
        except Exception:  # noqa: BLE001 - a post waits for this, and goes out without it
            _log.exception("No summary of %s.", paper.id)
            reason = Fallback.FAILED
        self._remember((paper.id, language), reason)

    async def _asked(self, paper: Paper, language: str) -> Fallback | None:
        """Why there is no summary now; None for an answer. A server that may be unwell is asked one at a time."""
        if not self.breaker.is_proven:
            async with self._alone:
                if not self.breaker.is_proven:  # as it was before the turn of this one came
                    return await self._answered_now(paper, language)
        return await self._answered_now(paper, language)

    async def _answered_now(self, paper: Paper, language: str) -> Fallback | None:
        if self.breaker.resting_for:
            return Fallback.RESTING
        if (reason := await self.spending.take()) is not None:
            return reason
        try:
            asked = await asyncio.to_thread(asking_for, paper, language, translating=self._wanted.translate_only)
            answer = await self._server.ask(asked)
        except SourceError as error:
            # Of one that was well, it may be this paper alone that it does not take: a filter of its provider.
            unsuited = isinstance(error, UnsuitedError) and not self.breaker.is_proven
            self.breaker.failed(_UNSUITED_REST if unsuited else error.retry_after)
            self.trouble = str(error)
            _log.warning("No summary of %s: %s", paper.id, error)
            await self._count(SummaryOutcome.FAILED, None, unsuited=int(unsuited))
            return Fallback.FAILED
        self.breaker.went_well()
        self.trouble = None
        await self._keep(paper, language, answer)
        return None

    async def _keep(self, paper: Paper, language: str, answer: Answer) -> None:
        """Store the text, or that it was not to be used: either way nobody asks again."""
        verdict = await asyncio.to_thread(judged, answer, paper, language)  # a stranger's texts, some 10 ms
        if isinstance(verdict, Fault):
            _log.info("The summary of %s in %s is not used: %s.", paper.id, language, verdict.value)
        summary = Summary(
            language=language,
            text="" if isinstance(verdict, Fault) else verdict,
            model=self._server.model,
            general=language == self._wanted.languages[0],
        )
        await self._store.add_summary(paper.id, summary)
        await self._count(SummaryOutcome.REFUSED if isinstance(verdict, Fault) else SummaryOutcome.WRITTEN, answer)

    async def _count(self, outcome: SummaryOutcome, answer: Answer | None, **more: int) -> None:
        prompt, completion = (0, 0) if answer is None else (answer.prompt_tokens, answer.completion_tokens)
        self._observer.summarised(outcome, prompt, completion)
        tokens = {"prompt_tokens": prompt, "completion_tokens": completion}
        await self.spending.count(**{outcome.value: 1, **tokens, **more})

    def _remember(self, key: Key, reason: Fallback | None) -> None:
        """Why there is none, or that there is one; for an hour."""
        now = self._now()
        self._failures = {one: old for one, old in self._failures.items() if _within(old.at, now, _NOT_AGAIN)}
        self._answered = {one: at for one, at in self._answered.items() if _within(at, now, _NOT_AGAIN)}
        if reason is None:
            self._answered[key] = now
        else:
            self._failures[key] = _Failure(reason=reason, at=now)

    def _fell_back(self, reason: Fallback) -> None:
        self._observer.fell_back(reason)
        self.spending.fell_back()


def _within(since: datetime, now: datetime, duration: timedelta) -> bool:
    """Whether so much time has not passed yet; a clock that was set back does not make it longer."""
    return since <= now < since + duration
