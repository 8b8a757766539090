"""`/paperboy`: help and status."""

import math

import discord
from discord import app_commands
from discord.ext import commands

from bot.service.guild_status import GuildStatus
from bot.text.safe import clip
from cogs.guards import require_guild
from cogs.services import Services

_CONTENT = 2000  # characters of a message, Discord's limit
_HELP = """\
I post new research papers that match a query. `/alerts subscribe` first shows what a query would have matched; \
Save starts it. `/papers today` lists the day's papers, `/papers why` tells why one was posted or not."""
_LANGUAGE = """\
`diffusion guidance` both words
`diffusion, guidance` or `diffusion OR guidance` either
`"flow matching"` the phrase
`quantiz*` words that begin so
`-survey` without
`(a, b) -c` grouped
`=LLM` literally this: no alias, no plural"""
_FIELDS = """\
`title:` `abstract:` `author:` `org:` `keyword:` in that field
`has:code` `has:project` `has:video` with such a link
`upvotes:>=20` `comments:>3` `stars:>=100` `rank:<=5` as soon as a paper gets there"""
_EXAMPLES = """\
`diffusion "text to image" -survey`
`author:"Yann LeCun" OR org:Meta`
`(LLM, "reasoning model") has:code upvotes:>=20`"""


@app_commands.guild_only()
class AboutCog(commands.GroupCog, group_name="paperboy", group_description="Help, and how Paperboy is doing"):
    """Open to every member; replies are seen by the person alone."""

    def __init__(self, bot: commands.Bot, services: Services) -> None:
        self._bot = bot
        self._services = services

    @app_commands.command()
    async def help(self, interaction: discord.Interaction) -> None:
        """What Paperboy does, and the query language."""
        embed = discord.Embed(title="Paperboy", description=_HELP)
        embed.add_field(name="The query language", value=_LANGUAGE, inline=False)
        embed.add_field(name="Fields and heat", value=_FIELDS, inline=False)
        embed.add_field(name="Three examples", value=_EXAMPLES, inline=False)
        await interaction.response.send_message(embed=embed, ephemeral=True)

    @app_commands.command()
    async def status(self, interaction: discord.Interaction) -> None:
        """Whether sources are read and alerts flow."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        status = await self._services.statuses.status(require_guild(interaction))
        troubles = "\n".join(f"⚠️ {trouble}" for trouble in status.troubles)
        await interaction.edit_original_response(
            content=clip(troubles, _CONTENT) or "All is well.",
            embed=_status_embed(status, self._bot.latency, self._services.version),
        )


def _status_embed(status: GuildStatus, latency: float, version: str) -> discord.Embed:
    """`latency` is the gateway's in seconds; not a number before its first heartbeat."""
    embed = discord.Embed(title="Status")
    polls = [f"{name}: {discord.utils.format_dt(at, 'f') if at else 'not yet'}" for name, at in status.last_good]
    embed.add_field(name="Last good poll", value="\n".join(polls) or "there is no source")
    embed.add_field(name="Papers stored", value=f"{status.papers}")
    embed.add_field(name="Subscriptions here", value=_subscriptions(status))
    embed.add_field(name="Alerts waiting", value=f"{status.queued}")
    embed.add_field(
        name="Discord gateway", value=f"{latency * 1000:.0f} ms" if math.isfinite(latency) else "unknown"
    )
    embed.add_field(name="Version", value=version)
    return embed


def _subscriptions(status: GuildStatus) -> str:
    details = [f"{status.paused} paused"] if status.paused else []
    details += [f"{status.blocked} channel{'s' if status.blocked > 1 else ''} blocked"] if status.blocked else []
    return f"{status.subscriptions}" + (f" ({', '.join(details)})" if details else "")
