"""Controls that remove the handling of changed subscriptions."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from bot.domain.subscribed_sources import source_names
from bot.service.deliver import planner
from bot.service.subscriptions.baseline import Baselines
from bot.store.operations import changed_subscription, papers

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.domain.ports import Revision
    from bot.domain.subscription import Subscription


def edits_forgotten():
    """What the new query does not ask for goes on waiting: it is posted although nobody wants it any more."""
    real = Baselines._revise

    async def learn(*parts: Any) -> Any:
        known, learned = await real(*parts)
        return known, replace(learned, matching=None)

    Baselines._revise = learn


def moves_leave_behind():
    """What waits is not brought to the other channel, and does not count as new there."""
    changed_subscription._move = lambda *_: {}
    _learn_everything(lambda old, new: old.destination_id != new.destination_id)


def renames_learn():
    """Any change learns what is stored, also what matched and has no alert yet, as the rest of a large reading."""
    _learn_everything(lambda _old, _new: True)


def pauses_hold_nothing():
    """A pause is for what is read from then on: what waits is posted all the same."""
    planner.active_subscriptions = planner.remaining_subscriptions


def picks_again():
    """What is read again is news to whoever asks for it, also where it was posted before they moved."""
    papers.adds_subscription = lambda *_: False


def undoes_settings_alone():
    """What is taken back is as it was, and what waited for that is let go."""
    changed_subscription._restore_alert = lambda alert, tombstone, *_, **__: (
        changed_subscription.without_subscription(alert, tombstone.id)
    )


def undoes_as_if_nowhere_else():
    """What waited is due again, also what another channel has had for the subscription meanwhile."""
    real = changed_subscription._restore_alert
    changed_subscription._restore_alert = lambda *parts, got_elsewhere: real(
        *parts, got_elsewhere=got_elsewhere and False
    )


def _learn_everything(when: Callable[[Subscription, Subscription], bool]):
    real = Baselines._revise

    async def learn(
        ours: Baselines, new: Subscription, change: Revision, known: frozenset[str], version: int
    ) -> Any:
        learned = await real(ours, new, change, known, version)
        if not when(change.replaces, new):
            return learned
        among = source_names(new.sources, ours.lists)
        papers = await ours._matches(new.query, since=date.min, version=version, among=among)
        return papers, learned[1]

    Baselines._revise = learn
