"""The field of a subscription's sources in its form."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord

from bot.domain.discord.limits import OPTION_TEXT, OPTIONS
from bot.domain.subscribed_sources import LISTS
from bot.language.translating import gettext, pgettext
from bot.service.subscriptions.chosen_sources import (
    ALL,
    SourceChoiceError,
    parse_sources,
    source_titles,
    typeable_names,
)
from bot.text.safe import clip
from cogs.shared.forms import labelled, text_field

if TYPE_CHECKING:
    from bot.domain.ports.catalogue import Catalogue

SOURCES = "sources"  # the field's name


def sources_field(
    typed: str, current: tuple[str, ...], catalogue: Catalogue
) -> discord.ui.Label[discord.ui.Modal]:
    """Return a menu of the sources, of which several can be chosen, or a text field if they are too many.

    `current` are the sources of the subscription, which can stay even if they are no longer available.
    """
    label = pgettext("form", "Sources")
    try:
        chosen = parse_sources(typed, catalogue, current) or (LISTS,)
    except SourceChoiceError:
        chosen = ()
    names = dict.fromkeys((LISTS, *(spec.name for spec in catalogue.streams), *chosen))
    if len(names) > OPTIONS:
        hint = gettext("Comma-separated: {names} (or {all})", names=", ".join(typeable_names(catalogue)), all=ALL)
        return text_field(SOURCES, label, typed, hint)
    options = [
        discord.SelectOption(
            label=clip(source_titles([name], catalogue), OPTION_TEXT), value=name, default=name in chosen
        )
        for name in names
    ]
    menu = discord.ui.Select[discord.ui.Modal](custom_id=SOURCES, options=options, max_values=len(options))
    return labelled(label, menu)
