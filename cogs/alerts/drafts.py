"""From the preview to the saved subscription: what its buttons do."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from bot.domain.errors import NotReadyError
from bot.domain.schedule import delivery, digest_modes
from bot.language.formats import sentences
from bot.language.translating import gettext
from bot.query.rewriting.rewrite import with_minimum_upvotes
from bot.service.preferences.panel_words import limit_sentence, quiet_note
from bot.service.subscriptions.drafts import PREVIEWS
from cogs.alerts.dry_run.changes import changed_text, saved_text
from cogs.alerts.dry_run.kept import find, keep
from cogs.alerts.dry_run.offers import (
    BUTTON_TEMPLATE,
    chosen_minimum,
    chosen_mode,
    draft_view,
    offers_of,
    with_source,
)
from cogs.alerts.dry_run.texts import dry_run_embed, dry_run_text, told_of_the_same
from cogs.alerts.subscription_form import DRAFT_FORM, SubscriptionForm
from cogs.reading.buttons import newest_button
from cogs.settings.panel import digest_button
from cogs.shared.layouts import buttons
from cogs.shared.posting_rights import require_post
from cogs.shared.targets import require_chosen
from cogs.shared.undo import undo_buttons

if TYPE_CHECKING:
    import re
    from collections.abc import Sequence

    import discord

    from bot.service.subscriptions.subscriptions import Draft
    from cogs.services import Services


class DraftHandler:
    """Shows drafts, changes and saves them. `form` is theirs.

    Each preview that is shown is a draft of its own: where a newer one takes its place, its buttons have no draft.
    """

    def __init__(self, services: Services) -> None:
        self._services = services
        self._subscriptions = services.subscriptions
        self._preferences = services.preferences
        self._previews = services.papers.previews
        self._catalogue = services.catalogue
        self.form = SubscriptionForm(services, self.open)
        services.presses.on(BUTTON_TEMPLATE, self._pressed)

    async def open(
        self, interaction: discord.Interaction, draft: Draft, problems: Sequence[str], instead: str = ""
    ) -> None:
        """Show the preview in the deferred reply, in place of the one with the token `instead`.

        Raises what `Subscriptions.check` raises, and DeniedError.
        """
        await require_chosen(interaction, draft)
        await self._subscriptions.check(draft)
        preview = await self._previews.preview(draft.query, draft.subscribed_sources)
        owned = await self._subscriptions.owned(draft.wanted.owner)
        there = [one for one in owned if one.destination_id == draft.destination.id]
        when, bounds = await self._when(draft)
        told = [*problems, *told_of_the_same(draft, there, self._catalogue)]
        old, difference = draft.replaces, None
        if old is not None and (old.query, old.sources) != (draft.query.canonical, draft.subscribed_sources):
            difference = await self._previews.difference(old, draft.query, draft.subscribed_sources)
        await interaction.edit_original_response(
            content=dry_run_text(draft, preview, told, when, bounds),
            embed=dry_run_embed(draft, preview, difference, self._catalogue),
            view=draft_view(await keep(self._services, draft), draft, preview, offers_of(preview)),
        )
        if instead:
            await self._services.drafts.drop(PREVIEWS, instead)

    async def _pressed(self, interaction: discord.Interaction, match: re.Match[str]) -> None:
        token, action = match["token"], match["action"]
        draft, target = await find(self._services, interaction, token)
        if action == "save":
            await self._save(interaction, token, draft)
        elif action == "edit":
            await self._services.forms.open(interaction, f"{DRAFT_FORM}{token}")
        elif action == "cancel":
            await self._services.drafts.drop(PREVIEWS, token)
            await interaction.response.edit_message(content=gettext("Nothing was saved."), embed=None, view=None)
        else:
            await interaction.response.defer()
            changed = await self._changed(interaction, draft, action)
            await self.open(interaction, changed, target.problems, instead=token)

    async def _changed(self, interaction: discord.Interaction, draft: Draft, action: str) -> Draft:
        """The draft as a menu or button makes it."""
        if action == "deliver":
            return replace(draft, mode=chosen_mode(interaction))
        if action == "bar":
            return replace(draft, query=with_minimum_upvotes(draft.query, chosen_minimum(interaction)))
        if action.startswith("hear-"):
            return with_source(draft, action, self._catalogue)
        offered = offers_of(await self._previews.preview(draft.query, draft.subscribed_sources))
        query = next((offer.query for offer in offered if offer.action == action), None)
        return replace(draft, query=query or draft.query)

    async def _save(self, interaction: discord.Interaction, token: str, draft: Draft) -> None:
        await interaction.response.defer()
        # Rights may have gone since the preview
        edited = await self._subscriptions.save(draft, partial(require_post, interaction))
        saved, newest = edited.subscription, None
        await self._services.drafts.drop(PREVIEWS, token)
        when, bounds = await self._when(draft)
        if edited.was is None:
            text = saved_text(saved, when, bounds)
            with suppress(NotReadyError):
                newest = await self._subscriptions.newest_match(saved)
        else:
            await self._preferences.reschedule([saved.destination_id])  # what waits may be wanted at once now
            waiting = await self._subscriptions.waiting(saved)
            text = changed_text(edited, when, bounds, waiting)
        view = buttons(
            *undo_buttons(edited),
            *([newest_button(saved, newest.paper.id)] if newest is not None else ()),
            *([digest_button(saved.destination_id)] if saved.mode in digest_modes() else ()),
        )
        await interaction.edit_original_response(content=text, embed=None, view=view)
        await self._services.open_answers.refresh(interaction)

    async def _when(self, draft: Draft) -> tuple[str, str]:
        """The delivery times of a draft in words, and its limits: the daily limit, and quiet hours."""
        settings = await self._preferences.read_or_default(draft.destination)
        mode, schedule = draft.mode, settings.schedule
        limit = limit_sentence(settings.chosen.most_a_day, mode)
        return delivery(mode).when(schedule.times), sentences(limit, quiet_note(schedule, mode))
