"""What Discord's answers to a post mean for the alert: the table of docs/reliability.md."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import aiohttp
import discord

from bot.discord_io.render.code import inline_code
from bot.discord_io.requests.trace import doubtful, retry_after
from bot.domain.errors import (
    AlreadyPostedError,
    CredentialsError,
    RefusedError,
    RejectedError,
    TryLaterError,
    UnexplainedError,
)

if TYPE_CHECKING:
    from bot.domain.errors import PaperboyError

# Error codes: https://discord.com/developers/docs/topics/opcodes-and-status-codes#json
_UNKNOWN_MESSAGE = 10008
_GONE = {10003: "The channel was deleted.", 10004: "I am no longer in that server: invite me again."}
_PERMISSION = {
    50001: (
        "I cannot see that channel: allow View Channel for me in its settings, under Permissions; in a private "
        "thread, mention me, which adds me."
    ),
    50013: "I may not post there: allow Send Messages and Embed Links for me in the channel's settings.",
    50083: "The thread is archived and I may not open it again: unarchive it, or allow Manage Threads for me.",
    40067: "Every post of that forum needs a tag: give it one that everybody may use, or let posts have none.",
    160005: "The thread is locked: unlock it, or allow Manage Threads for me.",
    160006: "The server has as many active threads as Discord allows: close some.",
}
_CLOSED_DM = 50007
_CLOSED_DM_ADVICE = (
    "You do not take direct messages from me: allow them, in the menu of a server that we share → Privacy "
    "Settings → Direct Messages."
)
_BAD_BODY = 50035
_AUTOMOD = frozenset({200000, 200001})
_AUTOMOD_ADVICE = (
    "An AutoMod rule of the server blocked the message: exempt Paperboy or the channel from that rule, in "
    "Server Settings → AutoMod."
)
_UNAUTHORIZED = 401
_TOO_MANY = 429
_SERVER_ERROR = 500
_CLOUDFLARE_WAIT = 300.0  # seconds; a 429 that is not Discord's own must be left alone for minutes


def deleted_channel() -> RefusedError:
    """What it means that a channel was deleted, however that was learned."""
    return RefusedError("The channel was deleted: subscribe in another one.", gone=True)


def explain_failure(error: BaseException, log: list[int]) -> PaperboyError:
    """The domain's word for a failed post; `log` holds the status of every HTTP attempt (see `trace`)."""
    if isinstance(error, discord.RateLimited):
        return TryLaterError(
            "Discord's rate limit is used up.", in_doubt=doubtful(log), retry_after=error.retry_after
        )
    if isinstance(error, discord.HTTPException):
        return _explain_answer(error, log)
    if isinstance(error, aiohttp.ClientConnectorError):
        return TryLaterError(f"Discord cannot be reached: {error.strerror or error}.", in_doubt=doubtful(log))
    if isinstance(error, (aiohttp.ClientError, asyncio.TimeoutError, OSError)):
        return TryLaterError(f"The connection to Discord broke: {type(error).__name__}.", in_doubt=True)
    return UnexplainedError(f"Posting failed: {type(error).__name__}.", in_doubt=True)


def _explain_answer(error: discord.HTTPException, log: list[int]) -> PaperboyError:
    if error.status == _UNAUTHORIZED:
        return CredentialsError("Discord does not accept the token: set a valid PAPERBOY_DISCORD__TOKEN.")
    if error.status >= _SERVER_ERROR:
        return TryLaterError(f"Discord answered {error.status}.", in_doubt=True)
    if error.status == _TOO_MANY:
        return _explain_too_many(error, log)
    return _explain_code(error, log)


def _explain_too_many(error: discord.HTTPException, log: list[int]) -> TryLaterError:
    wait = retry_after(error.response.headers, default=0.0)
    if not error.response.headers.get("Via"):
        wait = max(wait, _CLOUDFLARE_WAIT)
    return TryLaterError("Discord answered 429 (too many requests).", in_doubt=doubtful(log), retry_after=wait)


def _quoted(error: discord.HTTPException, limit: int) -> str:
    """Discord's own words, which may repeat a stranger's: as code they do nothing wherever they are shown."""
    return inline_code(error.text[:limit])


def _explain_code(error: discord.HTTPException, log: list[int]) -> PaperboyError:
    in_doubt = doubtful(log)
    known: dict[int, PaperboyError] = {
        _UNKNOWN_MESSAGE: AlreadyPostedError("The message was posted and has been deleted since."),
        _CLOSED_DM: RefusedError(_CLOSED_DM_ADVICE, closed_dm=True),
        _BAD_BODY: RejectedError(f"Discord refused the message's body: {_quoted(error, 500)}"),
        **{code: RefusedError(text, gone=True, in_doubt=in_doubt) for code, text in _GONE.items()},
        **{code: RefusedError(text, in_doubt=in_doubt) for code, text in _PERMISSION.items()},
        **{code: RejectedError(_AUTOMOD_ADVICE) for code in _AUTOMOD},
    }
    unknown = UnexplainedError(
        f"Discord answered {error.status} (code {error.code}): {_quoted(error, 200)}", in_doubt=in_doubt
    )
    return known.get(error.code, unknown)
