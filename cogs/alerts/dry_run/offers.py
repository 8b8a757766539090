"""What a dry run offers besides its numbers: words as a phrase, and another query where nothing matches."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from bot.discord_io.render.code import inline_code
from bot.domain.discord.limits import BUTTON_TEXT, FIELD_VALUE
from bot.language.formats import joined
from bot.language.translating import gettext, ngettext, pgettext
from bot.text.safe import clean, clip, safe
from cogs.alerts.dry_run.other_sources import hear_buttons
from cogs.shared.second_try import offered, second_try_text, take_label

if TYPE_CHECKING:
    import discord

    from bot.query import Query
    from bot.service.papers.offers import AsPhrase, Offers
    from bot.service.papers.preview import Preview
    from bot.service.papers.proposals.other_queries import Shorter

PHRASE: Final = "phrase"
BRACKETED: Final = "bracketed"
INSTEAD: Final = "instead"
TIMES: Final = "times"  # when its digests come
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
        found.append(Offer(PHRASE, _only(offers.phrase), offers.phrase.query))
    if offers.bracketed:  # a warning has the query
        found.append(Offer(BRACKETED, take_label(), offers.bracketed))
    if offers.second_try and offers.second_try.query:
        found.append(Offer(INSTEAD, take_label(), offers.second_try.query))
    found += [Offer(action, label) for action, label in hear_buttons(preview)]
    return tuple(found)


def _only(phrase: AsPhrase) -> str:
    """The button's label; no Markdown is read there. It is cut at the end, where there is no room for more."""
    words = clip(clean(joined(phrase.phrases)), _ON_BUTTON)
    # NOTE: takes the query with these words side by side, as in `Only "world model"`; at most 80 characters
    return clip(pgettext("button", "Only {words}", words=words), BUTTON_TEXT)


def phrase_sentence(offers: Offers) -> str:
    """How many match as a phrase, which is named; nothing where nothing differs."""
    phrase = offers.phrase
    if phrase is None:
        return ""
    words = clip(joined([safe(one, _NAMED) for one in phrase.phrases]), _NAMED)
    return gettext("With {words} as a phrase: **{number}**.", words=words, number=phrase.matches)


def _shorter_line(one: Shorter) -> str:
    query = inline_code(clip(one.query.canonical, _NAMED))
    # NOTE: a line in a list: a query, and how many papers it finds
    return ngettext("• {query}: {number} paper", "• {query}: {number} papers", one.matches, query=query)


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
