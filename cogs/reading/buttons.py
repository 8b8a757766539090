"""Buttons that lists, cards and replies may carry, each whole by itself.

Who answers them is registered with the client, also after a restart: stop the view that holds them before it is
sent, or discord.py keeps it in memory.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import discord

from bot.discord_io.render.custom_ids import paper_key

if TYPE_CHECKING:
    from bot.domain.subscription import Subscription

SUBSCRIBE: Final = "paperboy:subscribe-this"
NEWEST_PATTERN: Final = r"paperboy:newest:(?P<subscription>[a-z0-9]{1,16}):(?P<key>.+)"


def subscribe_button() -> discord.ui.Button[discord.ui.View]:
    """Makes a draft of the query that stands in a code block of the message, for who may subscribe."""
    return discord.ui.Button(label="Subscribe to this", style=discord.ButtonStyle.primary, custom_id=SUBSCRIBE)


def newest_button(subscription: Subscription, paper_id: str) -> discord.ui.Button[discord.ui.View]:
    """Posts that paper, the newest that a new subscription matches, where the subscription posts."""
    custom_id = f"paperboy:newest:{subscription.id}:{paper_key(paper_id)}"
    return discord.ui.Button(label="Post the newest now", custom_id=custom_id)
