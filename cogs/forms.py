"""Answers every form, and *Try again* under the mistakes in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord.ext import commands

if TYPE_CHECKING:
    import discord

    from cogs.services import Services


class FormsCog(commands.Cog):
    """Listens for forms that were sent; what each does is in the file of its subject."""

    def __init__(self, _bot: commands.Bot, services: Services) -> None:
        self._forms = services.forms
        self.item_classes = (services.forms.item_class,)

    @commands.Cog.listener()
    async def on_interaction(self, interaction: discord.Interaction) -> None:
        """Answer a form."""
        await self._forms.submitted(interaction)
