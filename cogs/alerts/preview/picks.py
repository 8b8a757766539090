"""The embed of a preview of picks: the picks of the last 7 days, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord

from bot.discord_io.render.code_blocks import code_block
from bot.discord_io.render.entries import linked_title
from bot.discord_io.render.paper_text import reason_line
from bot.domain.discord.limits import FIELD_VALUE
from bot.domain.errors import NotReadyError, RankingError
from bot.domain.subscription import EVERY_PAPER
from bot.language.formats import full_day
from bot.language.translating import gettext
from bot.service.picks.picker import PREVIEW_DAYS
from bot.text.safe import clip
from cogs.alerts.preview.texts import add_chosen
from cogs.alerts.words import and_more, picks_summary, picks_trouble

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.alert import PickReason
    from bot.domain.paper import Sighting
    from bot.domain.ports.catalogue import Catalogue
    from bot.service.picks.picker import Picker
    from bot.service.subscriptions.subscriptions import Draft

_SHOWN = 2  # picks of a day, so that a week fits an embed
_TITLE_LENGTH = 80  # UTF-16 code units


async def picks_embed(picker: Picker, draft: Draft, catalogue: Catalogue) -> discord.Embed:
    """Return the embed: number and basis of the picks, and those of each of the last days."""
    wanted = draft.result
    state = await picker.state(wanted)
    lines = [picks_summary(wanted.most, state)]
    embed = discord.Embed(title=gettext("Preview: not saved yet"))
    add_chosen(embed, draft, catalogue)
    if trouble := picks_trouble(state):
        lines.append(f"⚠️ {trouble}")
    else:
        try:
            days = await picker.preview(wanted)
        except (NotReadyError, RankingError) as error:
            lines.append(str(error))
        else:
            for day, picks in days.items():
                if picks:
                    embed.add_field(name=full_day(day), value=_day(picks), inline=False)
            if not days:
                lines.append(gettext("No papers to pick from in the last {days} days.", days=PREVIEW_DAYS))
            elif not any(days.values()):
                lines.append(
                    gettext("No picks in the last {days} days: no paper was near enough.", days=PREVIEW_DAYS)
                )
    if wanted.query != EVERY_PAPER:
        lines.append(code_block(wanted.query))
    embed.description = "\n".join(lines)
    return embed.set_footer(text=gettext("Expires in 15 minutes"))


def _day(picks: Sequence[tuple[Sighting, PickReason]]) -> str:
    lines = [
        "\n".join(filter(None, (f"• {linked_title(one.paper, _TITLE_LENGTH)}", reason_line(reason))))
        for one, reason in picks[:_SHOWN]
    ]
    if more := len(picks) - len(lines):
        lines.append(and_more(more))
    return clip("\n".join(lines), FIELD_VALUE)
