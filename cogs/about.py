"""`/paperboy`: help and status."""

import math
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.domain.discord.limits import MESSAGE_LENGTH
from bot.service.status import GuildStatus
from bot.text.phrases import counted
from bot.text.safe import clip
from cogs.personal import PersonalDataHandler
from cogs.services import Services
from cogs.shared.guards import owner_of

_HELP = """\
I post new research papers that match a query. `/alerts subscribe` first shows what a query would have matched; \
Save starts it. `/papers search` tries a query on the papers of the last three months, `/papers why` tells why \
one was posted or not."""
_EXAMPLES = """\
`diffusion "text to image" -survey`
→ the word and the phrase, without the other word. Case, plurals and hyphens do not count: Diffusions and \
text-to-image are found too.

`author:"Yann LeCun" OR org:Meta`
→ by this author, or from there. Also `title:` `abstract:` `keyword:`.

`(LLM, "reasoning model") has:code upvotes:>=20`
→ either of the two (a comma is OR), with a link to code, as soon as 20 people upvoted it. LLM finds large \
language models too."""
_MORE = """\
`quantiz*` words that begin so
`=LLM` literally this: no alias, no plural
`-(survey, benchmark)` without either
`has:code` `has:project` `has:video` with such a link
`upvotes:>=20` `comments:>3` `stars:>=100` `rank:<=5` when it gets there"""


@app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
@app_commands.allowed_installs(guilds=True, users=True)
class AboutCog(commands.GroupCog, group_name="paperboy", group_description="Help, and how Paperboy is doing"):
    """Open to everybody; replies are seen by the person alone."""

    def __init__(self, bot: commands.Bot, services: Services) -> None:
        self._bot = bot
        self._services = services
        self._personal = PersonalDataHandler(services)

    async def cog_load(self) -> None:
        """Answer buttons, also those from before a restart."""
        self._bot.add_dynamic_items(self._personal.item_class)

    async def cog_unload(self) -> None:
        """Answer them no more."""
        self._bot.remove_dynamic_items(self._personal.item_class)

    @app_commands.command()
    async def data(self, interaction: discord.Interaction) -> None:
        """What is stored about you, and deleting it."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        await self._personal.show(interaction)

    @app_commands.command()
    async def help(self, interaction: discord.Interaction) -> None:
        """What Paperboy does, its commands, and the query language by three examples."""
        embed = discord.Embed(title="Paperboy", description=_HELP)
        embed.add_field(name="The query language in three examples", value=_EXAMPLES, inline=False)
        embed.add_field(name="And besides", value=_MORE, inline=False)
        embed.add_field(name="Commands", value=_commands(self._bot.tree), inline=False)
        await interaction.response.send_message(embed=embed, ephemeral=True)

    @app_commands.command()
    async def status(self, interaction: discord.Interaction) -> None:
        """Whether sources are read and alerts flow."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        status = await self._services.statuses.status(owner_of(interaction))
        troubles = clip("\n".join(f"⚠️ {trouble}" for trouble in status.troubles), MESSAGE_LENGTH)
        embed = _status_embed(status, self._bot.latency, self._services.version)
        embed.insert_field_at(2, name="Subscriptions here", value=_subscriptions(status))
        await interaction.edit_original_response(content=troubles or "All is well.", embed=embed)


def _commands(tree: app_commands.CommandTree[Any]) -> str:
    """Every command there is, a group a line, so that none can be missing here."""
    groups = [found for found in tree.get_commands() if isinstance(found, app_commands.Group)]
    lines = [
        f"`/{group.name}` {' · '.join(sorted(command.name for command in group.commands))}" for group in groups
    ]
    menus = [found.name for found in tree.get_commands(type=discord.AppCommandType.message)]
    lines += [f"On a message: Apps → {name}" for name in menus]
    return "\n".join(lines)


def _status_embed(status: GuildStatus, latency: float, version: str) -> discord.Embed:
    """`latency` is the gateway's in seconds; not a number before its first heartbeat."""
    embed = discord.Embed(title="Status")
    polls = [f"{name}: {discord.utils.format_dt(at, 'f') if at else 'not yet'}" for name, at in status.last_good]
    embed.add_field(name="Lists last read", value="\n".join(polls) or "there is no source")
    embed.add_field(name="Papers stored", value=f"{status.papers}")
    embed.add_field(name="Alerts waiting", value=f"{status.queued}")
    embed.add_field(
        name="Connection to Discord", value=f"{latency * 1000:.0f} ms" if math.isfinite(latency) else "unknown"
    )
    embed.add_field(name="Version", value=version)
    return embed


def _subscriptions(status: GuildStatus) -> str:
    details = [f"{status.paused} paused"] if status.paused else []
    details += [f"{counted(status.blocked, 'channel')} blocked"] if status.blocked else []
    return f"{status.subscriptions}" + (f" ({', '.join(details)})" if details else "")
