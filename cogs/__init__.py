"""Slash commands: each cog parses options, calls a service and replies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.discord_io.interactions.errors import on_tree_error
from cogs.about import AboutCog
from cogs.alerts.cog import AlertsCog
from cogs.forms import FormsCog
from cogs.greeting import GreetingCog
from cogs.papers.cog import PapersCog
from cogs.reminders import RemindersCog
from cogs.services import Services

if TYPE_CHECKING:
    from discord.ext import commands

__all__ = ["COGS", "Services", "add_cogs"]

COGS: Final = (AlertsCog, PapersCog, AboutCog, FormsCog, RemindersCog, GreetingCog)


async def add_cogs(bot: commands.Bot, services: Services) -> None:
    """Add every command to the bot's tree, and who answers their errors; once, before the tree is synced."""
    bot.tree.error(on_tree_error)
    for cog in COGS:
        await bot.add_cog(cog(bot, services))
