"""What a preview offers besides its numbers: words as a phrase, another query, sources that have matches, too."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple

from bot.discord_io.render.code import inline_code
from bot.domain.discord.limits import BUTTON_TEXT, FIELD_VALUE
from bot.domain.listening import LISTS
from bot.language.formats import decimal, joined
from bot.language.translating import gettext, ngettext, pgettext
from bot.query import parse
from bot.service.subscriptions.chosen_sources import SourceChoiceError, stored
from bot.text.safe import clean, clip, safe
from cogs.shared.second_try import offered, second_try_text, take_label

if TYPE_CHECKING:
    import discord

    from bot.domain.ports.catalogue import Catalogue
    from bot.query import Query
    from bot.service.papers.offers import Offers
    from bot.service.papers.preview import Preview, Share
    from bot.service.papers.proposals.other_queries import Count
    from bot.service.subscriptions.subscriptions import Draft

PHRASE: Final = "phrase"
BRACKETED: Final = "bracketed"
INSTEAD: Final = "instead"
HEAR: Final = r"hear-[0-9a-f]{4}"  # the button's action; names of sources are too long for a custom_id
TITLE: Final = 40  # characters of a source's
_WHOLE = 10  # matches a day from which on no fraction is told
_HEARD = 4  # buttons
_NAMED = 80  # characters of the phrases
_ON_BUTTON = 60


class Offer(NamedTuple):
    """A button, and the query that it puts in place of the draft's if it is about that."""

    action: str
    label: str
    query: Query | None = None


def offers_of(preview: Preview) -> tuple[Offer, ...]:
    """The buttons of a dry run that change the draft: its query, or the sources that it listens to."""
    found: list[Offer] = []
    offers = preview.offers
    if offers.phrase:
        words = clip(clean(joined(offers.phrase.phrases)), _ON_BUTTON)
        # NOTE: takes the query with these words side by side, as in `Only "world model"`; at most 80 characters
        label = clip(pgettext("button", "Only {words}", words=words), BUTTON_TEXT)
        found.append(Offer(PHRASE, label, offers.phrase.query))
    if offers.bracketed:  # a warning has the query
        found.append(Offer(BRACKETED, take_label(), offers.bracketed))
    if offers.second_try and offers.second_try.query:
        found.append(Offer(INSTEAD, take_label(), offers.second_try.query))
    for one in _unheard(preview)[:_HEARD]:
        # NOTE: adds a source of papers, such as arXiv; with a name of 40 characters at most 80
        label = pgettext("button", "Also from {source}", source=clip(clean(one.title), TITLE))
        found.append(Offer(_action(one.name), label))
    return tuple(found)


def phrase_sentence(offers: Offers) -> str:
    """How many match as a phrase, which is named; nothing where nothing differs."""
    phrase = offers.phrase
    if phrase is None:
        return ""
    words = clip(joined([safe(one, _NAMED) for one in phrase.phrases]), _NAMED)
    return gettext("With {words} as a phrase: **{number}**.", words=words, number=phrase.matches)


def _shorter_line(one: Count) -> str:
    query = inline_code(clip(one.term, _NAMED))
    # NOTE: a line in a list: a query, and how many papers it finds
    return ngettext("• {query}: {number} paper", "• {query}: {number} papers", one.papers, query=query)


def add_help(embed: discord.Embed, offers: Offers) -> None:
    """Where nothing matches, or one paper alone: how rare that is, or why, and what does match."""
    if offers.ever and not offers.shorter:
        rare = ngettext(
            "Among all stored papers it matches once: rare, not wrong.",
            "Among all stored papers it matches {number} times: rare, not wrong.",
            offers.ever,
        )
        # NOTE: a heading: matches before the last seven days
        embed.add_field(name=gettext("Earlier"), value=rare, inline=False)
    if offers.shorter:
        # NOTE: a heading
        name = gettext("Only one stored paper matches")
        # NOTE: lines follow, each a query and how many papers it finds
        lines = [gettext("Leave something out to find more:"), *map(_shorter_line, offers.shorter)]
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


def add_unheard(embed: discord.Embed, preview: Preview) -> None:
    """Which sources have further matches, and that a press adds them."""
    shares = _unheard(preview)
    if not shares:
        return
    lines = [
        # NOTE: a line of a list of sources of papers
        gettext("• **{source}**: about {rate} a day", source=safe(share.title, TITLE), rate=a_day(share.per_day))
        for share in shares
    ]
    told = "\n".join((gettext("Each button below adds one of them."), *lines))
    embed.add_field(name=gettext("Further sources"), value=clip(told, FIELD_VALUE), inline=False)


def heard_with(draft: Draft, action: str, catalogue: Catalogue) -> Draft:
    """The draft that listens to the source of that button, too. Raises SourceChoiceError where it is not read."""
    name = next((spec.name for spec in catalogue.streams if _action(spec.name) == action), None)
    if name is None:
        raise SourceChoiceError(gettext("That source is not read here any more, so nothing was added."))
    sources = stored([*(draft.listens or (LISTS,)), name], catalogue)
    return replace(draft, sources=sources, query=parse(draft.query.canonical, catalogue.listening(sources)))


def _unheard(preview: Preview) -> list[Share]:
    return sorted(preview.unheard, key=lambda share: -share.per_day)


def _action(name: str) -> str:
    return f"hear-{hashlib.blake2b(name.encode(), digest_size=2).hexdigest()}"


def a_day(matches: float) -> str:
    """So many matches a day, on average."""
    return decimal(matches, 0 if matches >= _WHOLE else 1)
