"""Draw troubles of Discord and Hugging Face, one at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.fake_discord.faults import Fault as DiscordFault
from tests.fake_discord.faults import hang, rate_limited, refuse, reset
from tests.fake_sources import faults as huggingface_faults
from tests.wire.crash.plan.plan import Trouble

if TYPE_CHECKING:
    import random

    from tests.fake_sources.faults import Fault

_POST, _LOOK = ("POST", "/channels/{channel_id}/messages"), ("GET", "/channels/{channel_id}/messages")
_FORUM_POST = ("POST", "/channels/{channel_id}/threads")
_OUTAGES = (
    huggingface_faults.status(503),
    huggingface_faults.too_many(Retry_After="7"),
    huggingface_faults.html(),
    huggingface_faults.dropped(),
    huggingface_faults.silence(),
)


def draw_outage(rng: random.Random) -> Fault | None:
    """Draw an outage of Hugging Face for a life; none in most."""
    return rng.choice(_OUTAGES) if rng.random() < 0.15 else None


def draw_forum_troubles(rng: random.Random) -> list[Trouble]:
    """A post in a forum has no nonce: what is under way is given less than the half minute that the bot waits."""
    if rng.random() < 0.6:
        return []
    accepted = rng.random() < 0.5
    fault = rng.choice(
        (refuse(503), reset(accepted=accepted), hang(accepted=accepted), DiscordFault(delay=rng.random()))
    )
    method, route = _FORUM_POST
    return [Trouble(method=method, route=route, fault=fault, times=1, spared=rng.randint(0, 2))]


def draw_trouble(rng: random.Random) -> Trouble:
    """Let some requests to Discord fail or take long, accepted or not."""
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
