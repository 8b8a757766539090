"""Keeps the demo's page alive: real time passes in SimCord, and what the bot posts appears."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from simcord import SetupError

from bot.sandbox.world import catch_up

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from simcord import Env, HttpLogEntry, Preview

_log = logging.getLogger(__name__)


class LivePage:
    """SimCord's page shows a state that was published, not the state that is: this publishes what has changed.

    Publishing makes the page refuse a press that was meant for what it showed before, so nothing is published
    without need. `seen` is called with each request of the bot that changed something.
    """

    def __init__(
        self, env: Env, preview: Preview, now: Callable[[], datetime], seen: Callable[[HttpLogEntry], None]
    ) -> None:
        self._env = env
        self._preview = preview
        self._now = now
        self._seen = seen
        self._read = len(env.http_requests)
        self._stale = False

    async def run(self, every: float) -> None:
        """Look every `every` seconds, for ever."""
        while True:
            await self.look()
            await asyncio.sleep(every)

    async def look(self) -> bool:
        """Let SimCord's clock catch up and publish what changed; whether something was published.

        While a person's command or press is at work SimCord refuses both: then they wait for the next look.
        """
        self._note_requests()
        try:
            await catch_up(self._env, self._now())
            if not self._stale:
                return False
            self._stale = False  # first, so that what comes in while it publishes is not forgotten
            await self._preview.refresh()
        except (SetupError, TimeoutError) as reason:
            _log.debug("The page waits: %s", reason)
            self._stale = True
            return False
        return True

    def _note_requests(self) -> None:
        new = self._env.http_requests[self._read :]
        self._read += len(new)
        for request in new:
            if request.method != "GET":
                self._stale = True
                self._seen(request)
