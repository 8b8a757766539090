"""Keeps the demo's page alive: real time passes in SimCord, and what the bot posts appears."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING

from simcord import SetupError

from bot.sandbox.world import catch_up

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from datetime import datetime

    from simcord import Env, HttpLogEntry, Preview

_OWN_ACTION = timedelta(seconds=5)  # SimCord waits no longer for the bot before it publishes an action's outcome


class LivePage:
    """SimCord's page shows a state that was published, not the state that is: this publishes what has changed.

    Publishing makes the page refuse a press that was meant for what it showed before, so nothing is published
    without need; SimCord itself publishes what a person's own command or press leads to. `seen` is called with
    each request of the bot that changed something.
    """

    def __init__(
        self,
        env: Env,
        preview: Preview,
        now: Callable[[], datetime],
        seen: Callable[[HttpLogEntry], None],
    ) -> None:
        self._env = env
        self._preview = preview
        self._now = now
        self._seen = seen
        self._read = len(env.http_requests)
        self._stale = False
        self._acting_until = now()

    async def run(self, every: float) -> None:
        """Update the page every `every` seconds, for ever."""
        while True:
            self.update()
            await asyncio.sleep(every)

    def update(self) -> bool:
        """Let SimCord's clock catch up and publish what changed; whether something was published.

        While a person's command or press is at work, or the bot is, both wait for the next update.
        """
        self._note_requests()
        if not at_once(catch_up(self._env, self._now())) or not self._stale:
            return False
        self._stale = not at_once(self._publish())
        return not self._stale

    async def _publish(self) -> None:
        """Show the present state, and let pages that are opened later begin with the newest message.

        A page that is at its end stays there when something is added; one that begins further up does not.
        """
        await self._preview.refresh()
        await self._preview.show(self._preview.channel.last_message)

    def changed(self) -> None:
        """Publish what somebody else than the bot has changed."""
        self._stale = True

    def _note_requests(self) -> None:
        new = self._env.http_requests[self._read :]
        self._read += len(new)
        for request in new:
            if request.method != "GET":
                self._stale = not self._own(request.path) or self._stale
                self._seen(request)

    def _own(self, path: str) -> bool:
        """Whether a request answers what a person did just now; later answers (a time-out) are news."""
        if path.startswith("/interactions/"):
            self._acting_until = self._now() + _OWN_ACTION
            return True
        return path.startswith("/webhooks/") and self._now() < self._acting_until


def at_once(step: Coroutine[object, None, object]) -> bool:
    """Do one of SimCord's operations without giving the event loop a turn; False when that is impossible now.

    SimCord refuses a press that arrives during another operation, and its page never recovers from that
    refusal. Done in one go, an operation leaves no moment in which a press could arrive. It may yield
    (`asyncio.sleep(0)`) but not wait: when it wants to wait for the bot it is given up, and tried again later.
    """
    try:
        while step.send(None) is None:
            pass
    except StopIteration:
        return True
    except SetupError:  # a person's action is at work
        return False
    finally:
        step.close()
    return False
