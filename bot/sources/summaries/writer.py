"""Request summaries from a model for papers that are about to be posted, once per paper and language.

Delivery repeats `ask` until it returns False: the wait is over. A waiting channel blocks no other one; its
alerts become messages only after the wait.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import nullcontext
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple
from weakref import WeakSet

from typing_extensions import override

from bot.domain.errors import SourceError, StoreError
from bot.domain.paper import Paper, Summary
from bot.domain.ports import Observer, Store
from bot.domain.ports.summaries import Fallback, Summaries, SummaryOutcome
from bot.sources.summaries.answers import Answer
from bot.sources.summaries.judging import Fault, judge
from bot.sources.summaries.limits import Breaker, RequestBudget
from bot.sources.summaries.prompt import abstract_of, prompt_for

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.sources.summaries import settings
    from bot.sources.summaries.chat import ChatServer

_log = logging.getLogger(__name__)
MAX_WAIT = timedelta(seconds=20)  # at most, for a summary; then a post is sent without it
MAX_AT_ONCE = 4  # concurrent requests
_RETRY_AFTER = timedelta(hours=1)  # before a failed summary is requested again
_ENGLISH = "en"


class _Request(NamedTuple):
    """A request for a summary: its time and its task, which returns why there is no answer, if so."""

    at: datetime
    task: asyncio.Task[Fallback | None]


class _Wait(NamedTuple):
    """A destination's wait: when it began, and for which requests."""

    since: datetime
    tasks: list[asyncio.Task[Fallback | None]]


class SummaryWriter(Summaries):
    """Requests, checks and stores summaries while destinations wait for them. `now` is aware UTC.

    A process has only one writer, so that a paper of many channels is requested once. `trouble` is the last error,
    None if the model's server answers.
    """

    def __init__(
        self,
        store: Store,
        server: ChatServer,
        settings: settings.Summaries,
        now: Callable[[], datetime],
        observer: Observer | None = None,
    ) -> None:
        self._store = store
        self._server = server
        self.model = server.model
        self._settings = settings
        self._observer = observer or Observer()
        self._slots = asyncio.Semaphore(MAX_AT_ONCE)
        self._alone = asyncio.Lock()  # held by the one request to a server that did not answer the last one
        self._requests: dict[tuple[str, str], _Request] = {}  # by paper and language
        self._waits: dict[int, _Wait] = {}  # by destination
        self.breaker = Breaker(now)
        self.spending = RequestBudget(store, settings.per_day, now)
        self.trouble: str | None = None
        self.wakes: WeakSet[asyncio.Event] = WeakSet()  # set when a request ends

    # --- Summaries ----------------------------------------------------------------------------------------

    @override
    def ask(self, destination_id: int, papers: Sequence[Paper], language: str, now: datetime) -> bool:
        language = self.language_for(language)
        self._requests = {
            key: one
            for key, one in self._requests.items()
            if not one.task.done() or _within(one.at, now, _RETRY_AFTER)
        }
        tasks = [self._request(paper, language, now) for paper in papers if self._needs_summary(paper, language)]
        # An answered request still counts as pending: `papers` were loaded before its answer was stored.
        reasons = [task.result() if task.done() else None for task in tasks]
        pending = [task for task, reason in zip(tasks, reasons, strict=True) if reason is None]
        wait = self._waits.pop(destination_id, _Wait(now, []))
        # An expired wait is remembered for as long again, so that a post that is planned again does not wait
        # twice. After its end, one for other papers does not count, nor ever one in the future, by a wrong clock.
        is_repeated = not set(wait.tasks).isdisjoint(tasks)
        since = wait.since if _within(wait.since, now, MAX_WAIT * (1 + is_repeated)) else now
        if pending:
            self._waits[destination_id] = _Wait(since, pending)
            if _within(since, now, MAX_WAIT):
                return True
        refused = [one for paper in papers for one in paper.summaries if one.language == language and not one.text]
        for reason in (*reasons, *(Fallback.REFUSED for _ in refused)):
            self._observer.summary_missing(reason or Fallback.LATE)
        return False

    @override
    def is_waiting(self, destination_id: int, now: datetime) -> bool:
        wait = self._waits.get(destination_id)
        if wait is None or not _within(wait.since, now, MAX_WAIT):
            return False
        return not all(task.done() for task in wait.tasks)

    # --- requests -----------------------------------------------------------------------------------------

    @property
    def open_requests(self) -> list[asyncio.Task[Fallback | None]]:
        """Return the requests that are under way."""
        return [one.task for one in self._requests.values() if not one.task.done()]

    def language_for(self, language: str) -> str:
        """Return the language of summaries for readers of a language: the same if enabled, else the first one."""
        return language if language in self._settings.languages else self._settings.languages[0]

    async def close(self) -> None:
        """Cancel all requests."""
        tasks = self.open_requests
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def all_answered(self) -> None:
        """Wait until every request has been answered or has failed."""
        while self.open_requests:
            await asyncio.wait(self.open_requests)

    def _needs_summary(self, paper: Paper, language: str) -> bool:
        if self._settings.translate_only and language == _ENGLISH:
            return False
        known = any(one.language == language for one in paper.summaries)
        return not known and bool(abstract_of(paper))

    def _request(self, paper: Paper, language: str, now: datetime) -> asyncio.Task[Fallback | None]:
        """Return the task of a summary: one that is under way, one of the last hour, or a new one."""
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
        """Request a summary; return why there is no answer, None if there is one, usable or not.

        A server that did not answer last time gets one request at a time.
        """
        try:
            async with self._slots, nullcontext() if self.breaker.is_proven else self._alone:
                if self.breaker.pause_left:
                    return Fallback.RESTING
                if not await self.spending.take():
                    return Fallback.BUDGET
                await self._summarise(paper, language)
        except Exception as error:  # noqa: BLE001 - a post waits for this, and is sent without a summary
            known = isinstance(error, (SourceError, StoreError))
            _log.warning("No summary for %s: %s", paper.id, error, exc_info=not known)
            return Fallback.FAILED
        return None

    async def _summarise(self, paper: Paper, language: str) -> None:
        """Request, check and store a summary; a refused one is stored as empty and not requested again.

        Raises SourceError after counting the failure, and StoreError.
        """
        try:
            translating = self._settings.translate_only
            prompt = await asyncio.to_thread(prompt_for, paper, language, translating=translating)
            answer = await self._server.ask(*prompt)
        except SourceError as error:
            self.breaker.failed(error.retry_after)
            self.trouble = str(error)
            await self._count(SummaryOutcome.FAILED, Answer(text=""))
            raise
        self.breaker.succeeded()
        self.trouble = None
        text = await asyncio.to_thread(judge, answer, paper, language)  # untrusted texts take some 10 ms
        outcome = SummaryOutcome.WRITTEN
        if isinstance(text, Fault):
            _log.info("The summary of %s in %s was refused: %s.", paper.id, language, text.value)
            text, outcome = "", SummaryOutcome.REFUSED
        general = language == self._settings.languages[0]
        summary = Summary(language=language, text=text, model=self.model, general=general)
        await self._store.add_summary(paper.id, summary)
        await self._count(outcome, answer)

    async def _count(self, outcome: SummaryOutcome, answer: Answer) -> None:
        tokens = {"prompt_tokens": answer.prompt_tokens, "completion_tokens": answer.completion_tokens}
        self._observer.summarised(outcome, **tokens)
        await self.spending.count(**{outcome.value: 1}, **tokens)


def _within(since: datetime, now: datetime, duration: timedelta) -> bool:
    """True if less than `duration` has passed; False if the clock was set back before `since`."""
    return since <= now < since + duration
