"""*Post newest paper now*, under a saved subscription."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord

from bot.discord_io.interactions.abstracts import find_paper_id
from bot.discord_io.posting.message_links import jump_url
from bot.discord_io.render.paper_text import identity, plain_title
from bot.domain.alert import AlertState
from bot.language.translating import gettext
from bot.text.safe import safe
from cogs.paper_buttons.buttons import NEWEST_PATTERN, test_button
from cogs.shared.guards import owner_of
from cogs.shared.layouts import buttons
from cogs.shared.lines import append_text, mention_of
from cogs.shared.posting_rights import require_post

if TYPE_CHECKING:
    import re
    from collections.abc import Mapping

    from bot.domain.alert import Message
    from bot.domain.subscription import Destination
    from cogs.services import Services

_TITLE_LENGTH = 200  # UTF-16 code units


class NewestHandler:
    """Handles *Post newest paper now*, for alert managers who can post in the destination."""

    def __init__(self, services: Services) -> None:
        self._services = services
        services.presses.on(NEWEST_PATTERN, self._on_press)

    async def _on_press(self, interaction: discord.Interaction, match: re.Match[str]) -> None:
        subscription = await self._services.subscriptions.get(owner_of(interaction), match["subscription"])
        await require_post(interaction, subscription.destination_id)
        await interaction.response.defer()
        key = match["key"]
        # An unknown hash is no paper's id: posting then says that the paper no longer matches
        paper_id = await find_paper_id(key, self._services.papers.stored) or key
        state, message = await self._services.on_request.post_newest(subscription, paper_id)
        sighting = await self._services.papers.stored.get(paper_id)
        paper = identity(paper_id) if sighting is None else plain_title(sighting.paper, _TITLE_LENGTH)
        text = outcome_text(state, message, await self._services.subscriptions.destination(subscription), paper)
        # A test also shows what a post looks like
        view = buttons(test_button(subscription)) if state is AlertState.SENT else None
        await interaction.edit_original_response(content=append_text(interaction.message, text), view=view)


def outcome_text(state: AlertState, message: Message | None, destination: Destination, paper: str) -> str:
    """Return the reply for a paper with that title, with the link to its post if it has one."""
    values = {"paper": f"**{safe(paper, _TITLE_LENGTH)}**", "channel": mention_of(destination)}
    match state:
        case AlertState.PLANNED:
            # NOTE: {paper} is the title of a paper, in bold
            return gettext("{paper} will be posted in {channel}.", **values)
        case AlertState.SENT:
            return _already_posted_text(message, destination, values)
        case AlertState.UNCERTAIN:
            # NOTE: {paper} is the title of a paper, in bold
            return gettext("{paper} may not have been posted in {channel}. See `/papers why`.", **values)
        case _:
            # NOTE: {paper} is the title of a paper, in bold
            return gettext("{paper} could not be posted in {channel}. See `/papers why`.", **values)


def _already_posted_text(message: Message | None, destination: Destination, values: Mapping[str, str]) -> str:
    if message is None or message.post_id is None or message.finished is None:
        # NOTE: {paper} is the title of a paper, in bold
        return gettext("{paper} was already posted in {channel}.", **values)
    # NOTE: {paper} is the title of a paper, in bold; {time} a day and a time
    return gettext(
        "{paper} was already posted in {channel} on {time}: {url}",
        **values,
        time=discord.utils.format_dt(message.finished, "f"),
        url=jump_url(destination, message.post_id),
    )
