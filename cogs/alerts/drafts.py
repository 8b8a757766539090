"""From the preview to the saved subscription: what its buttons do."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from bot.discord_io.interactions.presses import on_press
from bot.domain.errors import NotReadyError
from bot.domain.schedule import delivery
from bot.language.formats import sentences
from bot.language.translating import gettext
from bot.query.rewriting.rewrite import barred
from bot.service.preferences.panel_words import limit_sentence, quiet_sentence
from bot.service.subscriptions.drafts import PREVIEWS
from cogs.alerts.dry_run.changes import buttons_after, changed_text, saved_text
from cogs.alerts.dry_run.kept import find, keep
from cogs.alerts.dry_run.offers import heard_with, offers_of
from cogs.alerts.dry_run.texts import dry_run_embed, dry_run_text, told_of_the_same
from cogs.alerts.dry_run.view import BUTTON_TEMPLATE, chosen_bar, chosen_mode, draft_view
from cogs.alerts.subscription_form import SubscriptionForm
from cogs.shared.guards import require_manager
from cogs.shared.posting_rights import require_post
from cogs.shared.targets import require_chosen

if TYPE_CHECKING:
    import re
    from collections.abc import Sequence

    import discord

    from bot.service.papers.difference import Difference
    from bot.service.subscriptions.subscriptions import Draft
    from cogs.services import Services


class DraftHandler:
    """Shows drafts, changes and saves them. `form` is theirs; `item_classes` are for `Client.add_dynamic_items`.

    Each preview that is shown is a draft of its own: where a newer one takes its place, its buttons have no draft.
    """

    def __init__(self, services: Services) -> None:
        self._services = services
        self._subscriptions = services.subscriptions
        self._preferences = services.preferences
        self._previews = services.papers.previews
        self._catalogue = services.catalogue
        self.form = SubscriptionForm(services, self.open)
        self.item_classes = (on_press(BUTTON_TEMPLATE, self._pressed, require_manager), self.form.item_class)

    async def open(
        self, interaction: discord.Interaction, draft: Draft, problems: Sequence[str], instead: str = ""
    ) -> None:
        """Show the preview in the deferred reply, in place of the one with the token `instead`.

        Raises what `Subscriptions.check` raises, and DeniedError.
        """
        await require_chosen(interaction, draft)
        await self._subscriptions.check(draft)
        preview = await self._previews.preview(draft.query, draft.listens)
        owned = await self._subscriptions.owned(draft.wanted.owner)
        there = [one for one in owned if one.destination_id == draft.destination.id]
        when, bounds = await self._when(draft)
        told = [*problems, *told_of_the_same(draft, there, self._catalogue)]
        difference = await self._difference(draft)
        await interaction.edit_original_response(
            content=dry_run_text(draft, preview, told, when, bounds),
            embed=dry_run_embed(draft, preview, difference, self._catalogue),
            view=draft_view(await keep(self._services, draft), draft, preview, offers_of(preview)),
        )
        if instead:
            await self._services.drafts.drop(PREVIEWS, instead)

    async def _pressed(self, interaction: discord.Interaction, match: re.Match[str]) -> None:
        token, action = match["token"], match["action"]
        kept = await find(self._services, interaction, token)
        draft = kept.draft
        if action == "save":
            await self._save(interaction, token, draft)
        elif action == "edit":
            await self.form.edit_draft(interaction, token)
        elif action == "cancel":
            await self._services.drafts.drop(PREVIEWS, token)
            await interaction.response.edit_message(content=gettext("Nothing was saved."), embed=None, view=None)
        else:
            await interaction.response.defer()
            changed = await self._changed(interaction, draft, action)
            await self.open(interaction, changed, kept.problems, instead=token)

    async def _changed(self, interaction: discord.Interaction, draft: Draft, action: str) -> Draft:
        """The draft as a menu or button makes it."""
        if action == "deliver":
            return replace(draft, mode=chosen_mode(interaction))
        if action == "bar":
            return replace(draft, query=barred(draft.query, chosen_bar(interaction)))
        if action.startswith("hear-"):
            return heard_with(draft, action, self._catalogue)
        offered = offers_of(await self._previews.preview(draft.query, draft.listens))
        query = next((offer.query for offer in offered if offer.action == action), None)
        return replace(draft, query=query or draft.query)

    async def _difference(self, draft: Draft) -> Difference | None:
        """What a change gains and loses; None for a new subscription, and where query and sources stay."""
        old = draft.replaces
        if old is None or (old.query, old.sources) == (draft.query.canonical, draft.listens):
            return None
        return await self._previews.difference(old, draft.query, draft.listens)

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
            text = changed_text(edited, when, bounds, await self._subscriptions.waiting(saved))
        view = buttons_after(edited, newest)
        await interaction.edit_original_response(content=text, embed=None, view=view)
        await self._services.open_answers.refresh(interaction)

    async def _when(self, draft: Draft) -> tuple[str, str]:
        """When papers come, and what else bounds that there: the limit of a day, and quiet hours."""
        settings = await self._preferences.holding(draft.destination)
        mode, schedule = draft.mode, settings.schedule
        limit = limit_sentence(settings.chosen.most_a_day, mode)
        return delivery(mode).when(schedule.times), sentences(limit, quiet_sentence(schedule, mode))
