"""Register our commands with Discord when they differ from the registered ones."""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
from typing import TYPE_CHECKING, Any, cast

from discord.http import Route

from bot.discord_io.registering.texts import CommandTranslator
from bot.discord_io.requests.calls import FAILURES
from bot.discord_io.requests.failures import explain_request
from bot.domain.errors import TryLaterError
from bot.language.translating import catalogues_fingerprint, forget_catalogues
from bot.text.terminal import counted

if TYPE_CHECKING:
    from bot.discord_io.client import PaperboyClient
    from bot.domain.ports import Store

_log = logging.getLogger(__name__)
_NOTE_NAME = "commands"
_TIMEOUT = 30.0  # seconds for a request, with discord.py's own repeats
_ENTRY_POINT_TYPE = 4  # a command that starts an Activity: Discord creates it, and refuses a list without it
# In Discord's answers alone: left out when the entry point is sent back
_READ_ONLY_FIELDS = ("application_id", "version", "guild_id", "name_localized", "description_localized")
_VOLATILE_FIELDS = ("id", "version")  # differ after each registration
_MAX_DEPTH = 12  # levels that `_normalized` reads: commands, groups, options, choices, their translations
_PATH = "/applications/{application_id}/commands"


async def never_registered(store: Store) -> bool:
    """Return True if no process with this store has registered commands yet.

    Then people cannot use the bot until it registers them. Otherwise that can wait until the bot is connected: the
    earlier commands still work.
    """
    return await store.note(_NOTE_NAME) is None


async def sync_commands(client: PaperboyClient, store: Store) -> bool:
    """Register the global commands if ours or Discord's changed; return True if they were written.

    Another process with our token may have replaced or deleted them. They are not written without need: people
    would see them flicker, and Discord limits it. Raises TryLaterError when Discord does not answer, refuses, or
    answers nonsense, perhaps after they were written; the next call compares them again.
    """
    theirs = await _request(client, "GET", params={"with_localizations": "true"})
    # Translations are compared by a checksum of their files: loading them takes memory.
    commands = client.tree.get_commands()
    ours = [[command.to_dict(client.tree) for command in commands], catalogues_fingerprint()]
    if await store.note(_NOTE_NAME) == _fingerprint(ours, theirs):
        return False
    translator = CommandTranslator()
    try:
        body = [await command.get_translated_payload(client.tree, translator) for command in commands]
    finally:
        forget_catalogues()
    entry_points = [
        {key: value for key, value in command.items() if key not in _READ_ONLY_FIELDS}
        for command in theirs
        if command.get("type") == _ENTRY_POINT_TYPE
    ]
    written = await _request(client, "PUT", json=[*body, *entry_points])
    _log.info("Registered %s with Discord.", counted(len(body), "command"))
    theirs = await _request(client, "GET", params={"with_localizations": "true"})  # as Discord now shows them
    # Unless another process has just written its own.
    if [*map(_registration, theirs)] == [*map(_registration, written)]:
        await store.set_note(_NOTE_NAME, _fingerprint(ours, theirs))
    return True


async def _request(client: PaperboyClient, method: str, **options: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - handed on as they are
    """Send a request; return the commands in the answer, sorted by id. Raises TryLaterError for every failure."""
    route = Route(method, _PATH, application_id=str(client.application_id))
    try:
        async with asyncio.timeout(_TIMEOUT):
            answer: Any = await client.http.request(route, **options)
        if not isinstance(answer, list):
            raise TypeError("no list of commands")
        return sorted(cast("list[dict[str, Any]]", answer), key=_registration)
    except FAILURES as error:
        reason = explain_request(error, "the commands")
        wait = reason.retry_after if isinstance(reason, TryLaterError) else None
        raise TryLaterError(str(reason), in_doubt=False, retry_after=wait) from error


def _registration(command: dict[str, Any]) -> tuple[str, str, int]:
    """Return what tells a registration from any other; the version may be missing in an answer."""
    return command["id"], command.get("version", ""), command.get("type", 1)


def _fingerprint(ours: object, theirs: object) -> str:
    """Return a hash of our commands and of Discord's, which changes when either changes."""
    return hashlib.sha256(json.dumps([ours, _normalized(theirs)], sort_keys=True).encode()).hexdigest()


def _normalized(part: object, depth: int = _MAX_DEPTH) -> object:
    """Return commands, or a part of them, without ids, versions, empty values and order, for comparing."""
    if not depth:
        return part
    if isinstance(part, list):
        parts = [_normalized(one, depth - 1) for one in cast("list[Any]", part)]
        return sorted(parts, key=lambda one: json.dumps(one, sort_keys=True))
    if isinstance(part, dict):
        fields = {
            key: value
            for key, value in cast("dict[str, Any]", part).items()
            if value and key not in _VOLATILE_FIELDS
        }
        return {key: _normalized(value, depth - 1) for key, value in fields.items()}
    return part
