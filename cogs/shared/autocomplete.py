"""Autocomplete for subscriptions, papers, sources and time zones."""

from __future__ import annotations

import logging
from contextlib import aclosing
from typing import TYPE_CHECKING

from discord import app_commands

from bot.discord_io.render.paper_text import identity, plain_title
from bot.domain.discord.limits import OPTION_TEXT, OPTIONS
from bot.domain.errors import NotReadyError
from bot.domain.ports.catalogue import Catalogue, letters_and_digits
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
from bot.text.graphemes import utf16_length
from bot.text.safe import clip
from cogs.shared.guards import may_look_into, may_manage, owner_of
from cogs.shared.lines import channel_name, is_ambiguous

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import discord

    from bot.domain.subscription import Subscription
    from bot.service.papers.papers import Papers
    from bot.service.subscriptions.subscriptions import Subscriptions

_log = logging.getLogger(__name__)
_CHANNEL_LENGTH = 40  # characters of its name


async def subscription_choices(
    interaction: discord.Interaction, current: str, subscriptions: Subscriptions, *, to_change: bool = True
) -> list[app_commands.Choice[str]]:
    """Return the subscriptions that match the typed text; each choice's value is the id. Never raises.

    Subscriptions whose name (or query, if unnamed) starts with the text come first, then those that contain it
    in name, query or id. With `to_change` only managers get choices, as Discord checks no rights before it asks;
    otherwise each person gets the subscriptions of channels that they can see.
    """
    if to_change and not may_manage(interaction):
        return []
    try:
        ours = await subscriptions.owned(owner_of(interaction))
        found = await _matching(
            ours, current, lambda subscription: may_look_into(interaction, subscription.destination_id)
        )
    except Exception:  # noqa: BLE001 - the person can still type
        _log.exception("No subscriptions could be offered.")
        return []
    several = len({subscription.destination_id for subscription in found}) > 1
    return [_choice(subscription, interaction.guild if several else None, found) for subscription in found]


async def zone_choices(_interaction: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
    """Return the time zones whose city or name contains the text: `Berlin` gives Europe/Berlin."""
    return [
        app_commands.Choice(name=zone.replace("_", " "), value=zone) for zone in offered_zones(current, OPTIONS)
    ]


async def paper_choices(current: str, papers: Papers) -> list[app_commands.Choice[str]]:
    """Return the stored papers whose title or number contains the text. Never raises.

    If none matches and the text is a paper number, DOI or address, return that one, though it is not stored:
    otherwise Discord would show that nothing matches.
    """
    try:
        found = await papers.titled(current, OPTIONS)
    except NotReadyError:
        found = ()
    except Exception:  # noqa: BLE001 - the person can still type
        _log.exception("No papers could be offered.")
        return []
    named = named_paper(current)
    if not found and named is not None and len(named) <= OPTION_TEXT:
        return [app_commands.Choice(name=clip(identity(named), OPTION_TEXT), value=named)]
    usable = [sighting.paper for sighting in found if len(sighting.paper.id) <= OPTION_TEXT]
    return [app_commands.Choice(name=plain_title(paper, OPTION_TEXT), value=paper.id) for paper in usable]


def source_choices(current: str, catalogue: Catalogue) -> list[app_commands.Choice[str]]:
    """Return the sources that can continue the text after its last comma. Never raises."""
    before, comma, typed = current.rpartition(",")
    try:
        chosen = parse_sources(before, catalogue) or (LISTS,) if comma else ()
    except SourceChoiceError:
        return []
    names = [LISTS, *(spec.name for spec in catalogue.active if spec.name not in catalogue.lists)]
    candidates = [(*chosen, name) for name in names if name not in chosen]
    if not comma:  # also whole choices: all sources, and the lists with one stream
        candidates += [all_sources(catalogue), *((LISTS, spec.name) for spec in catalogue.streams)]
    needle = letters_and_digits(typed)
    found: list[app_commands.Choice[str]] = []
    for sources in dict.fromkeys(candidates):
        words, value = source_titles(sources, catalogue), as_typed(sources)
        if len(sources) > 1 and sources == all_sources(catalogue):
            words, value = f"{ALL}: {words}", ALL
        found.append(app_commands.Choice(name=clip(words, OPTION_TEXT), value=value))
    matching = [choice for choice in found if needle in letters_and_digits(f"{choice.name} {choice.value}")]
    return [choice for choice in matching if len(choice.value) <= OPTION_TEXT][:OPTIONS]


async def _matching(
    subscriptions: Sequence[Subscription], current: str, is_visible: Callable[[Subscription], bool]
) -> list[Subscription]:
    """Return visible subscriptions that start with the typed text, then others that contain it."""
    needle = current.strip().casefold()
    first: list[Subscription] = []
    later: list[Subscription] = []
    async with aclosing(in_slices(subscriptions)) as slices:
        async for subscription in slices:
            text = (own_name(subscription) or subscription.query).casefold()
            is_prefix = text.startswith(needle) or subscription.id == needle
            if is_prefix or needle in f"{text}\n{subscription.query.casefold()}\n{subscription.id}":
                found = first if is_prefix else later
                if len(found) < OPTIONS and is_visible(subscription):
                    found.append(subscription)
                if len(first) == OPTIONS:
                    break
    return [*first, *later][:OPTIONS]


def _choice(
    subscription: Subscription, guild: discord.Guild | None, others: Sequence[Subscription]
) -> app_commands.Choice[str]:
    """Return a choice: name or query, channel if a `guild` is given, and the id if another has the same name."""
    channel = channel_name(guild, subscription.destination_id)
    where = f" → #{clip(channel, _CHANNEL_LENGTH)}" if channel else ""
    # Only the end of the message: the name is clipped to leave room for it
    paused = gettext("{subscription} (paused)", subscription="") if subscription.paused else ""
    end = f"{paused}{where} · {subscription.id}" if is_ambiguous(subscription, others) else f"{paused}{where}"
    name = own_name(subscription) or " ".join(subscription.query.split())
    return app_commands.Choice(name=f"{clip(name, OPTION_TEXT - utf16_length(end))}{end}", value=subscription.id)
