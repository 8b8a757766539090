"""Tune: from an alert that somebody did not want to a better query, in a press or two."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import discord

from bot.discord_io.interactions.abstracts import find_paper_id
from bot.discord_io.interactions.presses import selected
from bot.discord_io.interactions.replies import reply_later
from bot.discord_io.render.code import inline_code
from bot.discord_io.render.custom_ids import TUNE_PATTERN, paper_key
from bot.domain.discord.limits import OPTION_TEXT, OPTIONS
from bot.language.formats import sentences
from bot.language.translating import gettext, pgettext
from bot.query import parse
from bot.query.rewriting.rewrite import with_minimum_upvotes, without
from bot.service.subscriptions.rules import own_name
from bot.service.subscriptions.subscriptions import Draft
from bot.text.safe import clip
from cogs.alerts.dry_run.offers import chosen_minimum, votes_menu
from cogs.pausing.buttons import cost_of_pausing, resume_button
from cogs.shared.forms import Form, modal, text_field
from cogs.shared.guards import destinations_here, owner_of
from cogs.shared.layouts import button, buttons
from cogs.shared.lines import pause_text, shown_name

if TYPE_CHECKING:
    import re
    from collections.abc import Mapping

    from bot.domain.subscription import Subscription
    from bot.query import Query
    from bot.service.subscriptions.tuning import Suggestions
    from cogs.alerts.drafts import DraftHandler
    from cogs.pausing.actions import PauseHandler
    from cogs.services import Services
    from cogs.shared.layouts import Item

_TUNING: Final = r"paperboy:tuning:(?P<action>word|bar|other|pause|edit):(?P<subscription>[a-z0-9]{1,16})"
_CHOICE: Final = r"paperboy:tuning-which:(?P<key>.+)"
_FORM: Final = "paperboy:tuning-form:"
_WORD: Final = "word"
_QUERY = 300


class TuneHandler:
    """Answers Tune and its panel, for those who may manage alerts."""

    def __init__(self, services: Services, drafts: DraftHandler, pauses: PauseHandler) -> None:
        self._services = services
        self._pauses = pauses
        self._drafts = drafts
        services.forms.add(Form(prefix=_FORM, build=self._opened, on_submit=self._answered))
        services.presses.on(TUNE_PATTERN, self._pressed)
        services.presses.on(_CHOICE, self._chosen)
        services.presses.on(_TUNING, self._act)

    async def _answered(self, interaction: discord.Interaction, key: str, typed: Mapping[str, str]) -> None:
        """Answer the form for a word. Raises DeniedError and UnknownSubscriptionError."""
        found = await self._find(interaction, key)
        await interaction.response.defer()
        await self._draft(interaction, found, without(self._query(found), typed.get(_WORD, "")))

    async def _opened(
        self, interaction: discord.Interaction, key: str, typed: Mapping[str, str]
    ) -> discord.ui.Modal:
        """The form for a word, with what was typed. Raises DeniedError and UnknownSubscriptionError."""
        found = await self._find(interaction, key)
        hint = gettext("Papers that have it are not posted.")
        label = pgettext("form", "Word or phrase")
        field = text_field(_WORD, label, typed.get(_WORD, ""), hint, most=OPTION_TEXT, needed=True)
        return modal(pgettext("form", "Leave out a word"), f"{_FORM}{found.id}", field)

    async def _pressed(self, interaction: discord.Interaction, match: re.Match[str]) -> None:
        owner = owner_of(interaction)
        await reply_later(interaction)
        paper_id = await self._paper_id(match["key"])
        if match["tested"]:
            await self._show(interaction, await self._find(interaction, match["tested"]), paper_id)
            return
        brought = await self._services.tunings.brought(paper_id, owner, destinations_here(interaction))
        if not brought:
            text = gettext(
                "No subscription brings this paper here any more: it has ended, or somebody asked for this card. "
                "`/alerts list` shows the subscriptions."
            )
            await interaction.edit_original_response(content=text)
        elif len(brought) == 1:
            await self._show(interaction, brought[0], paper_id)
        else:
            which = gettext("Several subscriptions brought this paper. Which one should change?")
            options = [
                discord.SelectOption(
                    label=clip(one.name, OPTION_TEXT), value=one.id, description=clip(one.query, OPTION_TEXT)
                )
                for one in brought[:OPTIONS]
            ]
            menu = discord.ui.Select[discord.ui.View](
                custom_id=f"paperboy:tuning-which:{paper_key(paper_id)}",
                placeholder=gettext("Which subscription?"),
                options=options,
            )
            await interaction.edit_original_response(content=which, view=buttons(menu))

    async def _chosen(self, interaction: discord.Interaction, match: re.Match[str]) -> None:
        found = await self._find(interaction, selected(interaction))
        await interaction.response.defer()
        await self._show(interaction, found, await self._paper_id(match["key"]))

    async def _show(self, interaction: discord.Interaction, subscription: Subscription, paper_id: str) -> None:
        suggestions = await self._services.tunings.suggest(subscription, paper_id)
        meant = gettext(
            "{subscription} ({id}) looks for {query}.",
            subscription=shown_name(subscription),
            id=inline_code(subscription.id),
            query=inline_code(clip(subscription.query, _QUERY)),
        )
        what = gettext("What should change? You see what it would match before anything is saved.")
        text = f"{meant}\n{sentences(what, cost_of_pausing())}"
        if subscription.paused:
            text = f"{meant}\n⏸️ {pause_text(subscription)}\n{what}"
        await interaction.edit_original_response(content=text, view=panel(subscription, suggestions))

    async def _act(self, interaction: discord.Interaction, match: re.Match[str]) -> None:
        found = await self._find(interaction, match["subscription"])
        match match["action"]:
            case "other":
                await self._services.forms.open(interaction, f"{_FORM}{found.id}")
            case "edit":
                await self._drafts.form.edit(interaction, found.id)
            case "pause":
                await interaction.response.defer()
                await self._pauses.pause(interaction, found.id, None)
            case "word":
                await interaction.response.defer()
                await self._draft(interaction, found, without(self._query(found), selected(interaction)))
            case _:
                await interaction.response.defer()
                await self._draft(
                    interaction, found, with_minimum_upvotes(self._query(found), chosen_minimum(interaction))
                )

    def _query(self, subscription: Subscription) -> Query:
        return parse(subscription.query, self._services.catalogue.subscribed_to(subscription.sources))

    async def _draft(self, interaction: discord.Interaction, old: Subscription, query: Query) -> None:
        """The dry run of the changed query, in place of the panel."""
        draft = Draft(
            query=query,
            destination=await self._services.subscriptions.destination(old),
            creator_id=interaction.user.id,
            name=own_name(old),
            mode=old.mode,
            replaces=old,
        )
        await self._drafts.open(interaction, draft, ())

    async def _find(self, interaction: discord.Interaction, subscription_id: str) -> Subscription:
        return await self._services.subscriptions.get(owner_of(interaction), subscription_id)

    async def _paper_id(self, key: str) -> str:
        return await find_paper_id(key, self._services.papers.stored) or key


def panel(subscription: Subscription, suggestions: Suggestions) -> discord.ui.View:
    """A menu of words to leave out, one of bars, and buttons."""
    menus: list[Item] = []
    if suggestions.words:
        words = [clip(word, OPTION_TEXT) for word in suggestions.words[:OPTIONS]]
        options = [discord.SelectOption(label=word, value=word) for word in words]
        placeholder = gettext("Leave out papers with the word …")
        custom_id = _custom_id("word", subscription)
        menus.append(discord.ui.Select(custom_id=custom_id, placeholder=placeholder, options=options))
    if suggestions.minimums:
        menus.append(votes_menu(_custom_id("bar", subscription), suggestions.minimums, suggestions.minimum))
    return buttons(
        *menus,
        button(pgettext("button", "Leave out another word …"), _custom_id("other", subscription)),
        button(pgettext("button", "Edit …"), _custom_id("edit", subscription)),
        resume_button(subscription)
        if subscription.paused
        else button(pgettext("button", "Pause it"), _custom_id("pause", subscription)),
    )


def _custom_id(action: str, subscription: Subscription) -> str:
    return f"paperboy:tuning:{action}:{subscription.id}"
