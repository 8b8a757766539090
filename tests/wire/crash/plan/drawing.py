"""From a seed to its plan."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import time
from itertools import count
from typing import TYPE_CHECKING

from bot.domain.preferences import Preferences
from bot.domain.subscribed_sources import LISTS, stored_sources
from tests.wire.crash.people.wanting import FEED, STREAM
from tests.wire.crash.plan.changes import draw_changes, draw_live_change, with_undo
from tests.wire.crash.plan.feeds import draw_feed
from tests.wire.crash.plan.likes import at_another_time, draw_picks, with_likes, with_saves
from tests.wire.crash.plan.mails import draw_mailboxes, with_mails
from tests.wire.crash.plan.models import SLOW, draw_summaries, with_model
from tests.wire.crash.plan.only import (
    EDITED_PICKS,
    LIVES,
    MAILS,
    MOVED_PICKS,
    RELEASE,
    SLOW_MODEL,
    WITH_LIKES,
    WITH_MAILS,
    WITH_MODEL,
    typed,
    with_undos,
)
from tests.wire.crash.plan.papers import PICKS, SHARES, draw_papers, in_sources
from tests.wire.crash.plan.plan import WORDS, AtMoment, AtPost, Episode, Life, SubscriptionRequest
from tests.wire.crash.plan.points import FILE_POINTS, WIRE_POINTS, Crash
from tests.wire.crash.plan.scenes import SCENES, draw_bad, staged
from tests.wire.crash.plan.streams import MISSED_PREFIX, draw_missed, with_wrong_arxiv
from tests.wire.crash.plan.troubles import draw_forum_troubles, draw_outage, draw_trouble

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tests.wire.crash.plan.plan import End

_BURSTS = (0, 1, 1, 2, 3, 5, 8, 14)  # papers in a life; more than five at once become digests
_DOWNTIMES = (0.0, 0.0, 5.0, 45.0, 200.0)  # seconds; Discord forgets nonces in between
_MODELS = 0.2  # of the episodes have one that is asked for summaries
_RECURRING = 0.5  # of the episodes have a feed whose titles do
_DAY, _DAWN = 10, 6  # lives of a day, and those of the first
_BOTH = (LISTS, STREAM)
_SOURCES = {
    (): 10,
    (STREAM,): 3,
    _BOTH: 2,
    (FEED,): 3,
    (FEED, LISTS): 1,
    (LISTS, STREAM, FEED): 2,
    (STREAM, FEED): 1,
}
_RARE = ("post", "look", "rename", "truncate")


def draw(
    seed: int,
    kills: int,
    points: Sequence[str] = FILE_POINTS,
    scenes: Sequence[str] = tuple(SCENES),
    *,
    only: str = "",
) -> Episode:
    """The episode of a seed; a smaller number of kills gives a beginning of it.

    `points` are the store's own; those of requests come to them. Only these `scenes` are drawn; with `only`
    one of `ONLY` instead of any.
    """
    rng, picks = random.Random(seed), only in {MOVED_PICKS, EDITED_PICKS}
    channels = rng.randint(2, 6)
    secret = frozenset({channels - 1} if rng.random() < 0.3 else ())
    forums = frozenset({rng.randrange(channels)} if rng.random() < 0.4 else ())
    wishes = tuple(
        SubscriptionRequest(
            channel=channel, word=word, daily=rng.random() < 0.3, sources=_sources(rng, picks=picks)
        )
        for channel in range(channels)
        for word in rng.sample(WORDS, rng.randint(1, 3))
    )
    manners = tuple(_manners(rng) for _ in range(channels))
    summaries = draw_summaries(rng) if rng.random() < _MODELS or only in WITH_MODEL else None
    summaries = SLOW if only == SLOW_MODEL else summaries
    missed, wrong = draw_missed(rng, (f"{MISSED_PREFIX}{number:05}" for number in count(1)))
    recurring = rng.random() < _RECURRING
    numbers = (f"2511.{number:05}" for number in count(1))
    lives: list[Life] = []
    for number in range(kills):
        life = _life(rng, numbers, (*points, *WIRE_POINTS), forum=bool(forums))
        life = with_undos(life, rng, numbers) if only == RELEASE else _with_changes(life, rng, numbers)
        if only in LIVES:
            life = LIVES[only](life, rng, numbers)
        else:
            life = staged(life, rng, scenes, channels=channels, secret=secret)
        if summaries is not None and not life.answers:
            life = with_model(life, rng)
        lives.append(with_wrong_arxiv(life, rng, wrong[number] if number < len(wrong) else None))
    if only in WITH_LIKES:
        likes = random.Random(f"likes of {seed}")
        wishes = (*wishes, *draw_picks(likes, channels, lambda: _sources(likes, picks=False)))
        manners = tuple(at_another_time(one, likes) for one in manners)
        lives = [with_likes(life, likes, overnight=n % _DAY == _DAWN) for n, life in enumerate(lives)]
        saves = random.Random(f"saves of {seed}")
        lives = [with_saves(life, saves) for life in lives]
    mails = random.Random(f"mails of {seed}")
    if only in WITH_MAILS:
        lives = [
            with_mails(life, mails, often=only == MAILS, overnight=only == MAILS and n % _DAY == _DAWN)
            for n, life in enumerate(lives)
        ]
    bad = random.Random(f"refusals of {seed}")
    refusals = {paper.number: draw_bad(bad) for life in lives for paper in life.papers}
    return Episode(
        seed=seed,
        channels=channels,
        forums=forums,
        manners=manners,
        secret=secret,
        wishes=wishes,
        lives=in_sources(lives, random.Random(f"sources of {seed}"), PICKS if picks else SHARES),
        bad={number: refusal for number, refusal in refusals.items() if refusal is not None},
        summaries=summaries,
        missed=missed,
        recurring=recurring,
        added=random.Random(f"adding of {seed}").random() < 0.5,
        people_like=only in WITH_LIKES,
        mailboxes=draw_mailboxes(mails) if only in WITH_MAILS else (),
    )


def _sources(rng: random.Random, *, picks: bool) -> tuple[str, ...]:
    """What a subscription listens to: most to the list, some to a stream, and some to several."""
    if picks:
        return _BOTH if rng.random() < 0.5 else ()
    return stored_sources(rng.choices(list(_SOURCES), weights=list(_SOURCES.values()))[0])


def _with_changes(life: Life, rng: random.Random, numbers: Iterator[str]) -> Life:
    changes, live = with_undo(draw_changes(rng), draw_live_change(rng), rng)
    return typed(replace(life, changes=changes), live, rng, numbers)


def _manners(rng: random.Random) -> Preferences:
    """Some channels are quiet for a while, take few cards a day, or have a thread under each card."""
    quiet = rng.random() < 0.2
    return Preferences(
        quiet_from=time(9, 5) if quiet else None,
        quiet_until=time(9, 20) if quiet else None,
        most_a_day=rng.randint(1, 8) if rng.random() < 0.2 else None,
        thread_per_alert=rng.random() < 0.25,
    )


def _life(rng: random.Random, numbers: Iterator[str], points: Sequence[str], *, forum: bool) -> Life:
    troubles = [draw_trouble(rng) for _ in range(rng.choice((0, 0, 1, 2)))]
    return Life(
        downtime=rng.choice(_DOWNTIMES),
        papers=draw_papers(rng, numbers, rng.choice(_BURSTS)),
        troubles=(*troubles, *(draw_forum_troubles(rng) if forum else ())),
        end=_end(rng, points),
        server_dies=rng.uniform(0.0, 0.8) if rng.random() < 0.4 else None,
        relay=rng.uniform(0.1, 1.5) if rng.random() < 0.4 else None,
        outage=draw_outage(rng),
        feed=draw_feed(rng),
    )


def _end(rng: random.Random, points: Sequence[str]) -> End:
    kind = rng.random()
    if kind < 0.25:
        return AtMoment(seconds=rng.uniform(0.02, 1.0))
    if kind < 0.5:
        return AtPost(nth=rng.randint(1, 4), accepted=rng.random() < 0.6)
    point = rng.choice(points)
    nth = rng.randint(1, 2 if point.endswith(_RARE) else 14)
    power_cut = rng.random() < 0.5 and "before fsync" in points  # a database's server has its own
    return Crash(point=point, nth=nth, share=rng.random(), power_cut=power_cut)
