"""Slash commands: each cog parses options, calls a service and replies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.discord_io.interactions.errors import on_tree_error
from cogs.about import AboutCog
from cogs.alerts.cog import AlertsCog
from cogs.greeting import GreetingCog
from cogs.papers.cog import PapersCog
from cogs.services import Services
from cogs.shared.forms import TRY_AGAIN_PATTERN
from cogs.sources.cog import SourcesCog
from cogs.undelivered_notices import UndeliveredNoticesCog

if TYPE_CHECKING:
    from discord.ext import commands

__all__ = ["COGS", "Services", "add_cogs"]

COGS = (AlertsCog, SourcesCog, PapersCog, AboutCog, UndeliveredNoticesCog, GreetingCog)


async def add_cogs(bot: commands.Bot, services: Services) -> None:
    """Add every cog, form and button handler to the bot; call once, before commands are synced.

    Forms and buttons that were sent before a restart keep working.
    """
    bot.tree.error(on_tree_error)
    for cog_class in COGS:
        await bot.add_cog(cog_class(bot, services))
    bot.add_listener(services.forms.on_interaction, "on_interaction")
    services.presses.for_all(TRY_AGAIN_PATTERN, services.forms.reopen)
    bot.add_dynamic_items(*services.presses)
