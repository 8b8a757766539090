"""Controls that make alerts depend on a model's summaries."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bot.service.deliver.attempt import Attempt
from bot.service.deliver.deliverer import Deliverer
from bot.sources.summaries.writer import SummaryWriter
from tests.wire.crash.controls.protocol import look_at_nothing

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.domain.alert import Message
    from bot.domain.paper import Paper
    from bot.domain.ports import PostPermit
    from bot.domain.subscription import Destination
    from bot.service.deliver.retry_decision import Sent

_writers: dict[Attempt, Any] = {}


def holds_for_the_model():
    """Nothing is planned until there is a summary, however long that takes."""

    def ask(
        self: SummaryWriter, _destination_id: int, papers: Sequence[Paper], language: str, now: datetime
    ) -> bool:
        summary_language = self.language_for(language)
        missing = [paper for paper in papers if self._needs_summary(paper, summary_language)]
        for paper in missing:
            self._request(paper, summary_language, now)
        return bool(missing)

    SummaryWriter.ask = ask


def asks_when_claimed():
    """A post that is claimed, and of which is judged whether its nonce is known, waits for the model's answer.

    Nor is anything looked at before, which would find what was posted.
    """
    look_at_nothing()
    construct, send = Deliverer.__init__, Attempt._post

    def constructed(self: Deliverer, *more: Any, **parts: Any):
        construct(self, *more, **parts)
        _writers[self._attempt] = parts["summaries"]

    async def post(  # noqa: PLR0917 - as the real one has them
        self: Attempt,
        message: Message,
        destination: Destination,
        first_attempt: datetime,
        after: int | None,
        turn: PostPermit,
    ) -> Sent:
        papers = [one.paper for one in (await self._store.sightings(message.paper_ids)).values()]
        await _answered(_writers[self], papers, self._clock.now())
        later = replace(await self._notifier.permit(), single=turn.single)
        return await send(self, message, destination, first_attempt, after, later)

    Deliverer.__init__ = constructed
    Deliverer._ask_for_summaries = lambda *_: set()
    Attempt._post = post


async def _answered(writer: Any, papers: Sequence[Paper], now: datetime):
    """Ask, and wait for as long as that takes."""
    language = writer.language_for("en")
    tasks = [writer._request(paper, language, now) for paper in papers if writer._needs_summary(paper, language)]
    await asyncio.gather(*tasks)
