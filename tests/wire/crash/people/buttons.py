"""*Undo*, as it is under what was said of a change or an end: what it takes back, and what it must not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.fake_discord.http.bodies import walk

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.subscription import Subscription
    from tests.fake_discord.state.models import Message
    from tests.wire.crash.verdict.claims import Claims

_FRESH = 0.75
WORKS = 3_500.0  # seconds; an hour, but for what a press takes


@dataclass(kw_only=True, eq=False)
class Button:
    """What `was` a subscription `became` something else, or None where it was ended, at a moment.

    The bot knows that by `key`. `kept` is what is owed when it is taken back. It is `over` when it was taken
    back, or something else was done to the subscription since: then it must be refused. What was done by commands
    is taken back under a `message`, too.
    """

    was: Subscription
    became: Subscription | None
    key: str
    kept: Claims
    at: float
    message: Message | None = None
    over: bool = False

    @property
    def back(self) -> Subscription | None:
        """What the subscription is when it is pressed; None: that must be refused."""
        return None if self.over else self.was


def chosen(buttons: Sequence[Button], pick: float) -> Button | None:
    """If there are any: mostly one of the last that are not over yet, or else one of the last."""
    fresh = [one for one in buttons if not one.over]
    among = fresh if fresh and pick < _FRESH else buttons
    share = pick / _FRESH if pick < _FRESH else (pick - _FRESH) / (1 - _FRESH)
    return among[-1 - int(share * share * len(among))] if among else None


def key_under(message: Message) -> str:
    """What the bot knows the Undo under a message by; empty where there is none."""
    ids = [str(part["custom_id"]) for part in walk(message.components) if part.get("label") == "Undo"]
    return ids[0].rpartition(":")[2] if ids else ""
