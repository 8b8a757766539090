"""Lines of lists: a paper, a subscription. Titles and names come from strangers."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from discord.utils import format_dt

from bot.discord_io.render.code import inline_code
from bot.discord_io.render.entries import gist_line, linked_title
from bot.domain.discord.limits import MESSAGE_LENGTH
from bot.domain.subscription import Destination
from bot.language.formats import full_day, listed, short_day
from bot.language.translating import gettext, ngettext
from bot.query import explain
from bot.service.subscriptions.chosen_sources import source_titles
from bot.text.graphemes import units
from bot.text.safe import clean, clip, safe

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    import discord

    from bot.domain.paper import Sighting
    from bot.domain.ports.catalogue import Catalogue
    from bot.domain.subscription import Subscription
    from bot.query import Query
    from bot.service.papers.coverage import Coverage

_NAME = 120  # characters of an escaped name; one that is not escaped has at most 60
_GONE = 60
_MATCHED = 3  # words or phrases; more are read by nobody
_WORDS = 90  # characters of them
_ELSEWHERE = frozenset({"abstract", "keyword"})  # than in the title, which is read anyway


def below(message: discord.Message | None, text: str) -> str:
    """Return the content of a message with a text under it."""
    before = message.content if message else ""
    return clip("\n".join(filter(None, (before, text))), MESSAGE_LENGTH)


def shown_name(subscription: Subscription) -> str:
    """The name in bold."""
    return f"**{safe(subscription.name, _NAME)}**"


def shown_subscription(subscription: Subscription) -> str:
    """Its name and its id, which commands take."""
    return f"{shown_name(subscription)} {inline_code(subscription.id)}"


def example_lines(sightings: Sequence[Sighting], limit: int, notes: Sequence[str] = ()) -> str:
    """Some papers, numbered, in so many UTF-16 code units: with their gists where these fit, else with `notes`."""
    told = [*notes, *[""] * (len(sightings) - len(notes))]
    titles = [f"**{number}.** {linked_title(one.paper)}" for number, one in enumerate(sightings, start=1)]
    gists = [gist_line(one.paper) for one in sightings]
    full = "\n\n".join("\n".join(filter(None, entry)) for entry in zip(titles, gists, told, strict=True))
    noted = "\n".join("\n".join(filter(None, entry)) for entry in zip(titles, told, strict=True))
    return next((text for text in (full, noted) if units(text) <= limit), "\n".join(titles))


def dated(sighting: Sighting) -> str:
    """Its list day, or that it was looked up that day."""
    day = short_day(sighting.signals.list_day)
    return day if sighting.paper.announced else gettext("looked up on {day}", day=day)


def covered(coverage: Coverage) -> str:
    """`1,601 papers, listed from 1 Oct 2025 to 30 Jan 2026`."""
    if coverage.first is None or coverage.last is None:
        # NOTE: stands behind "Searched:", over which papers an answer speaks
        return gettext("no papers")
    first, last = full_day(coverage.first), full_day(coverage.last)
    if first == last:
        # NOTE: stands behind "Searched:", over which papers an answer speaks
        return ngettext(
            "{number} paper, listed on {day}", "{number} papers, listed on {day}", coverage.papers, day=first
        )
    # NOTE: stands behind "Searched:", over which papers an answer speaks
    return ngettext(
        "{number} paper, listed from {first} to {last}",
        "{number} papers, listed from {first} to {last}",
        coverage.papers,
        first=first,
        last=last,
    )


def no_longer_read(names: Collection[str], catalogue: Catalogue) -> str:
    """Say that sources are not in the settings, or no longer."""
    sources = safe(source_titles(names, catalogue), _GONE)
    if len(names) == 1:
        return gettext("{source} is no longer configured here: nothing comes from there.", source=sources)
    return gettext("{sources} are no longer configured here: nothing comes from there.", sources=sources)


def channel_name(guild: discord.Guild | None, subscription: Subscription) -> str | None:
    """The name of the channel or thread that a subscription posts to; None when it is not known (any more)."""
    channel = guild.get_channel_or_thread(subscription.destination_id) if guild else None
    return channel.name if channel else None


def place(goes_to: Subscription | Destination) -> str:
    """The name of a destination: a mention, or words for a DM, which has no mention."""
    if goes_to.guild_id is None:
        # NOTE: stands in a sentence in place of a channel's mention, as in `Posted in #papers`
        return gettext("your direct messages")
    return f"<#{goes_to.id if isinstance(goes_to, Destination) else goes_to.destination_id}>"


def how_many_paused(paused: int) -> str:
    """`3 paused`, behind the number of subscriptions; nothing where none is."""
    if not paused:
        return ""
    # NOTE: so many of the subscriptions whose number stands before it
    return ngettext("{number} paused", "{number} paused", paused)


def paused_how_long(subscription: Subscription) -> str:
    """Until when a paused subscription matches nothing; "" for one that runs."""
    if not subscription.paused:
        return ""
    if end := subscription.paused_until:
        return gettext("Paused until {moment}, or until somebody resumes it.", moment=format_dt(end, "f"))
    return gettext("Paused until somebody resumes it.")


def matched_note(query: Query, sighting: Sighting) -> str:
    """The words that matched in the abstract or the keywords, as these have them, in a line.

    "" where the title alone shows why the query matches. It takes two milliseconds or so.
    """
    paper = sighting.paper
    if query.matches(replace(paper, abstract="", keywords=()), sighting.signals):
        return ""
    terms = explain(query, paper, sighting.signals).terms
    excerpts = [term.excerpt for term in terms if term.excerpt and not term.excluded]
    found = [clean(one.found) for one in excerpts if one.field in _ELSEWHERE]
    words = {one.casefold(): one for one in found}
    if not words:
        return ""
    # NOTE: {words} are those of a query that stand in the abstract or the keywords of a paper
    return gettext("In the text: {words}", words=safe(listed(list(words.values())[:_MATCHED]), _WORDS))
