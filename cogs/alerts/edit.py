"""`/alerts edit`: the form, and the draft that becomes of it, with its dry run."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.domain.ports.catalogue import UNKNOWN
from bot.language.translating import pgettext
from bot.service.subscriptions.chosen_sources import as_typed, read_sources
from bot.service.subscriptions.rules import own_name
from cogs.alerts.subscription_form import SOURCES, Filled, add_fields, draft_of, read_all, read_fields
from cogs.shared.again import again_offered, answer_form_error
from cogs.shared.forms import titled
from cogs.shared.guards import owner_of
from cogs.shared.targets import Target, resolve_channel

if TYPE_CHECKING:
    from collections.abc import Mapping

    import discord

    from bot.domain.ports.catalogue import Catalogue
    from bot.domain.subscription import Subscription
    from bot.service.subscriptions.subscriptions import Subscriptions
    from cogs.alerts.drafts import DraftHandler

_FORM_PREFIX = "paperboy:edit:"


class EditHandler:
    """Answers the form with a dry run, as of a new subscription."""

    def __init__(self, subscriptions: Subscriptions, drafts: DraftHandler, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._subscriptions = subscriptions
        self._drafts = drafts

    async def submitted(self, interaction: discord.Interaction) -> None:
        """Answer the form; every other interaction is left alone. Never raises."""
        read = read_fields(interaction, _FORM_PREFIX)
        if read is None:
            return
        subscription_id, edited = read
        try:
            owner = owner_of(interaction)
            await interaction.response.defer(ephemeral=True, thinking=True)
            old = await self._subscriptions.get(owner, subscription_id)
            where = self._target(interaction, edited, old)
            target, sources = await read_all(edited, where, self._catalogue, old.sources)
            await self._dry_run(interaction, edited, target, old, sources)
        except Exception as error:  # noqa: BLE001 - a listener's errors reach nobody else
            await answer_form_error(interaction, error)

    async def again(
        self, interaction: discord.Interaction, form: str, typed: Mapping[str, str]
    ) -> discord.ui.Modal | None:
        """The form with what was typed. Raises DeniedError and UnknownSubscriptionError."""
        if not form.startswith(_FORM_PREFIX):
            return None
        owner = owner_of(interaction)
        found = await self._subscriptions.get(owner, form.removeprefix(_FORM_PREFIX))
        return edit_form(found, self._catalogue, typed)

    async def begin(self, interaction: discord.Interaction, ref: str, sources: str | None) -> None:
        """Open the form of a subscription; where `sources` were typed, show the dry run of these instead.

        Raises DeniedError and UnknownSubscriptionError.
        """
        # A form must be the first answer, so there is no deferral: what is read here is in memory.
        found = await self._subscriptions.get(owner_of(interaction), ref)
        if sources is None:
            await interaction.response.send_modal(edit_form(found, self._catalogue))
            return
        await interaction.response.defer(ephemeral=True, thinking=True)
        await self._choose(interaction, found, sources)

    async def _choose(self, interaction: discord.Interaction, old: Subscription, typed: str) -> None:
        """Answer with the dry run of the same query of other sources, into the answer that was deferred before."""
        async with again_offered(interaction, f"{_FORM_PREFIX}{old.id}", {SOURCES: typed}):
            sources = read_sources(typed, self._catalogue, old.sources)
            target = Target(destination=await self._subscriptions.destination(old))
            await self._dry_run(interaction, _as_it_is(old), target, old, sources)

    async def _dry_run(
        self,
        interaction: discord.Interaction,
        edited: Filled,
        target: Target,
        old: Subscription,
        sources: tuple[str, ...],
    ) -> None:
        creator = interaction.user.id
        draft = draft_of(
            edited,
            target=target,
            creator_id=creator,
            sources=sources,
            catalogue=self._catalogue,
            replaces=old,
        )
        await self._drafts.open(interaction, draft, target.problems)

    async def _target(self, interaction: discord.Interaction, edited: Filled, old: Subscription) -> Target:
        """Where it is to go. A subscription that stays where it is does so also when I lack something there."""
        if edited.channel_id is None or edited.channel_id == old.destination_id:
            return Target(destination=await self._subscriptions.destination(old))
        return await resolve_channel(interaction, edited.channel_id)


def edit_form(
    subscription: Subscription, catalogue: Catalogue = UNKNOWN, typed: Mapping[str, str] | None = None
) -> discord.ui.Modal:
    """Query, name, delivery, in a server the channel, and sources if there is a choice.

    Filled in as they are, or as was `typed` before.
    """
    filled = _as_it_is(subscription)
    if not (catalogue.streams or subscription.sources):
        filled = replace(filled, sources=None)
    form = titled(pgettext("form", "Edit the subscription"), f"{_FORM_PREFIX}{subscription.id}")
    add_fields(form, filled.typed(typed or {}), catalogue)
    return form


def _as_it_is(subscription: Subscription) -> Filled:
    return Filled(
        query=subscription.query,
        name=own_name(subscription),
        mode=subscription.mode,
        channel_id=None if subscription.guild_id is None else subscription.destination_id,
        sources=as_typed(subscription.sources),
    )
