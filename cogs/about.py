"""`/paperboy`: help and status."""

import math
from collections.abc import Iterator
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.discord_io.registering.texts import described
from bot.domain.discord.limits import DESCRIPTION, FIELD_VALUE, MESSAGE_LENGTH
from bot.language.formats import decimal, listed, number
from bot.language.translating import gettext, ngettext
from bot.service.status import GuildStatus
from bot.text.safe import clip
from cogs.personal import PersonalDataHandler
from cogs.services import Services
from cogs.shared.guards import owner_of


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
        """See what is stored about you, and delete it."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        await self._personal.show(interaction)

    @app_commands.command()
    async def help(self, interaction: discord.Interaction) -> None:
        """What Paperboy does, what each command is for, and how to write a query."""
        purpose = gettext(
            "I post new research papers that match a query. `/alerts subscribe` first shows what a query would "
            "have matched; Save starts it. `/papers search` tries a query on the papers of the last three months, "
            "`/papers why` tells why one was posted or not."
        )
        embed = discord.Embed(title="Paperboy", description=purpose)
        for name, value in (
            (gettext("How to write a query, in three examples"), _examples()),
            (gettext("More that a query can say"), _more()),
        ):
            embed.add_field(name=name, value=clip(value, FIELD_VALUE), inline=False)
        listed_commands = clip(_commands(self._bot.tree), DESCRIPTION)
        commands_embed = discord.Embed(title=gettext("Commands"), description=listed_commands)
        await interaction.response.send_message(embeds=[embed, commands_embed], ephemeral=True)

    @app_commands.command()
    async def status(self, interaction: discord.Interaction) -> None:
        """See whether papers are being read and alerts are coming."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        status = await self._services.statuses.status(owner_of(interaction))
        troubles = clip("\n".join(f"⚠️ {trouble}" for trouble in status.troubles), MESSAGE_LENGTH)
        embed = _status_embed(status, self._bot.latency, self._services.version)
        embed.insert_field_at(2, name=gettext("Subscriptions here"), value=_subscriptions(status))
        await interaction.edit_original_response(content=troubles or gettext("All is well."), embed=embed)


def _examples() -> str:
    """Three queries, and what each finds."""
    # NOTE: what a query finds, in a line under it: "finds" is understood
    words = gettext(
        "the word and the phrase, without the other word. Case, plurals and hyphens do not count: Diffusions and "
        "text-to-image are found too."
    )
    # NOTE: what a query finds, in a line under it: papers "by this author, or from there"
    people = gettext("by this author, or from there. Also {fields}.", fields="`title:` `abstract:` `keyword:`")
    # NOTE: what a query finds, in a line under it: "finds" is understood
    facts = gettext(
        "either of the two (a comma is OR), with a link to code, as soon as 20 people upvoted it. LLM finds large "
        "language models too."
    )
    return "\n\n".join(
        (
            f'`diffusion "text to image" -survey`\n→ {words}',
            f'`author:"Yann LeCun" OR org:Meta`\n→ {people}',
            f'`(LLM, "reasoning model") has:code upvotes:>=20`\n→ {facts}',
        )
    )


def _more() -> str:
    """What else a query may have, a line each."""
    return "\n".join(
        (
            # NOTE: what a term finds, in a line behind it
            f"`quantiz*` {gettext('words that begin so')}",
            # NOTE: what a term finds, in a line behind it
            f"`=LLM` {gettext('literally this: no alias, no plural')}",
            # NOTE: what a term finds, in a line behind it: papers without either word
            f"`-(survey, benchmark)` {gettext('without either')}",
            # NOTE: what a term finds, in a line behind it: papers with such a link
            f"`has:code` `has:project` `has:video` {gettext('with such a link')}",
            # NOTE: what a term finds, in a line behind it: a paper, when it gets to that number
            f"`upvotes:>=20` `comments:>3` `stars:>=100` `rank:<=5` {gettext('once its numbers get there')}",
        )
    )


def _commands(tree: app_commands.CommandTree[Any]) -> str:
    """Every command there is with what it is for, so that none can be missing here."""
    groups = [found for found in tree.get_commands() if isinstance(found, app_commands.Group)]
    parts = ["\n".join(_of_group(group)) for group in groups]
    menus = [found.name for found in tree.get_commands(type=discord.AppCommandType.message)]
    parts += [
        gettext("**On a message:** Apps → {command} shows the papers that it links to or names.", command=name)
        for name in menus
    ]
    return "\n\n".join(parts)


def _of_group(group: app_commands.Group) -> Iterator[str]:
    """What the group is about, then a line for each command."""
    yield f"**{described(group)}**"
    for command in sorted(group.commands, key=lambda one: one.name):
        yield f"`/{command.qualified_name}` {described(command)}"


def _status_embed(status: GuildStatus, latency: float, version: str) -> discord.Embed:
    """`latency` is the gateway's in seconds; not a number before its first heartbeat."""
    embed = discord.Embed(title=gettext("Status"))
    polls = [
        # NOTE: when a source was last read, behind its name
        f"{name}: {discord.utils.format_dt(at, 'f') if at else gettext('not yet')}"
        for name, at in status.last_good
    ]
    # NOTE: stands under "Lists last read"
    none = gettext("there is no source")
    embed.add_field(name=gettext("Lists last read"), value="\n".join(polls) or none)
    embed.add_field(name=gettext("Papers stored"), value=number(status.papers))
    embed.add_field(name=gettext("Alerts waiting"), value=number(status.queued))
    # NOTE: milliseconds, which a request to Discord takes
    measured = gettext("{latency} ms", latency=decimal(latency * 1000, 0)) if math.isfinite(latency) else ""
    # NOTE: stands under "Connection to Discord", where milliseconds are not known
    unknown = gettext("unknown")
    embed.add_field(name=gettext("Connection to Discord"), value=measured or unknown)
    embed.add_field(name=gettext("Version"), value=version)
    return embed


def _subscriptions(status: GuildStatus) -> str:
    details: list[str] = []
    if status.paused:
        # NOTE: so many of the subscriptions whose number stands before it
        details.append(ngettext("{number} paused", "{number} paused", status.paused))
    if status.blocked:
        # NOTE: in a list behind the number of subscriptions
        details.append(ngettext("{number} channel blocked", "{number} channels blocked", status.blocked))
    total = number(status.subscriptions)
    return f"{total} ({listed(details)})" if details else total
