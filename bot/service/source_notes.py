"""How the sources do, told to the processes that do not poll themselves."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.domain.ports import Store
    from bot.service.source_state import SourceState

_TIMES = ("started", "last_good", "last_new", "failing_since")
_VALUES = ("learning", "last_error", "skipped")


class SourceNotes:
    """The running records of sources as notes in the store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def publish(self, state: SourceState) -> None:
        """Write down how a source does."""
        times = {name: when and when.isoformat() for name in _TIMES for when in (getattr(state, name),)}
        values = {name: getattr(state, name) for name in _VALUES}
        await self._store.set_note(_name(state), json.dumps({**times, **values}))

    async def follow(self, states: Iterable[SourceState]) -> None:
        """Make these records what was written down last; one that nobody wrote stays as it is."""
        for state in states:
            text = await self._store.note(_name(state))
            if text is not None:
                _take(state, json.loads(text))


def _name(state: SourceState) -> str:
    return f"source {state.name}"


def _take(state: SourceState, written: dict[str, Any]) -> None:
    for name in _TIMES:
        setattr(state, name, None if written[name] is None else datetime.fromisoformat(written[name]))
    for name in _VALUES:
        setattr(state, name, written[name])
