"""The command `/alerts email`: get one's own alerts by e-mail instead of direct messages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.discord_io.render.code_blocks import inline_code
from bot.domain.errors import MistakeError
from bot.domain.preferences import Rhythm
from bot.domain.subscription import Mode
from bot.language.formats import sentences
from bot.language.translating import gettext, pgettext
from cogs.shared.channel_option import resolve_target
from cogs.shared.guards import owner_of
from cogs.shared.layouts import button, buttons

if TYPE_CHECKING:
    import re

    import discord

    from cogs.services import Services

_STOP = "paperboy:mail:stop"


class EmailHandler:
    """Sets up and stops e-mail, and shows a person their own address."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._mails = services.mails
        services.presses.for_all(_STOP, self._stop)

    async def handle(
        self, interaction: discord.Interaction, address: str | None, when: str | None, code: str | None
    ) -> None:
        """Send a code, take it, change how often mails come, or show what is set, in the deferred reply."""
        self._mails.server()  # raises if the host has none: before all advice, which would be useless then
        destination_id = await self._destination(interaction)
        rhythm = None if when is None else Rhythm(when)
        if code is not None:
            await self._mails.confirm(destination_id, code)
        elif address is not None:
            await self._mails.ask(interaction.user.id, destination_id, address, rhythm)
            text = gettext(
                "I sent a code to {address}. Enter it within an hour: `/alerts email` with `code`.",
                address=inline_code(address.strip()),
            )
            if self._mails.url:
                text = sentences(text, gettext("Or open the link in the mail."))
            await interaction.edit_original_response(content=text)
            return
        if rhythm is not None:
            if await self._mails.of(destination_id) is None:
                raise MistakeError(gettext("Use `/alerts email` with your address first."))
            await self._mails.change(destination_id, rhythm)
        await self._show(interaction, destination_id)

    async def _show(self, interaction: discord.Interaction, destination_id: int) -> None:
        found = await self._mails.of(destination_id)
        if found is None:
            text = gettext(
                "Your alerts are direct messages. To get them by e-mail, use `/alerts email` with `address`."
            )
            await interaction.edit_original_response(content=text, view=None)
            return
        settings = await self._services.preferences.read(destination_id)
        # `rhythm` counts only if the setting is missing: the process ended after the address was stored
        when = settings.schedule.when(Mode(found.rhythm))
        text = sentences(
            # NOTE: {when} is "daily at 09:00 UTC" and the like
            gettext("Your alerts are sent to {address}, {when}.", address=inline_code(found.address), when=when),
            gettext("`/alerts settings` changes the time."),
        )
        view = buttons(button(pgettext("button", "Stop e-mail"), _STOP))
        await interaction.edit_original_response(content=text, view=view)

    async def _stop(self, interaction: discord.Interaction, _match: re.Match[str]) -> None:
        await interaction.response.defer()
        destination_id = await self._destination(interaction)
        await self._mails.end(destination_id)
        await self._show(interaction, destination_id)

    async def _destination(self, interaction: discord.Interaction) -> int:
        """Return the person's direct messages. Raises MistakeError in a server."""
        if owner_of(interaction).guild_id is not None:
            raise MistakeError(
                gettext(
                    "Only alerts in direct messages can be sent by e-mail. Click my name, choose *Message*, and"
                    " use `/alerts subscribe` there, then `/alerts email`."
                )
            )
        return (await resolve_target(interaction, None)).destination.id
