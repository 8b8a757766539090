"""What is taken out of following people who change their minds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from bot.domain.listening import names_of
from bot.service.deliver import planner
from bot.service.subscriptions import baseline
from bot.service.subscriptions.matches import matching
from bot.store import revision, rules

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Set as AbstractSet
    from datetime import datetime

    from bot.domain.ports import PastPapers, Store
    from bot.domain.subscription import Subscription


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


def picks_again() -> None:
    """What is read again is news to whoever asks for it, also where it was posted before they moved."""
    rules._not_had = lambda alert, _: alert


def undoes_settings_alone() -> None:
    """What is taken back is as it was, and what waited for that is let go."""

    def take_up(result: Any, alert: Any, tombstone: Subscription, *_: Any, elsewhere: bool) -> None:
        assert elsewhere in {True, False}
        revision._give_up(result, alert, tombstone.id, None)

    revision._take_up = take_up


def undoes_as_if_nowhere_else() -> None:
    """What waited is due again, also what another channel has had for the subscription meanwhile."""
    real = revision._take_up

    def take_up(*parts: Any, elsewhere: bool) -> None:
        real(*parts, elsewhere=elsewhere and False)

    revision._take_up = take_up


def _learn_everything(when: Callable[[Subscription, Subscription], bool]) -> None:
    real = baseline._learn

    async def learn(  # noqa: PLR0917 - as the real one has them
        store: Store,
        past: PastPapers | None,
        old: Subscription,
        new: Subscription,
        known: frozenset[str],
        at: datetime,
        version: int,
        lists: AbstractSet[str] | None,
    ) -> Any:
        learned = await real(store, past, old, new, known, at, version, lists)
        if not when(old, new):
            return learned
        among = names_of(new.sources, lists)
        papers = await matching(store, past, new.query, since=date.min, version=version, among=among)
        return replace(learned, baseline=papers)

    baseline._learn = learn
