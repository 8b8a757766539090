"""How many papers would be left if a subscription waited until they have upvotes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.listening import LISTS
from bot.language.formats import number
from bot.language.translating import gettext, ngettext

if TYPE_CHECKING:
    import discord

    from bot.service.papers.preview import Preview


def add_votes(embed: discord.Embed, preview: Preview) -> None:
    """A line for each bar that leaves some papers out, and how to set one."""
    bars = [(bar, count) for bar, count in preview.at_least if count < preview.matches]
    lists_alone = [share.name for share in preview.shares] in ([], [LISTS])
    if not bars or not (lists_alone or any(count for _, count in preview.at_least)):
        return
    lines = [
        # NOTE: {bar} is a number of upvotes, ten or more; so many papers of the last seven days have as many
        ngettext(
            "• at least {bar} upvotes: **{number}** paper a week",
            "• at least {bar} upvotes: **{number}** papers a week",
            count,
            bar=number(bar),
        )
        for bar, count in bars
    ]
    how = gettext(
        "For that, press Edit and add `upvotes:>={bar}` to the query. Later, Tune under an alert does it in a "
        "press or two.",
        bar=str(bars[0][0]),
    )
    # NOTE: the heading of lines such as "at least 10 upvotes: 7 papers a week"
    name = gettext("Only papers with upvotes")
    embed.add_field(name=name, value="\n".join([*lines, how]), inline=False)
