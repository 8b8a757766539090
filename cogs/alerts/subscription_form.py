"""The form of a subscription: of a new one, of one that is edited, and of a draft that is not saved yet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

import discord

from bot.discord_io.interactions.replies import reply_later
from bot.domain.schedule import delivery
from bot.domain.subscription import Mode
from bot.language.translating import gettext, ngettext, pgettext
from bot.query import parse, with_min_upvotes
from bot.service.preferences.parse import is_id
from bot.service.subscriptions.chosen_sources import ALL, as_typed, read_sources, typeable_names
from bot.service.subscriptions.rules import own_name
from bot.service.subscriptions.subscriptions import Draft
from cogs.alerts.dry_run.kept import find
from cogs.shared.forms import Form, asked, text_field, titled
from cogs.shared.guards import owner_of
from cogs.shared.layouts import button
from cogs.shared.mistakes import SeveralMistakesError
from cogs.shared.targets import CHANNEL_TYPES, Target, resolve_target

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence

    from bot.domain.subscription import Subscription
    from cogs.services import Services
    from cogs.shared.layouts import Item

    OpenDraft: TypeAlias = Callable[[discord.Interaction, Draft, Sequence[str], str], Awaitable[None]]

_PREFIX: Final = "paperboy:subscription:"
_NEW, _OF, _DRAFT = "new", "of", "draft"  # how keys begin; the upvotes, id or token comes behind a dash
DRAFT_FORM: Final = f"{_PREFIX}{_DRAFT}-"
_BUTTON: Final = "paperboy:start"
QUERY, NAME, MODE, CHANNEL, SOURCES = "query", "name", "deliver", "channel", "sources"


class _About(NamedTuple):
    """The value of each field of a form, what it changes and where that stays; the upvotes that were asked for."""

    filled: dict[str, str]
    old: Subscription | None
    stays: Target | None
    least: int


class SubscriptionForm:
    """Opens the form and answers it with a preview.

    Fields that it does not have stay as they are: a person has one channel, and a host may have no streams.
    """

    def __init__(self, services: Services, open_draft: OpenDraft) -> None:
        self._services = services
        self._subscriptions = services.subscriptions
        self._catalogue = services.catalogue
        self._forms = services.forms
        self._open = open_draft
        services.forms.add(Form(prefix=_PREFIX, opened=self._opened, answered=self._answered))
        services.presses.on(_BUTTON, lambda pressed, _: services.forms.open(pressed, f"{_PREFIX}{_NEW}-"))

    async def subscribe(
        self, interaction: discord.Interaction, typed: Mapping[str, str], min_upvotes: int | None
    ) -> None:
        """Answer `/alerts subscribe`."""
        await reply_later(interaction)
        await self._forms.take(interaction, f"{_PREFIX}{_NEW}-{min_upvotes or ''}", typed)

    async def edit(self, interaction: discord.Interaction, ref: str, sources: str | None = None) -> None:
        """Open the form of a subscription; where `sources` were typed, show the preview of these instead.

        Raises DeniedError and UnknownSubscriptionError.
        """
        # A form must be the first answer, so there is no deferral: what is read here is in memory.
        key = f"{_OF}-{(await self._subscriptions.get(owner_of(interaction), ref)).id}"
        if sources is None:
            await self._forms.open(interaction, f"{_PREFIX}{key}")
            return
        await reply_later(interaction)
        await self._forms.take(interaction, f"{_PREFIX}{key}", {SOURCES: sources})

    async def _opened(
        self, interaction: discord.Interaction, key: str, typed: Mapping[str, str]
    ) -> discord.ui.Modal:
        about = await self._about(interaction, key)
        filled = about.filled | {name: text for name, text in _chosen(typed).items() if name in about.filled}
        hint = gettext("/paperboy help shows how to write it.")
        if about.least:
            # NOTE: said in a form, of a query that was wrong; 100 characters at most
            hint = ngettext("With {number} upvote or more.", "With {number} upvotes or more.", about.least)
        name_hint = gettext("If empty, the query is used as the name.")
        menu = discord.ui.Select[discord.ui.Modal](custom_id=MODE, options=mode_options(_mode(filled[MODE])))
        fields = [
            text_field(QUERY, pgettext("form", "Query"), filled[QUERY], hint, needed=True),
            text_field(NAME, pgettext("form", "Name"), filled[NAME], name_hint, most=60),
            asked(pgettext("form", "Delivery"), menu),
        ]
        if CHANNEL in filled:
            there, chosen = discord.SelectDefaultValueType.channel, filled[CHANNEL]
            channels = discord.ui.ChannelSelect[discord.ui.Modal](
                custom_id=CHANNEL,
                channel_types=list(CHANNEL_TYPES),
                default_values=[discord.SelectDefaultValue(id=int(chosen), type=there)] if is_id(chosen) else [],
            )
            fields.append(asked(pgettext("form", "Channel"), channels))
        if SOURCES in filled:
            names = ", ".join(typeable_names(self._catalogue))
            hint = gettext("Separated by commas: {names}; or {all}.", names=names, all=ALL)
            fields.append(text_field(SOURCES, pgettext("form", "Sources"), filled[SOURCES], hint))
        is_new = key.startswith(_NEW)
        title = pgettext("form", "Subscribe") if is_new else pgettext("form", "Edit the subscription")
        return titled(title, f"{_PREFIX}{key}", *fields)

    async def _about(self, interaction: discord.Interaction, key: str) -> _About:
        """Find what a form changes, and the values to fill in. Raises what finding it raises."""
        kind, _, rest = key.partition("-")
        old: Subscription | None = None
        stays: Target | None = None
        if kind == _DRAFT:
            draft, stays = await find(self._services, interaction, rest)
            old = draft.replaces
            query, name, mode, sources = draft.query.canonical, draft.name, draft.mode, draft.subscribed_sources
        elif kind == _OF:
            old = await self._subscriptions.get(owner_of(interaction), rest)
            stays = Target(destination=await self._subscriptions.destination(old))
            query, name, mode, sources = old.query, own_name(old), old.mode, old.sources
        else:
            query, name, mode, sources = "", "", Mode.NOW, ()
        filled = {QUERY: query, NAME: name, MODE: mode.value}
        if owner_of(interaction).guild_id is not None:
            filled[CHANNEL] = str(stays.destination.id if stays else interaction.channel_id)
        if self._catalogue.streams or sources:
            filled[SOURCES] = as_typed(sources)
        return _About(filled, old, stays, int(rest) if kind == _NEW and is_id(rest) else 0)

    async def _answered(self, interaction: discord.Interaction, key: str, typed: Mapping[str, str]) -> None:
        about = await self._about(interaction, key)
        filled, old, target = about.filled | _chosen(typed), about.old, about.stays
        sources = old.sources if old else ()
        token = key.removeprefix(f"{_DRAFT}-") if key.startswith(_DRAFT) else ""
        if token:
            await interaction.response.defer()
        else:
            await reply_later(interaction)
        wrong = SeveralMistakesError()
        with wrong.collecting():
            parse(filled[QUERY], self._catalogue)
        with wrong.collecting():  # what it has already may be a source that is no longer read
            sources = read_sources(filled[SOURCES], self._catalogue, sources) if SOURCES in filled else sources
        channel_id = int(filled[CHANNEL]) if is_id(filled.get(CHANNEL, "")) else None
        with wrong.collecting():
            # One that stays where it is does so also when I lack something there.
            if target is None or channel_id not in (None, target.destination.id):
                target = await resolve_target(interaction, channel_id)
        wrong.tell()
        query = parse(filled[QUERY], self._catalogue.subscribed_to(sources))
        draft = Draft(
            query=with_min_upvotes(query, about.least) if about.least else query,
            destination=target.destination,
            creator_id=interaction.user.id,
            name=filled[NAME],
            mode=_mode(filled[MODE]),
            replaces=old,
            sources=sources,
        )
        await self._open(interaction, draft, target.problems, token)


def start_button(label: str) -> Item:
    """Opens the form of a new subscription. It works for as long as its message is there."""
    return button(label, _BUTTON, discord.ButtonStyle.primary)


def mode_options(chosen: Mode) -> list[discord.SelectOption]:
    """Options of a menu of delivery modes, one of them chosen."""
    return [
        discord.SelectOption(label=delivery(mode).word(), value=mode.value, default=mode is chosen)
        for mode in Mode
    ]


def _chosen(typed: Mapping[str, str]) -> dict[str, str]:
    """Without menus in which nothing was chosen: that stays as it is."""
    return {name: text for name, text in typed.items() if text or name not in {MODE, CHANNEL}}


def _mode(text: str) -> Mode:
    return Mode(text) if text in set(Mode) else Mode.NOW
