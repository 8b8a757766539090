"""Registering our commands with Discord, whenever those that it has are others."""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, cast

from discord.http import Route

from bot.discord_io.registering.changes import ENTRY_POINT, differences, normalized
from bot.discord_io.registering.texts import CommandTranslator
from bot.discord_io.requests.calls import FAILURES
from bot.discord_io.requests.failures import explain_request
from bot.domain.errors import TryLaterError
from bot.language.translating import catalogues_fingerprint, forget_catalogues
from bot.text.phrases import counted

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Sequence

    from bot.discord_io.client import PaperboyClient
    from bot.domain.ports import Store

_log = logging.getLogger(__name__)
_NOTE = "commands"
_PATIENCE = 30.0  # seconds for a request, repeats within discord.py included
_MOST_NAMED = 10  # differences in the log
_NOT_TAKEN = ("application_id", "version", "guild_id", "name_localized", "description_localized")
_PATH = "/applications/{application_id}/commands"


async def never_registered(store: Store) -> bool:
    """Whether no process with this store has registered commands yet: without any, nobody could use the bot.

    Else they can wait until it is connected, as those of before go on working.
    """
    return await store.note(_NOTE) is None


async def sync_commands(client: PaperboyClient, store: Store) -> bool:
    """Register the global commands when Discord has others; whether that was so. There are no others of ours.

    Another process with our token may have replaced or deleted them. Raises TryLaterError when Discord does not
    answer, refuses, or says what cannot be read; then nothing is known, and the commands stay as they are.
    """
    path = {"application_id": str(client.application_id)}
    async with _explained():
        answer: Any = await client.http.request(Route("GET", _PATH, **path), params={"with_localizations": "true"})
        theirs, kept = _read(answer)
    # What Discord made of our last writing is ours, also where it looks otherwise. That is told without the
    # translations, of which a process whose people all speak English would else hold six languages.
    written_from = [[one.to_dict(client.tree) for one in client.tree.get_commands()], catalogues_fingerprint()]
    if await store.note(_NOTE) == _memory(written_from, theirs):
        return False
    body = await _translated(client)
    found = differences([normalized(command) for command in body], theirs)
    theirs_now = theirs
    if found:
        async with _explained():
            answer = await client.http.request(Route("PUT", _PATH, **path), json=[*body, *kept])
            theirs_now, _ = _read(answer)
        _log.info("Registered %s with Discord: %s.", counted(len(body), "command"), _told(found, theirs))
    await store.set_note(_NOTE, _memory(written_from, theirs_now))
    return bool(found)


async def _translated(client: PaperboyClient) -> list[dict[str, Any]]:
    """Our commands with their descriptions in every language."""
    translator = CommandTranslator()
    try:
        return [await one.get_translated_payload(client.tree, translator) for one in client.tree.get_commands()]
    finally:
        forget_catalogues()


@asynccontextmanager
async def _explained() -> AsyncGenerator[None]:
    """One request, bounded in time. Raises TryLaterError, whatever is wrong with its answer."""
    try:
        async with asyncio.timeout(_PATIENCE):
            yield
    except FAILURES as error:
        reason = explain_request(error, "the commands")
        wait = reason.retry_after if isinstance(reason, TryLaterError) else None
        raise TryLaterError(str(reason), in_doubt=False, retry_after=wait) from error


def _read(answer: object) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The commands in an answer, normalized; and those that have to be kept, as they can be sent.

    Raises TypeError or ValueError for what is no list of commands.
    """
    if not isinstance(answer, list):
        raise TypeError("no list of commands")
    commands = cast("list[Any]", answer)
    meant = [normalized(command) for command in commands]
    kept = [
        {key: value for key, value in command.items() if key not in _NOT_TAKEN}
        for command, one in zip(commands, meant, strict=True)
        if one["type"] == ENTRY_POINT
    ]
    return [one for one in meant if one["type"] != ENTRY_POINT], kept


def _memory(written_from: Sequence[object], theirs: Sequence[object]) -> str:
    """A fingerprint of what our commands were made from, and what Discord has of them."""
    text = json.dumps([written_from, sorted(json.dumps(one, sort_keys=True) for one in theirs)], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _told(found: Sequence[str], theirs: Sequence[object]) -> str:
    if not theirs:
        return "it had none"
    more = len(found) - _MOST_NAMED
    return "; ".join(found[:_MOST_NAMED]) + (f"; and {more} more differences" if more > 0 else "")
