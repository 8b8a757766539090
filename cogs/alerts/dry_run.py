"""The dry run of a subscription: its text and embed, its buttons, and the form behind Edit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import discord
from typing_extensions import override

from bot.discord_io.render.code import code_block
from bot.domain.discord.limits import MESSAGE_LENGTH
from bot.text.safe import clip
from cogs.shared.forms import form_id, submitted_values
from cogs.shared.lines import paper_line, shown_name

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from bot.discord_io.interactions.presses import ItemClass
    from bot.domain.subscription import Subscription
    from bot.service.papers.preview import Preview
    from bot.service.subscriptions.subscriptions import Draft

BUTTON_TEMPLATE: Final = r"paperboy:draft:(?P<action>save|edit|cancel):(?P<token>[0-9a-f]{16})"
_LIFETIME = 600.0  # seconds; Discord lets a reply be changed for 15 minutes
_FORM_PREFIX = "paperboy:query:"
_QUERY_FIELD = "query"
_OLD_QUERY = 500
_STYLES = {
    "save": discord.ButtonStyle.success,
    "edit": discord.ButtonStyle.primary,
    "cancel": discord.ButtonStyle.secondary,
}


def dry_run_text(draft: Draft, preview: Preview, problems: Sequence[str], when: str) -> str:
    """Where alerts would go, `when`, and what to mind.

    Outside of the embed, where not every client names channels.
    """
    lines = [f"Nothing is saved yet. {_subject(draft)} would go to <#{draft.destination.id}> {when}."]
    lines += [f"⚠️ {warning}" for warning in (*problems, *preview.warnings)]
    return clip("\n".join(lines), MESSAGE_LENGTH)


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
    if preview.not_ready:
        return f"{preview.not_ready} It can be saved all the same."
    text = f"**{preview.matches}** of the last {preview.days} days' {preview.papers} papers"
    if not preview.matches:
        return f"{text}."
    fewer = " · ".join(f"{bar} → **{number}**" for bar, number in preview.at_least)
    return f"{text} ({preview.per_day:.1f} a day).\nWith `min_upvotes` of {fewer}"


class DraftView(discord.ui.View):
    """Save, Edit and Cancel; calls `expired` when nobody decides in time."""

    def __init__(self, token: str, item_class: ItemClass, expired: Callable[[], Awaitable[None]]) -> None:
        super().__init__(timeout=_LIFETIME)
        self._expired = expired
        for action, style in _STYLES.items():
            custom_id = f"paperboy:draft:{action}:{token}"
            button = discord.ui.Button[discord.ui.View](label=action.title(), style=style, custom_id=custom_id)
            self.add_item(item_class(button))

    @override
    async def on_timeout(self) -> None:
        await self._expired()


def query_form(token: str, query: str) -> discord.ui.Modal:
    """The form in which a query is changed. Its answer is read with `form_token` and `form_query`."""
    form = discord.ui.Modal(title="Edit the query", custom_id=f"{_FORM_PREFIX}{token}", timeout=_LIFETIME)
    text = discord.ui.TextInput[discord.ui.Modal](
        style=discord.TextStyle.paragraph, custom_id=_QUERY_FIELD, default=query, max_length=4000
    )
    form.add_item(
        discord.ui.Label(text="Query", description="See /paperboy help for the language.", component=text)
    )
    return form


def form_token(interaction: discord.Interaction) -> str | None:
    """The token of the submitted query form; None when the interaction is something else."""
    return form_id(interaction, _FORM_PREFIX)


def form_query(interaction: discord.Interaction) -> str:
    """The query as typed into the form."""
    return next(iter(submitted_values(interaction).get(_QUERY_FIELD, ())), "")
