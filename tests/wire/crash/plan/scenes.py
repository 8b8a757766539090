"""Scenes: faults that belong together, with what must happen meanwhile for them to matter."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tests.fake_discord.faults import Fault, page, rate_limited, refuse, reset, says
from tests.fake_discord.state.models import Perm
from tests.wire.crash.plan.plan import AtMoment, Closed, Trouble
from tests.wire.crash.plan.times import DAY, HOUR, Interlude, Passing

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Mapping, Sequence

    from tests.wire.crash.plan.plan import Life

CREATE = ("POST", "/channels/{channel_id}/messages")
CREATE_POST = ("POST", "/channels/{channel_id}/threads")
LOOK = ("GET", "/channels/{channel_id}/messages")
_LISTS = (
    LOOK,
    ("GET", "/guilds/{guild_id}/threads/active"),
    ("GET", "/channels/{channel_id}/threads/archived/public"),
    ("GET", "/channels/{channel_id}/messages/{message_id}"),
)
_PROXIED = (408, 502, 503, 504, 200, 403, 404)
_ODD = ('""', "{}", "[]", "null", '[{"id": "1"}]', '{"threads": {}}')
_LONGEST = 5.0  # of the machine's seconds, until the cue of a scene that is the point of its life
_WHILE_STOPPED = 60.0  # seconds of 30 to 150, from which on a history is closed while the process is stopped
_FORGOTTEN = 120.0  # seconds, after which Discord knows a nonce no more
_PATIENCE = 1.5  # of the machine's seconds: a scene takes longer than a post


@dataclass(frozen=True, kw_only=True)
class Scene:
    """What is drawn for a life; those of its `troubles` that `cues` counts are the cue for the rest.

    That follows soon, or `at_once`: before a post is tried again.
    """

    troubles: tuple[Trouble, ...] = ()
    cues: tuple[int, ...] = (0, 1)
    at_once: bool = False
    interlude: Interlude | None = None
    closed: Closed | None = None
    clock_ahead: float = 0.0


def staged(life: Life, rng: random.Random, names: Sequence[str], *, channels: int, secret: frozenset[int]) -> Life:
    """The life with a scene of these names, or for four in ten as it was.

    Where not all names are wanted each life has one, with no other troubles, and outlives it.
    """
    narrow = len(names) < len(SCENES)
    name = rng.choice(names)
    scene = SCENES[name](rng, channels)
    cue, later = rng.uniform(0.0, 0.15), rng.uniform(0.5, _PATIENCE)
    linger = rng.uniform(0.1, 1.2) if rng.random() < 0.7 or narrow else None
    if (rng.random() < 0.4 and not narrow) or (scene.closed is not None and scene.closed.channel in secret):
        return life
    soon = isinstance(life.end, AtMoment) and life.live_change is None
    end = AtMoment(seconds=_LONGEST if narrow else later) if soon or narrow else life.end
    interlude = scene.interlude
    if secret and interlude is not None and interlude.passing is Passing.FROZEN:
        interlude = replace(interlude, passing=Passing.ASLEEP)  # where nobody may look, nothing tells of it
    return replace(
        life,
        scene=name,
        troubles=scene.troubles if narrow else (*scene.troubles, *life.troubles),
        interlude=interlude,
        closed=scene.closed,
        clock_ahead=scene.clock_ahead,
        cues=scene.cues[: len(scene.troubles)],
        cue=0.0 if scene.at_once else cue if scene.troubles else 0.2 + later / 2,
        end=end,
        patience=max(life.patience, _PATIENCE),
        linger=linger,
    )


def _held(rng: random.Random, _channels: int) -> Scene:
    """A post is in doubt when the limit of everything is reached, for minutes."""
    held = rate_limited(rng.uniform(150.0, 250.0), everywhere=True)
    return Scene(
        troubles=(_trouble(CREATE, reset(accepted=rng.random() < 0.8)), _trouble(CREATE, held)),
        cues=(1,),
        interlude=_lived(rng.uniform(200.0, 300.0)),
    )


def _proxied(rng: random.Random, _channels: int) -> Scene:
    """Somebody in between gives up on a post, which Discord may have taken; minutes later it is tried again."""
    return Scene(troubles=_lost(rng), interlude=_lived(rng.uniform(0.0, 200.0)))


def _odd_history(rng: random.Random, _channels: int) -> Scene:
    """A post is in doubt, and what should be a list of messages is none, or an empty one that is not Discord's."""
    odd = page(200) if rng.random() < 0.2 else says(rng.choice(_ODD))
    times = rng.randint(1, 3)
    return Scene(
        troubles=(*_lost(rng), *(_trouble(route, odd, times=times) for route in _LISTS)),
        interlude=_lived(rng.uniform(60.0, 200.0)),
    )


def _closed(rng: random.Random, channels: int) -> Scene:
    """A post is in doubt, the gateway goes away, and permissions are taken that nobody tells of.

    In some the history of that post's channel is closed, while the process is stopped for longer than Discord
    remembers a nonce: only asking Discord tells that the empty list which it shows then says nothing.
    """
    permissions = rng.choice(
        (Perm.READ_MESSAGE_HISTORY, Perm.READ_MESSAGE_HISTORY, Perm.VIEW_CHANNEL, Perm.SEND_MESSAGES)
    )
    troubles, channel, seconds = _lost(rng), rng.randrange(channels), rng.uniform(30.0, 150.0)
    closed = Closed(channel=channel, permissions=permissions)
    if permissions is not Perm.READ_MESSAGE_HISTORY or seconds < _WHILE_STOPPED:
        return Scene(troubles=troubles, closed=closed, interlude=_lived(seconds))
    taken = reset(accepted=True)
    return Scene(
        troubles=(_trouble(CREATE, taken, channel=channel), _trouble(CREATE_POST, taken, channel=channel)),
        at_once=True,
        closed=closed,
        interlude=Interlude(passing=Passing.STOPPED, seconds=seconds + _FORGOTTEN),
    )


def _paused(rng: random.Random, _channels: int) -> Scene:
    """The process or its machine stands still for minutes, mostly with a post in doubt."""
    passing = rng.choice((Passing.STOPPED, Passing.ASLEEP, Passing.FROZEN, Passing.FROZEN))
    troubles = _lost(rng) if rng.random() < 0.8 else ()
    return Scene(troubles=troubles, interlude=Interlude(passing=passing, seconds=rng.uniform(5.0, 400.0)))


def _clock_set(rng: random.Random, _channels: int) -> Scene:
    """The clock is set in the middle of a life, mostly with a post in doubt; the next one has the right time.

    In some a channel is refused by the right clock, and tried again by one that is months ahead.
    """
    if rng.random() < 0.25:
        ahead = Interlude(passing=Passing.SET, seconds=rng.choice((60 * DAY, 365 * DAY)), then=90.0)
        return Scene(troubles=(_trouble(CREATE, refuse(403, 50013)),), interlude=ahead)
    troubles = _lost(rng) if rng.random() < 0.7 else ()
    return Scene(troubles=troubles, interlude=Interlude(passing=Passing.SET, seconds=_wrong(rng)))


def _clock_wrong(rng: random.Random, _channels: int) -> Scene:
    """The clock is wrong from the start, and put right in the middle."""
    ahead = _wrong(rng)
    if rng.random() < 0.4:  # a channel is refused and tried again by that clock
        return Scene(troubles=(_trouble(CREATE, refuse(403, 50013)),), interlude=_lived(90.0), clock_ahead=ahead)
    right = Interlude(passing=Passing.SET, seconds=-ahead)
    return Scene(troubles=_lost(rng)[: rng.randint(0, 1)], interlude=right, clock_ahead=ahead)


def _wrong(rng: random.Random) -> float:
    return rng.choice((HOUR, -HOUR, 60 * DAY, 365 * DAY, -365 * DAY, -60 * DAY, -730 * DAY))


def _lost(rng: random.Random) -> tuple[Trouble, ...]:
    """Posts that are taken or not, without a word of Discord's; the same in a channel and in a forum."""
    accepted = rng.random() < 0.7
    fault = rng.choice(
        (
            reset(accepted=accepted),
            page(rng.choice(_PROXIED), accepted=accepted),
            Fault(status=rng.choice((502, 503, 504)), accepted=accepted),
            says("{}", accepted=accepted),
            says('{"message": "Forbidden"}', status=403, accepted=accepted),
        )
    )
    return (_trouble(CREATE, fault, times=rng.randint(1, 2)), _trouble(CREATE_POST, fault))


def _trouble(route: tuple[str, str], fault: Fault, times: int = 1, channel: int | None = None) -> Trouble:
    return Trouble(method=route[0], route=route[1], fault=fault, times=times, spared=0, channel=channel)


def _lived(seconds: float) -> Interlude:
    return Interlude(passing=Passing.LIVED, seconds=seconds)


def draw_bad(rng: random.Random) -> Fault | None:
    """How Discord refuses every message with this paper; None for most."""
    refusal = rng.choice((refuse(400, 50035), refuse(400, 200000), refuse(413, 40005)))
    return refusal if rng.random() < 0.05 else None


SCENES: Mapping[str, Callable[[random.Random, int], Scene]] = {
    "held": _held,
    "proxied": _proxied,
    "odd history": _odd_history,
    "closed unheard": _closed,
    "paused": _paused,
    "clock set": _clock_set,
    "clock wrong": _clock_wrong,
}
