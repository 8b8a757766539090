"""What is taken out of following people who change their minds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from bot.query import parse
from bot.service.deliver import planner
from bot.service.papers.scan import matching
from bot.service.subscriptions import baseline
from bot.store import revision

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.domain.ports import Store
    from bot.domain.subscription import Subscription
    from bot.query import PaperCache


def edits_forgotten() -> None:
    """What the new query does not ask for goes on waiting: it is posted although nobody wants it any more."""
    real = baseline._learn

    async def learn(*parts: Any) -> Any:
        return replace(await real(*parts), wanted=None)

    baseline._learn = learn


def moves_leave_behind() -> None:
    """What waits is not brought to the other channel, and does not count as new there."""
    revision._arrive = lambda *_: None
    _learn_everything(lambda old, new: old.destination_id != new.destination_id)


def renames_learn() -> None:
    """Any change learns what is stored, also what matched and has no alert yet, as the rest of a large reading."""
    _learn_everything(lambda _old, _new: True)


def pauses_hold_nothing() -> None:
    """A pause is for what is read from then on: what waits is posted all the same."""
    planner.wanting = planner.alive


def _learn_everything(when: Callable[[Subscription, Subscription], bool]) -> None:
    real = baseline._learn

    async def learn(store: Store, cache: PaperCache, old: Subscription, new: Subscription, *rest: Any) -> Any:
        learned = await real(store, cache, old, new, *rest)
        if not when(old, new):
            return learned
        papers = matching(cache, parse(new.query), await store.papers_since(date.min))
        return replace(learned, baseline=frozenset([sighting.paper.id async for sighting in papers]))

    baseline._learn = learn
