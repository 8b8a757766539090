"""From the dry run to the saved subscription: what its buttons do."""

from __future__ import annotations

import secrets
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from bot.discord_io.interactions.errors import DeniedError
from bot.discord_io.interactions.presses import on_press
from bot.domain.errors import NotReadyError, PaperboyError
from bot.domain.schedule import digest_modes, in_words
from bot.domain.subscription import Mode, Owner
from bot.language.formats import sentences
from bot.language.translating import gettext
from bot.query import parse
from bot.query.rewriting.rewrite import barred, upvotes_bar
from bot.service.preferences.catalogue import DIGESTS
from bot.service.preferences.panel_words import limit_sentence, quiet_sentence
from cogs.alerts.dry_run.alike import told_of_the_same
from cogs.alerts.dry_run.finding import TOKEN, DraftFinder, DraftGoneError
from cogs.alerts.dry_run.offers import TIMES, Offer, offers_of
from cogs.alerts.dry_run.other_sources import heard_with
from cogs.alerts.dry_run.paused_others import told_of_pauses
from cogs.alerts.dry_run.saved import buttons_after, changed_text, saved_text
from cogs.alerts.dry_run.texts import dry_run_embed, dry_run_text, offers_digest
from cogs.alerts.dry_run.view import (
    BUTTON_TEMPLATE,
    DraftView,
    chosen_mode,
    form_query,
    form_token,
    key_in,
    query_form,
    token_of,
)
from cogs.alerts.dry_run.votes import bars_of, chosen_bar
from cogs.alerts.dry_run.waiting import Pending, WaitingDrafts, end_message
from cogs.reading.carried import state_of
from cogs.settings.forms import settings_form
from cogs.shared.again import answer_form_error
from cogs.shared.guards import require_manager
from cogs.shared.targets import require_chosen

if TYPE_CHECKING:
    import re
    from collections.abc import Mapping, Sequence

    import discord

    from bot.domain.ports.catalogue import Catalogue
    from bot.domain.subscription import Subscription
    from bot.service.papers.difference import Difference
    from bot.service.papers.preview import Previews
    from bot.service.preferences.preferences import ChannelPreferences
    from bot.service.subscriptions.subscriptions import Draft, Subscriptions
    from cogs.shared.open_answers import OpenAnswers


class DraftHandler:
    """Holds the drafts that wait for a decision: in memory, for ten minutes.

    After a restart a draft is what its message carries. `item_class` is for `Client.add_dynamic_items`.
    """

    def __init__(
        self,
        subscriptions: Subscriptions,
        previews: Previews,
        preferences: ChannelPreferences,
        catalogue: Catalogue,
        open_answers: OpenAnswers,
    ) -> None:
        self._open = open_answers
        self._catalogue = catalogue
        self._subscriptions = subscriptions
        self._preferences = preferences
        self._previews = previews
        self._waiting = WaitingDrafts()
        self._finder = DraftFinder(self._waiting, subscriptions, catalogue)
        self.item_class = on_press(BUTTON_TEMPLATE, self._pressed, require_manager)

    async def open(self, interaction: discord.Interaction, draft: Draft, problems: Sequence[str]) -> None:
        """Show the dry run in the deferred reply. Raises what `Subscriptions.check` raises, and DeniedError."""
        await require_chosen(interaction, draft)
        await self._show(interaction, secrets.token_hex(8), draft, problems)

    async def submitted(self, interaction: discord.Interaction) -> None:
        """Answer the query form; every other interaction is left alone. Never raises."""
        token = form_token(interaction)
        if token is None:
            return
        try:
            self._finder.require_known(interaction, token)
            pending = await self._finder.find(interaction, token)
            token = token[:TOKEN]
            await interaction.response.defer()
            catalogue = self._catalogue.listening(pending.draft.listens)
            changed = replace(pending.draft, query=parse(form_query(interaction), catalogue))
            await self._change(interaction, token, pending, changed)
        except Exception as error:  # noqa: BLE001 - a listener's errors reach nobody else
            await answer_form_error(interaction, error)

    async def again(
        self, interaction: discord.Interaction, form: str, typed: Mapping[str, str]
    ) -> discord.ui.Modal | None:
        """The form of a draft that still waits, with what was typed. Raises DraftGoneError and DeniedError."""
        token = token_of(form)
        if token is None:
            return None
        self._finder.require_known(interaction, token)
        await self._finder.find(interaction, token)
        return query_form(token, typed.get("query", ""))

    async def revive(self, interaction: discord.Interaction) -> bool:
        """Whether a form was opened from a dry run of before a restart.

        Then the interaction is put off to draw it, which the next refresh of open answers does.
        """
        message, key = interaction.message, key_in(interaction.message)
        if message is None or key is None or not self._finder.is_forgotten(token := key[:TOKEN]):
            return False
        await interaction.response.defer()
        with suppress(PaperboyError, DeniedError):  # its next press says what is wrong with it
            pending = await self._finder.find(interaction, key)

            async def redraw() -> None:
                if self._finder.is_forgotten(token):
                    await self._show(interaction, token, pending.draft, pending.problems)

            self._open.remember(interaction, message.id, redraw, is_stale=True)
        return True

    async def _pressed(self, interaction: discord.Interaction, match: re.Match[str]) -> None:
        token = match["token"]
        key = f"{token}{match['state'] or ''}"
        pending = await self._finder.find(interaction, key)
        if not pending.stands_in(interaction.message):
            raise DraftGoneError(gettext("That dry run was changed meanwhile: save or cancel the newer one."))
        match match["action"]:
            case "save":
                await self._save(interaction, token, pending)
            case "edit":
                await interaction.response.send_modal(query_form(key, pending.draft.query.canonical))
            case "daily" | "deliver" as action:
                mode = Mode.DAILY if action == "daily" else chosen_mode(interaction)
                await interaction.response.defer()
                await self._change(interaction, token, pending, replace(pending.draft, mode=mode))
            case "bar":
                changed = replace(pending.draft, query=barred(pending.draft.query, chosen_bar(interaction)))
                await interaction.response.defer()
                await self._change(interaction, token, pending, changed)
            case "times":
                settings = await self._preferences.read(pending.draft.destination.id)
                await interaction.response.send_modal(settings_form(DIGESTS, settings, in_brief=True))
            case "phrase" | "bracketed" | "instead" as action:
                await interaction.response.defer()
                offers = pending.offers or await self._offers(pending.draft)
                query = next((offer.query for offer in offers if offer.action == action), None)
                changed = replace(pending.draft, query=query or pending.draft.query)
                await self._change(interaction, token, pending, changed)
            case action if action.startswith("hear-"):
                await interaction.response.defer()
                changed = heard_with(pending.draft, action, self._catalogue)
                await self._change(interaction, token, pending, changed)
            case _:
                self._close(token)
                await interaction.response.edit_message(
                    content=gettext("Nothing was saved."), embed=None, view=None
                )

    async def _change(self, interaction: discord.Interaction, token: str, pending: Pending, draft: Draft) -> None:
        """Another draft in place of the one that waits, and its dry run."""
        await self._show(interaction, token, draft, pending.problems)

    async def _show(
        self, interaction: discord.Interaction, token: str, draft: Draft, problems: Sequence[str]
    ) -> None:
        await self._subscriptions.check(draft)
        preview = await self._previews.preview(draft.query, draft.listens)

        async def expired() -> None:
            await self._expire(interaction, token)

        offered = offers_of(preview)
        there = await self._there(draft)
        buttons = [*offered]
        if there and draft.mode in digest_modes():
            buttons.append(Offer(TIMES, gettext(DIGESTS.button), draft.query))
        key = f"{token}{state_of(draft)}"
        view = DraftView(
            key,
            self.item_class,
            expired,
            buttons,
            mode=draft.mode,
            bars=bars_of(draft.query, preview),
            bar=upvotes_bar(draft.query),
            offers_digest=offers_digest(draft, preview),
            has_trend=bool(preview.matches or preview.offers.ever),
        )
        pending = Pending(draft=draft, problems=problems, view=view, offers=offered, interaction=interaction)
        when, bounds = await self._when(draft.mode, draft.destination.id)
        told = [*problems, *told_of_the_same(draft, there, self._catalogue)]
        others = "" if draft.replaces else told_of_pauses(there)
        text = dry_run_text(
            draft,
            preview,
            told,
            when,
            self._catalogue,
            bounds=sentences(bounds, others),
        )
        embed = dry_run_embed(draft, preview, await self._difference(draft), self._catalogue)
        message_id = await self._waiting.show(token, pending, text, embed)
        self._open.remember(interaction, message_id, partial(self._redraw, interaction, token))

    async def _redraw(self, interaction: discord.Interaction, token: str) -> None:
        """Show it as things are now, if it still waits there."""
        pending = self._waiting.get(token)
        if pending is not None and pending.interaction is interaction:
            await self._show(interaction, token, pending.draft, pending.problems)

    async def _there(self, draft: Draft) -> list[Subscription]:
        """What is subscribed where its alerts go, so that there is a panel for it, itself included."""
        owner = Owner(guild_id=draft.destination.guild_id, user_id=draft.creator_id)
        owned = await self._subscriptions.owned(owner)
        return [one for one in owned if one.destination_id == draft.destination.id]

    async def _difference(self, draft: Draft) -> Difference | None:
        """What a change gains and loses; None for a new subscription, and where query and sources stay."""
        old = draft.replaces
        if old is None or (old.query, old.sources) == (draft.query.canonical, draft.listens):
            return None
        return await self._previews.difference(old, draft.query, draft.listens)

    async def _save(self, interaction: discord.Interaction, token: str, pending: Pending) -> None:
        await interaction.response.defer()
        await require_chosen(interaction, pending.draft)  # rights may have gone since the dry run
        draft, edited = pending.draft, None
        if draft.replaces is not None:
            edited = await self._subscriptions.change(draft, draft.replaces)
        saved = await self._subscriptions.save(draft) if edited is None else edited.subscription
        self._close(token)
        when, bounds = await self._when(saved.mode, saved.destination_id)
        if edited is None:
            others = [one for one in await self._there(draft) if one.id != saved.id]
            text = saved_text(saved, when, bounds, others)
        else:
            await self._preferences.reschedule([saved.destination_id])  # what waits may be wanted at once now
            waiting = await self._subscriptions.waiting(saved)
            text = changed_text(edited, when, bounds, waiting=waiting, catalogue=self._catalogue)
        newest = None
        if edited is None:
            with suppress(NotReadyError):
                newest = await self._subscriptions.newest_match(saved)
        buttons = buttons_after(edited, saved, newest)
        await interaction.edit_original_response(content=text, embed=None, view=buttons)
        await self._open.refresh(interaction)

    async def _when(self, mode: Mode, destination_id: int) -> tuple[str, str]:
        """When papers come, and what else bounds that there: the limit of a day, and quiet hours."""
        settings = await self._preferences.holding(destination_id)
        schedule, limit = settings.schedule, limit_sentence(settings.chosen.most_a_day, mode)
        return in_words(mode, schedule.times), sentences(limit, quiet_sentence(schedule, mode))

    def _close(self, token: str) -> None:
        """It is decided, or its time is up: what is said in its place is drawn over by nothing."""
        if (pending := self._waiting.close(token)) is not None:
            self._open.forget(pending.interaction, pending.message_id)

    async def _expire(self, interaction: discord.Interaction, token: str) -> None:
        self._close(token)
        text = gettext(
            "Ten minutes went by without a decision, so nothing was saved: use `/alerts subscribe` again."
        )
        await end_message(interaction, text)

    async def _offers(self, draft: Draft) -> Sequence[Offer]:
        """What its dry run offered, found again."""
        return offers_of(await self._previews.preview(draft.query, draft.listens))
