"""*Undo*, as it is under what was said of a change or an end: what it takes back, and what it must not."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tests.fake_discord.http.bodies import walk

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.subscription import Subscription
    from tests.fake_discord.state.models import Message
    from tests.wire.crash.verdict.claims import Claims

_SETTINGS = ("destination_id", "query", "name", "mode", "sources")
_FRESH = 0.75
WORKS = 3_500.0  # seconds; an hour, but for what a press takes


@dataclass(slots=True, kw_only=True)
class Button:
    """What `was` a subscription `became` something else, or None where it was ended, at a moment.

    The bot knows that by `key`. `kept` is what is owed when it is taken back. It was `used` when that was said,
    and is `unsure` when it was done, but not said. What was done by commands is taken back under a `message`, too.
    """

    was: Subscription
    became: Subscription | None
    key: str
    kept: Claims
    at: float
    message: Message | None = None
    used: bool = False
    unsure: bool = False

    @property
    def of_pause(self) -> bool:
        """Whether it takes back a pause, or the end of one, and nothing else."""
        return self.became is not None and self.became.paused != self.was.paused

    def back(self, now: Subscription | None) -> Subscription | None:
        """What the subscription, as it is now, is when it is pressed; None: that must be refused.

        A pause is none of what it takes back, or all. It may have been pressed before, and broken off.
        """
        if self.used or (now is None and self.became is not None):
            return None
        if now is None:
            return self.was
        if not any(one is not None and _same(now, one) for one in (self.was, self.became)):
            return None
        pause = self.was if self.of_pause else now
        return replace(self.was, paused=pause.paused, paused_until=pause.paused_until)


def _same(one: Subscription, other: Subscription) -> bool:
    return all(getattr(one, name) == getattr(other, name) for name in _SETTINGS)


def chosen(buttons: Sequence[Button], pick: float) -> Button | None:
    """If there are any: mostly one of the last that were not used yet, or else one of the last."""
    fresh = [one for one in buttons if not one.used]
    among = fresh if fresh and pick < _FRESH else buttons
    share = pick / _FRESH if pick < _FRESH else (pick - _FRESH) / (1 - _FRESH)
    return among[-1 - int(share * share * len(among))] if among else None


def key_under(message: Message) -> str:
    """What the bot knows the Undo under a message by; empty where there is none."""
    ids = [str(part["custom_id"]) for part in walk(message.components) if part.get("label") == "Undo"]
    return ids[0].rpartition(":")[2] if ids else ""
