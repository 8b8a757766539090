"""Picks the papers of a day that are most like the liked ones, when a channel's digest is due.

Candidates are the papers that the subscription's sources announced since its last picks, without those that its
channel has or had. The picks become alerts in the same write as the time of the next picks, so that a crash before
it changes nothing, and after it nothing is picked again.
"""

from __future__ import annotations

import logging
import random
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from bot.domain.alert import Alert, PickReason
from bot.domain.ports import PastPapers, PickTask, PollCommit, Ranker, Store, Taste
from bot.domain.schedule import DigestTimes, schedule_of
from bot.domain.subscription import EVERY_PAPER, PICKS_SOURCE, Mode, Subscription, earlier_id
from bot.query import QueryError
from bot.service.notes import text_of
from bot.service.picks.picked import Picked, last_picks
from bot.service.poll.context import commit_with_retries
from bot.service.slices import in_slices
from bot.service.trusted_clock import TOLERANCE

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from bot.domain.paper import Paper, Sighting
    from bot.domain.ports.catalogue import Catalogue
    from bot.domain.subscription_cache import SubscriptionCache
    from bot.service.picks.likes import Likes

_log = logging.getLogger(__name__)
FEWEST_EXAMPLES = 5  # liked papers and examples, with which picks begin
PREVIEW_DAYS = 7
_MOST_LIKED = 500  # of a taste, the newest; and as many disliked
_MOST_CANDIDATES = 3_000  # the newest
_BACKGROUND = 2_500  # past papers beside the liked ones, for comparison
_LISTED_BEFORE = timedelta(days=14)  # the first announcement of a paper can be of an older list day
_OVERLAP = timedelta(hours=1)  # a poll stores papers some time after it has seen them
_KEPT_REASONS = 50  # of a subscription, the last ones
_CHECK_EVERY = 60.0  # seconds
_AT_ONCE = 100  # subscriptions ranked together: so many wait for a slow one, or are ranked again after a crash


class PicksState(NamedTuple):
    """The facts about picks that a list shows.

    `examples` and `likes` are what they resemble. `liked_share` of the last 50 picks were liked; None before the
    first. `empty_days` are the last ones in a row on which no candidate was near.
    """

    examples: int
    likes: int
    liked_share: float | None
    empty_days: int

    @property
    def missing(self) -> int:
        """Return the number of examples or likes that are missing."""
        return max(0, FEWEST_EXAMPLES - self.examples - self.likes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Picker:
    """Makes the alerts of subscriptions with picks, of the sources in the `catalogue`.

    `times` are the default digest times, `now` is `TrustedClock.later_of_both`, and `wake` is called after new
    alerts.
    """

    store: Store
    past: PastPapers
    likes: Likes
    ranker: Ranker
    catalogue: Catalogue
    times: DigestTimes
    now: Callable[[], datetime]
    wake: Callable[[], None]

    async def step(self) -> float:
        """Make the picks that are due; return the seconds until the next call."""
        with_picks = [one for one in (await self.store.subscriptions()).subscriptions if one.has_picks]
        due: list[tuple[Subscription, Picked, datetime]] = []
        async for one in in_slices(with_picks):
            last, now = await last_picks(self.store, one), self.now()
            if last.at > now + TOLERANCE:  # by a clock that was ahead
                last = replace(last, at=now - timedelta(days=1))
            destination = await self.store.destination(one.destination_id)
            if destination is None:  # deleted meanwhile
                continue
            since = last.at if one.created > now + TOLERANCE else max(last.at, one.created)
            schedule = schedule_of(destination.preferences, self.times)
            at = schedule.due(Mode.PICKS, since + timedelta(seconds=1))
            if at <= now:
                due.append((one, last, at))
        for start in range(0, len(due), _AT_ONCE):
            await self._pick(due[start : start + _AT_ONCE])
        return _CHECK_EVERY

    async def taste(self, subscription: Subscription) -> Taste:
        """Return what a subscription's picks resemble: its examples, and papers that more people like than not."""
        votes: Counter[str] = Counter()
        days: dict[str, int] = {}
        destination = await self.store.destination(subscription.destination_id)
        role_id = destination and destination.preferences.likes_role_id
        for likes in (await self.likes.of_server(subscription.owner, role_id)).values():
            for paper, like in likes.items():
                votes[paper] += 1 if like.liked else -1
                days[paper] = max(days.get(paper, 0), like.day)
        by_day = sorted(votes, key=days.__getitem__)
        examples = [paper for paper in subscription.examples if not votes[paper]]
        newest = [paper for paper in by_day if votes[paper] > 0][len(examples) - _MOST_LIKED :]
        liked = [*examples, *newest]
        disliked = [paper for paper in by_day if votes[paper] < 0][-_MOST_LIKED:]
        # A file of another host can have other examples, and old posts papers that are no longer stored
        stored = await self.store.sightings([*liked, *disliked])
        return Taste(*(tuple(filter(stored.__contains__, papers)) for papers in (liked, disliked)))

    async def state(self, subscription: Subscription) -> PicksState:
        """Return what people see of a subscription's picks."""
        liked, last = (await self.taste(subscription)).liked, await last_picks(self.store, subscription)
        examples = len({*subscription.examples}.intersection(liked))
        share = len(last.reasons.keys() & {*liked}) / len(last.reasons) if last.reasons else None
        return PicksState(examples, len(liked) - examples, share, last.empty_days)

    async def preview(self, subscription: Subscription) -> Mapping[date, Sequence[tuple[Sighting, PickReason]]]:
        """Return what the last 7 days would have brought, newest day first; days without candidates are left out.

        It includes what the channel had. Raises NotReadyError and RankingError.
        """
        since = (self.now() - timedelta(days=PREVIEW_DAYS - 1)).date()
        papers = await self._find(subscription, since)
        days: defaultdict[date, list[str]] = defaultdict(list)
        for key, sighting in papers.items():
            days[sighting.signals.list_day].append(key)
        newest_first = sorted(days, reverse=True)
        found = await self._rank([(subscription, days[day]) for day in newest_first], papers)
        return {
            day: [(papers[key], reason) for key, reason in (reasons or {}).items()]
            for day, reasons in zip(newest_first, found, strict=True)
        }

    async def _find(self, one: Subscription, since: date) -> dict[str, Sighting]:
        """Return the papers of list day `since` and later that its sources announced and its query matches."""
        try:
            found = await self.past.find(
                None if one.query == EVERY_PAPER else one.query,
                since=since,
                most=_MOST_CANDIDATES,
                among=self.catalogue.names_for(one),
                announced=True,
            )
        except QueryError as error:  # of an earlier version; the list says so
            _log.error("Skipped the picks of subscription %s, as its query cannot be read: %s", one.id, error)
            return {}
        return dict(await self.store.sightings(found.ids))

    async def _candidates(self, one: Subscription, last: Picked, until: datetime) -> dict[str, Sighting]:
        """Return the papers announced since the last picks, but for those and what the channel has an alert of."""
        among = self.catalogue.names_for(one)
        # A source that is polled for the first time announces a week's papers; these are none of the first picks,
        # until which `last.at` is before the creation of the subscription.
        begun = min(one.created, until)
        days = timedelta() if last.at < begun else _LISTED_BEFORE
        papers = await self._find(one, (max(last.at, begun) - days).date())

        def is_new(reading: Sighting) -> bool:
            paper, seen = reading.paper, reading.signals.first_seen
            return paper.announced and paper.source in among and last.at - _OVERLAP < seen <= until

        new = [key for key, one in papers.items() if key not in last.reasons and any(map(is_new, one.by_source))]
        had = await self.store.alerts_of({(one.destination_id, paper) for paper in new})
        return {key: papers[key] for key in new if (one.destination_id, key) not in had}

    async def _rank(
        self, wanted: Sequence[tuple[Subscription, Iterable[str]]], papers: Mapping[str, Sighting]
    ) -> list[dict[str, PickReason] | None]:
        """Return the picks of each subscription among its candidates, best first; None if nothing was compared.

        `papers` are all candidates. Raises as `preview`.
        """
        texts = {key: sighting.paper for key, sighting in papers.items()}
        tasks: list[PickTask] = []
        for one, candidates in wanted:
            taste = await self.taste(one)
            known = {*taste.liked, *taste.disliked}
            new = (
                tuple(key for key in candidates if key not in known) if len(taste.liked) >= FEWEST_EXAMPLES else ()
            )
            tasks.append(PickTask(taste=taste, candidates=new, most=one.most))
            if new:
                texts |= await self._texts(known)
        useful = [task for task in tasks if task.candidates]
        if not useful:
            return [None for _ in tasks]
        # A sample of past papers, nearly the same for a day
        today = self.now().date()
        past = await self.past.find(None, since=today - timedelta(days=90), most=10 * _BACKGROUND)
        others = sorted(set(past.ids) - texts.keys())
        chance = random.Random(today.isoformat())  # noqa: S311 - a sample, no secret
        background = await self._texts(chance.sample(others, min(_BACKGROUND, len(others))))
        texts |= background
        found = iter(await self.ranker.pick(useful, texts, tuple(background)))
        return [
            {
                pick.paper_id: PickReason(
                    like=tuple(texts[key].title for key in pick.like), words=tuple(pick.words), rank=rank
                )
                for rank, pick in enumerate(next(found), start=1)
            }
            if task.candidates
            else None
            for task in tasks
        ]

    async def _texts(self, ids: Collection[str]) -> dict[str, Paper]:
        return {key: sighting.paper for key, sighting in (await self.store.sightings(ids)).items()}

    async def _pick(self, due: Sequence[tuple[Subscription, Picked, datetime]]) -> None:
        """Make the picks of subscriptions, each with its last picks and the time when the new ones are due."""
        now = self.now()
        papers: dict[str, Sighting] = {}  # each once, however many subscriptions have it
        wanted: list[tuple[Subscription, tuple[str, ...]]] = []
        for one, last, _ in due:
            new = {} if one.on_hold else await self._candidates(one, last, now)
            papers |= new
            wanted.append((one, tuple(new)))
        picks = await self._rank(wanted, papers)
        for (one, last, at), found in zip(due, picks, strict=True):
            reasons = found or {}
            empty_days = 0 if reasons else last.empty_days + (found is not None)
            kept = dict([*last.reasons.items(), *reasons.items()][-_KEPT_REASONS:])
            await self._save(one, at, list(reasons), Picked(at=now, reasons=kept, empty_days=empty_days))
        self.wake()

    async def _save(self, one: Subscription, at: datetime, best: Sequence[str], picked: Picked) -> None:
        """Store the alerts of picks with the time of them, unless the subscription was changed.

        They belong to its earlier version too, so that Undo of a new name keeps them.
        """

        async def commit(cache: SubscriptionCache) -> tuple[Alert, ...]:
            if cache.get(one.id) != one:
                return ()
            earlier = cache.by_id.get(earlier_id(one.id))
            is_same = earlier is not None and earlier.unique_key == one.unique_key
            ids = (one.id, earlier_id(one.id)) if is_same else (one.id,)
            alerts = tuple(
                Alert(destination_id=one.destination_id, paper_id=paper_id, subscriptions=ids, due=at, created=at)
                for paper_id in best
            )
            return await self.store.commit_poll(
                PollCommit(
                    source=PICKS_SOURCE + one.id,
                    at=picked.at,
                    sightings=(),
                    alerts=alerts,
                    already_stored=frozenset(best),
                    cursor=text_of(picked),
                    subscriptions_version=cache.version,
                )
            )

        stored = await commit_with_retries(self.store, commit)
        _log.info("Picked %d papers for subscription %s.", len(stored), one.id)
