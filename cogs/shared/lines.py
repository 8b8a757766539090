"""Short texts about papers and subscriptions that several replies share. Titles and names are untrusted input."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from discord.utils import format_dt

from bot.discord_io.render.code_blocks import inline_code
from bot.discord_io.render.entries import gist_line, linked_title
from bot.discord_io.render.paper_text import DOT
from bot.domain.discord.limits import MESSAGE_LENGTH
from bot.domain.subscription import EVERY_PAPER, Destination
from bot.language.formats import full_day, listed, sentences
from bot.language.translating import gettext, ngettext, pgettext
from bot.query import explain
from bot.query.analysis.topics import is_function_word
from bot.service.slices import in_slices
from bot.service.subscriptions.chosen_sources import source_titles
from bot.text.graphemes import utf16_length
from bot.text.safe import clean, clip, safe

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    import discord

    from bot.domain.paper import Sighting
    from bot.domain.ports.catalogue import Catalogue
    from bot.domain.subscription import Subscription
    from bot.query import Query
    from bot.service.papers.coverage import Coverage

_NAME_LENGTH = 120  # characters of an escaped name; unescaped, it has at most 60
_SOURCES_LENGTH = 60  # UTF-16 code units
_MAX_MATCHED = 3  # words or phrases
_MATCHED_LENGTH = 90  # characters of them
_HIDDEN_FIELDS = frozenset({"abstract", "keyword"})  # fields that a list entry does not show


def append_text(message: discord.Message | None, text: str) -> str:
    """Return the content of a message with a text appended."""
    before = message.content if message else ""
    return clip("\n".join(filter(None, (before, text))), MESSAGE_LENGTH)


def shown_name(subscription: Subscription) -> str:
    """Return the name in bold."""
    return f"**{safe(subscription.name, _NAME_LENGTH)}**"


def shown_query(query: str, limit: int) -> str:
    """Return a query as code, or `all papers` for the one that all match."""
    # NOTE: in place of a filter: papers need not match a query
    return gettext("all papers") if query == EVERY_PAPER else inline_code(clip(query, limit))


def is_ambiguous(subscription: Subscription, others: Iterable[Subscription]) -> bool:
    """Check for another subscription with the same name, in any case."""
    name = subscription.name.casefold()
    return any(other.id != subscription.id and other.name.casefold() == name for other in others)


def name_among(subscription: Subscription, others: Iterable[Subscription]) -> str:
    """Return the name in bold, with the id, which commands accept, if another subscription has the same name."""
    name = shown_name(subscription)
    return f"{name} {inline_code(subscription.id)}" if is_ambiguous(subscription, others) else name


def example_lines(sightings: Sequence[Sighting], limit: int, remarks: Sequence[str] = ()) -> str:
    """Return numbered papers with gists and remarks, else remarks, else only titles.

    `limit` counts UTF-16 code units; titles alone may be longer.
    """
    padded = [*remarks, *[""] * (len(sightings) - len(remarks))]
    titles = [
        f"**{number}.** {linked_title(sighting.paper)}" for number, sighting in enumerate(sightings, start=1)
    ]
    gists = [gist_line(sighting.paper) for sighting in sightings]
    full = "\n\n".join("\n".join(filter(None, entry)) for entry in zip(titles, gists, padded, strict=True))
    with_remarks = "\n".join("\n".join(filter(None, entry)) for entry in zip(titles, padded, strict=True))
    return next((text for text in (full, with_remarks) if utf16_length(text) <= limit), "\n".join(titles))


def how_many_papers(papers: int) -> str:
    """Return `1,601 papers`."""
    return ngettext("{number} paper", "{number} papers", papers)


def saved_text(new: int, known: int) -> str:
    """Say how many papers were saved, how many of those chosen had been before, and where they are."""
    return sentences(
        ngettext("Saved {number} paper.", "Saved {number} papers.", new) if new else "",
        ngettext("{number} was already saved.", "{number} were already saved.", known) if known else "",
        gettext("See your list in `/papers saved`."),
    )


def searched_line(coverage: Coverage) -> str:
    """Return which papers were searched: `Searched: 1,601 papers · 1 Oct 2025 – 30 Jan 2026`."""
    days = [full_day(day) for day in (coverage.first, coverage.last) if day is not None]
    papers = DOT.join(filter(None, (how_many_papers(coverage.papers), " – ".join(dict.fromkeys(days)))))
    # NOTE: {papers} is, for instance, `1,601 papers · 1 Oct 2025 – 30 Jan 2026`
    return gettext("Searched: {papers}", papers=papers)


def no_papers_text() -> str:
    """Say that nothing is stored yet."""
    return gettext("I have no papers yet. See `/paperboy status`.")


def no_match_heading() -> str:
    """Return the heading of a search without matches."""
    return f"### {gettext('No papers match')}"


def unconfigured_text(names: Collection[str], catalogue: Catalogue) -> str:
    """Say that sources are not configured on this host."""
    return gettext(
        "No longer available: {sources}", sources=safe(source_titles(names, catalogue), _SOURCES_LENGTH)
    )


def channel_name(guild: discord.Guild | None, channel_id: int) -> str | None:
    """Return the name of a channel or thread; None if it is not cached."""
    channel = guild.get_channel_or_thread(channel_id) if guild else None
    return channel.name if channel else None


def mention_of(target: Subscription | Destination) -> str:
    """Return the mention of a destination, or words for a DM, which has no mention."""
    if target.guild_id is None:
        # NOTE: stands in a sentence in place of a channel's mention, as in `Posted in #papers`
        return gettext("your direct messages")
    return f"<#{target.id if isinstance(target, Destination) else target.destination_id}>"


def paused_count(paused: int) -> str:
    """Return `3 paused`; "" if none is."""
    if not paused:
        return ""
    # NOTE: so many of the subscriptions whose number stands before it
    return ngettext("{number} paused", "{number} paused", paused)


def pause_text(subscription: Subscription) -> str:
    """Return a sentence on until when a subscription is paused; "" if it is not paused."""
    if not subscription.paused:
        return ""
    if end := subscription.paused_until:
        return gettext("Paused until {moment}.", moment=format_dt(end, "f"))
    return gettext("Paused until resumed.")


def changed_setting(setting: str, old: str, new: str) -> str:
    """Return `Quiet hours: none → 22:00-07:00`, or the same for a field of a subscription."""
    # NOTE: {setting} is the name of a setting of a channel or a subscription, such as Quiet hours or Query
    return pgettext("change", "{setting}: {old} → {new}", setting=setting, old=old, new=new)


async def lines_of_matched_words(query: Query, papers: Iterable[Sighting]) -> list[str]:
    """Return for each paper a line with the words that matched in the abstract or the keywords.

    "" if the query matches without these. A long abstract takes 30 ms, so other tasks run in between.
    """
    return [_line_of_matched_words(query, paper) async for paper in in_slices(papers, 1)]


def _line_of_matched_words(query: Query, sighting: Sighting) -> str:
    paper = sighting.paper
    if query.matches(replace(paper, abstract="", keywords=()), sighting.signals):
        return ""
    terms = explain(query, paper, sighting.signals)
    excerpts = [term.excerpt for term in terms if term.excerpt and not term.excluded]
    found = [clean(excerpt.found) for excerpt in excerpts if excerpt.field in _HIDDEN_FIELDS]
    words = {word.casefold(): word for word in found if not is_function_word(word.casefold())}
    if not words:
        return ""
    # NOTE: {words} are those of a query that stand in the abstract or the keywords of a paper
    return gettext("Mentions: {words}", words=safe(listed(list(words.values())[:_MAX_MATCHED]), _MATCHED_LENGTH))
