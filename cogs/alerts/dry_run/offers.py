"""The menus and buttons of a preview, and other queries and sources that it offers."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import discord

from bot.discord_io.interactions.presses import selected
from bot.discord_io.render.code import inline_code
from bot.domain.discord.limits import BUTTON_TEXT, FIELD_VALUE, OPTION_TEXT, OPTIONS
from bot.domain.errors import PaperboyError
from bot.domain.subscribed_sources import LISTS
from bot.domain.subscription import Mode
from bot.language.formats import decimal, joined
from bot.language.translating import gettext, ngettext, pgettext
from bot.query import QueryError, parse
from bot.query.rewriting.rewrite import minimum_upvotes, with_minimum_upvotes
from bot.service.preferences.parse import is_id
from bot.service.subscriptions.chosen_sources import SourceChoiceError, stored
from bot.service.subscriptions.drafts import KEYS
from bot.service.subscriptions.tuning import lower_minimums
from bot.text.safe import clean, clip, safe
from cogs.alerts.subscription_form import mode_options
from cogs.reading.buttons import trend_button
from cogs.shared.layouts import button, buttons
from cogs.shared.second_try import offered, second_try_text, take_label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.ports.catalogue import Catalogue
    from bot.query import Query
    from bot.service.papers.offers import Offers
    from bot.service.papers.preview import Preview, Share
    from bot.service.subscriptions.subscriptions import Draft

_PHRASE: Final = "phrase"
_BRACKETED: Final = "bracketed"
_INSTEAD: Final = "instead"
_HEAR: Final = r"hear-[0-9a-f]{4}"  # the button's action; names of sources are too long for a custom_id
TITLE: Final = 40  # characters of a source's
_WHOLE = 10  # matches a day from which on no fraction is told
_HEARD = 4  # buttons
_NAMED = 80  # characters of the phrases
_ON_BUTTON = 60
BUTTON_TEMPLATE: Final = (
    rf"paperboy:draft:(?P<action>save|edit|cancel|deliver|bar|{_PHRASE}|{_BRACKETED}|{_INSTEAD}|{_HEAR}|daily|times)"
    rf":(?P<token>{KEYS})(?::.*)?"  # earlier versions had two more actions, and more behind the token
)


class Offer(NamedTuple):
    """A button, and the query that it puts in place of the draft's if it is about that."""

    action: str
    label: str
    query: Query | None = None


def offers_of(preview: Preview) -> tuple[Offer, ...]:
    """The buttons of a dry run that change the draft: its query, or its sources."""
    found: list[Offer] = []
    offers = preview.offers
    if offers.phrase:
        words = clip(clean(joined(offers.phrase.phrases)), _ON_BUTTON)
        # NOTE: takes the query with these words side by side, as in `Only "world model"`; at most 80 characters
        label = clip(pgettext("button", "Only {words}", words=words), BUTTON_TEXT)
        found.append(Offer(_PHRASE, label, offers.phrase.query))
    if offers.bracketed:  # a warning has the query
        found.append(Offer(_BRACKETED, take_label(), offers.bracketed))
    if offers.second_try and offers.second_try.query:
        found.append(Offer(_INSTEAD, take_label(), offers.second_try.query))
    for one in _from_other_sources(preview)[:_HEARD]:
        # NOTE: adds a source of papers, such as arXiv; with a name of 40 characters at most 80
        label = pgettext("button", "Also from {source}", source=clip(clean(one.title), TITLE))
        found.append(Offer(_action(one.name), label))
    return tuple(found)


def phrase_sentence(offers: Offers) -> str:
    """Say how many papers match with the words as a phrase; "" where nothing differs."""
    phrase = offers.phrase
    if phrase is None:
        return ""
    words = clip(joined([safe(one, _NAMED) for one in phrase.phrases]), _NAMED)
    return gettext("With {words} as a phrase: **{number}**.", words=words, number=phrase.matches)


def add_help(embed: discord.Embed, offers: Offers) -> None:
    """Help for no match or a single one: how rare that is, or why, and other queries that match."""
    if offers.all_time and not offers.shorter:
        rare = ngettext(
            "Among all stored papers it matches once: rare, not wrong.",
            "Among all stored papers it matches {number} times: rare, not wrong.",
            offers.all_time,
        )
        # NOTE: a heading: matches before the last seven days
        embed.add_field(name=gettext("Earlier"), value=rare, inline=False)
    if offers.shorter:
        # NOTE: a heading
        name = gettext("Only one stored paper matches")
        # NOTE: lines follow, each a query and how many papers it finds
        lines = [gettext("Leave something out to find more:")]
        for one in offers.shorter:
            query = inline_code(clip(one.term, _NAMED))
            # NOTE: a line in a list: a query, and how many papers it finds
            lines.append(
                ngettext("• {query}: {number} paper", "• {query}: {number} papers", one.papers, query=query)
            )
        embed.add_field(name=name, value=clip("\n".join(lines), FIELD_VALUE), inline=False)
    found = offers.second_try
    if found is None or not found.papers:
        return
    # NOTE: a heading over what each word of a query finds by itself
    embed.add_field(
        name=gettext("No stored paper matches"), value=clip(second_try_text(found), FIELD_VALUE), inline=False
    )
    if another := offered(found):
        embed.add_field(name=another[0], value=another[1], inline=False)


def add_other_sources(embed: discord.Embed, preview: Preview) -> None:
    """Name the sources with further matches, and say that a button adds them."""
    shares = _from_other_sources(preview)
    if not shares:
        return
    lines = [
        # NOTE: a line of a list of sources of papers
        gettext("• **{source}**: about {rate} a day", source=safe(share.title, TITLE), rate=a_day(share.per_day))
        for share in shares
    ]
    told = "\n".join((gettext("Each button below adds one of them."), *lines))
    embed.add_field(name=gettext("Further sources"), value=clip(told, FIELD_VALUE), inline=False)


def with_source(draft: Draft, action: str, catalogue: Catalogue) -> Draft:
    """The draft with the source of that button added. Raises SourceChoiceError if it is not read here."""
    name = next((spec.name for spec in catalogue.streams if _action(spec.name) == action), None)
    if name is None:
        raise SourceChoiceError(gettext("That source is not read here any more, so nothing was added."))
    sources = stored([*(draft.subscribed_sources or (LISTS,)), name], catalogue)
    return replace(draft, sources=sources, query=parse(draft.query.canonical, catalogue.subscribed_to(sources)))


def _from_other_sources(preview: Preview) -> list[Share]:
    return sorted(preview.from_other_sources, key=lambda share: -share.per_day)


def _action(name: str) -> str:
    return f"hear-{hashlib.blake2b(name.encode(), digest_size=2).hexdigest()}"


def a_day(matches: float) -> str:
    """So many matches a day, on average."""
    return decimal(matches, 0 if matches >= _WHOLE else 1)


def draft_view(token: str, draft: Draft, preview: Preview, offered: Sequence[Offer]) -> discord.ui.View:
    """Menus for delivery and for upvotes; Save, Edit, Cancel; what else is offered."""
    styles = discord.ButtonStyle
    # Where nothing matches, what does is what most want, not Save
    instead = [offer for offer in offered if offer.action == _INSTEAD]
    menus: list[discord.ui.Item[Any]] = [_delivery_menu(token, draft.mode)]
    if minimums := offered_minimums(draft.query, preview):
        menus.append(votes_menu(f"paperboy:draft:bar:{token}", minimums, minimum_upvotes(draft.query)))
    usual = [
        (Offer("save", pgettext("button", "Save")), styles.success),
        (Offer("edit", pgettext("button", "Edit")), styles.primary),
        (Offer("cancel", pgettext("button", "Cancel")), styles.secondary),
    ]
    shown = [
        *((offer, styles.success) for offer in instead),
        *((offer, styles.secondary if instead else style) for offer, style in usual),
        *((offer, styles.secondary) for offer in offered if offer not in instead),
    ]
    made = [button(one.label, f"paperboy:draft:{one.action}:{token}", style) for one, style in shown]
    return buttons(*menus, *made, *([trend_button()] if preview.matches or preview.offers.all_time else ()))


def _delivery_menu(token: str, chosen: Mode) -> discord.ui.Select[Any]:
    """Menu of delivery modes; the chosen option says what the menu is for, as it has no label."""
    options = mode_options(chosen)
    told = ""
    for option in options:
        if option.default:
            # NOTE: {how} is "instantly", "daily" and the like
            option.label = told = clip(gettext("Delivery: {how}", how=option.label), OPTION_TEXT)
    # Not every client shows what is chosen where another menu stood before: then the placeholder is read.
    return discord.ui.Select(custom_id=f"paperboy:draft:deliver:{token}", placeholder=told, options=options)


def offered_minimums(query: Query, preview: Preview) -> tuple[int, ...]:
    """The numbers of upvotes that a query may wait for, 0 for none; () where no source has votes."""
    heard = {share.name for share in preview.shares}
    has_votes = not heard or LISTS in heard or any(count for _, count in preview.at_least)
    higher = [
        minimum
        for minimum, _ in preview.at_least
        if has_votes and minimum > minimum_upvotes(query) and _fits(query, minimum)
    ]
    return tuple(dict.fromkeys((*lower_minimums(query), *higher)))


def _fits(query: Query, minimum: int) -> bool:
    """Check that papers can match with that minimum as well: of `upvotes:10..20` none has 50."""
    try:
        return bool(with_minimum_upvotes(query, minimum))
    except QueryError:
        return False


def votes_menu(custom_id: str, minimums: Sequence[int], present: int = 0) -> discord.ui.Select[Any]:
    """The numbers of upvotes that a paper may have to reach first, 0 for none; the `present` one is chosen."""
    options = [
        discord.SelectOption(
            label=_minimum_label(minimum), value=str(minimum), default=bool(present) and minimum == present
        )
        for minimum in minimums
    ]
    placeholder = gettext("Wait until a paper has …")
    return discord.ui.Select(custom_id=custom_id, placeholder=placeholder, options=options[:OPTIONS])


def _minimum_label(minimum: int) -> str:
    if not minimum:
        # NOTE: an option of the menu "Wait until a paper has …": it does not wait for upvotes
        return gettext("Any number of upvotes")
    # NOTE: an option of the menu "Wait until a paper has …"
    return ngettext("{number} upvote or more", "{number} upvotes or more", minimum)


def chosen_mode(interaction: discord.Interaction) -> Mode:
    """Return the delivery mode chosen in the menu. Raises PaperboyError for what no menu offered."""
    value = selected(interaction)
    if value not in set(Mode):
        raise _forged()
    return Mode(value)


def chosen_minimum(interaction: discord.Interaction) -> int:
    """The upvotes that were chosen, 0 for none. Raises PaperboyError for a value that no menu offered."""
    value = selected(interaction)
    if not is_id(value):
        raise _forged()
    return int(value)


def _forged() -> PaperboyError:
    return PaperboyError(gettext("Choose one of the options that the menu offers."))
