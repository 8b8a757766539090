"""Send requests to Discord: paced, all but `Calls.read` limited in time and with every failure explained."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import aiohttp
import discord
from discord.http import Route

from bot.discord_io.requests.failures import MALFORMED, explain_failure, unexpected_answer
from bot.discord_io.requests.server_clock import snowflake_at
from bot.discord_io.requests.trace import attempts
from bot.domain.errors import DeliveryError, TryLaterError
from bot.language.translating import gettext

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.discord_io.requests.pacer import Breaker, Pacer
    from bot.discord_io.requests.server_clock import ServerClock
    from bot.discord_io.requests.trace import AttemptLog
    from bot.domain.ports import PostPermit

FAILURES = (discord.DiscordException, aiohttp.ClientError, asyncio.TimeoutError, OSError, *MALFORMED)
PATIENCE = 5.0  # seconds that a request may wait for its turn
_MAX_SEND_SECONDS = 10.0  # seconds after its permit in which an attempt can begin, repeats by discord.py included
_DATE_TIMEOUT = 5.0  # seconds for the answer of `bound_and_newest`


@dataclass(frozen=True, slots=True, kw_only=True)
class Calls:
    """Sends requests through a client; `timeout` (seconds) limits each, except for `read`."""

    client: discord.Client
    clock: ServerClock
    breaker: Breaker
    pacer: Pacer
    timeout: float

    @property
    def me(self) -> int:
        """Our own user id; 0 before the login."""
        return self.client.user.id if self.client.user else 0

    def ready_in(self) -> float:
        """Return 0 if `permit` can succeed now, within PATIENCE; else the seconds until a request can be sent."""
        seconds_ahead = self.pacer.seconds_ahead()
        return max(self.breaker.open_for(), seconds_ahead if seconds_ahead > PATIENCE else 0.0)

    def free_slots(self) -> int:
        """Return how many requests in all can wait so that each is sent within PATIENCE; 0 while none can."""
        return 0 if self.ready_in() else max(1, int(PATIENCE * self.pacer.rate))

    async def permit(self) -> PostPermit:
        """Wait for a permit to send one request. Raises TryLaterError if that takes longer than PATIENCE."""
        if wait := self.breaker.open_for():
            raise TryLaterError(
                gettext("Discord refused too many requests, so posting has stopped for now."),
                in_doubt=False,
                retry_after=wait,
            )
        if not await self.pacer.wait(PATIENCE):
            wait = self.pacer.seconds_ahead()
            raise TryLaterError(gettext("Discord is rate-limiting requests."), in_doubt=False, retry_after=wait)
        return self.clock.permit()

    async def write(
        self,
        route: Route,
        body: Mapping[str, Any],
        *,
        once: bool = False,
        error_results: Mapping[int, Any] | None = None,
        permit: PostPermit | None = None,
    ) -> Any:  # noqa: ANN401 - whatever JSON Discord answers
        """Send `body` and return the answer. Raises the DeliveryError that says what to do, or CredentialsError.

        `error_results` maps error codes to the value returned for them instead. discord.py repeats a request after
        some server errors; `once` stops that as soon as there is doubt, for requests that would take effect twice.
        Nothing is sent when the `permit` is too old, and a `single` one allows no repetition, even after a 429.
        Without a permit it waits for one.
        """
        permit = permit or await self.permit()
        with attempts() as log:
            log.may_begin = lambda: self._require_recent_permit(permit, log)
            try:
                async with asyncio.timeout(self.timeout) as scope:
                    if once:
                        log.on_doubt = lambda: _expire(scope)
                    return await self.client.http.request(route, json=body)
            except FAILURES as error:
                if error_results and isinstance(error, discord.HTTPException) and error.code in error_results:
                    return error_results[error.code]
                raise explain_failure(error, log) from error

    async def create(
        self, route: Route, body: Mapping[str, Any], *, once: bool = False, permit: PostPermit | None = None
    ) -> int:
        """Send `body` and return the id of what was made. An answer without an id leaves doubt."""
        return id_of(await self.write(route, body, once=once, permit=permit))

    async def read(self, route: Route, **params: str) -> Any:  # noqa: ANN401 - whatever JSON Discord answers
        """Fetch something once a permit is free. The caller sets a timeout and explains discord.py's errors."""
        await self.permit()
        return await self.client.http.request(route, params=params)

    async def bound_and_newest(self, channel_id: int) -> tuple[int | None, int]:
        """Return (a lower bound of the ids of new messages, the id of a channel's newest message).

        The bound is of a minute before the answer's Date, None without one; the newest id is 0 when it is unknown.
        Asks for a channel, because a proxy may answer a more general request itself.
        """
        newest = 0
        with attempts() as log:
            try:
                async with asyncio.timeout(min(_DATE_TIMEOUT, self.timeout)) as scope:
                    log.on_doubt = lambda: _expire(scope)  # the first answer is enough: discord.py need not repeat
                    answer = await self.read(Route("GET", "/channels/{channel_id}", channel_id=channel_id))
                    newest = int(answer["last_message_id"] or 0)
            except (*FAILURES, DeliveryError):
                pass  # an error has a Date as well
            return None if log.date is None else snowflake_at(log.date), newest

    def _require_recent_permit(self, permit: PostPermit, log: AttemptLog) -> None:
        """Raise TryLaterError if the permit is too old by any local clock, or is for one attempt that was made."""
        if self.clock.age(permit) > _MAX_SEND_SECONDS or (permit.single and log.attempt_count):
            late = gettext("The message expired before it could be sent.")
            raise TryLaterError(late, in_doubt=log.in_doubt, retry_after=log.wait)


def id_of(created: Any) -> int:  # noqa: ANN401 - whatever JSON came
    """Return the id in an answer. Raises TryLaterError, in doubt, when there is none."""
    try:
        return int(created["id"])
    except (KeyError, TypeError, ValueError) as error:
        raise unexpected_answer() from error


def _expire(scope: asyncio.Timeout) -> None:
    """Let a time-out end now."""
    if not scope.expired():  # else the time-out is ending the request already
        scope.reschedule(asyncio.get_running_loop().time())
