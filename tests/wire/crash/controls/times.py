"""Controls that trust clocks and durations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.app import application
from bot.discord_io.requests.calls import Calls
from bot.service.deliver import attempt
from bot.service.trusted_clock import TrustedClock

if TYPE_CHECKING:
    from datetime import datetime

    from bot.domain.ports import PostPermit


def waits_after_judging():
    """Whether a nonce is still known is judged first, and then Discord's limit of everything is waited for.

    Nor is Discord asked anything before that, which would wait, too.
    """
    knows_the_time()
    write = Calls.write

    async def get_permit(self: Calls) -> PostPermit:
        return self.clock.permit()

    async def waiting(self: Calls, *parts: Any, permit: PostPermit | None = None, **more: Any) -> Any:
        await self.pacer.wait()
        return await write(self, *parts, permit=permit and self.clock.permit(), **more)

    Calls.permit, Calls.write = get_permit, waiting
    Calls.ready_in = lambda _: 0.0
    attempt._POST_SHARE_OF_LEASE = 100.0


def knows_the_time():
    """Discord is not asked for it: what our own clocks say has gone by since its last answer is believed.

    Nor does it say what is in the channel.
    """

    async def bound_and_newest(self: Calls, _channel: int) -> tuple[int | None, int]:
        return self.clock.snowflake(), 0

    Calls.bound_and_newest = bound_and_newest


def drops_by_its_clock():
    """What is too old is so by our clock alone."""

    def agreed(self: TrustedClock) -> datetime:
        return self.now()

    TrustedClock.agreed = agreed


def waits_for_a_wrong_clock():
    """What is due in a year because the clock was wrong comes in a year."""

    async def nothing(*_: object) -> int:
        return 0

    application.shorten_wrong_waits = nothing
