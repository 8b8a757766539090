"""Papers, and the readings that bring them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from typing_extensions import override

from bot.domain.alert import Alert
from bot.domain.errors import ConflictError
from bot.domain.paper import Sighting, with_summary
from bot.domain.ports import NoteStore, PaperStore
from bot.store import codec, rules
from bot.store.entries import Note, Position
from bot.store.verbs.transaction import Verbs, change

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from bot.domain.paper import Summary
    from bot.domain.ports import PollCommit
    from bot.store.verbs.transaction import AlertKey, Transaction


class PaperVerbs(Verbs, PaperStore, NoteStore):
    """Papers, readings of sources and the alerts that come of them."""

    @override
    async def commit_poll(self, commit: PollCommit) -> tuple[Alert, ...]:
        return await self.in_transaction(lambda rows: _commit(rows, commit), followed=commit.followed)

    @override
    async def alerts_of(self, keys: Collection[AlertKey]) -> dict[AlertKey, Alert]:
        return await self.read(Alert, keys)

    @override
    async def position(self, source: str) -> date | None:
        found = await self.read_one(Position, source)
        return None if found is None else found.day

    @override
    async def cursor(self, source: str) -> str | None:
        return await self.note(rules.cursor_note(source))

    @override
    async def sightings(self, paper_ids: Collection[str]) -> dict[str, Sighting]:
        return await self.read(Sighting, paper_ids)

    @override
    async def note(self, name: str) -> str | None:
        found = await self.read_one(Note, name)
        return None if found is None else found.value

    @override
    @change
    async def set_note(self, rows: Transaction, name: str, value: str | None) -> None:
        await (rows.drop(Note, [name]) if value is None else rows.put([Note(name, value)]))

    @override
    @change
    async def add_paper(self, rows: Transaction, sighting: Sighting) -> Sighting:
        await rows.lock()
        if (stored := await rows.find_one(Sighting, sighting.paper.id)) is not None:
            return stored
        await rows.put([sighting])
        await rows.grow("papers")
        return sighting

    @override
    @change
    async def add_summary(self, rows: Transaction, paper_id: str, summary: Summary) -> bool:
        await rows.lock()  # whoever prunes takes it too, so the paper stays; and of two summaries none is lost
        if (stored := await rows.find_one(Sighting, paper_id)) is None:
            return False
        summaries = codec.encode_summaries(with_summary(stored.paper.summaries, summary))
        await rows.put([Note(rules.summary_note(paper_id), summaries)])
        return True


async def _commit(rows: Transaction, commit: PollCommit) -> tuple[Alert, ...]:
    """Write what a reading changes; returns the new alerts, as they are stored."""
    if commit.subscriptions_version != (await rows.lock())["subscriptions"]:
        raise ConflictError("Subscriptions changed while papers were matched: match them again.")
    if commit.sightings:
        await rows.put(commit.sightings)
        await rows.grow("papers")
    if commit.position is not None:
        await rows.put([Position(commit.source, commit.position)])
    if commit.cursor is not None:
        await rows.put([Note(rules.cursor_note(commit.source), commit.cursor)])
    if await rows.widen(commit.baselines):
        await rows.grow("subscriptions")
    known = await rows.find(Alert, [alert.key for alert in commit.alerts])
    before = dict(known)
    new: dict[AlertKey, None] = {}
    asked = {
        a.key for a in commit.alerts if a.paper_id in commit.already_stored and rules.joins(known.get(a.key), a)
    }
    had = await rows.had_elsewhere(asked)
    for alert in commit.alerts:
        merged, is_new = _merge_unrepeated(
            known.get(alert.key), alert, had.get(alert.key, ()), again=commit.revive_dropped
        )
        if merged is not None:
            known[alert.key] = merged
        if is_new:
            new[alert.key] = None
    await rows.put(alert for key, alert in known.items() if alert != before.get(key))
    return tuple(known[key] for key in new)


def _merge_unrepeated(
    existing: Alert | None, alert: Alert, had: Collection[str], *, again: bool
) -> tuple[Alert | None, bool]:
    """By `rules.merge_alert`, but for the subscriptions that `had` the paper elsewhere; None: there is none."""
    left = tuple(key for key in alert.subscriptions if key not in had)
    if not left:
        return existing, False
    return rules.merge_alert(existing, replace(alert, subscriptions=left) if had else alert, again=again)
