"""Check picks: k a day, none that the channel had, and no candidate lost to a crash.

Which are the nearest the harness does not know: its ranker calls every candidate near. So fewer than k are picked
only where there are no more.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from tests.wire.crash.people.wanting import Wanting
from tests.wire.crash.plan.streams import MISSED_PREFIX

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from bot.domain.preferences import Preferences
    from bot.domain.subscription import Subscription
    from tests.wire.crash.verdict.claims import Claims
    from tests.wire.crash.verdict.questions import Seen
    from tests.wire.crash.verdict.verdict import Owed

_DAY = timedelta(days=1)


@dataclass(slots=True, kw_only=True)
class Picks:
    """Kept over an episode. `words` has those of each paper; `troubles` are what must not be, `made` counts.

    `_fresh` are papers of a subscription that must be candidates next time: surely read since its last picks.
    `_had` is what channels have, or had to get.
    """

    words: Mapping[str, frozenset[str]]
    troubles: list[str] = field(default_factory=list[str])
    made: int = 0
    _fresh: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    _had: set[Owed] = field(default_factory=set["Owed"])

    def changed(self, key: str):
        """What is a candidate for a subscription now is not certain."""
        self._fresh[key].clear()

    def lived(
        self,
        before: Seen,
        now: Seen,
        claims: Claims,
        *,
        posted: Collection[Owed],
        changed: Collection[str],
        liked: Collection[str],
        exact: bool,
    ):
        """A bot has lived: what it picked is owed.

        What was `posted` before may not be picked, what is `liked` need not. Nobody knows when subscriptions were
        `changed`, and what is a candidate by a clock that was wrong, where it is not `exact`.
        """
        self._had |= before.waiting | before.begun | now.waiting | now.begun | now.dead | now.uncertain
        for key, picked in now.picked.items():
            old, new = (seen.subscriptions.get(key) for seen in (before, now))
            places = {one.destination_id for one in (old, new) if one is not None}
            made = [paper for paper in picked.papers if paper not in before.picked[key].papers]
            is_same = exact and key not in changed and new is not None
            claims.picked(key, made, places, must=key not in changed)
            self.made += len(made)
            if new is None or not is_same or changed:
                self._fresh[key].clear()
                continue
            last = max(before.picked[key].at, new.created)
            # Last picks by a clock that was ahead tell nothing of the day before: its picks are made again
            days = (picked.at - last) // _DAY if last <= picked.at else 1
            times = sum(picked.papers[paper] == 1 for paper in made)  # a slow life has two days' picks
            self._compare(new, made, posted, times=max(1, min(times, 1 + days)))
            missing = self._fresh[key].difference(made, liked)
            missing = {paper for paper in missing if (new.destination_id, paper) not in self._had}
            if picked.at == before.picked[key].at:
                self._fresh[key] |= _news(new, now.brought - before.brought, self.words)
                if picked.at < new.created:  # the first picks have no list day before the subscription's own
                    self._fresh[key] = {one for one in self._fresh[key] if not one.startswith(MISSED_PREFIX)}
                continue
            if missing and len(made) < new.most and not new.paused:
                self.troubles.append(f"{key} has picked {made}, not {sorted(missing)}")
            self._fresh[key].clear()

    def _compare(self, one: Subscription, made: Collection[str], posted: Collection[Owed], *, times: int):
        if len(made) > one.most * times:
            self.troubles.append(f"{one.id} has picked {len(made)} papers, not {one.most}, {times} times")
        if again := [paper for paper in made if (one.destination_id, paper) in posted]:
            self.troubles.append(f"{one.id} has picked {again}, which its channel had")


def _news(one: Subscription, brought: Iterable[tuple[str, str]], words: Mapping[str, frozenset[str]]) -> set[str]:
    """The candidates among what was brought, by the sources of a subscription."""
    wants = Wanting.of(one)
    wanted = {paper for paper, by in brought if by in wants.sources and wants.asks_for(words[paper])}
    return set() if one.paused else wanted


def overdue(seen: Seen, preferences: Mapping[int, Preferences], now: datetime) -> list[str]:
    """The subscriptions whose picks of the day were not made, or at a time that a wrong clock told."""
    return [
        key
        for key, one in seen.subscriptions.items()
        if key in seen.picked
        and not one.paused
        and not _latest(preferences[one.destination_id], now)
        <= max(seen.picked[key].at, one.created)
        <= now + _DAY
    ]


def _latest(preferences: Preferences, now: datetime) -> datetime:
    """When digests were due last; at the end of the quiet hours, if they are in them."""
    at, begin, end = preferences.digest_time, preferences.quiet_from, preferences.quiet_until
    assert at is not None
    at = end if begin is not None and end is not None and begin <= at < end else at
    due = datetime.combine(now.date(), at, tzinfo=now.tzinfo)
    return due if due <= now else due - _DAY
