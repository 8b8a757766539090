"""What a changed query gains and loses, as a dry run says it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.discord_io.render.entries import linked_title
from bot.domain.discord.limits import FIELD_VALUE
from bot.text.phrases import counted
from bot.text.safe import clip

if TYPE_CHECKING:
    import discord

    from bot.service.papers.difference import Difference, Some


def add_difference(embed: discord.Embed, difference: Difference | None, days: int) -> None:
    """`9 → 7 papers in 7 days`, and the most upvoted of those that it leaves out and that it adds."""
    if difference is None:
        return
    embed.add_field(name="The change", value=_in_a_line(difference, days), inline=False)
    for name, some in (("Leaves out", difference.left_out), ("Adds", difference.added)):
        if some.total:
            embed.add_field(name=f"{name} {some.total:,}", value=clip(_named(some), FIELD_VALUE), inline=False)


def _in_a_line(difference: Difference, days: int) -> str:
    """The numbers; when neither side changes, that."""
    numbers = f"**{difference.before:,} → {difference.after:,}** papers in {days} days"
    if not (difference.left_out.total or difference.added.total):
        return f"{numbers}: the same papers." if difference.after else f"{numbers}."
    return numbers


def _named(some: Some) -> str:
    lines = [f"• {linked_title(example.paper)}" for example in some.examples]
    more = some.total - len(lines)
    return "\n".join([*lines, *([f"and {counted(more, 'other', ',')}"] if more else [])])
