"""The menus and buttons of a preview, and the other queries and sources that it suggests."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

import discord

from bot.discord_io.interactions.presses import selected_value
from bot.domain.discord.limits import BUTTON_TEXT, FIELD_VALUE, OPTION_TEXT, OPTIONS
from bot.domain.errors import PaperboyError
from bot.domain.subscribed_sources import LISTS
from bot.domain.subscription import QUERY_MODES, Mode
from bot.language.formats import decimal, joined
from bot.language.translating import gettext, pgettext
from bot.query import Query, parse
from bot.query.rewriting.rewrite import minimum_upvotes
from bot.service.preferences.parse import is_id
from bot.service.subscriptions.chosen_sources import SourceChoiceError, as_stored
from bot.service.subscriptions.drafts import TOKENS
from bot.service.subscriptions.tuning import can_have, lower_minimums
from bot.text.safe import clean, clip, safe
from cogs.alerts.preview.near_queries import near_label
from cogs.alerts.subscription_form import mode_options
from cogs.alerts.words import minimum_label
from cogs.paper_buttons.buttons import chart_button
from cogs.shared.layouts import Item, button, buttons
from cogs.shared.no_matches import second_try_text, suggested_query, use_query_label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.ports.catalogue import Catalogue
    from bot.query import Query
    from bot.service.papers.alternatives import Offers
    from bot.service.papers.preview import Preview, SourceMatches
    from bot.service.subscriptions.subscriptions import Draft

_PHRASE_ACTION = "phrase"  # words side by side
_BRACKETS_ACTION = "bracketed"  # an OR in brackets, so that the other terms hold for both sides
_SECOND_TRY_ACTION = "instead"  # the suggested query of a `SecondTry`
_NEAR_ACTION = "near"  # other words; a number follows
_ADD_SOURCE_PATTERN = r"hear-[0-9a-f]{4}"  # with a hash, as a source's name is too long for a custom_id
SOURCE_TITLE_LENGTH = 40  # characters of a source's title
_NO_FRACTION_FROM = 10  # matches a day from which on they are shown without a fraction
_MAX_SOURCE_BUTTONS = 4  # buttons that add a source
_PHRASES_LENGTH = 80  # characters of the phrases
_PHRASE_LABEL_LENGTH = 60  # UTF-16 code units, of the phrases on a button
# Previews of older versions also have the actions `daily` and `times`, and text after the token
BUTTON_TEMPLATE = (
    rf"paperboy:draft:(?P<action>save|edit|cancel|deliver|bar|{_PHRASE_ACTION}|{_BRACKETS_ACTION}|{_SECOND_TRY_ACTION}|{_NEAR_ACTION}[0-9]|{_ADD_SOURCE_PATTERN}|daily|times)"
    rf":(?P<token>{TOKENS})(?::.*)?"  # `bar`: minimum upvotes
)


class OfferButton(NamedTuple):
    """A button of a preview; one with a `query` puts that into the draft. `action` is in its custom_id."""

    action: str
    label: str
    query: Query | None = None


def offers_of(preview: Preview) -> tuple[OfferButton, ...]:
    """Return the buttons that change the query or the sources of the draft."""
    offers: list[OfferButton] = []
    queries = preview.offers
    if queries.phrase:
        words = clip(clean(joined(queries.phrase.phrases)), _PHRASE_LABEL_LENGTH)
        # NOTE: takes the query with these words side by side, as in `Only "world model"`; at most 80 characters
        label = clip(pgettext("button", "Only {words}", words=words), BUTTON_TEXT)
        offers.append(OfferButton(_PHRASE_ACTION, label, queries.phrase.query))
    if queries.bracketed:  # a warning has the query
        offers.append(OfferButton(_BRACKETS_ACTION, use_query_label(), queries.bracketed))
    if queries.better:
        offers.append(OfferButton(_SECOND_TRY_ACTION, use_query_label(), queries.better))
    offers += [
        OfferButton(f"{_NEAR_ACTION}{at}", near_label(near), near.query) for at, near in enumerate(queries.near)
    ]
    for source in _from_other_sources(preview)[:_MAX_SOURCE_BUTTONS]:
        # NOTE: adds a source of papers, such as arXiv; with a name of 40 characters at most 80
        label = pgettext("button", "Add {source}", source=clip(clean(source.title), SOURCE_TITLE_LENGTH))
        offers.append(OfferButton(_add_source_action(source.name), label))
    return tuple(offers)


def phrase_sentence(offers: Offers) -> str:
    """Say how many papers match with some words as a phrase; "" if none is offered."""
    phrase = offers.phrase
    if phrase is None:
        return ""
    words = clip(joined([safe(term, _PHRASES_LENGTH) for term in phrase.phrases]), _PHRASES_LENGTH)
    # NOTE: how many papers match with these words side by side, as in `Matches with "world model": 7`
    return gettext("Matches with {words}: **{number}**", words=words, number=phrase.matches)


def add_help(embed: discord.Embed, offers: Offers) -> None:
    """Add another query that matches, and the matches of each word if no stored paper matches."""
    second_try = offers.second_try
    if second_try is None or not second_try.searched:
        return
    if text := second_try_text(second_try):
        # NOTE: a heading over the matches of each word of a query
        embed.add_field(name=gettext("No stored papers match"), value=clip(text, FIELD_VALUE), inline=False)
    if suggestion := suggested_query(second_try):
        embed.add_field(name=suggestion[0], value=suggestion[1], inline=False)


def add_other_sources(embed: discord.Embed, preview: Preview) -> None:
    """Add a field with the other sources that have matches, each with its matches a day."""
    found = _from_other_sources(preview)
    if not found:
        return
    lines = [
        # NOTE: a line of a list of sources or subscriptions
        gettext(
            "• {name}: {rate} matches a day",
            name=safe(source.title, SOURCE_TITLE_LENGTH),
            rate=a_day(source.per_day),
        )
        for source in found
    ]
    embed.add_field(name=gettext("Other sources"), value=clip("\n".join(lines), FIELD_VALUE), inline=False)


def with_source(draft: Draft, action: str, catalogue: Catalogue) -> Draft:
    """Return the draft with the source of that button added. Raises SourceChoiceError if this host lacks it."""
    name = next((spec.name for spec in catalogue.streams if _add_source_action(spec.name) == action), None)
    if name is None:
        raise SourceChoiceError(gettext("That source is no longer available."))
    sources = as_stored([*(draft.subscribed_sources or (LISTS,)), name], catalogue)
    return replace(draft, sources=sources, query=parse(draft.query.canonical, catalogue.subscribed_to(sources)))


def _from_other_sources(preview: Preview) -> list[SourceMatches]:
    return sorted(preview.from_other_sources, key=lambda source: -source.per_day)


def _add_source_action(name: str) -> str:
    return f"hear-{hashlib.blake2b(name.encode(), digest_size=2).hexdigest()}"


def a_day(matches: float) -> str:
    """Format an average: `9.5`, and `12` without a fraction."""
    return decimal(matches, 0 if matches >= _NO_FRACTION_FROM else 1)


def draft_view(token: str, draft: Draft, preview: Preview, offers: Sequence[OfferButton]) -> discord.ui.View:
    """Return the menus of delivery and minimum upvotes, Save, Edit and Cancel, and the buttons of `offers`."""
    styles = discord.ButtonStyle
    # A suggested query with matches comes first, and Save is not highlighted
    second_try = preview.offers.second_try
    finds_more = second_try is not None and second_try.matches > 0
    instead = [offer for offer in offers if finds_more and offer.action == _SECOND_TRY_ACTION]
    menus: list[discord.ui.Item[Any]] = [delivery_menu(f"paperboy:draft:deliver:{token}", draft.mode)]
    if minimums := offered_minimums(draft.query, preview):
        menus.append(votes_menu(f"paperboy:draft:bar:{token}", minimums, minimum_upvotes(draft.query)))
    usual = _usual_offers()
    all_offers = [
        *((offer, styles.success) for offer in instead),
        *((offer, styles.secondary if instead else style) for offer, style in usual),
        *((offer, styles.secondary) for offer in offers if offer not in instead),
    ]
    return buttons(
        *menus, *_row(token, all_offers), *([chart_button()] if preview.matches or preview.offers.all_time else ())
    )


def _usual_offers() -> list[tuple[OfferButton, discord.ButtonStyle]]:
    """The buttons of every preview, each with its style."""
    styles = discord.ButtonStyle
    return [
        (OfferButton("save", pgettext("button", "Save")), styles.success),
        (OfferButton("edit", pgettext("button", "Edit")), styles.primary),
        (OfferButton("cancel", pgettext("button", "Cancel")), styles.secondary),
    ]


def _row(token: str, offers: Sequence[tuple[OfferButton, discord.ButtonStyle]]) -> list[Item]:
    return [button(offer.label, f"paperboy:draft:{offer.action}:{token}", style) for offer, style in offers]


def picks_view(token: str) -> discord.ui.View:
    """Return Save, Edit and Cancel."""
    return buttons(*_row(token, _usual_offers()))


def delivery_menu(custom_id: str, chosen: Mode) -> discord.ui.Select[Any]:
    """Return the menu of delivery modes. A menu has no label, so the chosen option begins with "Delivery:"."""
    options = mode_options(chosen)
    placeholder = ""
    for option in options:
        if option.default:
            # NOTE: {how} is "instantly", "daily" or "weekly"
            option.label = placeholder = clip(gettext("Delivery: {how}", how=option.label), OPTION_TEXT)
    # Some clients show the placeholder instead of the chosen option after the menu was replaced
    return discord.ui.Select(custom_id=custom_id, placeholder=placeholder, options=options)


def offered_minimums(query: Query, preview: Preview) -> tuple[int, ...]:
    """Return minimum upvotes to choose from, 0 for none; () for no choice.

    They are those up to the query's own, and if a source has upvotes, higher ones with which it can match: for
    example (0, 10, 20, 50) for `trees upvotes:>=10`.
    """
    sources = {source.name for source in preview.by_source}
    has_votes = not sources or LISTS in sources or any(count for _, count in preview.at_least)
    higher = [
        minimum
        for minimum, _ in preview.at_least
        if has_votes and minimum > minimum_upvotes(query) and can_have(query, minimum)
    ]
    return tuple(dict.fromkeys((*lower_minimums(query), *higher)))


def votes_menu(custom_id: str, minimums: Sequence[int], chosen: int = 0) -> discord.ui.Select[Any]:
    """Return the menu of minimum upvotes, 0 for none, with the `chosen` one selected."""
    # With 0 chosen none is selected, so that the placeholder says what the menu is for
    options = [
        discord.SelectOption(
            label=minimum_label(minimum) if minimum else gettext("No minimum"),
            value=str(minimum),
            default=bool(chosen) and minimum == chosen,
        )
        for minimum in minimums
    ]
    # NOTE: the name of a menu
    placeholder = gettext("Minimum upvotes")
    return discord.ui.Select(custom_id=custom_id, placeholder=placeholder, options=options[:OPTIONS])


def chosen_mode(interaction: discord.Interaction) -> Mode:
    """Return the delivery mode chosen in the menu. Raises PaperboyError for a forged value."""
    value = selected_value(interaction)
    if value not in QUERY_MODES:
        raise _forged()
    return Mode(value)


def chosen_minimum(interaction: discord.Interaction) -> int:
    """Return the minimum upvotes chosen in the menu, 0 for none. Raises PaperboyError for a forged value."""
    value = selected_value(interaction)
    if not is_id(value):  # no number, or one too large
        raise _forged()
    return int(value)


def _forged() -> PaperboyError:
    return PaperboyError(gettext("Choose an option from the menu."))
