"""From a seed to its plan."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import time
from typing import TYPE_CHECKING

from bot.domain.listening import LISTS, as_stored
from bot.domain.preferences import Preferences
from tests.wire.crash.people.wanting import FEED, STREAM
from tests.wire.crash.plan.changes import draw_changes, draw_live_change, with_undo
from tests.wire.crash.plan.draws import Draw
from tests.wire.crash.plan.feeds import Facet, closed, draw_feed
from tests.wire.crash.plan.models import SLOW, draw_summaries, with_model
from tests.wire.crash.plan.only import (
    EDITED_PICKS,
    LIVES,
    MOVED_PICKS,
    RELEASE,
    SLOW_MODEL,
    WITH_MODEL,
    typed,
    with_undos,
)
from tests.wire.crash.plan.papers import PICKS, SHARES, draw_papers, in_sources
from tests.wire.crash.plan.plan import WORDS, AtMoment, AtPost, Episode, Life, Wish
from tests.wire.crash.plan.points import FILE_POINTS, WIRE_POINTS, Crash
from tests.wire.crash.plan.scenes import SCENES, draw_bad, staged
from tests.wire.crash.plan.streams import draw_missed, has_wrong_clock, with_wrong_arxiv
from tests.wire.crash.plan.troubles import draw_forum_troubles, draw_outage, draw_trouble

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from tests.wire.crash.plan.plan import End

_BURSTS = (0, 1, 1, 2, 3, 5, 8, 14)  # papers in a life; more than five at once become digests
_DOWNTIMES = (0.0, 0.0, 5.0, 45.0, 200.0)  # seconds; Discord forgets nonces in between
_MODELS = 0.2  # of the episodes have one that is asked for summaries
_RECURRING = 0.5  # of the episodes have a feed whose titles do
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
    draws: Collection[Draw] = tuple(Draw),
) -> Episode:
    """The episode of a seed; a smaller number of kills gives a beginning of it.

    `points` are the store's own; those of requests come to them. Only these `scenes` are drawn; with `only`
    one of `ONLY` instead of any. `draws` are those that a build must hold.
    """
    rng = random.Random(seed)
    channels = rng.randint(2, 6)
    secret = frozenset({channels - 1} if rng.random() < 0.3 else ())
    wishes = tuple(
        Wish(channel=channel, word=word, daily=rng.random() < 0.3)
        for channel in range(channels)
        for word in rng.sample(WORDS, rng.randint(1, 3))
    )
    forums = _forums(random.Random(f"forums of {seed}"), channels)
    numbers = (f"2511.{number:05}" for number in range(1, 100_000))
    lives = tuple(_life(rng, numbers, (*points, *WIRE_POINTS)) for _ in range(kills))
    relays = random.Random(f"relays of {seed}")
    outages = random.Random(f"feeds of {seed}")
    lives = tuple(replace(life, relay=_relay(relays), outage=draw_outage(outages)) for life in lives)
    if forums:
        extra = random.Random(f"troubles of forums of {seed}")
        lives = tuple(replace(life, troubles=(*life.troubles, *draw_forum_troubles(extra))) for life in lives)
    people = random.Random(f"changes of {seed}")
    others = (f"2512.{number:05}" for number in range(1, 100_000))
    undoing = random.Random(f"undone of {seed}")
    if only == RELEASE:
        lives = tuple(with_undos(life, undoing, others) for life in lives)
    else:
        lives = tuple(_with_changes(life, people, undoing, others) for life in lives)
    stage = random.Random(f"scenes of {seed}")
    if only in LIVES:
        lives = tuple(LIVES[only](life, stage, others) for life in lives)
    else:
        lives = tuple(staged(life, stage, scenes, channels=channels, secret=secret) for life in lives)
    models = random.Random(f"models of {seed}")
    summaries = draw_summaries(models) if models.random() < _MODELS or only in WITH_MODEL else None
    summaries = SLOW if only == SLOW_MODEL else summaries
    if summaries is not None:
        lives = tuple(life if life.answers else with_model(life, models) for life in lives)
    refusals = random.Random(f"refusals of {seed}")
    bad = {paper.number: draw_bad(refusals) for life in lives for paper in life.papers}
    calm = random.Random(f"manners of {seed}")
    sources, picks = random.Random(f"sources of {seed}"), only in {MOVED_PICKS, EDITED_PICKS}
    lives = in_sources(lives, sources, PICKS if picks else SHARES)
    feed = random.Random(f"feed of {seed}")
    facets = [facet for facet in Facet if facet is not Facet.DOI or Draw.DOIS in draws]
    recurring = feed.random() < _RECURRING and Draw.TITLES in draws
    lives = tuple(replace(life, feed=draw_feed(feed, facets)) for life in lives)
    if Draw.CLOCKS not in draws:
        lives = tuple(replace(life, feed=closed(life.feed)) if has_wrong_clock(life) else life for life in lives)
    arxiv = random.Random(f"arXiv of {seed}")
    missed, api = draw_missed(arxiv, (f"2510.{number:05}" for number in range(1, 100_000)), draws)
    return Episode(
        seed=seed,
        channels=channels,
        forums=forums,
        manners=tuple(_manners(calm) for _ in range(channels)),
        secret=secret,
        wishes=tuple(replace(wish, sources=_sources(sources, picks=picks)) for wish in wishes),
        lives=with_wrong_arxiv(lives, arxiv, api, draws),
        bad={number: refusal for number, refusal in bad.items() if refusal is not None},
        summaries=summaries,
        missed=missed,
        recurring=recurring,
    )


def _sources(rng: random.Random, *, picks: bool) -> tuple[str, ...]:
    """What a subscription listens to: most to the list, some to a stream, and some to several."""
    if picks:
        return _BOTH if rng.random() < 0.5 else ()
    return as_stored(rng.choices(list(_SOURCES), weights=list(_SOURCES.values()))[0])


def _with_changes(life: Life, rng: random.Random, undoing: random.Random, numbers: Iterator[str]) -> Life:
    changes, live = with_undo(draw_changes(rng), draw_live_change(rng), undoing)
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


def _relay(rng: random.Random) -> float | None:
    return rng.uniform(0.1, 1.5) if rng.random() < 0.4 else None


def _forums(rng: random.Random, channels: int) -> frozenset[int]:
    return frozenset({rng.randrange(channels)} if rng.random() < 0.4 else ())


def _life(rng: random.Random, numbers: Iterator[str], points: Sequence[str]) -> Life:
    papers = draw_papers(rng, numbers, rng.choice(_BURSTS))
    return Life(
        downtime=rng.choice(_DOWNTIMES),
        papers=papers,
        troubles=tuple(draw_trouble(rng) for _ in range(rng.choice((0, 0, 1, 2)))),
        end=_end(rng, points),
        server_dies=rng.uniform(0.0, 0.8) if rng.random() < 0.4 else None,
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
