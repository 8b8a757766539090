"""`/alerts list`: the subscriptions that a person may manage, in pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord

from bot.discord_io.interactions.presses import on_press
from bot.discord_io.render.mention import unheard_role
from cogs.shared.guards import require_manager
from cogs.shared.lines import channel_name, subscription_line
from cogs.shared.paging import page_buttons, page_of, page_template

if TYPE_CHECKING:
    import re

    from bot.domain.ports.catalogue import Catalogue
    from bot.service.subscriptions.subscriptions import Listed, Subscriptions

_PAGE = 6  # subscriptions; their lines stay under an embed's 4,096 characters
_PAGES = "list"
_NONE = "There are none yet: `/alerts subscribe` makes one."


class ListHandler:
    """Lists subscriptions and turns pages. `item_class` is for `Client.add_dynamic_items`."""

    def __init__(self, subscriptions: Subscriptions, catalogue: Catalogue) -> None:
        self._subscriptions = subscriptions
        self._catalogue = catalogue
        self.item_class = on_press(page_template(_PAGES), self._turn_page)

    async def show(self, interaction: discord.Interaction, number: int = 0) -> None:
        """A page, into the answer that was deferred before."""
        owner = await require_manager(interaction)
        page = page_of(await self._subscriptions.of(owner), number, _PAGE)
        whose = "Your subscriptions" if owner.guild_id is None else "Subscriptions of this server"
        text = "\n\n".join(_line(entry, interaction.guild, self._catalogue) for entry in page.items) or _NONE
        await interaction.edit_original_response(
            embed=discord.Embed(title=f"{whose}: {page.position}", description=text),
            view=page_buttons(page, _PAGES, self.item_class),
        )

    async def _turn_page(self, interaction: discord.Interaction, match: re.Match[str]) -> None:
        await require_manager(interaction)
        await interaction.response.defer()
        await self.show(interaction, int(match["page"]))


def _line(entry: Listed, guild: discord.Guild | None, catalogue: Catalogue) -> str:
    subscription = entry.subscription
    trouble = unheard_role(guild, subscription.destination_id, entry.role_id)
    return subscription_line(entry, channel_name(guild, subscription), trouble, catalogue)
