"""From a seed to its plan."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import time
from typing import TYPE_CHECKING

from bot.domain.preferences import Preferences
from tests.fake_discord.faults import Fault as DiscordFault
from tests.fake_discord.faults import hang, rate_limited, refuse, reset
from tests.fake_sources import faults as huggingface_faults
from tests.wire.crash.plan.changes import LiveChange, draw_change_of_reading, draw_changes, draw_live_change
from tests.wire.crash.plan.plan import WORDS, AfterChange, AtMoment, AtPost, Episode, Life, Listed, Trouble, Wish
from tests.wire.crash.plan.points import FILE_POINTS, WIRE_POINTS, Crash
from tests.wire.crash.plan.scenes import SCENES, draw_bad, staged
from tests.wire.crash.plan.times import DAY, Interlude, Passing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from tests.fake_sources.faults import Fault
    from tests.wire.crash.plan.plan import End

_BURSTS = (0, 1, 1, 2, 3, 5, 8, 14)  # papers in a life; more than five at once become digests
_DOWNTIMES = (0.0, 0.0, 5.0, 45.0, 200.0)  # seconds; Discord forgets nonces in between
_POST, _LOOK = ("POST", "/channels/{channel_id}/messages"), ("GET", "/channels/{channel_id}/messages")
_FORUM_POST = ("POST", "/channels/{channel_id}/threads")
_FEEDS = (
    huggingface_faults.status(503),
    huggingface_faults.too_many(Retry_After="7"),
    huggingface_faults.html(),
    huggingface_faults.dropped(),
    huggingface_faults.silence(),
)
_MANY = 12  # papers, which take several writes when they are stored in small parts
_TYPING, _AFTER = 3.0, 1.5  # of the machine's seconds; a reading that is stored in small parts takes one
_FEW, _TRIES = 4, 8  # papers, and the times that a post fails: for longer than such a life
_WHEN_POSTED = ("after post", "before post", "after write", "before look")
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
    feeds = random.Random(f"feeds of {seed}")
    lives = tuple(replace(life, relay=_relay(relays), feed=_feed(feeds)) for life in lives)
    if forums:
        extra = random.Random(f"troubles of forums of {seed}")
        lives = tuple(replace(life, troubles=(*life.troubles, *_forum_troubles(extra))) for life in lives)
    people = random.Random(f"changes of {seed}")
    others = (f"2512.{number:05}" for number in range(1, 100_000))
    lives = tuple(_with_changes(life, people, others) for life in lives)
    stage = random.Random(f"scenes of {seed}")
    if only:
        lives = tuple(ONLY[only](life, stage, others) for life in lives)
    else:
        lives = tuple(staged(life, stage, scenes, channels=channels, secret=secret) for life in lives)
    refusals = random.Random(f"refusals of {seed}")
    bad = {paper.number: draw_bad(refusals) for life in lives for paper in life.papers}
    calm = random.Random(f"manners of {seed}")
    sources = random.Random(f"sources of {seed}")
    return Episode(
        seed=seed,
        channels=channels,
        forums=forums,
        manners=tuple(_manners(calm) for _ in range(channels)),
        secret=secret,
        wishes=tuple(replace(wish, stream=sources.random() < 0.4) for wish in wishes),
        lives=_with_stream(lives, sources),
        bad={number: refusal for number, refusal in bad.items() if refusal is not None},
    )


def _with_stream(lives: Sequence[Life], rng: random.Random) -> tuple[Life, ...]:
    """Some papers are in the stream alone, some in both: at once, or in one of them a life before the other."""
    later: tuple[Listed, ...] = ()
    found: list[Life] = []
    for life in lives:
        now, before, later = list[Listed](), later, ()
        for listed in life.papers:
            streamed = replace(listed, stream=True)
            shares = {
                ((listed,), ()): 9,
                ((streamed,), ()): 3,
                ((listed, streamed), ()): 3,
                ((streamed,), (listed,)): 3,
                ((listed,), (streamed,)): 2,
            }
            ((some, rest),) = rng.choices(list(shares), weights=list(shares.values()))
            now, later = [*now, *some], (*later, *rest)
        found.append(replace(life, papers=(*before, *now)))
    return (*found[:-1], replace(found[-1], papers=found[-1].papers + later))


def _with_changes(life: Life, rng: random.Random, numbers: Iterator[str]) -> Life:
    return _typed(replace(life, changes=draw_changes(rng)), draw_live_change(rng), rng, numbers)


def _typed(life: Life, change: LiveChange | None, rng: random.Random, numbers: Iterator[str]) -> Life:
    """What is typed takes time, on a laden machine much of it: most of the lives in which it is do not end before.

    Many papers are listed where it is to happen while they are stored.
    """
    later, waits, more = (
        AfterChange(seconds=rng.uniform(0.0, _AFTER)),
        rng.random() < 0.7,
        _papers(rng, numbers, _MANY),
    )
    if change is None:
        return life
    papers = (*life.papers, *more) if change.stored else life.papers
    end = later if waits else life.end
    return replace(life, live_change=change, patience=_TYPING, end=end, papers=papers)


def _changed_while_stored(life: Life, rng: random.Random, numbers: Iterator[str]) -> Life:
    """A subscription is changed by commands in the middle of a reading."""
    return _typed(life, draw_change_of_reading(rng), rng, numbers)


def _cut_off(life: Life, rng: random.Random, _numbers: Iterator[str]) -> Life:
    """The power goes when something has been posted, for longer than Discord remembers nonces."""
    end = Crash(point=rng.choice(_WHEN_POSTED), nth=rng.randint(1, 4), share=rng.random(), power_cut=True)
    return replace(life, end=end, downtime=_DOWNTIMES[-1])


def _set_ahead(life: Life, rng: random.Random, numbers: Iterator[str]) -> Life:
    """A post fails, the clock is set ahead, and it fails again: by that clock it is to be tried again.

    What is due so late is posted by the next clock that is ahead as far, so each is by another number of days.
    """
    troubles = tuple(
        Trouble(method=method, route=route, fault=refuse(503), times=_TRIES, spared=0)
        for method, route in (_POST, _FORUM_POST)
    )
    return replace(
        life,
        papers=(*life.papers, *_papers(rng, numbers, _FEW)),
        feed=None,
        troubles=troubles,
        cues=(0, 1),
        interlude=Interlude(passing=Passing.SET, seconds=rng.uniform(20.0, 400.0) * DAY),
        end=AtMoment(seconds=_TYPING),
        linger=rng.uniform(0.2, 1.0),
    )


# What is drawn for each life in place of a scene: what a part is for that no scene is about.
ONLY: Mapping[str, Callable[[Life, random.Random, Iterator[str]], Life]] = {
    "power cuts": _cut_off,
    "changes while stored": _changed_while_stored,
    "clocks set ahead": _set_ahead,
}


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


def _feed(rng: random.Random) -> Fault | None:
    return rng.choice(_FEEDS) if rng.random() < 0.15 else None


def _forums(rng: random.Random, channels: int) -> frozenset[int]:
    return frozenset({rng.randrange(channels)} if rng.random() < 0.4 else ())


def _forum_troubles(rng: random.Random) -> list[Trouble]:
    """A post in a forum has no nonce: what is under way is given less than the half minute that the bot waits."""
    if rng.random() < 0.6:
        return []
    accepted = rng.random() < 0.5
    fault = rng.choice(
        (refuse(503), reset(accepted=accepted), hang(accepted=accepted), DiscordFault(delay=rng.random()))
    )
    method, route = _FORUM_POST
    return [Trouble(method=method, route=route, fault=fault, times=1, spared=rng.randint(0, 2))]


def _life(rng: random.Random, numbers: Iterator[str], points: Sequence[str]) -> Life:
    papers = _papers(rng, numbers, rng.choice(_BURSTS))
    return Life(
        downtime=rng.choice(_DOWNTIMES),
        papers=papers,
        troubles=tuple(_trouble(rng) for _ in range(rng.choice((0, 0, 1, 2)))),
        end=_end(rng, points),
        server_dies=rng.uniform(0.0, 0.8) if rng.random() < 0.4 else None,
    )


def _papers(rng: random.Random, numbers: Iterator[str], count: int) -> tuple[Listed, ...]:
    return tuple(
        Listed(number=next(numbers), words=frozenset(rng.sample(WORDS, rng.randint(1, 2)))) for _ in range(count)
    )


def _trouble(rng: random.Random) -> Trouble:
    accepted = rng.random() < 0.5
    fault = rng.choice(
        (
            DiscordFault(status=503, accepted=accepted),
            refuse(502),
            reset(accepted=accepted),
            hang(accepted=accepted),
            rate_limited(rng.uniform(0.5, 20.0)),
            # Of the machine's seconds, up to beyond the bot's patience:
            DiscordFault(delay=rng.uniform(0.05, 2.5)),
            DiscordFault(delay=rng.uniform(0.05, 0.5), reset=True, accepted=accepted),
        )
    )
    method, route = _POST if rng.random() < 0.75 else _LOOK
    return Trouble(method=method, route=route, fault=fault, times=rng.randint(1, 3), spared=rng.randint(0, 4))


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
