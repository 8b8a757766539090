"""Asks a model for summaries of what is about to be posted, once for a paper and language, and keeps them.

Whoever posts asks again until it need not wait any more. The wait is no task of its own: nobody's queue stands
still for it, and nothing is claimed meanwhile.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import nullcontext
from datetime import timedelta
from typing import TYPE_CHECKING, Final, NamedTuple
from weakref import WeakSet

from typing_extensions import override

from bot.domain.errors import SourceError, StoreError
from bot.domain.paper import Summary
from bot.domain.ports import Observer
from bot.domain.ports.summaries import Fallback, Summaries, SummaryOutcome
from bot.sources.summaries.answers import Answer
from bot.sources.summaries.judging import Fault, judged
from bot.sources.summaries.limits import Breaker, Spending
from bot.sources.summaries.prompt import abstract_of, asking_for

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from bot.domain.paper import Paper
    from bot.domain.ports import Store
    from bot.sources.summaries import settings
    from bot.sources.summaries.chat import ChatServer

_log = logging.getLogger(__name__)
WAIT: Final = timedelta(seconds=20)  # for a summary, at most: then a post goes out without
AT_ONCE = 4  # requests
_NOT_AGAIN = timedelta(hours=1)  # what failed is not asked for again before
_ENGLISH = "en"


class _Request(NamedTuple):
    """A request for a summary, its time and its task; that gives the reason for no summary, or None."""

    at: datetime
    task: asyncio.Task[Fallback | None]


class _Wait(NamedTuple):
    """Since when a destination waits, and for which requests."""

    since: datetime
    tasks: list[asyncio.Task[Fallback | None]]


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
        self.model = server.model
        self._wanted = wanted
        self._observer = observer or Observer()
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._alone = asyncio.Lock()
        self._requests: dict[tuple[str, str], _Request] = {}  # by paper and language
        self._waits: dict[int, _Wait] = {}
        self.breaker = Breaker(now)
        self.spending = Spending(store, wanted.per_day, now)
        self.trouble: str | None = None
        self.wakes: WeakSet[asyncio.Event] = WeakSet()

    # --- Summaries ----------------------------------------------------------------------------------------

    @override
    def ask(self, destination_id: int, papers: Sequence[Paper], language: str, now: datetime) -> bool:
        wanted = self.asked_for(language)
        self._requests = {
            key: one
            for key, one in self._requests.items()
            if not one.task.done() or _within(one.at, now, _NOT_AGAIN)
        }
        tasks = [self._request(paper, wanted, now) for paper in papers if self._lacks(paper, wanted)]
        # One that is answered is still waited for: `papers` are older than its answer.
        reasons = [task.result() if task.done() else None for task in tasks]
        pending = [task for task, reason in zip(tasks, reasons, strict=True) if reason is None]
        wait = self._waits.pop(destination_id, None)
        # Not one of long ago, or of a clock that was wrong.
        since = wait.since if wait is not None and _within(wait.since, now, 2 * WAIT) else now
        if pending:
            self._waits[destination_id] = _Wait(since, pending)
            if _within(since, now, WAIT):
                return True
        refused = [one for paper in papers for one in paper.summaries if one.language == wanted and not one.text]
        for reason in (*reasons, *(Fallback.REFUSED for _ in refused)):
            self._observer.summary_missing(reason or Fallback.LATE)
        return False

    @override
    def is_waiting(self, destination_id: int, now: datetime) -> bool:
        wait = self._waits.get(destination_id)
        if wait is None or not _within(wait.since, now, WAIT):
            return False
        return not all(task.done() for task in wait.tasks)

    # --- asking -------------------------------------------------------------------------------------------

    @property
    def asking(self) -> list[asyncio.Task[Fallback | None]]:
        """The requests that are under way."""
        return [one.task for one in self._requests.values() if not one.task.done()]

    def asked_for(self, language: str) -> str:
        """In which language a model is asked for who reads this one."""
        return language if language in self._wanted.languages else self._wanted.languages[0]

    async def close(self) -> None:
        """Let go of what was asked for."""
        tasks = self.asking
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def settled(self) -> None:
        """Wait until everything that was asked for has been answered or has failed."""
        while self.asking:
            await asyncio.wait(self.asking)

    def _lacks(self, paper: Paper, language: str) -> bool:
        if self._wanted.translate_only and language == _ENGLISH:
            return False
        known = any(one.language == language for one in paper.summaries)
        return not known and bool(abstract_of(paper))

    def _request(self, paper: Paper, language: str, now: datetime) -> asyncio.Task[Fallback | None]:
        """The request for this summary: the one that is under way, or was made not long ago, or a new one."""
        key = (paper.id, language)
        if key not in self._requests:
            task = asyncio.create_task(self._write(paper, language), name=f"summary {paper.id} {language}")
            task.add_done_callback(self._wake)
            self._requests[key] = _Request(now, task)
        return self._requests[key].task

    def _wake(self, _: object) -> None:
        for wake in list(self.wakes):
            wake.set()

    async def _write(self, paper: Paper, language: str) -> Fallback | None:
        """Why there is no summary now; None for an answer. A server that may be unwell is asked one at a time."""
        try:
            async with self._slots, nullcontext() if self.breaker.is_proven else self._alone:
                if self.breaker.resting_for:
                    return Fallback.RESTING
                if not await self.spending.take():
                    return Fallback.BUDGET
                await self._ask(paper, language)
        except Exception as error:  # noqa: BLE001 - a post waits for this, and goes out without it
            known = isinstance(error, (SourceError, StoreError))
            _log.warning("No summary of %s: %s", paper.id, error, exc_info=not known)
            return Fallback.FAILED
        return None

    async def _ask(self, paper: Paper, language: str) -> None:
        """Store the model's text, or that it was not to be used: either way nobody asks again.

        Raises SourceError once that is counted.
        """
        try:
            asked = await asyncio.to_thread(asking_for, paper, language, translating=self._wanted.translate_only)
            answer = await self._server.ask(*asked)
        except SourceError as error:
            self.breaker.failed(error.retry_after)
            self.trouble = str(error)
            await self._count(SummaryOutcome.FAILED, Answer(text=""))
            raise
        self.breaker.went_well()
        self.trouble = None
        text = await asyncio.to_thread(judged, answer, paper, language)  # a stranger's texts, some 10 ms
        outcome = SummaryOutcome.WRITTEN
        if isinstance(text, Fault):
            _log.info("The summary of %s in %s is not used: %s.", paper.id, language, text.value)
            text, outcome = "", SummaryOutcome.REFUSED
        general = language == self._wanted.languages[0]
        summary = Summary(language=language, text=text, model=self.model, general=general)
        await self._store.add_summary(paper.id, summary)
        await self._count(outcome, answer)

    async def _count(self, outcome: SummaryOutcome, answer: Answer) -> None:
        tokens = {"prompt_tokens": answer.prompt_tokens, "completion_tokens": answer.completion_tokens}
        self._observer.summarised(outcome, **tokens)
        await self.spending.count(**{outcome.value: 1}, **tokens)


def _within(since: datetime, now: datetime, duration: timedelta) -> bool:
    """True until so much time has passed; a clock that was set back does not make it longer."""
    return since <= now < since + duration
