"""Inspects the conditions of the table: which destinations are in trouble, and which no longer are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.service.notes import JsonNote
from bot.service.notices.occasions import CONDITIONS, Look, record_name
from bot.service.slices import in_slices

if TYPE_CHECKING:
    from bot.domain.subscription import Destination
    from bot.service.notices.notices import Notices
    from bot.service.notices.occasions import Condition, Notice, Words


async def inspect_conditions(notices: Notices) -> None:
    """Give notice of each condition where it lasts, and of its end, at the destinations of this shard.

    What was found is kept in one note for each condition and shard, so that it outlives a restart. A blocked
    destination gets no notice: it has had its own.
    """
    for condition in CONDITIONS:
        await _inspect(condition, notices)


async def _inspect(condition: Condition, notices: Notices) -> None:
    note = JsonNote(notices.store, f"{condition.remembered} {notices.shard.id}", _decode)
    before = await note.load() or {}
    book, now = await notices.store.subscriptions(), notices.now()
    lasting: dict[int, str] = {}
    due: list[tuple[Destination, Notice]] = []
    ended: dict[int, tuple[Words | None, Destination | None]] = dict.fromkeys(before, (None, None))
    async for place in in_slices(await notices.store.destinations()):
        if not notices.shard.holds(place.guild_id):
            continue
        found = condition.look(Look(notices.sender, now, place, book.at(place.id), before.get(place.id)))
        if found.detail is None:
            ended[place.id] = found.words_for_end, place
            continue
        lasting[place.id] = found.detail
        if found.notice is not None and place.block is None:
            due.append((place, found.notice))
    if lasting != before:
        await (note.save(lasting) if lasting else note.forget())
    for place, notice in due:
        await notices.begin(place, notice)
    for where in before.keys() - lasting.keys():
        await notices.end(record_name(condition.topic, where), *ended[where])


def _decode(doc: dict[str, Any]) -> dict[int, str]:
    return {int(where): str(detail) for where, detail in doc.items()}
