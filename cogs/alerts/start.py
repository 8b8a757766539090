"""The way to a subscription that begins with a button instead of a command."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import discord

from bot.discord_io.interactions.presses import on_press
from bot.language.translating import gettext, pgettext
from bot.query import parse
from bot.service.subscriptions.subscriptions import Draft
from cogs.shared.again import answer_form_error
from cogs.shared.forms import asked, form_id, submitted_values, titled
from cogs.shared.guards import require_manager
from cogs.shared.targets import resolve_target

if TYPE_CHECKING:
    import re
    from collections.abc import Mapping

    from cogs.alerts.drafts import DraftHandler

_BUTTON: Final = "paperboy:start"
_FORM: Final = "paperboy:start-query:"
_QUERY: Final = "query"


class StartHandler:
    """Asks for a query and goes on as `/alerts subscribe` does, in the channel where the button was pressed.

    `item_class` is for `Client.add_dynamic_items`, so that the button is answered also after a restart.
    """

    def __init__(self, drafts: DraftHandler) -> None:
        self._drafts = drafts
        self.item_class = on_press(_BUTTON, self._pressed, require_manager)

    async def submitted(self, interaction: discord.Interaction) -> None:
        """Answer the form with a dry run; every other interaction is left alone. Never raises."""
        if form_id(interaction, _FORM) is None:
            return
        try:
            await interaction.response.defer(ephemeral=True, thinking=True)
            target = await resolve_target(interaction, None)
            draft = Draft(
                query=parse(next(iter(submitted_values(interaction).get(_QUERY, ())), "")),
                destination=target.destination,
                creator_id=interaction.user.id,
            )
            await self._drafts.open(interaction, draft, target.problems)
        except Exception as error:  # noqa: BLE001 - a listener's errors reach nobody else
            await answer_form_error(interaction, error)

    async def again(
        self, interaction: discord.Interaction, form: str, typed: Mapping[str, str]
    ) -> discord.ui.Modal | None:
        """The form with what was typed."""
        del interaction
        if form != _FORM:
            return None
        return _form(typed.get(_QUERY, ""))

    async def _pressed(self, interaction: discord.Interaction, _match: re.Match[str]) -> None:
        await interaction.response.send_modal(_form())


def start_button(label: str) -> discord.ui.Button[discord.ui.View]:
    """Opens the form. It works for as long as its message is there."""
    return discord.ui.Button(label=label, style=discord.ButtonStyle.primary, custom_id=_BUTTON)


def _form(typed: str = "") -> discord.ui.Modal:
    form = titled(pgettext("form", "Subscribe this channel"), _FORM)
    text = discord.ui.TextInput[discord.ui.Modal](
        style=discord.TextStyle.paragraph,
        custom_id=_QUERY,
        placeholder='diffusion "text to image" -survey',
        default=typed or None,
        max_length=4000,
    )
    return form.add_item(asked(text, gettext("You see what it matches before it starts.")))
