"""Inspects the conditions of the table: which destinations are in trouble, and which no longer are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from bot.service.notes import JsonNote
from bot.service.notices.occasions import CONDITIONS, Condition, Observation
from bot.service.slices import in_slices

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.service.notices.notices import Notices

T = TypeVar("T")
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


async def _inspect(condition: Condition[T], seen: Mapping[int, Observation], notices: Notices) -> None:
    """A blocked destination gets no notice: it has had its own."""
    note = JsonNote(notices.store, f"{condition.remembered} {notices.shard.id}", _by_destination(condition))
    before = await note.load() or {}
    found = in_slices(seen.items(), _AT_A_TIME)
    details = {where: condition.find(one, before.get(where)) async for where, one in found}
    lasting = {where: detail for where, detail in details.items() if detail is not None}
    if lasting != before:
        await (note.save(lasting) if lasting else note.forget())
    for where, detail in lasting.items():
        if seen[where].destination.block is None and condition.long_enough(detail, notices.now()):
            await notices.begin(condition, seen[where].destination, detail)
    for where in before.keys() - lasting.keys():
        ended = seen.get(where)
        words = None if ended is None else condition.ends(ended)
        await notices.end(condition.record_name(where), words, None if ended is None else ended.destination)


def _by_destination(condition: Condition[T]) -> Callable[[dict[str, Any]], dict[int, T]]:
    return lambda doc: {int(where): condition.decode(detail) for where, detail in doc.items()}
