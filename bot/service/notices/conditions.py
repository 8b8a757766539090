"""Inspects the conditions of the table: which destinations are in trouble, and which no longer are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.service.notes import JsonNote
from bot.service.notices.occasions import CONDITIONS, Condition, Observation, record_name
from bot.service.slices import in_slices

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.service.notices.notices import Notices

_AT_A_TIME = 1_000  # destinations compared between two turns of the event loop, some 3 ms


async def inspect_conditions(notices: Notices) -> None:
    """Give notice of each condition where it lasts, and of its end.

    What was found is kept in one note for each condition and shard, so that it outlives a restart.
    """
    seen = await _observe(notices)
    for condition in CONDITIONS:
        await _inspect(condition, seen, notices)


async def _observe(notices: Notices) -> dict[int, Observation]:
    """All destinations of this shard."""
    book = await notices.store.subscriptions()
    return {
        one.id: Observation(
            destination=one,
            subscriptions=book.at(one.id),
            role_trouble=notices.sender.role_trouble(one),
            at=notices.now(),
        )
        async for one in in_slices(await notices.store.destinations())
        if notices.shard.holds(one.guild_id)
    }


async def _inspect(condition: Condition, seen: Mapping[int, Observation], notices: Notices) -> None:
    """A blocked destination gets no notice: it has had its own."""
    note = JsonNote(notices.store, f"{condition.remembered} {notices.shard.id}", _decode)
    before = await note.load() or {}
    found = in_slices(seen.items(), _AT_A_TIME)
    details = {where: condition.find(one, before.get(where)) async for where, one in found}
    lasting = {where: detail for where, detail in details.items() if detail is not None}
    if lasting != before:
        await (note.save(lasting) if lasting else note.forget())
    for where, detail in lasting.items():
        if seen[where].destination.block is None:
            notice = condition.notice(notices.sender, seen[where], detail)
            if notice is not None:
                await notices.begin(seen[where].destination, notice)
    for where in before.keys() - lasting.keys():
        ended = seen.get(where)
        words = None if ended is None else condition.ends(ended)
        await notices.end(record_name(condition.topic, where), words, None if ended is None else ended.destination)


def _decode(doc: dict[str, Any]) -> dict[int, str]:
    return {int(where): str(detail) for where, detail in doc.items()}
