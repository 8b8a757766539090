"""Autocomplete: subscriptions, papers, sources and time zones that fit what a person types."""

from __future__ import annotations

import logging
from contextlib import aclosing
from typing import TYPE_CHECKING

from discord import app_commands

from bot.discord_io.render.paper_text import identity, plain_title
from bot.domain.discord.limits import OPTION_TEXT, OPTIONS
from bot.domain.errors import NotReadyError
from bot.domain.ports.catalogue import letters_and_digits
from bot.domain.subscribed_sources import LISTS
from bot.language.translating import gettext
from bot.service.papers.references import named_paper
from bot.service.preferences.zones import offered_zones
from bot.service.slices import in_slices
from bot.service.subscriptions.chosen_sources import (
    ALL,
    SourceChoiceError,
    all_sources,
    as_typed,
    parse_sources,
    source_titles,
)
from bot.service.subscriptions.rules import own_name
from bot.text.graphemes import units
from bot.text.safe import clip
from cogs.shared.guards import may_look_into, may_manage, owner_of
from cogs.shared.lines import channel_name

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import discord

    from bot.domain.ports.catalogue import Catalogue
    from bot.domain.subscription import Subscription
    from bot.service.papers.papers import Papers
    from bot.service.subscriptions.subscriptions import Subscriptions

_log = logging.getLogger(__name__)
_CHANNEL = 40  # characters of its name


async def subscription_choices(
    interaction: discord.Interaction, current: str, subscriptions: Subscriptions, *, to_change: bool = True
) -> list[app_commands.Choice[str]]:
    """The subscriptions of the server, or in a DM of the person, that have what was typed; the value is the id.

    Those first whose name, or where it has none whose query, begins so; then those that have it there, in the
    query or in the id. Never raises.
    Offers those `to_change` to those alone who may manage alerts, else to everyone those that they may see:
    Discord runs no check before it asks.
    """
    if to_change and not may_manage(interaction):
        return []
    try:
        ours = await subscriptions.owned(owner_of(interaction))
        found = await _fitting(ours, current, lambda one: may_look_into(interaction, one.destination_id))
    except Exception:  # noqa: BLE001 - whatever it is, the person can still type
        _log.exception("No subscriptions could be offered.")
        return []
    several = len({one.destination_id for one in found}) > 1
    return [_choice(one, interaction.guild if several else None) for one in found]


async def zone_choices(_interaction: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
    """The time zones of the cities that begin so, or have that in their names: `Berlin` offers Europe/Berlin."""
    return [
        app_commands.Choice(name=zone.replace("_", " "), value=zone) for zone in offered_zones(current, OPTIONS)
    ]


async def paper_choices(current: str, papers: Papers) -> list[app_commands.Choice[str]]:
    """The stored papers whose title or number has what was typed; the value is the id. Never raises.

    Where there is none, and a paper was named by its number, DOI or address, that one: it need not be stored, and
    Discord would say that nothing matches.
    """
    try:
        found = await papers.titled(current, OPTIONS)
    except NotReadyError:
        found = ()
    except Exception:  # noqa: BLE001 - whatever it is, the person can still type
        _log.exception("No papers could be offered.")
        return []
    named = named_paper(current)
    if not found and named is not None and len(named) <= OPTION_TEXT:
        return [app_commands.Choice(name=clip(identity(named), OPTION_TEXT), value=named)]
    usable = [sighting.paper for sighting in found if len(sighting.paper.id) <= OPTION_TEXT]
    return [app_commands.Choice(name=plain_title(paper, OPTION_TEXT), value=paper.id) for paper in usable]


def source_choices(current: str, catalogue: Catalogue) -> list[app_commands.Choice[str]]:
    """The sources that go on with what was typed, after the last comma of it. Never raises."""
    before, comma, typed = current.rpartition(",")
    try:
        chosen = parse_sources(before, catalogue) or (LISTS,) if comma else ()
    except SourceChoiceError:
        return []
    names = [LISTS, *(spec.name for spec in catalogue.active if spec.name not in catalogue.lists)]
    more = [(*chosen, name) for name in names if name not in chosen]
    if not comma:
        more += [all_sources(catalogue), *((LISTS, spec.name) for spec in catalogue.streams)]
    wanted = letters_and_digits(typed)
    found: list[app_commands.Choice[str]] = []
    for sources in dict.fromkeys(more):
        words, value = source_titles(sources, catalogue), as_typed(sources)
        if len(sources) > 1 and sources == all_sources(catalogue):
            words, value = f"{ALL}: {words}", ALL
        found.append(app_commands.Choice(name=words[:OPTION_TEXT], value=value))
    fitting = [one for one in found if wanted in letters_and_digits(f"{one.name} {one.value}")]
    return [one for one in fitting if len(one.value) <= OPTION_TEXT][:OPTIONS]


async def _fitting(
    subscriptions: Sequence[Subscription], current: str, is_visible: Callable[[Subscription], bool]
) -> list[Subscription]:
    """Subscriptions that begin with the typed text, then others that have it; each must be visible."""
    wanted = current.strip().casefold()
    first: list[Subscription] = []
    later: list[Subscription] = []
    async with aclosing(in_slices(subscriptions)) as every:
        async for one in every:
            shown = (own_name(one) or one.query).casefold()
            begins = shown.startswith(wanted) or one.id == wanted
            if begins or wanted in f"{shown}\n{one.query.casefold()}\n{one.id}":
                found = first if begins else later
                if len(found) < OPTIONS and is_visible(one):
                    found.append(one)
                if len(first) == OPTIONS:
                    break
    return [*first, *later][:OPTIONS]


def _choice(subscription: Subscription, guild: discord.Guild | None) -> app_commands.Choice[str]:
    """Its name, or its query where it has none; the channel where a `guild` is given, and the id at the end."""
    channel = channel_name(guild, subscription)
    where = f" → #{clip(channel, _CHANNEL)}" if channel else ""
    paused = gettext("{subscription} (paused)", subscription="") if subscription.paused else ""
    end = f"{paused}{where} · {subscription.id}"
    shown = own_name(subscription) or " ".join(subscription.query.split())
    return app_commands.Choice(name=f"{clip(shown, OPTION_TEXT - units(end))}{end}", value=subscription.id)
