"""`/paperboy`: help, status and personal data."""

import math

import discord
from discord import app_commands
from discord.ext import commands

from bot.discord_io.interactions.replies import reply_later
from bot.domain.discord.limits import MESSAGE_LENGTH
from bot.language.formats import decimal, listed, number
from bot.language.translating import gettext, ngettext
from bot.service.status import GuildStatus
from bot.text.safe import clip
from cogs.help import HelpHandler
from cogs.personal import PersonalDataHandler
from cogs.services import Services
from cogs.shared.guards import owner_of
from cogs.shared.lines import paused_count


@app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
@app_commands.allowed_installs(guilds=True, users=True)
class AboutCog(commands.GroupCog, group_name="paperboy", group_description="Help, and how Paperboy is doing"):
    """Commands for everybody; only the person sees the replies."""

    def __init__(self, bot: commands.Bot, services: Services) -> None:
        self._bot = bot
        self._services = services
        self._help = HelpHandler(bot, services)
        self._personal = PersonalDataHandler(services)

    @app_commands.command()
    async def data(self, interaction: discord.Interaction) -> None:
        """See what is stored about you, and delete it."""
        await reply_later(interaction)
        await self._personal.show(interaction)

    @app_commands.command()
    async def help(self, interaction: discord.Interaction) -> None:
        """What Paperboy does, what each command is for, and how to write a query."""
        await self._help.show(interaction)

    @app_commands.command()
    async def status(self, interaction: discord.Interaction) -> None:
        """See whether papers are being read and alerts are coming."""
        await reply_later(interaction)
        status = await self._services.statuses.status(owner_of(interaction))
        troubles = clip("\n".join(f"⚠️ {trouble}" for trouble in status.troubles), MESSAGE_LENGTH)
        polls = [
            # NOTE: when a source was last read, behind its name
            f"{name}: {discord.utils.format_dt(at, 'f') if at else gettext('not yet')}"
            for name, at in status.last_good
        ]
        # NOTE: stands under "Sources last read"
        none = gettext("there is no source")
        # NOTE: milliseconds, which a request to Discord takes
        measured = (
            gettext("{latency} ms", latency=decimal(self._bot.latency * 1000, 0))
            if math.isfinite(self._bot.latency)
            else ""
        )
        # NOTE: stands under "Connection to Discord", where milliseconds are not known
        unknown = gettext("unknown")
        embed = discord.Embed(title=gettext("Status"))
        for name, value in (  # one below the other: side by side, long names displace values
            (gettext("Sources last read"), "\n".join(polls) or none),
            (gettext("Papers stored"), number(status.papers)),
            (gettext("Subscriptions here"), _subscriptions(status)),
            (gettext("Alerts waiting"), number(status.queued)),
            (gettext("Connection to Discord"), measured or unknown),
            (gettext("Version"), self._services.version),
        ):
            embed.add_field(name=name, value=value, inline=False)
        await interaction.edit_original_response(content=troubles or gettext("All is well."), embed=embed)


def _subscriptions(status: GuildStatus) -> str:
    details = [paused] if (paused := paused_count(status.paused)) else []
    if status.blocked:
        # NOTE: in a list behind the number of subscriptions
        details.append(ngettext("{number} channel blocked", "{number} channels blocked", status.blocked))
    total = number(status.subscriptions)
    return f"{total} ({listed(details)})" if details else total
