"""The greeting in a server that adds the bot: what it does, who can use it, and a button to start."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import discord
from discord.ext import commands

from bot.discord_io.permissions import takes_plain_text
from bot.language.current import using_language
from bot.language.languages import language_for_locale
from bot.language.translating import gettext, pgettext
from cogs.alerts.subscription_form import start_button
from cogs.shared.layouts import buttons
from cogs.shared.mistakes import FAILURES

if TYPE_CHECKING:
    from cogs.services import Services

_log = logging.getLogger(__name__)


class GreetingCog(commands.Cog):
    """Greets in the server's system channel; a server without one gets no greeting."""

    def __init__(self, _bot: commands.Bot, services: Services) -> None:
        self._notices = services.notices

    @commands.Cog.listener()
    async def on_guild_join(self, guild: discord.Guild) -> None:
        """Greet a server that added the bot; a server that adds it again is not greeted twice."""
        channel = guild.system_channel
        if channel is None or not takes_plain_text(channel, guild.me):
            return
        with using_language(language_for_locale(str(guild.preferred_locale))):
            hello = "\n\n".join(
                (
                    gettext("Hi, I'm Paperboy. I post new research papers that match a query."),
                    gettext(
                        "**To subscribe a channel** (needs **Manage Server**), use `/alerts subscribe`, or "
                        "`/alerts start` for ready-made queries.\n"
                        "**Everyone** can use `/papers today`, `/papers search` and `/paperboy help`. "
                        "For your own alerts, use `/alerts subscribe` in a direct message to me."
                    ),
                )
            )
            view = buttons(start_button(pgettext("button", "Add subscription")))
        try:
            if await self._notices.mark_greeted(guild.id):
                # discord.py repeats a request after a 502; the nonce lets Discord drop the repetition
                mentions = discord.AllowedMentions.none()
                await channel.send(hello, view=view, allowed_mentions=mentions, nonce=guild.id)
        except FAILURES as error:
            _log.warning("A new server could not be greeted: %s", error)
