"""`/paperboy`: help, status and personal data."""

import math

import discord
from discord import app_commands
from discord.ext import commands

from bot.discord_io.interactions.replies import reply_later
from bot.domain.discord.limits import FIELD_VALUE, MESSAGE_LENGTH
from bot.language.formats import decimal, listed, number
from bot.language.translating import gettext, ngettext
from bot.service.status import OwnerStatus
from bot.text.safe import clip, safe
from cogs.help import HelpHandler
from cogs.personal_data import PersonalDataHandler
from cogs.services import Services
from cogs.shared.guards import owner_of
from cogs.shared.lines import paused_count

_SOURCE_LENGTH = 60  # characters


@app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
@app_commands.allowed_installs(guilds=True, users=True)
class AboutCog(commands.GroupCog, group_name="paperboy", group_description="Help, status and your data"):
    """Commands for everybody; only the person sees the replies."""

    def __init__(self, bot: commands.Bot, services: Services) -> None:
        self._bot = bot
        self._services = services
        self._help = HelpHandler(bot, services)
        self._personal = PersonalDataHandler(services)

    @app_commands.command()
    async def data(self, interaction: discord.Interaction) -> None:
        """See or delete what is stored about you."""
        await reply_later(interaction)
        await self._personal.show(interaction)

    @app_commands.command()
    async def help(self, interaction: discord.Interaction) -> None:
        """Show the commands and how to write a query."""
        await self._help.show(interaction)

    @app_commands.command()
    async def status(self, interaction: discord.Interaction) -> None:
        """See whether everything is working."""
        await reply_later(interaction)
        status = await self._services.statuses.status(owner_of(interaction))
        troubles = clip("\n".join(f"⚠️ {trouble}" for trouble in status.troubles), MESSAGE_LENGTH)
        polls = [
            # NOTE: when a source was last polled, behind its name
            f"{safe(name, _SOURCE_LENGTH)}: {discord.utils.format_dt(at, 'f') if at else gettext('not yet')}"
            for name, at in status.last_good
        ]
        # NOTE: milliseconds between a heartbeat to Discord and its answer
        latency = (
            gettext("{latency} ms", latency=decimal(self._bot.latency * 1000, 0))
            if math.isfinite(self._bot.latency)
            else "–"
        )
        embed = discord.Embed(title=gettext("Status"))
        for name, value in (  # one below the other: side by side, long names displace values
            (gettext("Last checked"), clip("\n".join(polls), FIELD_VALUE) or "–"),
            (gettext("Stored papers"), number(status.papers)),
            (gettext("Subscriptions here"), _subscriptions(status)),
            (gettext("Pending alerts in all servers"), number(status.queued)),
            (gettext("Discord latency"), latency),
            (gettext("Version"), self._services.version),
        ):
            embed.add_field(name=name, value=value, inline=False)
        await interaction.edit_original_response(
            content=troubles or gettext("Everything is working."), embed=embed
        )


def _subscriptions(status: OwnerStatus) -> str:
    details = [paused] if (paused := paused_count(status.paused)) else []
    if status.blocked:
        # NOTE: in a list behind the number of subscriptions
        details.append(ngettext("{number} channel blocked", "{number} channels blocked", status.blocked))
    total = number(status.subscriptions)
    return f"{total} ({listed(details)})" if details else total
