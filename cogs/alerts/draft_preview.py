"""Show the preview of a draft, apply its buttons and menus, and save it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from bot.discord_io.interactions.errors import answer_error
from bot.domain.errors import NotReadyError
from bot.domain.schedule import digest_modes
from bot.domain.subscription import Mode
from bot.language.translating import gettext
from bot.query.rewriting.rewrite import replace_min_upvotes
from bot.service.subscriptions.drafts import PREVIEWS
from bot.service.subscriptions.rules import DuplicateSubscriptionError
from cogs.alerts.preview.controls import (
    BUTTON_TEMPLATE,
    chosen_minimum,
    chosen_mode,
    draft_view,
    offers_of,
    picks_view,
    with_source,
)
from cogs.alerts.preview.picks import picks_embed
from cogs.alerts.preview.preview_draft import find_draft, store_draft
from cogs.alerts.preview.saved_replies import changed_text, saved_text
from cogs.alerts.preview.texts import overlap_warning, preview_embed, preview_text
from cogs.alerts.subscription_form import DRAFT_FORM, SubscriptionForm
from cogs.alerts.words import picks_lack
from cogs.paper_buttons.buttons import newest_button
from cogs.settings.panel import digest_button
from cogs.shared.channel_option import require_post_for
from cogs.shared.forms import edit_existing_button
from cogs.shared.layouts import buttons
from cogs.shared.lines import lines_of_matched_words, name_among
from cogs.shared.posting_rights import require_post
from cogs.shared.undo import undo_added_button, undo_buttons

if TYPE_CHECKING:
    import re
    from collections.abc import Sequence

    import discord

    from bot.domain.schedule import Schedule
    from bot.service.subscriptions.subscriptions import Draft
    from cogs.services import Services


class DraftHandler:
    """Shows, changes and saves drafts. `form` is the form that edits them.

    Each preview has a stored draft of its own. A newer preview that replaces it drops that draft, and the old
    buttons answer that the preview is over.
    """

    def __init__(self, services: Services) -> None:
        self._services = services
        self._subscriptions = services.subscriptions
        self._preferences = services.preferences
        self._previews = services.papers.previews
        self.form = SubscriptionForm(services, self.open)
        services.presses.on(BUTTON_TEMPLATE, self._pressed)

    async def open(
        self, interaction: discord.Interaction, draft: Draft, problems: Sequence[str], replaced_token: str = ""
    ) -> None:
        """Show the preview in the deferred reply; drop the draft of the preview that it replaces.

        `problems` are sentences on what the bot lacks in the channel. Raises what `Subscriptions.check` raises,
        and DeniedError.
        """
        await require_post_for(interaction, draft)
        await self._subscriptions.check(draft.result)
        settings = await self._preferences.read_or_default(draft.destination)
        if draft.mode is Mode.PICKS:
            content = preview_text(draft, problems, settings.schedule)
            embed = await picks_embed(self._services.picks, draft, self._services.catalogue_for(interaction))
            view = picks_view(await store_draft(self._services, draft))
        else:
            content, embed, view = await self._preview(interaction, draft, problems, settings.schedule)
        await interaction.edit_original_response(content=content, embed=embed, view=view)
        if replaced_token:
            await self._services.drafts.drop(PREVIEWS, replaced_token)

    async def _preview(
        self, interaction: discord.Interaction, draft: Draft, problems: Sequence[str], schedule: Schedule
    ) -> tuple[str, discord.Embed, discord.ui.View]:
        """Store the draft of a query; return the text, embed and components of its preview."""
        preview = await self._previews.preview(draft.query, draft.subscribed_sources)
        catalogue = self._services.catalogue_for(interaction)
        owned = await self._subscriptions.owned(draft.result.owner)
        warnings = [*problems, *overlap_warning(draft, owned, catalogue)]
        old, difference = draft.replaces, None
        if old is not None and (old.query, old.sources) != (draft.query.canonical, draft.subscribed_sources):
            difference = await self._previews.difference(old, draft.query, draft.subscribed_sources)
        remarks = await lines_of_matched_words(draft.query, preview.examples)
        return (
            preview_text(draft, [*warnings, *preview.warnings], schedule),
            preview_embed(draft, preview, difference, catalogue, remarks),
            draft_view(await store_draft(self._services, draft), draft, preview, offers_of(preview)),
        )

    async def _pressed(self, interaction: discord.Interaction, match: re.Match[str]) -> None:
        token, action = match["token"], match["action"]
        draft, target = await find_draft(self._services, interaction, token)
        if action == "save":
            await self._save(interaction, token, draft)
        elif action == "edit":
            await self._services.forms.open(interaction, f"{DRAFT_FORM}{token}")
        elif action == "cancel":
            await self._services.drafts.drop(PREVIEWS, token)
            await interaction.response.edit_message(content=gettext("Not saved."), embed=None, view=None)
        else:
            await interaction.response.defer()
            changed = await self._changed(interaction, draft, action)
            try:
                await self.open(interaction, changed, target.problems, token)
            except DuplicateSubscriptionError as error:
                await answer_error(interaction, error, view=buttons(edit_existing_button(error)))

    async def _changed(self, interaction: discord.Interaction, draft: Draft, action: str) -> Draft:
        """Return the draft with the choice of a menu or button applied."""
        if action == "deliver":
            return replace(draft, mode=chosen_mode(interaction))
        if action == "bar":
            return replace(draft, query=replace_min_upvotes(draft.query, chosen_minimum(interaction)))
        if action.startswith("hear-"):
            return with_source(draft, action, self._services.catalogue_for(interaction))
        offers = offers_of(await self._previews.preview(draft.query, draft.subscribed_sources))
        query = next((offer.query for offer in offers if offer.action == action), None)
        return replace(draft, query=query or draft.query)

    async def _save(self, interaction: discord.Interaction, token: str, draft: Draft) -> None:
        await interaction.response.defer()
        # The person may have lost the right to post there since the preview
        change = await self._subscriptions.save(draft, partial(require_post, interaction))
        saved, newest = change.subscription, None
        await self._services.drafts.drop(PREVIEWS, token)
        name = name_among(saved, await self._subscriptions.owned(draft.result.owner))
        lacks = picks_lack(await self._services.picks.state(saved)) if saved.has_picks else ""
        undo = undo_buttons(change)
        if change.was is None:
            undo = [undo_added_button([saved])]
            settings = await self._preferences.read_or_default(draft.destination)
            text = saved_text(saved, name, settings, lacks)
            with suppress(NotReadyError):
                newest = None if saved.has_picks else await self._subscriptions.newest_match(saved)
        else:
            await self._preferences.reschedule([saved.destination_id])  # pending alerts may be due at another time
            pending = await self._subscriptions.waiting(saved)
            text = changed_text(change, name, pending, lacks, self._services.catalogue_for(interaction))
        view = buttons(
            *undo,
            *([newest_button(saved, newest.paper.id)] if newest is not None else ()),
            *([digest_button(saved.destination_id)] if saved.mode in digest_modes() else ()),
        )
        await interaction.edit_original_response(content=text, embed=None, view=view)
        await self._services.open_replies.refresh(interaction)
