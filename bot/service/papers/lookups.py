"""Papers that are not stored, asked of their sources because somebody named them, and kept."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

from bot.domain.errors import SourceError
from bot.domain.paper import Sighting
from bot.domain.ports import SourceKind
from bot.domain.readings import merged
from bot.domain.subscription import NOBODY
from bot.language.formats import joined
from bot.language.translating import gettext, gettext_noop, ngettext

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime

    from bot.domain.ports import PaperLookup, SourceSpec, Store

    _Outcome: TypeAlias = Sighting | SourceError | None

PATIENCE = 3.0  # seconds that a person waits without being told that it takes longer
_LONGEST = 60.0  # seconds for one source, waiting for its turn included
_GRACE = 1.0  # seconds for the other sources, once one has given the paper
AT_ONCE = 8  # papers: at arXiv's pace the last one waits for half a minute
EACH = 5  # of these, asked for by one person
_UNKNOWN_FOR = timedelta(minutes=10)
_LEFT_ALONE = 30.0  # seconds, after a failure of a source that did not say how long
REMEMBERED = 1_000
# NOTE: papers are looked up at sources such as arXiv
_BUSY = gettext_noop("Too many papers are being looked up right now: try again in a minute.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A paper, or else why there is none; not `askable` when no source can be asked for its kind of identity.

    Several people may get the same answer: `say` makes the sentence for each.
    """

    sighting: Sighting | None = None
    say: Callable[[], str] = str
    askable: bool = True

    @property
    def trouble(self) -> str:
        """Why there is no paper, in a sentence."""
        return self.say()


NOWHERE = Answer(askable=False)


class Lookups:
    """Finds papers by identity: stored ones at once, others at the `sources` that can be asked for them.

    What a crowd asks for is bounded: a paper is asked for once at a time, a few at once, fewer for one person, and
    an answer without a paper is remembered for a while. `kept` is called when a paper was stored. `patience` is
    how long a person waits without hearing anything, in seconds; `now` gives aware UTC time. `known` are all
    sources that there are, also where none of them is asked.
    """

    patience = PATIENCE

    def __init__(
        self,
        store: Store,
        sources: Sequence[PaperLookup],
        now: Callable[[], datetime],
        *,
        known: Iterable[SourceSpec] = (),
        kept: Callable[[], None] = lambda: None,
    ) -> None:
        self._store = store
        self._sources = sources
        self._known = {spec.name: spec for spec in (*known, *(source.spec for source in sources)) if spec.finds}
        self._now = now
        self._kept = kept
        self._running: dict[str, tuple[int, asyncio.Task[Answer]]] = {}  # with who asked
        self._remembered: dict[str, tuple[datetime, Answer]] = {}
        self._left_alone: dict[str, tuple[datetime, SourceError]] = {}  # until when and why, by source

    def can_find(self, paper_id: str) -> bool:
        """True if some source can look up this paper."""
        return any(source.spec.can_find(paper_id) for source in self._sources)

    def askers(self, paper_id: str | None = None) -> tuple[str, ...]:
        """The sources that a bot can ask for papers, or for this one, whether this bot does; by their titles."""
        specs = self._known.values()
        return tuple(spec.title for spec in specs if paper_id is None or spec.can_find(paper_id))

    async def find_all(self, paper_ids: Sequence[str], person_id: int) -> dict[str, Answer]:
        """An answer for each paper. Raises StoreError."""
        answers = await asyncio.gather(*(self.find(one, person_id) for one in paper_ids))
        return dict(zip(paper_ids, answers, strict=True))

    async def find(self, paper_id: str, person_id: int = NOBODY) -> Answer:
        """The paper, asked for if it is not stored; an answer comes after a minute or so at the latest."""
        stored = (await self._store.sightings([paper_id])).get(paper_id)
        if stored is not None:
            return Answer(sighting=stored)
        sources = [source for source in self._sources if source.spec.can_find(paper_id)]
        if not sources:
            return NOWHERE
        until, answer = self._remembered.get(paper_id, (self._now(), NOWHERE))
        if self._now() < until:
            return answer
        if paper_id not in self._running:
            theirs = sum(asked == person_id for asked, _ in self._running.values())
            if len(self._running) >= AT_ONCE or (person_id and theirs >= EACH):
                return Answer(say=partial(gettext, _BUSY))
            task = asyncio.create_task(self._ask(sources, paper_id), name="look up")
            self._running[paper_id] = person_id, task
            task.add_done_callback(lambda _: self._running.pop(paper_id))
        return await asyncio.shield(self._running[paper_id][1])  # others may wait for it

    async def close(self) -> None:
        """Ask no more."""
        tasks = [task for _, task in self._running.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _ask(self, sources: Sequence[PaperLookup], paper_id: str) -> Answer:
        outcomes = await self._outcomes(sources, paper_id)
        readings = [found for _, found in outcomes if isinstance(found, Sighting)]
        if readings:
            kept = await self._store.add_paper(merged(tuple(readings)))
            self._kept()
            return Answer(sighting=kept)
        # A list has a part of what appears, so that it matters only what those say who have everything.
        whole = [pair for pair in outcomes if pair[0].kind is SourceKind.STREAM] or outcomes
        errors = [found for _, found in whole if isinstance(found, SourceError)]
        if errors:
            return Answer(say=partial(_away, tuple(errors)))
        answer = Answer(say=partial(_unknown, tuple(spec.title for spec, _ in whole)))
        self._remembered.pop(paper_id, None)
        self._remembered[paper_id] = (self._now() + _UNKNOWN_FOR, answer)
        if len(self._remembered) > REMEMBERED:
            del self._remembered[next(iter(self._remembered))]
        return answer

    async def _outcomes(self, sources: Sequence[PaperLookup], paper_id: str) -> list[tuple[SourceSpec, _Outcome]]:
        """The sources' outcomes in order; a slow one is not waited for once another has the paper."""
        tasks = [asyncio.create_task(self._outcome(source, paper_id)) for source in sources]
        pending, patience = set(tasks), None
        try:
            while pending:
                done, pending = await asyncio.wait(pending, timeout=patience, return_when=asyncio.FIRST_COMPLETED)
                if not done:
                    break
                if any(isinstance(task.result(), Sighting) for task in done):
                    patience = _GRACE
        finally:
            for task in pending:
                task.cancel()
            await asyncio.gather(*pending, return_exceptions=True)
        asked = zip(sources, tasks, strict=True)
        return [(source.spec, task.result()) for source, task in asked if not task.cancelled()]

    async def _outcome(self, source: PaperLookup, paper_id: str) -> _Outcome:
        """Ask one source; an error if it failed, also a while ago: then it is not asked again yet."""
        name, now = source.spec.name, self._now()
        if name in self._left_alone and now < self._left_alone[name][0]:
            return self._left_alone[name][1]
        try:
            async with asyncio.timeout(_LONGEST):
                found = await source.find(paper_id, now)
        except TimeoutError:
            error: SourceError = _SlowError(source.spec.title)
        except SourceError as raised:
            error = raised
        else:
            return found and replace(found, kind=source.spec.kind, original=source.spec.original).asked_for()
        self._left_alone[name] = self._now() + timedelta(seconds=error.retry_after or _LEFT_ALONE), error
        return error


class _SlowError(SourceError):
    """The source was too slow. The text is its title."""


def _unknown(names: Sequence[str]) -> str:
    return ngettext(
        "{sources} knows no such paper: check the number.",
        "{sources} know no such paper: check the number.",
        len(names),
        sources=joined(names),
    )


def _away(errors: Sequence[SourceError]) -> str:
    """A sentence about what went wrong and when to try again."""
    minutes = max(1, *(round((error.retry_after or 0) / 60) for error in errors))
    # NOTE: a paper; {reason} is what went wrong, in English where it is technical, without a full stop
    return ngettext(
        "I could not look it up: {reason}. Try again in {number} minute.",
        "I could not look it up: {reason}. Try again in {number} minutes.",
        minutes,
        reason=_reason(errors[-1]),
    )


def _reason(error: SourceError) -> str:
    """Without the advice for hosts behind it."""
    if isinstance(error, _SlowError):
        # NOTE: follows a colon, without a full stop
        return gettext("{source} did not answer in time", source=error)
    return str(error).partition(";")[0].rstrip(".")
