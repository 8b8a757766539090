"""The part of `/alerts` that changes a subscription: a form, then the dry run of what it would become."""

import discord
from discord import app_commands

from cogs.alerts_part import WHICH, AlertsPart
from cogs.edit_form import edit_form
from cogs.guards import require_manager


class EditPart(AlertsPart):
    """`/alerts edit`. The answer of the form is taken by `cogs.edits`."""

    @app_commands.command()
    @app_commands.describe(subscription=WHICH)
    @app_commands.autocomplete(subscription=AlertsPart.complete)
    async def edit(self, interaction: discord.Interaction, subscription: str) -> None:
        """Change the query, the name, when it posts or where; shows what would match before it saves."""
        # A form must be the first answer, so there is no deferral: what is read here is in memory.
        found = await self.services.subscriptions.get(await require_manager(interaction), subscription)
        await interaction.response.send_modal(edit_form(found))
