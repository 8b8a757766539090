"""Explain Discord's answers as errors of the domain: the table of docs/reliability.md."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import aiohttp
import discord

from bot.discord_io.render.code_blocks import inline_code
from bot.discord_io.requests.trace import AttemptLog, is_json, retry_after
from bot.domain.errors import (
    AlreadyPostedError,
    CredentialsError,
    RefusedError,
    RejectedError,
    TryLaterError,
    UnexplainedError,
)
from bot.language.translating import gettext, gettext_noop

if TYPE_CHECKING:
    from bot.domain.errors import PaperboyError

# Error codes that people can act on, each with its sentence.
# https://discord.com/developers/docs/topics/opcodes-and-status-codes#json
UNKNOWN_MESSAGE = 10008
UNKNOWN_CHANNEL = 10003
_MISSING_ACCESS = 50001
_NETWORK_ERROR = 40333  # "internal network error": Cloudflare's word
GONE = {
    10003: gettext_noop("The channel was deleted. Subscribe in another one."),
    10004: gettext_noop("I'm no longer in that server. Invite me again."),
}
_NO_TAG = gettext_noop(
    "That forum requires a tag, and I can't use any of its tags. "
    "Add one that everyone can use, or make tags optional."
)
CHANNEL_REFUSED = {
    40058: gettext_noop("The author of that forum post must send a message first."),
    40066: _NO_TAG,
    40067: _NO_TAG,
    50001: gettext_noop(
        "I can't see that channel. Grant me View Channel. If it is a private thread, mention me there."
    ),
    50008: gettext_noop("That channel doesn't accept alerts. Subscribe in another one."),
    50009: gettext_noop(
        "The server's verification level blocks my posts. Lower it in Server Settings → Safety Setup."
    ),
    50013: gettext_noop("I don't have permission to post. Grant me Send Messages and Embed Links."),
    50024: gettext_noop("That channel doesn't accept alerts. Subscribe in another one."),
    50083: gettext_noop("The thread is locked or archived. Unlock or reopen it, or grant me Manage Threads."),
    160005: gettext_noop("The thread is locked or archived. Unlock or reopen it, or grant me Manage Threads."),
    160006: gettext_noop("The server has too many active threads. Close some."),
    160007: gettext_noop("The server has too many active threads. Close some."),
}
CLOSED_DMS = {
    50007: gettext_noop(
        "You don't accept direct messages from me. Allow them in the Privacy Settings of a server we share."
    ),
    50278: gettext_noop("We no longer share a server. Join one I'm in, or add the app to your account."),
}
_AUTOMOD = gettext_noop("An AutoMod rule blocked the message. Exempt me in Server Settings → AutoMod.")
REJECTED = {
    20009: gettext_noop("Discord flagged explicit content. Relax the filter in Server Settings → Safety Setup."),
    200000: _AUTOMOD,
    200001: _AUTOMOD,
    240000: gettext_noop(
        "Discord blocked a link in this paper as harmful (code 240000). "
        "To exclude the paper, add a word from its title to the query, with `-` before it."
    ),
}
# Limits and outages that Discord reports with a 4xx: the same message can be accepted later.
BUSY = frozenset({20016, 20022, 20028, 20029, 30046, 40006, 40062, 130000})

_UNAUTHORIZED = 401
_REQUEST_TIMEOUT = 408
_TOO_MANY_REQUESTS = 429
_SERVER_ERROR = 500
# What discord.py raises when an answer is not JSON, or not the JSON that it expects.
MALFORMED = (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError)
_MAX_QUOTE_LENGTH = 200  # characters
_CLOUDFLARE_WAIT = 300.0  # seconds; after a 429 that is not Discord's own, send nothing for minutes


def deleted_channel() -> RefusedError:
    """Return the error for a deleted channel."""
    return RefusedError(gettext("The channel was deleted. Subscribe in another one."), gone=True)


def left_server() -> RefusedError:
    """Return the error for a server that we are no longer in."""
    return RefusedError(gettext("I'm no longer in that server. Invite me again."), gone=True)


def unexpected_answer() -> TryLaterError:
    """Return the error for an answer that is not Discord's, or that Discord never gives."""
    return TryLaterError(gettext("Discord sent an invalid response."), in_doubt=True)


def explain_failure(error: BaseException, log: AttemptLog) -> PaperboyError:
    """Return the domain's error for a failed request whose HTTP attempts are in `log`."""
    if isinstance(error, discord.RateLimited):
        return TryLaterError(
            gettext("Discord is rate-limiting requests."), in_doubt=log.in_doubt, retry_after=error.retry_after
        )
    if isinstance(error, discord.HTTPException):
        return _explain_answer(error, log)
    if isinstance(error, (aiohttp.ClientError, asyncio.TimeoutError, OSError)):
        return _explain_connection(error, log)
    if isinstance(error, MALFORMED):
        return unexpected_answer()
    return UnexplainedError(gettext("Posting failed: {error}.", error=type(error).__name__), in_doubt=True)


def _explain_connection(error: Exception, log: AttemptLog) -> TryLaterError:
    """Explain a failed connection, or a time-out: a real one, or one that `once` of `Calls.write` forced."""
    if isinstance(error, aiohttp.ClientConnectorError):
        reason = error.strerror or error
        return TryLaterError(
            gettext("The connection to Discord failed: {error}.", error=reason), in_doubt=log.in_doubt
        )
    if isinstance(error, asyncio.TimeoutError):
        if log.status is not None and log.status >= _SERVER_ERROR:  # this last answer says more
            return _server_error(log.status)
        # Perhaps discord.py was waiting for as long as a 429 said.
        late = gettext("Discord didn't respond in time.")
        return TryLaterError(late, in_doubt=log.in_doubt, retry_after=log.wait)
    broken = gettext("The connection to Discord failed: {error}.", error=type(error).__name__)
    return TryLaterError(broken, in_doubt=True)


def explain_request(error: BaseException, what: str) -> PaperboyError:
    """Explain a failed request other than a post: UnexplainedError when Discord itself refuses `what`."""
    explained = explain_failure(error, AttemptLog())
    is_temporary = isinstance(explained, TryLaterError) and not isinstance(explained, UnexplainedError)
    if is_temporary or isinstance(explained, CredentialsError) or not isinstance(error, discord.HTTPException):
        return explained
    quote = inline_code(error.text[:_MAX_QUOTE_LENGTH])  # code, so that no Markdown takes effect
    return UnexplainedError(
        f"Discord refused {what} ({error.status}, code {error.code}): {quote}.", in_doubt=False
    )


def explain_lookup(error: BaseException, log: AttemptLog) -> PaperboyError:
    """Explain a failed request that only reads: a refusal is about that request, never about a post."""
    explained = explain_failure(error, log)
    if isinstance(explained, RejectedError | AlreadyPostedError):
        return UnexplainedError(gettext("I couldn't check the channel. {error}", error=explained), in_doubt=True)
    return explained


def _explain_answer(error: discord.HTTPException, log: AttemptLog) -> PaperboyError:
    if error.status == _TOO_MANY_REQUESTS:
        wait = retry_after(error.response.headers, default=0.0)
        if not error.response.headers.get("Via"):  # Cloudflare's own; discord.py, too, tells it by this
            wait = max(wait, _CLOUDFLARE_WAIT)
        return TryLaterError(
            gettext("Discord is rate-limiting requests."), in_doubt=log.in_doubt, retry_after=wait
        )
    if error.status >= _SERVER_ERROR or error.status == _REQUEST_TIMEOUT or _is_from_proxy(error):
        return _server_error(error.status)
    if error.status == _UNAUTHORIZED:
        return CredentialsError("Discord does not accept the token: set a valid PAPERBOY_DISCORD__TOKEN.")
    return _explain_code(error, in_doubt=log.in_doubt)


def _server_error(status: int) -> TryLaterError:
    answered = gettext("Discord or a proxy returned error {status}.", status=str(status))
    return TryLaterError(answered, in_doubt=True)


def _is_from_proxy(error: discord.HTTPException) -> bool:
    """Return True if a proxy or Cloudflare sent this error, not Discord, whatever its status.

    Discord's errors are JSON with an error code. For plain HTTP errors the code is 0, with the status in words.
    """
    has_words = error.text.startswith(f"{error.status}: ") and is_json(error.response.headers)
    is_discords = error.code != 0 or has_words  # discord.py finds a code in JSON alone
    return error.code == _NETWORK_ERROR or not is_discords


def _explain_code(error: discord.HTTPException, *, in_doubt: bool) -> PaperboyError:
    code = error.code
    if code == UNKNOWN_MESSAGE:  # of a post: Discord knows its nonce, and the message is gone
        return AlreadyPostedError(gettext("The message was posted and then deleted."))
    if advice := GONE.get(code) or CLOSED_DMS.get(code) or CHANNEL_REFUSED.get(code):
        return RefusedError(
            gettext(advice),
            gone=code in GONE,
            closed_dm=code in CLOSED_DMS,
            unseen=code == _MISSING_ACCESS,
            in_doubt=in_doubt,
        )
    if code in BUSY:
        return TryLaterError(gettext("Discord is busy (code {code}).", code=str(code)), in_doubt=in_doubt)
    if code == 0:
        answer = inline_code(error.text[:_MAX_QUOTE_LENGTH])
        text = gettext(
            "Discord sent an unexpected response: {answer}. The person who runs this bot can check"
            " `PAPERBOY_DISCORD__API_URL`.",
            answer=answer,
        )
        return UnexplainedError(text, in_doubt=in_doubt)
    return _explain_rejection(error, in_doubt=in_doubt)


def _explain_rejection(error: discord.HTTPException, *, in_doubt: bool) -> PaperboyError:
    """Return RejectedError, or TryLaterError when an earlier attempt may have been accepted."""
    if advice := REJECTED.get(error.code):
        text = gettext(advice)
    else:
        text = gettext(
            "Discord refused the request ({status}, code {code}): {answer}.",
            status=str(error.status),
            code=str(error.code),
            answer=inline_code(error.text[:_MAX_QUOTE_LENGTH]),  # code, so that no Markdown takes effect
        )
    return TryLaterError(text, in_doubt=True) if in_doubt else RejectedError(text)
