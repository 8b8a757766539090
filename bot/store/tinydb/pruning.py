"""Forgetting what is no longer needed, in small transactions, so that nobody waits long."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from typing_extensions import override

from bot.domain.alert import Alert, Message
from bot.domain.ports.store import KEEP_PAPERS
from bot.domain.subscription_book import baselines_begin
from bot.store import rules
from bot.store.codec import time_text
from bot.store.engine import OpenStore
from bot.store.tinydb.core import Core
from bot.store.tinydb.table import in_batches

if TYPE_CHECKING:
    from datetime import date, datetime, timedelta

_SECOND = 19  # characters of a time, as `bot.store.codec.fields.time_text` writes it
_FINISHED = re.compile(rb'"finished":"(.{19})')
_PAYLOAD = b'"payload":{'
_NEVER = b"~"


class Pruning(Core, OpenStore):
    """The part of the store that forgets."""

    @override
    async def prune(self, now: datetime, *, keep_papers: timedelta = KEEP_PAPERS) -> int:
        """Messages go before their alerts: one that is queued again in between still has them."""
        await self._prune_baselines(now)
        gone = await self._prune_papers(now - keep_papers)
        return gone + await self._prune_messages(now) + await self._prune_alerts(now)

    async def _prune_baselines(self, now: datetime) -> None:
        days = self._index.papers
        if not days:
            return
        first = baselines_begin(max(days), now)
        async for keys in in_batches(self._tables.baselines):
            async with self._write():
                # Not before: a reading for which this waits may list a paper, and learn it.
                listed = {paper for day in days if day >= first for paper in days.of(day)}
                for key in keys:
                    baseline = rules.current_baseline(self._tables.baselines.get(key) or (), listed)
                    if baseline is not None:
                        self._tables.baselines.put(key, baseline)

    async def _prune_papers(self, before: datetime) -> int:
        last, days = before.date(), self._index.papers
        listed = [(day, paper) for day in days if day < last for paper in days.of(day)]
        gone = 0
        async for some in in_batches(listed):
            async with self._write():
                old = [paper for day, paper in some if self._is_old(paper, day)]
                for paper in old:
                    self._tables.papers.drop(paper)
                    self._tables.notes.drop(rules.summary_note(paper))
            gone += len(old)
        return gone

    def _is_old(self, paper: str, day: date) -> bool:
        """Whether it is still on that list, and nothing that is open needs it."""
        return self._index.papers.has(day, paper) and not self._index.outbox.needs(paper)

    async def _prune_alerts(self, now: datetime) -> int:
        gone, long_ago = 0, now - rules.KEEP_FINISHED
        async for some in in_batches(self._tables.alerts.lines()):
            if keys := [key for key, line in some if _end(line) <= _second(long_ago)]:
                async with self._write():
                    found = [(key, self._tables.alerts.get(key)) for key in keys]
                    old = [key for key, alert in found if alert is not None and _ended_by(alert, long_ago)]
                    for key in old:
                        self._tables.alerts.drop(key)
                gone += len(old)
        return gone

    async def _prune_messages(self, now: datetime) -> int:
        gone, week, month = 0, _second(now - rules.KEEP_PAYLOADS), _second(now - rules.KEEP_MESSAGES)
        async for some in in_batches(self._tables.messages.lines()):
            ended = [(key, line, end) for key, line in some if (end := _end(line)) <= week]
            if keys := [key for key, line, end in ended if end <= month or _PAYLOAD in line]:
                async with self._write():
                    gone += sum([await self._age(message, now) for message in self._tables.found(Message, keys)])
        return gone

    async def _age(self, message: Message, now: datetime) -> bool:
        """Drop a finished message or its payload; returns whether it went."""
        settled = message.state in rules.SETTLED
        if _ended_by(message, now - (rules.KEEP_MESSAGES if settled else rules.KEEP_FINISHED)):
            self._tables.messages.drop(message.key)
            return True
        if message.payload and settled and _ended_by(message, now - rules.KEEP_PAYLOADS):
            await self._tables.put([replace(message, payload={})])
        return False


def _second(moment: datetime) -> bytes:
    return time_text(moment)[:_SECOND].encode()


def _end(line: bytes) -> bytes:
    """The second in which a document ended, of which `line` has the JSON.

    Looked for as bytes, which takes a tenth of the time of decoding it: no text in JSON holds a bare quote.
    """
    found = _FINISHED.search(line)
    return _NEVER if found is None else found[1]


def _ended_by(thing: Alert | Message, moment: datetime) -> bool:
    return thing.finished is not None and thing.finished < moment
