"""*Post the newest now*, under what was saved."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from bot.discord_io.interactions.paper_keys import find_paper_id
from bot.discord_io.interactions.presses import on_press
from bot.discord_io.posting.jump import jump_url
from bot.domain.discord.limits import MESSAGE_LENGTH
from bot.language.translating import gettext
from bot.service.subscriptions.first_post import Asked
from bot.text.safe import clip
from cogs.reading.buttons import NEWEST_PATTERN
from cogs.shared.guards import require_manager
from cogs.shared.posting_rights import require_post

if TYPE_CHECKING:
    import re

    import discord

    from bot.domain.subscription import Destination
    from bot.service.subscriptions.first_post import Answer
    from cogs.services import Services


class NewestHandler:
    """Answers the button, for who may manage alerts and post there. `item_class` is for the client."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self.item_class = on_press(NEWEST_PATTERN, self._pressed)

    async def _pressed(self, interaction: discord.Interaction, match: re.Match[str]) -> None:
        found = await self._services.subscriptions.get(await require_manager(interaction), match["subscription"])
        await require_post(interaction, found.destination_id)
        await interaction.response.defer()
        key = match["key"]
        paper_id = await find_paper_id(key, self._services.papers.stored) or key
        answer = await self._services.first_posts.post(found, paper_id)
        text = told(answer, await self._services.subscriptions.destination(found))
        before = interaction.message.content if interaction.message else ""
        text = clip("\n".join(filter(None, (before, text))), MESSAGE_LENGTH)
        await interaction.edit_original_response(content=text, view=None)


def told(answer: Answer, destination: Destination) -> str:
    """What came of a wish, with the link to the post where there is one."""
    match answer.asked:
        case Asked.PLANNED:
            return gettext("The newest match is on its way there. It will not come a second time.")
        case Asked.UNDER_WAY:
            return gettext("That paper is on its way there already.")
        case Asked.GIVEN_UP:
            return gettext(
                "That paper could not be posted there before and is not tried again: see `/papers why`."
            )
        case Asked.POSTED:
            posted = answer.message and answer.message.message_id
            if not posted:
                return gettext("That paper was posted there already.")
            url = jump_url(destination.guild_id, destination.id, destination.kind, posted)
            return gettext("That paper was posted there already: {url}", url=url)
        case _:
            assert_never(answer.asked)
