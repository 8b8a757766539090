"""`/alerts subscribe`: from its options to a dry run, and its form where something in them was wrong."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.domain.subscription import Mode
from bot.language.translating import ngettext, pgettext
from bot.query import with_min_upvotes
from bot.service.preferences.parse import is_id
from bot.service.subscriptions.chosen_sources import as_typed
from cogs.alerts.subscription_form import (
    CHANNEL,
    MODE,
    NAME,
    QUERY,
    SOURCES,
    Filled,
    add_fields,
    draft_of,
    read_all,
    read_fields,
)
from cogs.shared.again import again_offered, answer_form_error
from cogs.shared.forms import titled
from cogs.shared.guards import owner_of
from cogs.shared.targets import resolve_channel, resolve_target

if TYPE_CHECKING:
    from collections.abc import Awaitable, Mapping

    import discord

    from bot.domain.ports.catalogue import Catalogue
    from cogs.alerts.drafts import DraftHandler
    from cogs.shared.targets import Chosen, Target

_FORM: Final = "paperboy:subscribe-form:"


class SubscribeHandler:
    """Makes a draft of what was asked for. What `min_upvotes` was stands in the form's custom_id, "" for none."""

    def __init__(self, drafts: DraftHandler, catalogue: Catalogue) -> None:
        self._drafts = drafts
        self._catalogue = catalogue

    async def asked(
        self, interaction: discord.Interaction, filled: Filled, channel: Chosen | None, min_upvotes: int | None
    ) -> None:
        """Answer the command, in the reply that was deferred before."""
        given = {
            QUERY: filled.query,
            NAME: filled.name,
            MODE: "" if filled.mode is Mode.NOW else filled.mode.value,
            CHANNEL: str(channel.id) if channel else "",
            SOURCES: filled.sources or "",
        }
        typed = {name: value for name, value in given.items() if value}
        async with again_offered(interaction, f"{_FORM}{min_upvotes or ''}", typed):
            await self._open(interaction, filled, resolve_target(interaction, channel), min_upvotes)

    async def submitted(self, interaction: discord.Interaction) -> None:
        """Answer the form; every other interaction is left alone. Never raises."""
        read = read_fields(interaction, _FORM)
        if read is None:
            return
        least, filled = read
        try:
            await interaction.response.defer(ephemeral=True, thinking=True)
            if filled.channel_id is None or owner_of(interaction).guild_id is None:
                where = resolve_target(interaction, None)
            else:
                where = resolve_channel(interaction, filled.channel_id)
            await self._open(interaction, filled, where, _least(least))
        except Exception as error:  # noqa: BLE001 - a listener's errors reach nobody else
            await answer_form_error(interaction, error)

    async def again(
        self, interaction: discord.Interaction, form: str, typed: Mapping[str, str]
    ) -> discord.ui.Modal | None:
        """The form with what was typed. Raises DeniedError."""
        if not form.startswith(_FORM):
            return None
        owner = owner_of(interaction)
        filled = Filled(
            query="",
            name="",
            mode=Mode.NOW,
            channel_id=None if owner.guild_id is None else interaction.channel_id,
            sources=as_typed(()) if self._catalogue.streams else None,
        )
        least = _least(form.removeprefix(_FORM))
        shown = titled(pgettext("form", "Subscribe"), form)
        # NOTE: said in a form, of a query that was wrong; 100 characters at most
        bar = ngettext("With {number} upvote or more.", "With {number} upvotes or more.", least) if least else ""
        add_fields(shown, filled.typed(typed), self._catalogue, bar)
        return shown

    async def _open(
        self, interaction: discord.Interaction, filled: Filled, where: Awaitable[Target], min_upvotes: int | None
    ) -> None:
        target, sources = await read_all(filled, where, self._catalogue)
        creator = interaction.user.id
        draft = draft_of(filled, target=target, creator_id=creator, sources=sources, catalogue=self._catalogue)
        if min_upvotes is not None:
            draft = replace(draft, query=with_min_upvotes(draft.query, min_upvotes))
        await self._drafts.open(interaction, draft, target.problems)


def _least(text: str) -> int | None:
    return int(text) if is_id(text) else None
