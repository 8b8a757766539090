"""`/alerts edit`: the form, and the draft that becomes of it, with its dry run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import discord

from bot.domain.listening import LISTS
from bot.domain.ports.catalogue import UNKNOWN
from bot.domain.schedule import delivery
from bot.domain.subscription import Mode
from bot.language.translating import gettext, pgettext
from bot.query import parse
from bot.service.preferences.parse import is_id
from bot.service.subscriptions.chosen_sources import ALL, as_typed, read_sources
from bot.service.subscriptions.subscriptions import Draft
from cogs.alerts.targets import CHANNEL_TYPES, Target, resolve_channel
from cogs.shared.again import answer_form_error
from cogs.shared.forms import asked, form_id, submitted_values, titled
from cogs.shared.guards import require_manager

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.domain.ports.catalogue import Catalogue
    from bot.domain.subscription import Subscription
    from bot.service.subscriptions.subscriptions import Subscriptions
    from cogs.alerts.drafts import DraftHandler

_FORM_PREFIX = "paperboy:edit:"
_QUERY, _NAME, _MODE, _CHANNEL, _SOURCES = "query", "name", "deliver", "channel", "sources"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Edited:
    """What a form asks for.

    `channel_id` is None where the subscription stays where it is, `sources` where these were not asked about.
    """

    subscription_id: str
    query: str
    name: str
    mode: Mode
    channel_id: int | None
    sources: str | None


class EditHandler:
    """Answers the form with a dry run, as of a new subscription."""

    def __init__(self, subscriptions: Subscriptions, drafts: DraftHandler, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._subscriptions = subscriptions
        self._drafts = drafts

    async def submitted(self, interaction: discord.Interaction) -> None:
        """Answer the form; every other interaction is left alone. Never raises."""
        edited = _read(interaction)
        if edited is None:
            return
        try:
            owner = await require_manager(interaction)
            await interaction.response.defer(ephemeral=True, thinking=True)
            old = await self._subscriptions.get(owner, edited.subscription_id)
            target = await self._target(interaction, edited, old)
            sources = old.sources
            if edited.sources is not None:
                sources = read_sources(edited.sources, self._catalogue, old.sources)
            draft = Draft(
                query=parse(edited.query, self._catalogue.listening(sources)),
                destination=target.destination,
                creator_id=interaction.user.id,
                name=edited.name,
                mode=edited.mode,
                replaces=old,
                sources=sources,
            )
            await self._drafts.open(interaction, draft, target.problems)
        except Exception as error:  # noqa: BLE001 - a listener's errors reach nobody else
            await answer_form_error(interaction, error)

    async def again(
        self, interaction: discord.Interaction, form: str, typed: Mapping[str, str]
    ) -> discord.ui.Modal | None:
        """The form with what was typed. Raises DeniedError and UnknownSubscriptionError."""
        if not form.startswith(_FORM_PREFIX):
            return None
        owner = await require_manager(interaction)
        found = await self._subscriptions.get(owner, form.removeprefix(_FORM_PREFIX))
        return edit_form(found, self._catalogue, typed)

    async def choose(self, interaction: discord.Interaction, old: Subscription, sources: tuple[str, ...]) -> None:
        """Answer with the dry run of the same query of other sources, into the answer that was deferred before."""
        draft = Draft(
            query=parse(old.query, self._catalogue.listening(sources)),
            destination=await self._subscriptions.destination(old),
            creator_id=interaction.user.id,
            name=own_name(old),
            mode=old.mode,
            replaces=old,
            sources=sources,
        )
        await self._drafts.open(interaction, draft, ())

    async def _target(self, interaction: discord.Interaction, edited: _Edited, old: Subscription) -> Target:
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
    typed = typed or {}
    mode, channel = typed.get(_MODE, ""), typed.get(_CHANNEL, "")
    form = titled(pgettext("form", "Edit the subscription"), f"{_FORM_PREFIX}{subscription.id}")
    query = discord.ui.TextInput[discord.ui.Modal](
        style=discord.TextStyle.paragraph,
        custom_id=_QUERY,
        default=typed.get(_QUERY, subscription.query),
        max_length=4000,
    )
    name = discord.ui.TextInput[discord.ui.Modal](
        custom_id=_NAME, default=typed.get(_NAME, own_name(subscription)), max_length=60, required=False
    )
    form.add_item(asked(query, gettext("/paperboy help shows how to write it.")))
    form.add_item(asked(name, gettext("Left empty, the query is the name.")))
    form.add_item(asked(_mode_menu(Mode(mode) if mode in set(Mode) else subscription.mode)))
    if subscription.guild_id is not None:
        form.add_item(asked(_channel_menu(int(channel) if is_id(channel) else subscription.destination_id)))
    if catalogue.streams or subscription.sources:
        sources = discord.ui.TextInput[discord.ui.Modal](
            custom_id=_SOURCES,
            default=typed.get(_SOURCES, as_typed(subscription.sources)),
            max_length=4000,
            required=False,
        )
        names = ", ".join([LISTS, *(spec.name for spec in catalogue.streams)])
        form.add_item(asked(sources, gettext("With commas between: {names}; or {all}.", names=names, all=ALL)))
    return form


def own_name(subscription: Subscription) -> str:
    """The name, unless it was taken from the query and is to go with it."""
    return "" if subscription.query.startswith(subscription.name) else subscription.name


def _mode_menu(chosen: Mode) -> discord.ui.Select[discord.ui.Modal]:
    options = [
        discord.SelectOption(label=delivery(mode).label, value=mode.value, default=mode is chosen) for mode in Mode
    ]
    return discord.ui.Select(custom_id=_MODE, options=options)


def _channel_menu(chosen: int) -> discord.ui.ChannelSelect[discord.ui.Modal]:
    return discord.ui.ChannelSelect(
        custom_id=_CHANNEL,
        channel_types=list(CHANNEL_TYPES),
        default_values=[discord.SelectDefaultValue(id=chosen, type=discord.SelectDefaultValueType.channel)],
    )


def _read(interaction: discord.Interaction) -> _Edited | None:
    """What was filled in; None when the interaction is something else."""
    subscription_id = form_id(interaction, _FORM_PREFIX)
    if subscription_id is None:
        return None
    values = submitted_values(interaction)
    channel = _first(values, _CHANNEL)
    mode = _first(values, _MODE)
    return _Edited(
        subscription_id=subscription_id,
        query=_first(values, _QUERY),
        name=_first(values, _NAME),
        mode=Mode(mode) if mode in set(Mode) else Mode.NOW,
        channel_id=int(channel) if is_id(channel) else None,
        sources=_first(values, _SOURCES) if _SOURCES in values else None,
    )


def _first(values: dict[str, Sequence[str]], name: str) -> str:
    return next(iter(values.get(name, ())), "")
