"""The panel behind Tune: menus and buttons that say in their custom_ids what they are about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import discord

from bot.discord_io.render.code import inline_code
from bot.domain.discord.limits import OPTION_TEXT, OPTIONS
from bot.language.formats import sentences
from bot.language.translating import gettext, pgettext
from bot.text.safe import clip
from cogs.alerts.dry_run.view import votes_menu
from cogs.pausing.buttons import resume_button
from cogs.pausing.words import cost_of_pausing
from cogs.shared.forms import text_field, titled
from cogs.shared.lines import paused_how_long, shown_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.subscription import Subscription
    from bot.service.subscriptions.tuning import Suggestions

TUNING_PATTERN: Final = r"paperboy:tuning:(?P<action>word|bar|other|pause|edit):(?P<subscription>[a-z0-9]{1,16})"
CHOICE_PATTERN: Final = r"paperboy:tuning-which:(?P<key>.+)"
FORM_PREFIX: Final = "paperboy:tuning-form:"
WORD_FIELD: Final = "word"
_QUERY = 300


def panel_text(subscription: Subscription) -> str:
    """Which subscription is meant, and what its query is."""
    meant = gettext(
        "{subscription} ({id}) looks for {query}.",
        subscription=shown_name(subscription),
        id=inline_code(subscription.id),
        query=inline_code(clip(subscription.query, _QUERY)),
    )
    what = gettext("What should change? You see what it would match before anything is saved.")
    if subscription.paused:
        return "\n".join((meant, f"⏸️ {paused_how_long(subscription)}", what))
    return "\n".join((meant, sentences(what, cost_of_pausing())))


def panel(subscription: Subscription, suggestions: Suggestions) -> discord.ui.View:
    """A menu of words to leave out, one of bars, and buttons."""
    view = discord.ui.View(timeout=None)
    if suggestions.words:
        words = [
            discord.SelectOption(label=clip(word, OPTION_TEXT), value=clip(word, OPTION_TEXT))
            for word in suggestions.words
        ]
        placeholder = gettext("Leave out papers with the word …")
        custom_id = _custom_id("word", subscription)
        view.add_item(discord.ui.Select(custom_id=custom_id, placeholder=placeholder, options=words[:OPTIONS]))
    if suggestions.bars:
        view.add_item(votes_menu(_custom_id("bar", subscription), suggestions.bars, suggestions.bar))
    for action, label in (
        ("other", pgettext("button", "Leave out another word …")),
        ("edit", pgettext("button", "Edit …")),
        ("pause", pgettext("button", "Pause it")),
    ):
        if action == "pause" and subscription.paused:
            resume = resume_button(subscription)
            resume.row = 4
            view.add_item(resume)
        else:
            view.add_item(discord.ui.Button(label=label, custom_id=_custom_id(action, subscription), row=4))
    return view


def choice(key: str, subscriptions: Sequence[Subscription]) -> discord.ui.View:
    """A menu of the subscriptions that brought a paper, whose key is `key`."""
    options = [
        discord.SelectOption(label=clip(s.name, OPTION_TEXT), value=s.id, description=clip(s.query, OPTION_TEXT))
        for s in subscriptions[:OPTIONS]
    ]
    menu = discord.ui.Select[discord.ui.View](
        custom_id=f"paperboy:tuning-which:{key}", placeholder=gettext("Which subscription?"), options=options
    )
    return discord.ui.View(timeout=None).add_item(menu)


def word_form(subscription_id: str, typed: str = "") -> discord.ui.Modal:
    """The form that asks for a word."""
    form = titled(pgettext("form", "Leave out a word"), f"{FORM_PREFIX}{subscription_id}")
    hint = gettext("Papers that have it are not posted.")
    return form.add_item(text_field(WORD_FIELD, typed, hint, most=OPTION_TEXT, needed=True))


def _custom_id(action: str, subscription: Subscription) -> str:
    return f"paperboy:tuning:{action}:{subscription.id}"
