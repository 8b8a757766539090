"""`/paperboy help`: example queries and the command names; details behind two buttons."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands

from bot.discord_io.registering.texts import description_of
from bot.discord_io.render.entries import SMALL_PRINT
from bot.discord_io.render.paper_text import DOT
from bot.domain.discord.limits import FIELD_VALUE
from bot.language.formats import sentences
from bot.language.translating import gettext, pgettext
from bot.text.safe import clip
from cogs.shared.layouts import Entry, button, buttons, listing

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

    from discord.ext import commands
    from discord.ui import LayoutView

    from cogs.services import Services

_BUTTON_PATTERN = r"paperboy:help:(?P<about>queries|commands)"


class HelpHandler:
    """Sends the short help, and the long help when a button is pressed."""

    def __init__(self, bot: commands.Bot, services: Services) -> None:
        self._bot = bot
        services.presses.for_all(_BUTTON_PATTERN, self._pressed)

    async def show(self, interaction: discord.Interaction) -> None:
        """Send the short help, which fits a phone screen."""
        view = buttons(
            button(pgettext("button", "More on queries"), "paperboy:help:queries"),
            button(pgettext("button", "More on commands"), "paperboy:help:commands"),
        )
        await interaction.response.send_message(embed=short_help(self._bot.tree), view=view, ephemeral=True)

    async def _pressed(self, interaction: discord.Interaction, match: re.Match[str]) -> None:
        if match["about"] == "queries":
            await interaction.response.send_message(embed=query_help(), ephemeral=True)
        else:
            await interaction.response.send_message(view=command_help(self._bot.tree), ephemeral=True)


def short_help(tree: app_commands.CommandTree[Any]) -> discord.Embed:
    """Return the short help: example queries, first steps, and every command by name."""
    # NOTE: examples of queries follow, a line each
    purpose = gettext("I post new research papers that match a query, for example:")
    embed = discord.Embed(title="Paperboy", description=f"{purpose}\n{_first_examples()}")
    start = gettext(
        "Use `/alerts subscribe` in a channel, or in a direct message to me for your own "
        "alerts. You'll see a preview first. For ready-made queries, use `/alerts start`."
    )
    sources = gettext("To add journals, arXiv, PubMed or conferences, use `/sources add`.")
    value = clip(sentences(start, sources), FIELD_VALUE)
    embed.add_field(name=gettext("Getting started"), value=value, inline=False)
    names = "\n".join(_name_lines(tree))
    embed.add_field(name=gettext("Commands"), value=clip(names, FIELD_VALUE), inline=False)
    return embed


def query_help() -> discord.Embed:
    """Return the help on the query language."""
    embed = discord.Embed()
    for name, value in ((gettext("Examples"), _examples()), (gettext("More terms"), _more_terms())):
        embed.add_field(name=name, value=clip(value, FIELD_VALUE), inline=False)
    return embed


def command_help(tree: app_commands.CommandTree[Any]) -> LayoutView:
    """Return every group of commands with descriptions, those for everyone first."""
    groups = sorted(_groups(tree), key=_is_for_managers)
    parts = ["\n".join(_group_lines(group)) for group in groups]
    entries = [Entry(text=part, brief=part) for part in (*parts, _menu_line(tree)) if part]
    return listing([f"### {gettext('Commands')}"], entries)


def _first_examples() -> str:
    """Return five queries with their meaning, each of which finds something in almost any collection of papers."""
    # NOTE: what a query finds, in a line behind it
    word = gettext("the first word, not the second")
    # NOTE: what a query finds, in a line behind it
    phrase = gettext("this phrase")
    # NOTE: what a query finds, in a line behind it
    either = gettext("either word, with code")
    # NOTE: what a query finds, in a line behind it: papers, once they have them
    voted = gettext("with at least 20 upvotes")
    # NOTE: what a query finds, in a line behind it: papers by an author, or with a word
    author = gettext("by this author, or with this word in the title")
    return "\n".join(
        (
            f"`diffusion -survey` → {word}",
            f'`"text to image"` → {phrase}',
            f"`(LLM, diffusion) has:code` → {either}",
            f"`diffusion upvotes:>=20` → {voted}",
            f'`author:"Yang Song" OR title:consistency` → {author}',
        )
    )


def _examples() -> str:
    """Three longer queries, each with its meaning."""
    # NOTE: what a query finds, in a line under it: "finds" is understood
    words = gettext("the word and the phrase, not the last word. Case, plurals and hyphens don't matter.")
    # NOTE: what a query finds, in a line under it: papers by this author, or from this organization
    people = gettext(
        "this author or organization. Other fields: {fields}", fields="`title:` `abstract:` `keyword:`"
    )
    # NOTE: what a query finds, in a line under it: "finds" is understood
    facts = gettext(
        "either term (a comma means OR), with code and 20+ upvotes. LLM also finds large language models."
    )
    return "\n\n".join(
        (
            f'`diffusion "text to image" -survey`\n→ {words}',
            f'`author:"Yann LeCun" OR org:Meta`\n→ {people}',
            f'`(LLM, "reasoning model") has:code upvotes:>=20`\n→ {facts}',
        )
    )


def _more_terms() -> str:
    """Further query terms, each with its meaning."""
    # NOTE: what a term finds, in a line under it
    prefix_text = gettext("words that start with this")
    # NOTE: what a term finds, in a line under it
    literally = gettext("exactly this word, not its long form or plural")
    # NOTE: what a term finds, in a line under it: papers without either word
    neither = gettext("without either word")
    # NOTE: what a query does, in a line under it; {excluded} is a term of it
    both = gettext(
        "{excluded} applies to both words. Without parentheses, only to the second.", excluded="`-video`"
    )
    # NOTE: what a term finds, in a line under it: a paper of these categories
    categories = gettext("this category, archive or subject")
    # NOTE: what a term finds, in a line under it: a paper that this source has listed
    source = gettext("from this source")
    # NOTE: what a term finds, in a line under it: a paper with a link to code, to a project or to a video
    link = gettext("with a link to code, a project or a video")
    # NOTE: what a term finds, in a line under it: a paper, once it has that number
    numbers = gettext("once the paper reaches these numbers")
    return "\n\n".join(
        (
            f"`quantiz*`\n→ {prefix_text}",
            f"`=LLM`\n→ {literally}",
            f"`-(survey, benchmark)`\n→ {neither}",
            f"`(flow OR diffusion) -video`\n→ {both}",
            f'`cat:cs.CV` `cat:cs.*` `cat:"cell biology"`\n→ {categories}',
            f"`source:arxiv`\n→ {source}",
            f"`has:code` `has:project` `has:video`\n→ {link}",
            f"`upvotes:>=20` `comments:>3` `stars:>=100` `rank:<=5`\n→ {numbers}",
        )
    )


def _groups(tree: app_commands.CommandTree[Any]) -> list[app_commands.Group]:
    return [found for found in tree.get_commands() if isinstance(found, app_commands.Group)]


def _menu_line(tree: app_commands.CommandTree[Any]) -> str:
    names = " · ".join(command.name for command in tree.get_commands(type=discord.AppCommandType.message))
    # NOTE: stands in a list of commands: Apps is an entry of the menu of a message, {command} its commands
    return gettext("**On a message:** Apps → {command}", command=names)


def _name_lines(tree: app_commands.CommandTree[Any]) -> Iterator[str]:
    """Yield a line for each command group, such as `/papers` search · show, and one for the message menu."""
    for group in _groups(tree):
        names = [command.name for command in group.commands if not command.extras]  # extras mark a former name
        yield f"`/{group.name}` {' · '.join(names)}"
    yield _menu_line(tree)


def _is_for_managers(group: app_commands.Group) -> bool:
    """Check that Discord shows a group, by default, only to people with some permission."""
    return group.default_permissions is not None


def _group_lines(group: app_commands.Group) -> Iterator[str]:
    """Yield the group's description, who can use it, and a line for each command."""
    yield f"**{description_of(group)}**"
    # NOTE: small print under a heading over commands
    managers = gettext("For alert managers, and for everyone in direct messages")
    # NOTE: small print under a heading over commands
    everyone = gettext("For everyone")
    yield f"{SMALL_PRINT}{managers if _is_for_managers(group) else everyone}"
    for command in group.commands:
        yield f"- `/{command.qualified_name}`{DOT}{description_of(command)}"
