"""Requests that change something at Discord: held back when they must be, bounded, their failures named."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import aiohttp
import discord

from bot.discord_io.requests.failures import explain_failure
from bot.discord_io.requests.trace import attempts
from bot.domain.errors import TryLaterError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from discord.http import Route

    from bot.discord_io.requests.breaker import Breaker
    from bot.discord_io.requests.pacer import Pacer

FAILURES = (discord.DiscordException, aiohttp.ClientError, asyncio.TimeoutError, OSError)


class Calls:
    """Requests through a client; `timeout` (seconds) bounds each."""

    def __init__(self, client: discord.Client, breaker: Breaker, pacer: Pacer, *, timeout: float) -> None:
        self._client = client
        self._breaker = breaker
        self._pacer = pacer
        self._timeout = timeout

    async def write(
        self,
        route: Route,
        body: Mapping[str, Any],
        *,
        once: bool = False,
        answers: Mapping[int, Any] | None = None,
    ) -> Any:  # noqa: ANN401 - whatever JSON Discord answers
        """Send `body` and return the answer. Raises the DeliveryError that says what to do.

        `answers` maps error codes that are as good as an answer to what is returned for them. discord.py repeats
        a request after some server errors; `once` breaks that off as soon as there is doubt, for requests that
        would have their effect twice.
        """
        if wait := self._breaker.open_for():
            raise TryLaterError("Posting is stopped: too many refused requests.", in_doubt=False, retry_after=wait)
        await self._pacer.wait()
        with attempts() as log:
            try:
                async with asyncio.timeout(self._timeout) as scope:
                    if once:
                        log.on_doubt = lambda: _end_now(scope)
                    return await self._client.http.request(route, json=body)
            except FAILURES as error:
                if answers and isinstance(error, discord.HTTPException) and error.code in answers:
                    return answers[error.code]
                raise explain_failure(error, log) from error


def _end_now(scope: asyncio.Timeout) -> None:
    if not scope.expired():  # else the time-out is ending the request already
        scope.reschedule(asyncio.get_running_loop().time())
