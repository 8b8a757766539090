"""Tune: from an alert that somebody did not want to a better query, in a press or two."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.discord_io.interactions.abstracts import find_paper_id
from bot.discord_io.interactions.presses import on_press, selected
from bot.discord_io.interactions.replies import answer_with
from bot.discord_io.render.custom_ids import TUNE_PATTERN, paper_key
from bot.language.translating import gettext
from bot.query import parse
from bot.query.rewriting.rewrite import barred, without
from bot.service.subscriptions.rules import own_name
from bot.service.subscriptions.subscriptions import Draft
from cogs.alerts.dry_run.view import chosen_bar
from cogs.alerts.tuning.tune_view import (
    CHOICE_PATTERN,
    FORM_PREFIX,
    TUNING_PATTERN,
    WORD_FIELD,
    choice,
    panel,
    panel_text,
    word_form,
)
from cogs.shared.forms import Form
from cogs.shared.guards import destinations_here, owner_of, require_manager

if TYPE_CHECKING:
    import re
    from collections.abc import Mapping

    import discord

    from bot.domain.subscription import Subscription
    from bot.query import Query
    from cogs.alerts.drafts import DraftHandler
    from cogs.pausing.actions import PauseHandler
    from cogs.services import Services


class TuneHandler:
    """Answers Tune and its panel, for those who may manage alerts. `item_classes` are for the client."""

    def __init__(self, services: Services, drafts: DraftHandler, pauses: PauseHandler) -> None:
        self._services = services
        self._pauses = pauses
        self._drafts = drafts
        services.forms.add(Form(prefix=FORM_PREFIX, opened=self._opened, answered=self._answered))
        self.item_classes = (
            on_press(TUNE_PATTERN, self._pressed, require_manager),
            on_press(CHOICE_PATTERN, self._chosen, require_manager),
            on_press(TUNING_PATTERN, self._act, require_manager),
        )

    async def _answered(self, interaction: discord.Interaction, key: str, typed: Mapping[str, str]) -> None:
        """Answer the form for a word. Raises DeniedError and UnknownSubscriptionError."""
        found = await self._find(interaction, key)
        await interaction.response.defer()
        await self._draft(interaction, found, without(self._query(found), typed.get(WORD_FIELD, "")))

    async def _opened(
        self, interaction: discord.Interaction, key: str, typed: Mapping[str, str]
    ) -> discord.ui.Modal:
        """The form for a word, with what was typed. Raises DeniedError and UnknownSubscriptionError."""
        return word_form((await self._find(interaction, key)).id, typed.get(WORD_FIELD, ""))

    async def _pressed(self, interaction: discord.Interaction, match: re.Match[str]) -> None:
        owner = owner_of(interaction)
        await interaction.response.defer(ephemeral=True, thinking=True)
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
            await _answer(interaction, which, choice(paper_key(paper_id), brought))

    async def _chosen(self, interaction: discord.Interaction, match: re.Match[str]) -> None:
        found = await self._find(interaction, "".join(selected(interaction)[:1]))
        await interaction.response.defer()
        await self._show(interaction, found, await self._paper_id(match["key"]))

    async def _show(self, interaction: discord.Interaction, subscription: Subscription, paper_id: str) -> None:
        suggestions = await self._services.tunings.suggest(subscription, paper_id)
        await _answer(interaction, panel_text(subscription), panel(subscription, suggestions))

    async def _act(self, interaction: discord.Interaction, match: re.Match[str]) -> None:
        found = await self._find(interaction, match["subscription"])
        match match["action"]:
            case "other":
                await interaction.response.send_modal(word_form(found.id))
            case "edit":
                await self._drafts.form.edit(interaction, found.id)
            case "pause":
                await interaction.response.defer()
                await self._pauses.pause(interaction, found.id, None)
            case "word":
                await interaction.response.defer()
                word = "".join(selected(interaction)[:1])
                await self._draft(interaction, found, without(self._query(found), word))
            case _:
                await interaction.response.defer()
                await self._draft(interaction, found, barred(self._query(found), chosen_bar(interaction)))

    def _query(self, subscription: Subscription) -> Query:
        return parse(subscription.query, self._services.catalogue.listening(subscription.sources))

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
        owner = owner_of(interaction)
        return await self._services.subscriptions.get(owner, subscription_id)

    async def _paper_id(self, key: str) -> str:
        return await find_paper_id(key, self._services.papers.stored) or key


async def _answer(interaction: discord.Interaction, text: str, view: discord.ui.View) -> None:
    await answer_with(interaction, {"content": text, "components": view.to_components()})
