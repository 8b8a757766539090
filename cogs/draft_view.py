"""The buttons under a dry run, and the form behind Edit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord

from cogs.forms import form_id, submitted_values

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.discord_io.buttons import ItemClass

LIFETIME = 600.0  # seconds; Discord lets a reply be changed for 15 minutes
BUTTON_TEMPLATE = r"paperboy:draft:(?P<action>save|edit|cancel):(?P<token>[0-9a-f]{16})"
FORM_PREFIX = "paperboy:query:"
_QUERY = "query"
_STYLES = {
    "save": discord.ButtonStyle.success,
    "edit": discord.ButtonStyle.primary,
    "cancel": discord.ButtonStyle.secondary,
}


class DraftView(discord.ui.View):
    """Save, Edit and Cancel; calls `expired` when nobody decides in time."""

    def __init__(self, token: str, item_class: ItemClass, expired: Callable[[], Awaitable[None]]) -> None:
        super().__init__(timeout=LIFETIME)
        self._expired = expired
        for action, style in _STYLES.items():
            custom_id = f"paperboy:draft:{action}:{token}"
            button = discord.ui.Button[discord.ui.View](label=action.title(), style=style, custom_id=custom_id)
            self.add_item(item_class(button))

    async def on_timeout(self) -> None:
        """Say so where the buttons were."""
        await self._expired()


def query_form(token: str, query: str) -> discord.ui.Modal:
    """The form in which a query is changed. Its answer is read with `form_query`."""
    form = discord.ui.Modal(title="Edit the query", custom_id=f"{FORM_PREFIX}{token}", timeout=LIFETIME)
    text = discord.ui.TextInput[discord.ui.Modal](
        style=discord.TextStyle.paragraph, custom_id=_QUERY, default=query, max_length=4000
    )
    form.add_item(
        discord.ui.Label(text="Query", description="See /paperboy help for the language.", component=text)
    )
    return form


def form_token(interaction: discord.Interaction) -> str | None:
    """The token of the submitted query form; None when the interaction is something else."""
    return form_id(interaction, FORM_PREFIX)


def form_query(interaction: discord.Interaction) -> str:
    """The query as typed into the form."""
    return next(iter(submitted_values(interaction).get(_QUERY, ())), "")
