"""The *Tune* button of an alert: change the subscription that matched it, in a press or two."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord

from bot.discord_io.interactions.abstracts import find_paper_id
from bot.discord_io.interactions.presses import selected_value
from bot.discord_io.interactions.replies import reply_later
from bot.discord_io.render.code_blocks import inline_code
from bot.discord_io.render.custom_ids import TUNE_PATTERN, paper_key
from bot.domain.discord.limits import OPTION_TEXT, OPTIONS
from bot.domain.subscription import EVERY_PAPER
from bot.language.translating import gettext, pgettext
from bot.query import parse
from bot.query.rewriting.rewrite import replace_min_upvotes, without
from bot.service.subscriptions.rules import own_name
from bot.service.subscriptions.subscriptions import Draft
from bot.text.safe import clip
from cogs.alerts.preview.controls import chosen_minimum, chosen_mode, delivery_menu, votes_menu
from cogs.pausing.buttons import resume_button
from cogs.shared.forms import Form, modal, text_field
from cogs.shared.guards import destinations_here, owner_of
from cogs.shared.layouts import button, buttons
from cogs.shared.lines import name_among, pause_text

if TYPE_CHECKING:
    import re
    from collections.abc import Mapping

    from bot.domain.subscription import Mode, Subscription
    from bot.query import Query
    from bot.service.subscriptions.tuning import Suggestions
    from cogs.alerts.draft_preview import DraftHandler
    from cogs.pausing.actions import PauseHandler
    from cogs.services import Services
    from cogs.shared.layouts import Item

# `word` and `other` exclude a word, listed or typed; `bar`: minimum upvotes
_ACTION_PATTERN = r"paperboy:tuning:(?P<action>deliver|word|bar|other|pause|edit):(?P<subscription>[a-z0-9]{1,16})"
_CHOICE_PATTERN = r"paperboy:tuning-which:(?P<key>.+)"
_FORM_PREFIX = "paperboy:tuning-form:"
_WORD_FIELD = "word"
_QUERY_LENGTH = 300  # UTF-16 code units


class TuneHandler:
    """Answers *Tune* and the buttons and menus of its panel, for people who can manage alerts."""

    def __init__(self, services: Services, drafts: DraftHandler, pauses: PauseHandler) -> None:
        self._services = services
        self._pauses = pauses
        self._drafts = drafts
        services.forms.add(Form(prefix=_FORM_PREFIX, build=self._build_form, on_submit=self._on_submit))
        services.presses.on(TUNE_PATTERN, self._pressed)
        services.presses.on(_CHOICE_PATTERN, self._chosen)
        services.presses.on(_ACTION_PATTERN, self._act)

    async def _on_submit(self, interaction: discord.Interaction, key: str, typed: Mapping[str, str]) -> None:
        """Answer the form for an excluded word. Raises DeniedError and UnknownSubscriptionError."""
        found = await self._find(interaction, key)
        await interaction.response.defer()
        await self._draft(interaction, found, without(self._query(found), typed.get(_WORD_FIELD, "")), found.mode)

    async def _build_form(
        self, interaction: discord.Interaction, key: str, typed: Mapping[str, str]
    ) -> discord.ui.Modal:
        """Return the form for an excluded word. Raises UnknownSubscriptionError."""
        found = await self._find(interaction, key)
        label = pgettext("form", "Word or phrase")
        field = text_field(
            _WORD_FIELD, label, typed.get(_WORD_FIELD, ""), "", max_length=OPTION_TEXT, required=True
        )
        return modal(gettext("Exclude a word"), f"{_FORM_PREFIX}{found.id}", field)

    async def _pressed(self, interaction: discord.Interaction, match: re.Match[str]) -> None:
        owner = owner_of(interaction)
        await reply_later(interaction)
        paper_id = await self._paper_id(match["key"])
        if match["tested"]:  # under a test post: its subscription
            await self._show(interaction, await self._find(interaction, match["tested"]), paper_id)
            return
        matching = await self._services.tunings.matched_by(paper_id, owner, destinations_here(interaction))
        if not matching:
            text = gettext("No subscription in this channel matched this paper.")
            await interaction.edit_original_response(content=text)
        elif len(matching) == 1:
            await self._show(interaction, matching[0], paper_id)
        else:
            question = gettext("Which subscription do you want to change?")
            options = [
                discord.SelectOption(
                    label=clip(found.name, OPTION_TEXT),
                    value=found.id,
                    description=clip(found.query, OPTION_TEXT) if own_name(found) else None,
                )
                for found in matching[:OPTIONS]
            ]
            menu = discord.ui.Select[discord.ui.View](
                custom_id=f"paperboy:tuning-which:{paper_key(paper_id)}",
                placeholder=question,
                options=options,
            )
            await interaction.edit_original_response(content=question, view=buttons(menu))

    async def _chosen(self, interaction: discord.Interaction, match: re.Match[str]) -> None:
        found = await self._find(interaction, selected_value(interaction))
        await interaction.response.defer()
        await self._show(interaction, found, await self._paper_id(match["key"]))

    async def _show(self, interaction: discord.Interaction, subscription: Subscription, paper_id: str) -> None:
        suggestions = await self._services.tunings.suggest(subscription, paper_id)
        name = name_among(subscription, await self._services.subscriptions.owned(owner_of(interaction)))
        lines = [name] if own_name(subscription) else []
        if subscription.query != EVERY_PAPER:
            query = self._services.catalogue_for(interaction).readable(subscription.query)
            lines.append(inline_code(clip(query, _QUERY_LENGTH)))
        if subscription.paused:
            lines.append(f"⏸️ {pause_text(subscription)}")
        text = "\n".join((*lines, gettext("What do you want to change?")))
        await interaction.edit_original_response(content=text, view=panel(subscription, suggestions))

    async def _act(self, interaction: discord.Interaction, match: re.Match[str]) -> None:
        found = await self._find(interaction, match["subscription"])
        match match["action"]:
            case "other":
                await self._services.forms.open(interaction, f"{_FORM_PREFIX}{found.id}")
            case "edit":
                await self._drafts.form.edit(interaction, found.id)
            case "pause":
                await interaction.response.defer()
                await self._pauses.pause(interaction, found.id, None)
            case action:
                await interaction.response.defer()
                query, mode = self._query(found), found.mode
                if action == "deliver":
                    mode = chosen_mode(interaction)
                elif action == "word":
                    query = without(query, selected_value(interaction))
                else:
                    query = replace_min_upvotes(query, chosen_minimum(interaction))
                await self._draft(interaction, found, query, mode)

    def _query(self, subscription: Subscription) -> Query:
        catalogue = self._services.catalogue.of(subscription.owner)
        return parse(subscription.query, catalogue.subscribed_to(subscription.sources))

    async def _draft(self, interaction: discord.Interaction, old: Subscription, query: Query, mode: Mode) -> None:
        """Replace the panel by the preview of the change."""
        draft = Draft(
            query=query,
            destination=await self._services.subscriptions.destination(old),
            creator_id=interaction.user.id,
            name=own_name(old),
            mode=mode,
            replaces=old,
            most=old.most,
            examples=old.examples,
        )
        await self._drafts.open(interaction, draft, ())

    async def _find(self, interaction: discord.Interaction, subscription_id: str) -> Subscription:
        return await self._services.subscriptions.get(owner_of(interaction), subscription_id)

    async def _paper_id(self, key: str) -> str:
        """Return the id of a key's paper; if that is unknown, the key, which is no paper's id."""
        return await find_paper_id(key, self._services.papers.stored) or key


def panel(subscription: Subscription, suggestions: Suggestions) -> discord.ui.View:
    """Return the menus of delivery, words to exclude and minimum upvotes, and the buttons."""
    menus: list[Item] = []
    if not subscription.has_picks:
        menus.append(delivery_menu(_custom_id("deliver", subscription), subscription.mode))
    label = gettext("Exclude a word")
    if suggestions.words:
        words = [clip(word, OPTION_TEXT) for word in suggestions.words[:OPTIONS]]
        options = [discord.SelectOption(label=word, value=word) for word in words]
        custom_id = _custom_id("word", subscription)
        menus.append(discord.ui.Select(custom_id=custom_id, placeholder=label, options=options))
        label = pgettext("button", "Exclude another word")
    if suggestions.minimums:
        menus.append(votes_menu(_custom_id("bar", subscription), suggestions.minimums, suggestions.minimum))
    return buttons(
        *menus,
        button(label, _custom_id("other", subscription)),
        button(pgettext("button", "Edit"), _custom_id("edit", subscription)),
        resume_button(subscription)
        if subscription.paused
        else button(pgettext("button", "Pause"), _custom_id("pause", subscription)),
    )


def _custom_id(action: str, subscription: Subscription) -> str:
    return f"paperboy:tuning:{action}:{subscription.id}"
