"""Turn a failed command or button into a sentence for the person and a line in the log."""

from __future__ import annotations

import logging
import secrets
from typing import Any

import aiohttp
import discord
from discord import app_commands

from bot.discord_io.render.code_blocks import code_block, inline_code
from bot.discord_io.requests.failures import explain_failure
from bot.discord_io.requests.trace import AttemptLog
from bot.domain.discord.limits import MESSAGE_LENGTH
from bot.domain.errors import PaperboyError, StoreError, TryLaterError, UnexplainedError, text_for_people
from bot.language.formats import sentences
from bot.language.translating import gettext
from bot.query import QueryError
from bot.query.errors import UnmatchableError
from bot.text.safe import clip, escape_outside_code

_log = logging.getLogger(__name__)
# Unknown interaction, message (dismissed) and webhook, an interaction that another replica answers (while a shard
# changes hands), and a token that is a quarter of an hour old:
# https://discord.com/developers/docs/topics/opcodes-and-status-codes#json
_EXPIRED_CODES = frozenset({10062, 10008, 10015, 40060, 50027})

_CODE_COLUMNS = 36  # of a code block on a phone
_MAX_SENTENCE_LENGTH = 600  # UTF-16 code units


class DeniedError(app_commands.CheckFailure):
    """The person is not allowed to do this. The text says who is."""


async def on_tree_error(interaction: discord.Interaction, error: app_commands.AppCommandError) -> None:
    """Answer a failed slash command; for `CommandTree.error`."""
    await answer_error(interaction, error)


async def answer_error(interaction: discord.Interaction, error: Exception, **more: Any) -> None:  # noqa: ANN401 - handed on as they are
    """Send the person, and nobody else, the text of an error; log unexpected errors. Never raises.

    `more` (an embed, a view) is sent with the sentence.
    """
    cause = error.original if isinstance(error, app_commands.CommandInvokeError) else error
    if isinstance(cause, discord.HTTPException) and cause.code in _EXPIRED_CODES:
        _log.warning("Skipped a reply: its command expired or was dismissed.")
        return
    text = explain(cause)
    if isinstance(cause, StoreError) and text != str(cause):
        # the host alone reads why
        _log.warning("A command failed: %s", cause)
    if text is None:
        number, command = secrets.token_hex(4), interaction.command
        origin = f"/{command.qualified_name}" if command is not None else f"a {interaction.type.name}"
        _log.error("Unexpected error %s in %s.", number, origin, exc_info=cause)
        text = gettext(
            "Something went wrong. Please send this code to the person who runs this bot: {number}.",
            number=inline_code(number),
        )
    await _reply(interaction, text, **more)


def explain(error: Exception) -> str | None:
    """Return the sentence for an expected error, None for any other."""
    text, retry = None, gettext("Try again in a minute.")
    match error:
        case QueryError():
            text = _query_mistake(error)
        case TryLaterError() if not isinstance(error, UnexplainedError):
            text = sentences(str(error), retry)
        case PaperboyError():
            text = text_for_people(error)
        case DeniedError():
            text = str(error)
        case app_commands.CheckFailure():
            text = gettext("You are not allowed to use this command here.")
        case app_commands.CommandNotFound() | app_commands.CommandSignatureMismatch():
            text = gettext("This command has changed. Restart or reload Discord.")
        case app_commands.TransformerError():
            text = gettext(
                "{value} is not one of the choices.",
                value=inline_code(str(error.value)),
            )
        # of a request to Discord
        case TimeoutError() | aiohttp.ClientError() | discord.RateLimited() | discord.DiscordServerError():
            text = sentences(str(explain_failure(error, AttemptLog())), retry)
        case _:
            pass
    return text


def _query_mistake(error: QueryError) -> str:
    """Return the mistake, the query with a caret under it in a code block (which does not wrap), and a hint."""
    heading = "" if isinstance(error, UnmatchableError) else gettext("Your query has a mistake:")
    lines = [heading, _escaped(error.message), code_block(error.caret(_CODE_COLUMNS)), _escaped(error.hint)]
    return "\n".join(filter(None, lines))


def _escaped(sentence: str) -> str:
    """Return a sentence in which typed text is code and Markdown has no effect."""
    return escape_outside_code(clip(sentence, _MAX_SENTENCE_LENGTH), inline_code)


async def _reply(interaction: discord.Interaction, text: str, **more: Any) -> None:  # noqa: ANN401 - handed on as they are
    text = text[:MESSAGE_LENGTH]
    try:
        if interaction.response.is_done():
            await interaction.followup.send(text, ephemeral=True, **more)
        else:
            await interaction.response.send_message(text, ephemeral=True, **more)
    except (discord.DiscordException, aiohttp.ClientError, OSError) as failure:
        _log.warning("Could not send the answer %r: %s", text, failure)
