"""Registering our commands with Discord, only when they changed."""

from __future__ import annotations

import hashlib
import json
import logging
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.discord_io.client import PaperboyClient
    from bot.domain.ports import Store

_log = logging.getLogger(__name__)
_NOTE = "commands"


async def sync_commands(client: PaperboyClient, store: Store) -> bool:
    """Register the global commands when they differ from those registered last; whether that was so.

    Discord limits command updates, and a sync at every start makes the commands flicker for users.
    """
    tree = client.tree
    body = [command.to_dict(tree) for command in tree.get_commands()]
    text = json.dumps([client.application_id, body], sort_keys=True, default=str)
    digest = hashlib.sha256(text.encode()).hexdigest()
    if await store.note(_NOTE) == digest:
        return False
    await tree.sync()
    await store.set_note(_NOTE, digest)
    _log.info("Registered %d commands with Discord.", len(body))
    return True
