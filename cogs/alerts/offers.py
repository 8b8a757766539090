"""What a dry run offers besides its numbers: words as a phrase, and another query where nothing matches."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from bot.domain.discord.limits import FIELD_VALUE
from bot.text.safe import clip, safe
from cogs.shared.second_try import TAKE_LABEL, offered, second_try_text

if TYPE_CHECKING:
    import discord

    from bot.query import Query
    from bot.service.papers.offers import Offers

PHRASE: Final = "phrase"
INSTEAD: Final = "instead"
_NAMED = 80  # characters of the phrases


class Offer(NamedTuple):
    """A button and the query that it puts in place of the draft's."""

    action: str
    label: str
    query: Query


def offers_of(offers: Offers) -> tuple[Offer, ...]:
    """The buttons of a dry run."""
    found: list[Offer] = []
    if offers.phrase:
        found.append(Offer(PHRASE, "As a phrase", offers.phrase.query))
    if offers.second_try and offers.second_try.query:
        found.append(Offer(INSTEAD, TAKE_LABEL, offers.second_try.query))
    return tuple(found)


def phrase_words(offers: Offers) -> str:
    """`; as a phrase: **184**`, with the phrase where the query has more words; nothing where nothing differs."""
    phrase = offers.phrase
    if phrase is None:
        return ""
    whole = phrase.phrases == (phrase.query.canonical,)
    named = (
        "as a phrase" if whole else f"with {clip(safe(' and '.join(phrase.phrases), _NAMED), _NAMED)} as a phrase"
    )
    return f"; {named}: **{phrase.matches:,}**"


def add_help(embed: discord.Embed, offers: Offers) -> None:
    """Where nothing matches: how rare that is, or why, and what does match."""
    if offers.ever:
        times = "once" if offers.ever == 1 else f"{offers.ever:,} times"
        embed.add_field(
            name="Earlier", value=f"Among all stored papers it matches {times}: rare, not wrong.", inline=False
        )
    found = offers.second_try
    if found is None or not found.papers:
        return
    embed.add_field(name="Never so far", value=clip(second_try_text(found), FIELD_VALUE), inline=False)
    if another := offered(found):
        embed.add_field(name=another[0], value=another[1], inline=False)
