"""The form of a subscription: of `/alerts edit`, and of `/alerts subscribe` where something in it was wrong."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import discord

from bot.domain.schedule import delivery
from bot.domain.subscription import Mode
from bot.language.translating import gettext
from bot.query import parse
from bot.service.preferences.parse import is_id
from bot.service.subscriptions.chosen_sources import ALL, read_sources, typeable_names
from bot.service.subscriptions.subscriptions import Draft
from cogs.shared.forms import asked, form_id, submitted_values
from cogs.shared.mistakes import all_mistakes, as_one
from cogs.shared.targets import CHANNEL_TYPES, Target, UnfitChannelError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Mapping, Sequence

    from bot.domain.ports.catalogue import Catalogue
    from bot.domain.subscription import Subscription

QUERY: Final = "query"
NAME: Final = "name"
MODE: Final = "deliver"
CHANNEL: Final = "channel"
SOURCES: Final = "sources"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """What the form holds. Without a channel, or without sources (None), it does not ask for them."""

    query: str
    name: str
    mode: Mode
    channel_id: int | None
    sources: str | None

    def typed(self, typed: Mapping[str, str]) -> Filled:
        """The same with what was typed before, in the fields that there are."""
        mode, channel = typed.get(MODE, ""), typed.get(CHANNEL, "")
        return Filled(
            query=typed.get(QUERY, self.query),
            name=typed.get(NAME, self.name),
            mode=Mode(mode) if mode in set(Mode) else self.mode,
            channel_id=int(channel) if self.channel_id is not None and is_id(channel) else self.channel_id,
            sources=None if self.sources is None else typed.get(SOURCES, self.sources),
        )


def add_fields(form: discord.ui.Modal, filled: Filled, catalogue: Catalogue, of_query: str = "") -> None:
    """The fields, with what stands in them; `of_query` is said of the query instead of where to learn it."""
    query = discord.ui.TextInput[discord.ui.Modal](
        style=discord.TextStyle.paragraph, custom_id=QUERY, default=filled.query, max_length=4000
    )
    name = discord.ui.TextInput[discord.ui.Modal](
        custom_id=NAME, default=filled.name, max_length=60, required=False
    )
    form.add_item(asked(query, of_query or gettext("/paperboy help shows how to write it.")))
    form.add_item(asked(name, gettext("If empty, the query is used as the name.")))
    mode = discord.ui.Select[discord.ui.Modal](custom_id=MODE, options=mode_options(filled.mode))
    form.add_item(asked(mode))
    if filled.channel_id is not None:
        form.add_item(asked(_channel_menu(filled.channel_id)))
    if filled.sources is not None:
        sources = discord.ui.TextInput[discord.ui.Modal](
            custom_id=SOURCES, default=filled.sources, max_length=4000, required=False
        )
        names = ", ".join(typeable_names(catalogue))
        form.add_item(asked(sources, gettext("Separated by commas: {names}; or {all}.", names=names, all=ALL)))


def draft_of(  # noqa: PLR0913 - what was filled in, and where it belongs, by name
    filled: Filled,
    *,
    target: Target,
    creator_id: int,
    sources: tuple[str, ...],
    catalogue: Catalogue,
    replaces: Subscription | None = None,
) -> Draft:
    """What the form asks for, of these sources. Raises QueryError."""
    return Draft(
        query=parse(filled.query, catalogue.listening(sources)),
        destination=target.destination,
        creator_id=creator_id,
        name=filled.name,
        mode=filled.mode,
        replaces=replaces,
        sources=sources,
    )


async def read_all(
    filled: Filled, where: Awaitable[Target], catalogue: Catalogue, kept: tuple[str, ...] = ()
) -> tuple[Target, tuple[str, ...]]:
    """Where papers are to go, and of which sources they come: those that it has, `kept`, where it asked for none.

    Raises all that is wrong at once, what is wrong with the query, too: UnfitChannelError, SourceChoiceError,
    QueryError and SeveralMistakesError.
    """

    def sources() -> tuple[str, ...]:
        return kept if filled.sources is None else read_sources(filled.sources, catalogue, kept)

    target, unfit = None, list[Exception]()
    try:
        target = await where
    except UnfitChannelError as error:
        unfit.append(error)
    mistakes = [*all_mistakes(lambda: parse(filled.query, catalogue), sources), *unfit]
    if target is None or mistakes:
        raise as_one(mistakes)
    return target, sources()


def read_fields(interaction: discord.Interaction, prefix: str) -> tuple[str, Filled] | None:
    """What follows the prefix in the custom_id of a submitted form, and what was filled in.

    None when the interaction is something else.
    """
    which = form_id(interaction, prefix)
    if which is None:
        return None
    values = submitted_values(interaction)
    channel, mode = _first(values, CHANNEL), _first(values, MODE)
    return which, Filled(
        query=_first(values, QUERY),
        name=_first(values, NAME),
        mode=Mode(mode) if mode in set(Mode) else Mode.NOW,
        channel_id=int(channel) if is_id(channel) else None,
        sources=_first(values, SOURCES) if SOURCES in values else None,
    )


def mode_options(chosen: Mode) -> list[discord.SelectOption]:
    """How papers can come, for a menu that has one chosen."""
    return [
        discord.SelectOption(label=delivery(mode).label, value=mode.value, default=mode is chosen) for mode in Mode
    ]


def _channel_menu(chosen: int) -> discord.ui.ChannelSelect[discord.ui.Modal]:
    return discord.ui.ChannelSelect(
        custom_id=CHANNEL,
        channel_types=list(CHANNEL_TYPES),
        default_values=[discord.SelectDefaultValue(id=chosen, type=discord.SelectDefaultValueType.channel)],
    )


def _first(values: dict[str, Sequence[str]], name: str) -> str:
    return next(iter(values.get(name, ())), "")
