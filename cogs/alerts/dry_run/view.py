"""The menus and buttons of a preview, and what was chosen in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import discord

from bot.discord_io.interactions.presses import selected
from bot.domain.discord.limits import OPTION_TEXT, OPTIONS
from bot.domain.errors import PaperboyError
from bot.domain.listening import LISTS
from bot.domain.subscription import Mode
from bot.language.translating import gettext, ngettext, pgettext
from bot.query import QueryError
from bot.query.rewriting.rewrite import barred, upvotes_bar
from bot.service.preferences.parse import is_id
from bot.service.subscriptions.drafts import KEYS
from bot.service.subscriptions.tuning import bars_below
from bot.text.safe import clip
from cogs.alerts.dry_run.offers import BRACKETED, HEAR, INSTEAD, PHRASE, Offer
from cogs.alerts.subscription_form import mode_options
from cogs.reading.buttons import trend_button
from cogs.shared.layouts import button, buttons

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.query import Query
    from bot.service.papers.preview import Preview
    from bot.service.subscriptions.subscriptions import Draft

BUTTON_TEMPLATE: Final = (
    rf"paperboy:draft:(?P<action>save|edit|cancel|deliver|bar|{PHRASE}|{BRACKETED}|{INSTEAD}|{HEAR})"
    rf":(?P<token>{KEYS})(?::.*)?"  # earlier versions had more behind it
)


def draft_view(token: str, draft: Draft, preview: Preview, offered: Sequence[Offer]) -> discord.ui.View:
    """Menus for delivery and for upvotes; Save, Edit, Cancel; what else is offered."""
    styles = discord.ButtonStyle
    # Where nothing matches, what does is what most want, not Save
    instead = [offer for offer in offered if offer.action == INSTEAD]
    menus: list[discord.ui.Item[Any]] = [_delivery_menu(token, draft.mode)]
    if bars := bars_of(draft.query, preview):
        menus.append(votes_menu(f"paperboy:draft:bar:{token}", bars, upvotes_bar(draft.query)))
    usual = [
        (Offer("save", pgettext("button", "Save")), styles.success),
        (Offer("edit", pgettext("button", "Edit")), styles.primary),
        (Offer("cancel", pgettext("button", "Cancel")), styles.secondary),
    ]
    shown = [
        *((offer, styles.success) for offer in instead),
        *((offer, styles.secondary if instead else style) for offer, style in usual),
        *((offer, styles.secondary) for offer in offered if offer not in instead),
    ]
    made = [button(one.label, f"paperboy:draft:{one.action}:{token}", style) for one, style in shown]
    return buttons(*menus, *made, *([trend_button()] if preview.matches or preview.offers.ever else ()))


def _delivery_menu(token: str, chosen: Mode) -> discord.ui.Select[Any]:
    """How papers can come; what is chosen says what the menu is for, as nothing else beside it does."""
    options = mode_options(chosen)
    told = ""
    for option in options:
        if option.default:
            # NOTE: {how} is "each paper at once", "in a daily digest" and the like
            option.label = told = clip(gettext("Delivery: {how}", how=option.label), OPTION_TEXT)
    # Not every client shows what is chosen where another menu stood before: then the placeholder is read.
    return discord.ui.Select(custom_id=f"paperboy:draft:deliver:{token}", placeholder=told, options=options)


def bars_of(query: Query, preview: Preview) -> tuple[int, ...]:
    """The numbers of upvotes that a query may wait for, 0 for none; () where no source has votes."""
    heard = {share.name for share in preview.shares}
    has_votes = not heard or LISTS in heard or any(count for _, count in preview.at_least)
    higher = [bar for bar, _ in preview.at_least if has_votes and bar > upvotes_bar(query) and _fits(query, bar)]
    return tuple(dict.fromkeys((*bars_below(query), *higher)))


def _fits(query: Query, bar: int) -> bool:
    """Whether papers could match with that bar as well: of `upvotes:10..20` none has 50."""
    try:
        return bool(barred(query, bar))
    except QueryError:
        return False


def votes_menu(custom_id: str, bars: Sequence[int], present: int = 0) -> discord.ui.Select[Any]:
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


def chosen_mode(interaction: discord.Interaction) -> Mode:
    """How papers are to come, as chosen in the menu. Raises PaperboyError for what no menu offered."""
    value = "".join(selected(interaction)[:1])
    if value not in set(Mode):
        raise _forged()
    return Mode(value)


def chosen_bar(interaction: discord.Interaction) -> int:
    """The upvotes that were chosen, 0 for none. Raises PaperboyError for a value that no menu offered."""
    value = "".join(selected(interaction)[:1])
    if not is_id(value):
        raise _forged()
    return int(value)


def _forged() -> PaperboyError:
    return PaperboyError(gettext("Choose one of the options that the menu offers."))
