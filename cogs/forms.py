"""Answers every form, and *Try again* under the mistakes in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord.ext import commands

if TYPE_CHECKING:
    import discord

    from cogs.services import Services


class FormsCog(commands.Cog):
    """Listens for forms that were sent; what each does is in the file of its subject."""

    def __init__(self, bot: commands.Bot, services: Services) -> None:
        self._bot = bot
        self._forms = services.forms

    async def cog_load(self) -> None:
        """Answer *Try again*."""
        self._bot.add_dynamic_items(self._forms.item_class)

    async def cog_unload(self) -> None:
        """Answer it no more."""
        self._bot.remove_dynamic_items(self._forms.item_class)

    @commands.Cog.listener()
    async def on_interaction(self, interaction: discord.Interaction) -> None:
        """Answer a form."""
        await self._forms.submitted(interaction)
