"""`/alerts feed`, and the feed of saved papers: their addresses, with buttons that renew and end them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.discord_io.interactions.replies import reply_later
from bot.language.current import current_language
from bot.language.languages import language_for_locale
from bot.language.translating import gettext, pgettext
from cogs.settings.actions import require_managed
from cogs.shared.layouts import button, buttons
from cogs.shared.lines import channel_name

if TYPE_CHECKING:
    import re

    import discord

    from bot.domain.subscription import Owner
    from bot.service.deliver.feeds import Feed
    from cogs.services import Services

_PATTERN = r"paperboy:feed:(?P<action>renew|end):(?P<destination>\d{1,20})"
_SAVED_PATTERN = r"paperboy:saved-feed:(?P<action>show|renew|end)"


class FeedHandler:
    """Shows, renews and ends feeds: for managers those of channels, for each person their own."""

    def __init__(self, services: Services) -> None:
        self._feeds, self._subscriptions = services.feeds, services.subscriptions
        services.presses.on(_PATTERN, self._press)
        services.presses.for_all(_SAVED_PATTERN, self._press_saved)

    async def show(self, interaction: discord.Interaction, destination_id: int) -> None:
        """Show the addresses of a destination's feed in the deferred reply; make the feed if there is none."""
        user_id = _person(await require_managed(interaction, self._subscriptions, destination_id))
        language = current_language() if user_id else language_for_locale(str(interaction.guild_locale))
        name = channel_name(interaction.guild, destination_id) or ""
        await self._fill(interaction, await self._feeds.open(destination_id, user_id, language.tag, name))

    async def _press(self, interaction: discord.Interaction, match: re.Match[str]) -> None:
        await interaction.response.defer()
        destination_id = int(match["destination"])
        user_id = _person(await require_managed(interaction, self._subscriptions, destination_id))
        await self._change(interaction, match["action"], (destination_id, user_id))

    async def _press_saved(self, interaction: discord.Interaction, match: re.Match[str]) -> None:
        user_id = interaction.user.id
        if match["action"] == "show":
            await reply_later(interaction)
            await self._fill(interaction, await self._feeds.open(None, user_id, current_language().tag))
            return
        await interaction.response.defer()
        await self._change(interaction, match["action"], (None, user_id))

    async def _change(
        self, interaction: discord.Interaction, action: str, key: tuple[int | None, int | None]
    ) -> None:
        """End the feed of a (destination, person) or give it another address."""
        if action == "end":
            await self._feeds.end(lambda feed: (feed.destination_id, feed.user_id) == key)
        elif feed := await self._feeds.renew(*key):
            await self._fill(interaction, feed, gettext("The old addresses no longer work."))
            return
        text = gettext("The feed has ended. `/alerts feed` makes a new one.")
        if key[0] is None:
            text = gettext("The feed has ended.")
        await interaction.edit_original_response(content=text, view=None)

    async def _fill(self, interaction: discord.Interaction, feed: Feed, news: str = "") -> None:
        address = f"{self._feeds.address}/feeds/{feed.secret}"
        if feed.destination_id is None:
            head, ids = gettext("The papers that you saved, for a feed reader:"), "paperboy:saved-feed:{}"
        else:
            # NOTE: {channel} is a mention; under it are two addresses
            head = gettext(
                "The papers posted in {channel}, for a feed reader:", channel=f"<#{feed.destination_id}>"
            )
            if feed.user_id is not None:
                head = gettext("The papers that I sent you, for a feed reader:")
            ids = f"paperboy:feed:{{}}:{feed.destination_id}"
        lines = [
            news,
            head,
            f"Atom: `{address}.atom`\nJSON Feed: `{address}.json`",
            gettext("Anyone who has an address can read the feed."),
        ]
        view = buttons(
            button(pgettext("button", "Renew"), ids.format("renew")),
            button(pgettext("button", "End feed"), ids.format("end")),
        )
        await interaction.edit_original_response(content="\n".join(filter(None, lines)), view=view)


def _person(owner: Owner) -> int | None:
    """Return the person who gets the alerts; None if they are posted in a server."""
    return owner.user_id if owner.guild_id is None else None
