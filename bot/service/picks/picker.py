"""Picks the papers of a day that are most like the liked ones, when a channel's digest is due.

Candidates are the papers that the subscription's sources announced since its last picks, without those that its
channel has or had. The picks become alerts in the same write as the time of the next picks, so that a crash before
it changes nothing, and after it nothing is picked again.
"""

from __future__ import annotations

import logging
import random
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from bot.domain.alert import Alert
from bot.domain.ports import PollCommit, RankingTask, Taste
from bot.domain.schedule import schedule_of
from bot.domain.subscribed_sources import source_names
from bot.domain.subscription import EVERY_PAPER, Mode
from bot.service.notes import JsonNote, parse_moment, text_of
from bot.service.poll.context import commit_with_retries
from bot.service.slices import in_slices

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from bot.domain.paper import Sighting
    from bot.domain.ports import PastPapers, Ranked, Ranker, Store
    from bot.domain.schedule import DigestTimes
    from bot.domain.subscription import Subscription
    from bot.domain.subscription_cache import SubscriptionCache
    from bot.service.picks.likes import Likes

_log = logging.getLogger(__name__)
FEWEST_EXAMPLES: Final = 5  # liked papers and examples, with which picks begin
_MOST_LIKED, _MOST_DISLIKED = 500, 500  # of a taste, the newest
_MOST_CANDIDATES = 3_000
_BACKGROUND = 2_500
_LISTED_BEFORE = timedelta(days=14)  # the first announcement of a paper can be of an older list day
_OVERLAP = timedelta(hours=1)  # a poll stores papers some time after it has seen them
_KEPT_REASONS = 50  # of a subscription
_CHECK_EVERY = 60.0  # seconds
_SOURCE = "picks "  # the positions of subscriptions are stored as those of sources


@dataclass(frozen=True, slots=True, kw_only=True)
class PickReason:
    """The titles of liked papers that a pick is like, and the words that spoke for it."""

    like: tuple[str, ...]
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Picked:
    """The time of a subscription's last picks, and the reasons of the last 50, by paper."""

    at: datetime
    reasons: Mapping[str, PickReason]


@dataclass(frozen=True, slots=True, kw_only=True)
class Picker:
    """Makes the alerts of subscriptions with picks; `lists` are the names of the sources that are lists.

    `times` are the default digest times, `now` returns aware UTC time, and `wake` is called after new alerts.
    """

    store: Store
    past: PastPapers
    likes: Likes
    ranker: Ranker
    lists: AbstractSet[str]
    times: DigestTimes
    now: Callable[[], datetime]
    wake: Callable[[], None]

    async def step(self) -> float:
        """Make the picks that are due; return the seconds until the next call."""
        cache = await self.store.subscriptions()
        with_picks = [one for one in cache.subscriptions if one.has_picks]
        due: list[tuple[Subscription, Picked, datetime]] = []
        async for one in in_slices(with_picks):
            last = await self.last_picks(one)
            at = await self._next(one, last.at)
            if at <= self.now():
                due.append((one, last, at))
        if due:
            await self._pick(due)
        return _CHECK_EVERY

    async def last_picks(self, subscription: Subscription) -> Picked:
        """Return the last picks of a subscription; before the first, the time since when papers are candidates."""
        text = await self.store.cursor(_SOURCE + subscription.id)
        found = None if text is None else JsonNote(self.store, "", _decode_picked).read(text)
        return found or Picked(at=subscription.created - timedelta(days=1), reasons={})

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
        by_day = sorted(votes, key=lambda paper: days[paper])
        liked = [paper for paper in by_day if votes[paper] > 0]
        disliked = [paper for paper in by_day if votes[paper] < 0]
        examples = [paper for paper in subscription.examples if votes[paper] >= 0 and paper not in liked]
        return Taste(liked=tuple((examples + liked)[-_MOST_LIKED:]), disliked=tuple(disliked[-_MOST_DISLIKED:]))

    async def ranked(
        self, subscriptions: Iterable[tuple[Subscription, datetime]], until: datetime
    ) -> Mapping[str, Sequence[Ranked]]:
        """Rank the new papers of subscriptions, each since its own time. Raises NotReadyError and RankingError."""
        tastes: dict[str, Taste] = {}
        candidates: dict[str, list[str]] = {}
        papers: dict[str, Sighting] = {}
        for one, since in subscriptions:
            taste = await self.taste(one)
            stored = await self.store.sightings({*taste.liked, *taste.disliked})
            if sum(paper in stored for paper in taste.liked) < FEWEST_EXAMPLES:
                continue
            new = await self._candidates(one, since, until)
            if new := {key: value for key, value in new.items() if key not in {*taste.liked, *taste.disliked}}:
                tastes[one.id], candidates[one.id] = _stored_only(taste, stored), list(new)
                papers |= stored | new
        if not tastes:
            return {}
        background = await self._background(until, papers)
        papers |= background
        task = RankingTask(
            tastes=tastes,
            candidates=candidates,
            papers={key: sighting.paper for key, sighting in papers.items()},
            background=tuple(background),
        )
        return await self.ranker.rank(task)

    async def _next(self, subscription: Subscription, last: datetime) -> datetime:
        destination = await self.store.destination(subscription.destination_id)
        if destination is None:
            return datetime.max.replace(tzinfo=last.tzinfo)
        schedule = schedule_of(destination.preferences, self.times)
        return schedule.due(Mode.PICKS, max(last, subscription.created) + timedelta(seconds=1))

    async def _candidates(self, one: Subscription, since: datetime, until: datetime) -> dict[str, Sighting]:
        """Return the papers that the sources announced in this time and the channel has no alert of."""
        among = source_names(one.sources, self.lists)
        found = await self.past.find(
            None if one.query == EVERY_PAPER else one.query,
            since=(since - _LISTED_BEFORE).date(),
            most=_MOST_CANDIDATES,
            among=among,
            announced=True,
        )
        papers = await self.store.sightings(found.ids)
        new = {key: one for key, one in papers.items() if _announced_in(one, among, since - _OVERLAP, until)}
        had = await self.store.alerts_of({(one.destination_id, paper) for paper in new})
        return {key: sighting for key, sighting in new.items() if (one.destination_id, key) not in had}

    async def _background(self, until: datetime, without: Collection[str]) -> dict[str, Sighting]:
        """Return a sample of past papers, the same for a day."""
        found = await self.past.find(None, since=(until - timedelta(days=90)).date(), most=10 * _BACKGROUND)
        others = sorted(set(found.ids) - set(without))
        chance = random.Random(until.date().isoformat())  # noqa: S311 - a sample, no secret
        return await self.store.sightings(chance.sample(others, min(_BACKGROUND, len(others))))

    async def _pick(self, due: Sequence[tuple[Subscription, Picked, datetime]]) -> None:
        now = self.now()
        active = [(one, last.at) for one, last, _ in due if not one.on_hold]
        ranked = await self.ranked(active, now)
        for one, last, at in due:
            best = [each for each in ranked.get(one.id, ()) if each.score >= 0][: one.most]
            await self._save(one, last, at, now, best)
        self.wake()

    async def _save(
        self, one: Subscription, last: Picked, at: datetime, now: datetime, best: Sequence[Ranked]
    ) -> None:
        """Store the alerts of picks with the time of them, unless the subscription was changed."""
        titles = {
            key: sighting.paper.title
            for key, sighting in (await self.store.sightings({key for each in best for key in each.like})).items()
        }
        reasons = {
            each.paper_id: PickReason(
                like=tuple(titles[key] for key in each.like if key in titles), words=each.words
            )
            for each in best
        }
        kept = dict([*last.reasons.items(), *reasons.items()][-_KEPT_REASONS:])
        alerts = tuple(
            Alert(
                destination_id=one.destination_id,
                paper_id=each.paper_id,
                subscriptions=(one.id,),
                due=at,
                created=at,
            )
            for each in best
        )

        async def commit(cache: SubscriptionCache) -> tuple[Alert, ...]:
            if cache.get(one.id) != one:
                return ()
            return await self.store.commit_poll(
                PollCommit(
                    source=_SOURCE + one.id,
                    at=now,
                    sightings=(),
                    alerts=alerts,
                    already_stored=frozenset(one.paper_id for one in alerts),
                    cursor=text_of(Picked(at=now, reasons=kept)),
                    subscriptions_version=cache.version,
                )
            )

        picked = await commit_with_retries(self.store, commit)
        _log.info("Picked %d papers for subscription %s.", len(picked), one.id)


def _decode_picked(value: Any) -> Picked:  # noqa: ANN401 - any JSON
    reasons = {
        str(key): PickReason(like=tuple(map(str, one["like"])), words=tuple(map(str, one["words"])))
        for key, one in value["reasons"].items()
    }
    return Picked(at=parse_moment(value["at"]), reasons=reasons)


def _stored_only(taste: Taste, stored: Collection[str]) -> Taste:
    return Taste(
        liked=tuple(key for key in taste.liked if key in stored),
        disliked=tuple(key for key in taste.disliked if key in stored),
    )


def _announced_in(sighting: Sighting, among: AbstractSet[str] | None, since: datetime, until: datetime) -> bool:
    """True if one of these sources announced the paper in this time, by our clock."""
    return any(
        reading.paper.announced
        and (among is None or reading.paper.source in among)
        and since < reading.signals.first_seen <= until
        for reading in sighting.by_source
    )
