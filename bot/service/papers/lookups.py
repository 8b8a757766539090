"""Lookups: fetch papers that are not stored from their sources when a person asks for them."""

from __future__ import annotations

import asyncio
import math
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

from bot.domain.errors import SourceError
from bot.domain.paper import Sighting
from bot.domain.paper_merging import merged
from bot.domain.ports import SourceKind
from bot.domain.subscription import NOBODY
from bot.language.formats import either
from bot.language.translating import gettext, gettext_noop, ngettext
from bot.text.safe import safe

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime

    from bot.domain.ports import PaperLookup, SourceSpec, Store

    _Outcome: TypeAlias = Sighting | SourceError | None  # None: the source has no such paper

PATIENCE = 3.0  # seconds before a person is told that it takes longer
_TIMEOUT = 60.0  # seconds for one source, its queue included
_GRACE_SECONDS = 1.0  # seconds for the other sources, once one has returned the paper
MAX_RUNNING = 8  # papers: at arXiv's rate the last one takes half a minute
MAX_PER_PERSON = 5  # of these
_NOT_FOUND_REMEMBERED_FOR = timedelta(minutes=10)
_COOLDOWN_SECONDS = 30.0  # seconds after a failure, if the source gave no Retry-After
MAX_REMEMBERED = 1_000  # papers that no source has
_REASON_LENGTH = 300  # characters
# NOTE: papers are looked up at sources such as arXiv
_BUSY_MESSAGE = gettext_noop("Too many papers are being looked up. Try again in a minute.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A paper, or why there is none; if not `findable`, no source can look up this kind of identity.

    `message` returns that reason in the current language, since several people can get the same answer.
    """

    sighting: Sighting | None = None
    message: Callable[[], str] = str
    findable: bool = True

    @property
    def trouble(self) -> str:
        """A sentence that says why there is no paper; "" if none is needed, or it is not `findable`."""
        return self.message()


NOT_FINDABLE = Answer(findable=False)


class Lookups:
    """Finds papers by identity: in the store, or else at the `sources` that can look them up.

    Limits: each paper is requested once at a time, `MAX_RUNNING` papers at a time, `MAX_PER_PERSON` by one person.
    "No such paper" is cached for ten minutes, and a failing source is not asked again for a while.

    `existing` are all sources, enabled or not. `on_stored` is called after a paper was stored. `patience` is
    the time in seconds before a person is told to wait. `now` returns aware UTC time.
    """

    patience = PATIENCE

    def __init__(
        self,
        store: Store,
        sources: Sequence[PaperLookup],
        now: Callable[[], datetime],
        *,
        existing: Iterable[SourceSpec] = (),
        on_stored: Callable[[], None] = lambda: None,
    ) -> None:
        self._store = store
        self._sources = sources
        self._existing = {
            spec.name: spec for spec in (*existing, *(source.spec for source in sources)) if spec.lookup_pattern
        }
        self._now = now
        self._on_stored = on_stored
        self._running: dict[str, tuple[int, asyncio.Task[Answer]]] = {}  # (person id, task) by paper
        self._not_found: dict[str, tuple[datetime, Answer]] = {}  # (expiry, answer) by paper
        self._cooldowns: dict[str, tuple[datetime, SourceError]] = {}  # (end, error) by source

    def can_find(self, paper_id: str) -> bool:
        """True if a source can look up this paper."""
        return any(source.spec.can_find(paper_id) for source in self._sources)

    def source_titles(self, paper_id: str | None = None) -> tuple[str, ...]:
        """Return the titles of all sources with lookups, or with lookups of this paper, enabled or not."""
        specs = self._existing.values()
        return tuple(spec.title for spec in specs if paper_id is None or spec.can_find(paper_id))

    async def find_all(self, paper_ids: Sequence[str], person_id: int) -> dict[str, Answer]:
        """Return an answer for each paper. Raises StoreError."""
        answers = await asyncio.gather(*(self.find(one, person_id) for one in paper_ids))
        return dict(zip(paper_ids, answers, strict=True))

    async def find(self, paper_id: str, person_id: int = NOBODY) -> Answer:
        """Return a stored paper, or look it up within the limits, for at most a minute. Raises StoreError."""
        stored = (await self._store.sightings([paper_id])).get(paper_id)
        if stored is not None:
            return Answer(sighting=stored)
        sources = [source for source in self._sources if source.spec.can_find(paper_id)]
        if not sources:
            return NOT_FINDABLE
        # If "no such paper" is not cached: an answer that has expired
        expiry, answer = self._not_found.get(paper_id, (self._now(), NOT_FINDABLE))
        if self._now() < expiry:
            return answer
        if paper_id not in self._running:
            of_person = sum(person == person_id for person, _ in self._running.values())
            if len(self._running) >= MAX_RUNNING or (person_id and of_person >= MAX_PER_PERSON):
                return Answer(message=partial(gettext, _BUSY_MESSAGE))
            task = asyncio.create_task(self._look_up(sources, paper_id), name="look up")
            self._running[paper_id] = person_id, task
            task.add_done_callback(lambda _: self._running.pop(paper_id))
        return await asyncio.shield(self._running[paper_id][1])  # others may await it

    async def close(self) -> None:
        """Cancel all lookups."""
        tasks = [task for _, task in self._running.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _look_up(self, sources: Sequence[PaperLookup], paper_id: str) -> Answer:
        """Ask the sources for a paper, and store it; without one, say why."""
        outcomes = await self._outcomes(sources, paper_id)
        readings = [found for _, found in outcomes if isinstance(found, Sighting)]
        if readings:
            stored = await self._store.add_paper(merged(tuple(readings)))
            self._on_stored()
            return Answer(sighting=stored)
        # A list has only some papers, so if there are streams, only their answers count.
        decisive = [pair for pair in outcomes if pair[0].kind is SourceKind.STREAM] or outcomes
        errors = [found for _, found in decisive if isinstance(found, SourceError)]
        if errors:
            return Answer(message=partial(_failed_text, tuple(errors)))
        answer = Answer(message=partial(_not_found_text, tuple(spec.title for spec, _ in decisive)))
        self._not_found.pop(paper_id, None)  # so that it becomes the last, as the newest
        self._not_found[paper_id] = (self._now() + _NOT_FOUND_REMEMBERED_FOR, answer)
        if len(self._not_found) > MAX_REMEMBERED:
            del self._not_found[next(iter(self._not_found))]
        return answer

    async def _outcomes(self, sources: Sequence[PaperLookup], paper_id: str) -> list[tuple[SourceSpec, _Outcome]]:
        """Ask all sources; return their outcomes in order. Once one has the paper, others get a second more."""
        tasks = [asyncio.create_task(self._outcome(source, paper_id)) for source in sources]
        pending, timeout = set(tasks), None
        try:
            while pending:
                done, pending = await asyncio.wait(pending, timeout=timeout, return_when=asyncio.FIRST_COMPLETED)
                if not done:
                    break
                if any(isinstance(task.result(), Sighting) for task in done):
                    timeout = _GRACE_SECONDS
        finally:
            for task in pending:
                task.cancel()
            await asyncio.gather(*pending, return_exceptions=True)
        pairs = zip(sources, tasks, strict=True)
        return [(source.spec, task.result()) for source, task in pairs if not task.cancelled()]

    async def _outcome(self, source: PaperLookup, paper_id: str) -> _Outcome:
        """Ask one source. During its cooldown after a failure return that error instead."""
        name, now = source.spec.name, self._now()
        if name in self._cooldowns and now < self._cooldowns[name][0]:
            return self._cooldowns[name][1]
        try:
            async with asyncio.timeout(_TIMEOUT):
                found = await source.find(paper_id, now)
        except TimeoutError:
            error: SourceError = _SlowError(source.spec.title)
        except SourceError as raised:
            error = raised
        else:
            return found and replace(found, kind=source.spec.kind, original=source.spec.original).as_unannounced()
        self._cooldowns[name] = self._now() + timedelta(seconds=error.retry_after or _COOLDOWN_SECONDS), error
        return error


class _SlowError(SourceError):
    """A source did not answer in time; the text is its title."""


def _not_found_text(names: Sequence[str]) -> str:
    return gettext("Not found on {sources}. Check the ID.", sources=either(names))


def _failed_text(errors: Sequence[SourceError]) -> str:
    """Return a sentence with what failed and when to try again."""
    minutes = max(1, *(math.ceil((error.retry_after or 0) / 60) for error in errors))
    # NOTE: a paper; {reason} is what went wrong, in English where it is technical, without a full stop
    return ngettext(
        "Lookup failed: {reason}. Try again in {number} minute.",
        "Lookup failed: {reason}. Try again in {number} minutes.",
        minutes,
        reason=_reason(errors[-1]),
    )


def _reason(error: SourceError) -> str:
    """Return the error's text for people, escaped."""
    if isinstance(error, _SlowError):
        # NOTE: follows a colon, without a full stop
        return gettext("{source} didn't respond in time", source=error)
    return safe(error.reason, _REASON_LENGTH)
