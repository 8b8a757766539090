"""`/alerts feed`: the addresses of a channel's feed, with buttons that renew and end it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.domain.errors import PaperboyError
from bot.language.current import current_language
from bot.language.languages import language_for_locale
from bot.language.translating import gettext, pgettext
from cogs.settings.actions import require_managed
from cogs.shared.layouts import button, buttons

if TYPE_CHECKING:
    import re

    import discord

    from bot.service.feeds import Feed
    from cogs.services import Services

_PREFIX: Final = "paperboy:feed:"
_PATTERN: Final = rf"{_PREFIX}(?P<action>renew|end):(?P<destination>\d{{1,20}})"


class FeedHandler:
    """Shows, renews and ends feeds, for those who manage the alerts of their channels."""

    def __init__(self, services: Services) -> None:
        self._feeds, self._subscriptions = services.feeds, services.subscriptions
        services.presses.on(_PATTERN, self._press)

    async def show(self, interaction: discord.Interaction, destination_id: int) -> None:
        """Show the feed's addresses in the deferred reply; make the feed if there is none."""
        if not self._feeds.address:
            raise PaperboyError(gettext("The person who runs this bot hasn't set up feeds."))
        owner = await require_managed(interaction, self._subscriptions, destination_id)
        is_own = owner.guild_id is None
        language = current_language() if is_own else language_for_locale(str(interaction.guild_locale))
        user_id = owner.user_id if is_own else None
        await self._fill(interaction, await self._feeds.open(destination_id, user_id, language.tag))

    async def _press(self, interaction: discord.Interaction, match: re.Match[str]) -> None:
        await interaction.response.defer()
        destination_id = int(match["destination"])
        await require_managed(interaction, self._subscriptions, destination_id)
        if match["action"] == "renew" and (feed := await self._feeds.renew(destination_id)):
            await self._fill(interaction, feed, gettext("The old addresses no longer work."))
            return
        await self._feeds.end(destination_id)
        text = gettext("The feed has ended. `/alerts feed` makes a new one.")
        await interaction.edit_original_response(content=text, view=None)

    async def _fill(self, interaction: discord.Interaction, feed: Feed, news: str = "") -> None:
        address = f"{self._feeds.address}/feeds/{feed.secret}"
        # NOTE: {channel} is a mention; under it are two addresses
        head = gettext("The papers posted in {channel}, for a feed reader:", channel=f"<#{feed.destination_id}>")
        if feed.user_id is not None:
            head = gettext("The papers that I sent you, for a feed reader:")
        lines = (
            news,
            head,
            f"Atom: ```\n{address}.atom\n```JSON Feed: ```\n{address}.json\n```",
            gettext("Anyone who has an address can read the feed."),
        )
        view = buttons(
            button(pgettext("button", "Renew"), f"{_PREFIX}renew:{feed.destination_id}"),
            button(pgettext("button", "End feed"), f"{_PREFIX}end:{feed.destination_id}"),
        )
        await interaction.edit_original_response(content="\n".join(filter(None, lines)), view=view)
