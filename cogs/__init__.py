"""Slash commands: each cog parses options, calls a service and replies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.discord_io.interactions.errors import on_tree_error
from cogs.about import AboutCog
from cogs.alerts.cog import AlertsCog
from cogs.greeting import GreetingCog
from cogs.papers.cog import PapersCog
from cogs.reminders import RemindersCog
from cogs.services import Services
from cogs.shared.forms import AGAIN_PATTERN

if TYPE_CHECKING:
    from discord.ext import commands

__all__ = ["COGS", "Services", "add_cogs"]

COGS: Final = (AlertsCog, PapersCog, AboutCog, RemindersCog, GreetingCog)


async def add_cogs(bot: commands.Bot, services: Services) -> None:
    """Add every command to the bot's tree, and who answers errors, forms and buttons; once, before it is synced.

    Buttons and forms are answered also if they are from before a restart.
    """
    bot.tree.error(on_tree_error)
    for make in COGS:
        await bot.add_cog(make(bot, services))
    bot.add_listener(services.forms.submitted, "on_interaction")
    services.presses.for_all(AGAIN_PATTERN, services.forms.again)
    bot.add_dynamic_items(*services.presses)
