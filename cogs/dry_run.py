"""The words of the dry run: what a query would have matched, before it is saved."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord

from bot.discord_io.quoting import code_block
from bot.text.safe import clip
from cogs.lines import paper_line, shown_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.subscription import Subscription
    from bot.service.preview import Preview
    from bot.service.subscriptions import Draft

_CONTENT = 2000  # characters of a message, Discord's limit
_OLD_QUERY = 500


def dry_run_text(draft: Draft, preview: Preview, problems: Sequence[str], when: str) -> str:
    """Where alerts would go, `when`, and what to mind.

    Outside of the embed, where not every client names channels.
    """
    lines = [f"Nothing is saved yet. {_subject(draft)} would go to <#{draft.destination.id}> {when}."]
    lines += [f"⚠️ {warning}" for warning in (*problems, *preview.warnings)]
    return clip("\n".join(lines), _CONTENT)


def _subject(draft: Draft) -> str:
    return f"{shown_name(draft.replaces)}, changed," if draft.replaces else "Alerts"


def dry_run_embed(preview: Preview, replaces: Subscription | None = None) -> discord.Embed:
    """The query, what it stands instead of, and what it would have matched."""
    embed = discord.Embed(title="Dry run", description=code_block(preview.query))
    if replaces and replaces.query != preview.query:
        embed.add_field(name="Instead of", value=code_block(clip(replaces.query, _OLD_QUERY)), inline=False)
    embed.add_field(name="Would have matched", value=matched_sentence(preview), inline=False)
    if preview.examples:
        lines = "\n".join(paper_line(example) for example in preview.examples)
        embed.add_field(name="For example", value=lines, inline=False)
    return embed.set_footer(text="Save starts the alerts. These buttons work for 10 minutes.")


def matched_sentence(preview: Preview) -> str:
    """For instance: 9 of the last 7 days' 178 papers (1.3 a day).

    Below it, how many are left behind a bar: `min_upvotes` 10 → 7 · 20 → 4.
    """
    text = f"**{preview.matches}** of the last {preview.days} days' {preview.papers} papers"
    if not preview.matches:
        return f"{text}."
    fewer = " · ".join(f"{bar} → **{number}**" for bar, number in preview.at_least)
    return f"{text} ({preview.per_day:.1f} a day).\nWith `min_upvotes` of {fewer}"
