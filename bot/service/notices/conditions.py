"""Inspects the conditions of the table: which destinations are in trouble, and which no longer are."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, TypeVar

from bot.service.notes import JsonNote
from bot.service.notices.occasions import CONDITIONS, Condition, Observation

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bot.domain.subscription import Subscription
    from bot.service.notices.notices import Notices

T = TypeVar("T")


async def inspect_conditions(notices: Notices) -> None:
    """Give notice of each condition where it lasts, and of its end.

    What was found is kept in one note for each condition and shard, so that it outlives a restart.
    """
    seen = await _observe(notices)
    for condition in CONDITIONS:
        await _inspect(condition, seen, notices)


async def _observe(notices: Notices) -> dict[int, Observation]:
    """All destinations of this shard."""
    subscriptions: defaultdict[int, list[Subscription]] = defaultdict(list)
    for one in (await notices.store.subscriptions()).subscriptions:
        subscriptions[one.destination_id].append(one)
    return {
        one.id: Observation(
            destination=one,
            subscriptions=tuple(subscriptions[one.id]),
            role_trouble=notices.sender.role_trouble(one),
            at=notices.now(),
        )
        for one in await notices.store.destinations()
        if notices.shard.holds(one.guild_id)
    }


async def _inspect(condition: Condition[T], seen: Mapping[int, Observation], notices: Notices) -> None:
    """A blocked destination gets no notice: it has had its own."""
    note = JsonNote(notices.store, f"{condition.remembered} {notices.shard.id}", _by_destination(condition))
    before = await note.load() or {}
    details = {where: condition.find(one, before.get(where)) for where, one in seen.items()}
    lasting = {where: detail for where, detail in details.items() if detail is not None}
    if lasting != before:
        await (note.save(lasting) if lasting else note.forget())
    for where, detail in lasting.items():
        if seen[where].destination.block is None and condition.long_enough(detail, notices.now()):
            await notices.begin(condition, seen[where].destination, detail)
    for where in before.keys() - lasting.keys():
        text = condition.ends(seen[where]) if where in seen else None
        await notices.end(condition.record_name(where), text)


def _by_destination(condition: Condition[T]) -> Callable[[dict[str, Any]], dict[int, T]]:
    return lambda doc: {int(where): condition.decode(detail) for where, detail in doc.items()}
