"""The buttons under a dry run, and the form behind Edit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import discord

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

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
    """The form in which a query is changed. Its answer is read with `form_query`.

    discord.py forgets forms at a restart and after a time, so that nobody would answer; who listens for the
    interaction itself misses none.
    """
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
    if interaction.type is not discord.InteractionType.modal_submit:
        return None
    custom_id = str(_data(interaction).get("custom_id", ""))
    return custom_id.removeprefix(FORM_PREFIX) if custom_id.startswith(FORM_PREFIX) else None


def form_query(interaction: discord.Interaction) -> str:
    """The query as typed into the form."""
    for component in _data(interaction).get("components", ()):
        field = component.get("component", {})
        if field.get("custom_id") == _QUERY:
            return str(field.get("value", ""))
    return ""


def _data(interaction: discord.Interaction) -> Mapping[str, Any]:
    return cast("Mapping[str, Any]", interaction.data or {})
