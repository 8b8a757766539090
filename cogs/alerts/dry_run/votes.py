"""How many papers would be left if a subscription waited until they have upvotes, and the menu that lets it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord

from bot.discord_io.interactions.presses import selected
from bot.domain.discord.limits import OPTIONS
from bot.domain.errors import PaperboyError
from bot.domain.listening import LISTS
from bot.language.formats import number
from bot.language.translating import gettext, ngettext
from bot.query import QueryError
from bot.query.rewriting.rewrite import barred, upvotes_bar
from bot.service.preferences.parse import is_id
from bot.service.subscriptions.tuning import bars_below

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.query import Query
    from bot.service.papers.preview import Preview


def bars_of(query: Query, preview: Preview) -> tuple[int, ...]:
    """The numbers of upvotes that a query may wait for, 0 for none; () where no source has votes."""
    higher = [bar for bar, _ in preview.at_least if bar > upvotes_bar(query)] if _has_votes(preview) else []
    return tuple(dict.fromkeys((*bars_below(query), *(bar for bar in higher if _fits(query, bar)))))


def _has_votes(preview: Preview) -> bool:
    heard = {share.name for share in preview.shares}
    return not heard or LISTS in heard or any(count for _, count in preview.at_least)


def _fits(query: Query, bar: int) -> bool:
    """Whether papers could match with that bar as well: of `upvotes:10..20` none has 50."""
    try:
        return bool(barred(query, bar))
    except QueryError:
        return False


def add_votes(embed: discord.Embed, preview: Preview) -> None:
    """A line for each bar that leaves some papers out, and not all."""
    lines = [
        # NOTE: {bar} is a number of upvotes, ten or more; so many papers of the last seven days have as many
        ngettext(
            "• at least {bar} upvotes: **{number}** paper a week",
            "• at least {bar} upvotes: **{number}** papers a week",
            count,
            bar=number(bar),
        )
        for bar, count in preview.at_least
        if 0 < count < preview.matches
    ]
    if not lines:
        return
    # NOTE: the heading of lines such as "at least 10 upvotes: 7 papers a week"
    name = gettext("Only papers with upvotes")
    embed.add_field(name=name, value="\n".join(lines), inline=False)


def votes_menu(custom_id: str, bars: Sequence[int], present: int = 0) -> discord.ui.Select[discord.ui.View]:
    """The numbers of upvotes that a paper may have to reach first, 0 for none; the `present` one is chosen."""
    options = [
        discord.SelectOption(label=_bar_label(bar), value=str(bar), default=bool(present) and bar == present)
        for bar in bars
    ]
    placeholder = gettext("Wait until a paper has …")
    return discord.ui.Select(custom_id=custom_id, placeholder=placeholder, options=options[:OPTIONS])


def _bar_label(bar: int) -> str:
    if not bar:
        # NOTE: an option of the menu "Wait until a paper has …": it does not wait for upvotes
        return gettext("Any number of upvotes")
    # NOTE: an option of the menu "Wait until a paper has …"
    return ngettext("{number} upvote or more", "{number} upvotes or more", bar)


def chosen_bar(interaction: discord.Interaction) -> int:
    """The upvotes that were chosen, 0 for none. Raises PaperboyError for a value that no menu offered."""
    value = "".join(selected(interaction)[:1])
    if not is_id(value):
        raise PaperboyError(gettext("Choose one of the numbers of upvotes that the menu offers."))
    return int(value)
