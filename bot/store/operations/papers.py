"""Storing papers, polls, cursors and notes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from typing_extensions import override

from bot.domain.alert import Alert
from bot.domain.errors import ConflictError
from bot.domain.paper import Sighting, Summary, with_summary
from bot.domain.ports import NoteStore, PaperStore, PollCommit
from bot.store import rules
from bot.store.codec import documents
from bot.store.entries import Note, Position
from bot.store.operations.transaction import AlertKey, Operations, Transaction, transactional
from bot.store.rules import adds_subscription

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from datetime import date


class PaperOperations(Operations, PaperStore, NoteStore):
    """Papers, polls of sources with their alerts, and notes."""

    @override
    async def commit_poll(self, commit: PollCommit) -> tuple[Alert, ...]:
        return await self.in_transaction(
            lambda transaction: _commit(transaction, commit), more_follow=commit.more_follow
        )

    @override
    async def alerts_of(self, keys: Collection[AlertKey]) -> dict[AlertKey, Alert]:
        return await self.read(Alert, keys)

    @override
    async def position(self, source: str) -> date | None:
        entry = await self.read_one(Position, source)
        return None if entry is None else entry.day

    @override
    async def cursor(self, source: str) -> str | None:
        return await self.note(rules.cursor_note(source))

    @override
    async def sightings(self, paper_ids: Collection[str]) -> dict[str, Sighting]:
        return await self.read(Sighting, paper_ids)

    @override
    async def note(self, name: str) -> str | None:
        entry = await self.read_one(Note, name)
        return None if entry is None else entry.value

    @override
    @transactional
    async def set_note(self, transaction: Transaction, name: str, value: str | None) -> None:
        await (transaction.drop(Note, [name]) if value is None else transaction.put([Note(name, value)]))

    @override
    @transactional
    async def change_note(
        self, transaction: Transaction, name: str, change: Callable[[str | None], str | None]
    ) -> None:
        await transaction.lock()  # a note that is not stored yet cannot be locked itself
        stored = await transaction.find_one(Note, name)
        value = change(None if stored is None else stored.value)
        await (transaction.drop(Note, [name]) if value is None else transaction.put([Note(name, value)]))

    @override
    @transactional
    async def add_paper(self, transaction: Transaction, sighting: Sighting) -> Sighting:
        await transaction.lock()
        if (stored := await transaction.find_one(Sighting, sighting.paper.id)) is not None:
            return stored
        await transaction.put([sighting])
        await transaction.count_changes("papers")
        return sighting

    @override
    @transactional
    async def add_summary(self, transaction: Transaction, paper_id: str, summary: Summary) -> bool:
        await transaction.lock()  # pruning locks too, so the paper stays; and no summary overwrites another
        if (stored := await transaction.find_one(Sighting, paper_id)) is None:
            return False
        summaries = documents.encode_summaries(with_summary(stored.paper.summaries, summary))
        await transaction.put([Note(rules.summary_note(paper_id), summaries)])
        return True


async def _commit(transaction: Transaction, commit: PollCommit) -> tuple[Alert, ...]:
    """Write the changes of a poll; return the new alerts as they are stored."""
    if commit.subscriptions_version != (await transaction.lock())["subscriptions"]:
        raise ConflictError("Subscriptions changed while papers were matched. Match them again.")
    if commit.sightings:
        await transaction.put(commit.sightings)
        await transaction.count_changes("papers")
    if commit.position is not None:
        await transaction.put([Position(commit.source, commit.position)])
    if commit.cursor is not None:
        await transaction.put([Note(rules.cursor_note(commit.source), commit.cursor)])
    if await transaction.add_to_baselines(commit.baselines):
        await transaction.count_changes("subscriptions")
    alerts = await transaction.find(Alert, [alert.key for alert in commit.alerts])
    stored = dict(alerts)
    new: list[AlertKey] = []
    # Only these papers could a moved subscription get twice (see `PaperStore.commit_poll`).
    of_stored_papers = [alert for alert in commit.alerts if alert.paper_id in commit.already_stored]
    keys_to_check = {alert.key for alert in of_stored_papers if adds_subscription(alerts.get(alert.key), alert)}
    alerted_elsewhere = await transaction.find_alerted_elsewhere(keys_to_check)
    for alert in commit.alerts:
        elsewhere = alerted_elsewhere.get(alert.key, ())
        remaining = tuple(key for key in alert.subscriptions if key not in elsewhere)
        if not remaining:
            continue
        for_remaining = replace(alert, subscriptions=remaining) if elsewhere else alert
        alerts[alert.key], is_new = rules.merge_alert(alerts.get(alert.key), for_remaining)
        if is_new:
            new.append(alert.key)
    await transaction.put(alert for key, alert in alerts.items() if alert != stored.get(key))
    return tuple(alerts[key] for key in new)
