"""The menu and the buttons of a dry run, and the form behind Edit."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import discord
from typing_extensions import override

from bot.discord_io.interactions.presses import selected
from bot.domain.discord.limits import OPTION_TEXT
from bot.domain.errors import PaperboyError
from bot.domain.subscription import Mode
from bot.language.translating import gettext, pgettext
from bot.text.safe import clip
from cogs.alerts.dry_run.offers import BRACKETED, INSTEAD, TIMES, Offer
from cogs.alerts.dry_run.other_sources import HEAR
from cogs.alerts.dry_run.votes import votes_menu
from cogs.alerts.subscription_form import mode_options
from cogs.reading.buttons import trend_button
from cogs.shared.forms import asked, form_id, submitted_values, titled
from cogs.shared.layouts import custom_ids_in

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from bot.discord_io.interactions.presses import ItemClass

BUTTON_TEMPLATE: Final = (
    rf"paperboy:draft:(?P<action>save|daily|edit|cancel|deliver|bar|phrase|{BRACKETED}|instead|{TIMES}|{HEAR})"
    r":(?P<token>[0-9a-f]{16})(?P<state>:.*)?"
)
_LIFETIME = 600.0  # seconds; Discord lets a reply be changed for 15 minutes
_FORM_PREFIX = "paperboy:query:"
_QUERY_FIELD = "query"


class DraftView(discord.ui.View):
    """Menus for how papers come and for the upvotes that they wait for; Save, Edit, Cancel; what else is offered.

    Calls `expired` when nobody decides in time.
    """

    def __init__(  # noqa: PLR0913 - whose it is, who answers, and what is to choose
        self,
        token: str,
        item_class: ItemClass,
        expired: Callable[[], Awaitable[None]],
        offered: Sequence[Offer] = (),
        *,
        mode: Mode,
        bars: Sequence[int] = (),
        bar: int = 0,
        offers_digest: bool = False,
        has_trend: bool = False,
    ) -> None:
        super().__init__(timeout=_LIFETIME)
        self._expired = expired
        self.add_item(item_class(_delivery_menu(token, mode)))
        if bars:
            self.add_item(item_class(votes_menu(f"paperboy:draft:bar:{token}", bars, bar)))
        styles = discord.ButtonStyle
        # Where nothing matches, what does is what most want, not Save
        instead = [offer for offer in offered if offer.action == INSTEAD]
        for offer in instead:
            self.add_item(item_class(_button(token, offer, styles.success)))
        for action, label, style in (
            ("save", pgettext("button", "Save"), styles.success),
            ("daily", pgettext("button", "As a daily digest"), styles.primary),
            ("edit", pgettext("button", "Edit"), styles.primary),
            ("cancel", pgettext("button", "Cancel"), styles.secondary),
        ):
            if action == "daily" and not offers_digest:
                continue
            button = _button(token, Offer(action, label), styles.secondary if instead else style)
            self.add_item(item_class(button))
        for offer in offered:
            if offer not in instead:
                self.add_item(item_class(_button(token, offer, styles.secondary)))
        if has_trend:
            self.add_item(trend_button())

    @override
    async def on_timeout(self) -> None:
        await self._expired()


def _button(token: str, offer: Offer, style: discord.ButtonStyle) -> discord.ui.Button[discord.ui.View]:
    return discord.ui.Button(label=offer.label, style=style, custom_id=f"paperboy:draft:{offer.action}:{token}")


def _delivery_menu(token: str, chosen: Mode) -> discord.ui.Select[discord.ui.View]:
    """How papers can come; what is chosen says what the menu is for, as nothing else beside it does."""
    options = mode_options(chosen)
    told = ""
    for option in options:
        if option.default:
            # NOTE: {how} is "each paper at once", "in a daily digest" and the like
            option.label = told = clip(gettext("Delivery: {how}", how=option.label), OPTION_TEXT)
    # Not every client shows what is chosen where another menu stood before: then the placeholder is read.
    return discord.ui.Select(custom_id=f"paperboy:draft:deliver:{token}", placeholder=told, options=options)


def chosen_mode(interaction: discord.Interaction) -> Mode:
    """How papers are to come, as chosen in the menu. Raises PaperboyError for what no menu offered."""
    value = "".join(selected(interaction)[:1])
    if value not in set(Mode):
        raise PaperboyError(gettext("Choose one of the ways to deliver that the menu offers."))
    return Mode(value)


def query_form(token: str, query: str) -> discord.ui.Modal:
    """The form in which a query is changed. Its answer is read with `form_token` and `form_query`."""
    form = titled(pgettext("form", "Edit the query"), f"{_FORM_PREFIX}{token}")
    text = discord.ui.TextInput[discord.ui.Modal](
        style=discord.TextStyle.paragraph, custom_id=_QUERY_FIELD, default=query, max_length=4000
    )
    return form.add_item(asked(text, gettext("/paperboy help shows how to write it.")))


def form_token(interaction: discord.Interaction) -> str | None:
    """The token of the submitted query form; None when the interaction is something else."""
    return form_id(interaction, _FORM_PREFIX)


def token_of(form: str) -> str | None:
    """The token in the custom_id of a query form; None when it is another form's."""
    return form.removeprefix(_FORM_PREFIX) if form.startswith(_FORM_PREFIX) else None


def key_in(message: discord.Message | None) -> str | None:
    """What the buttons of a dry run call it by; None when the message is another."""
    found = (re.fullmatch(BUTTON_TEMPLATE, one) for one in custom_ids_in(message.components if message else ()))
    return next((f"{one['token']}{one['state'] or ''}" for one in found if one), None)


def form_query(interaction: discord.Interaction) -> str:
    """The query as typed into the form."""
    return next(iter(submitted_values(interaction).get(_QUERY_FIELD, ())), "")
