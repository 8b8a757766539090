"""Logging in over REST, until Discord lets us in or says itself that it never will."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import aiohttp
import discord

from bot.discord_io.requests.failures import ODD, explain_request
from bot.domain.clock import delay
from bot.domain.errors import CredentialsError, PaperboyError, TryLaterError, UnexplainedError

if TYPE_CHECKING:
    import random
    from collections.abc import Awaitable, Callable

    from bot.discord_io.client import PaperboyClient

_log = logging.getLogger(__name__)
_LONGEST_PAUSE = 60.0  # seconds, unless Discord or Cloudflare names more
_REST = (discord.HTTPException, discord.RateLimited, aiohttp.ClientError, OSError)  # a time-out is an OSError
LOGIN_FAILURES = (discord.LoginFailure, *_REST, *ODD)


async def log_in(
    client: PaperboyClient, token: str, rng: random.Random, sleep: Callable[[float], Awaitable[None]]
) -> None:
    """Log in, trying again while it is not Discord itself that says no. Raises CredentialsError when it is."""
    failures = 0
    while True:
        try:
            await client.login(token)
        except LOGIN_FAILURES as error:
            if client.logged_in and not isinstance(error, _REST):
                raise  # no answer to the login: a mistake of ours in what follows it
            reason = explain_login(error)
            if not isinstance(reason, TryLaterError):
                raise reason from error
            await _forget_session(client)
            failures += 1
            pause = delay(failures, rng, cap=_LONGEST_PAUSE, at_least=reason.retry_after)
            _log.warning("Could not log in to Discord: %s Next try in %.0f s.", reason, pause)
            await sleep(pause)
        else:
            return


def explain_login(error: BaseException) -> PaperboyError:
    """TryLaterError for what may pass, CredentialsError for what Discord itself refuses.

    Discord's own 401 is JSON; a proxy that wants a password of its own says 401, too.
    """
    answer = (error.__cause__ or error) if isinstance(error, discord.LoginFailure) else error
    reason = explain_request(answer, "the login")
    if not isinstance(reason, UnexplainedError):
        return reason
    return CredentialsError(
        f"{reason} Look at PAPERBOY_DISCORD__API_URL, and at the bot in Discord's developer portal."
    )


async def _forget_session(client: PaperboyClient) -> None:
    """A failed login leaves its HTTP session open; the next one needs a new session and a new connector."""
    client.logged_in = False
    await client.http.close()
    client.http.clear()
    client.http.connector = discord.utils.MISSING
