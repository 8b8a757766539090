"""The text and the embed of a preview."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord

from bot.discord_io.render.code_blocks import code_block, inline_code
from bot.discord_io.render.entries import linked_title
from bot.domain.discord.limits import FIELD_VALUE, MESSAGE_LENGTH
from bot.domain.ports.catalogue import EMPTY_CATALOGUE
from bot.domain.subscribed_sources import LISTS
from bot.language.formats import number, sentences
from bot.language.translating import gettext, ngettext, pgettext
from bot.service.subscriptions.chosen_sources import all_sources, source_titles
from bot.service.subscriptions.rules import equivalent_subscription, own_name
from bot.text.safe import clip, safe
from cogs.alerts.preview.controls import SOURCE_TITLE_LENGTH, a_day, add_help, add_other_sources, phrase_sentence
from cogs.alerts.preview.near_queries import add_near
from cogs.alerts.words import and_more, mail_sentence, minimum_label
from cogs.shared.lines import example_lines, how_many_papers, mention_of, name_among, pause_text, shown_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bot.domain.ports.catalogue import Catalogue
    from bot.domain.schedule import Schedule
    from bot.domain.subscription import Subscription
    from bot.service.papers.difference import Difference
    from bot.service.papers.preview import Preview, SourceMatches
    from bot.service.subscriptions.subscriptions import Draft

_SOURCES_LENGTH = 300  # characters of the sources that a change replaces
_OTHER_SOURCES_LENGTH = 150  # characters of the sources of a subscription with the same query


def preview_text(draft: Draft, warnings: Sequence[str], schedule: Schedule) -> str:
    """Return the text above the embed: an edited subscription, where and when it would post, and warnings.

    Some clients do not show the names of channels in an embed.
    """
    head = mail_sentence(schedule, draft.mode) or gettext(
        # NOTE: {when} is "in a daily digest at 09:00 UTC" and the like, a message of its own.
        "New matches would go to {channel} {when}.",
        channel=mention_of(draft.destination),
        when=schedule.when(draft.mode),
    )
    if old := draft.replaces:
        head = gettext("{name}: {text}", name=shown_name(old), text=sentences(head, pause_text(old)))
    lines = [head]
    lines += [f"⚠️ {warning}" for warning in warnings]
    return clip("\n".join(lines), MESSAGE_LENGTH)


def overlap_warning(draft: Draft, owned: Iterable[Subscription], catalogue: Catalogue) -> Iterator[str]:
    """A warning if another subscription of the channel has an equivalent query, such as `(a b)` for `a b`."""
    replaced_id = draft.replaces.id if draft.replaces else ""
    destination_id = draft.destination.id
    others = [other for other in owned if other.destination_id == destination_id and other.id != replaced_id]
    found = equivalent_subscription(others, draft.query, draft.subscribed_sources)
    if found is None:
        return
    name = name_among(found, owned)
    # NOTE: "there" is in the channel that the sentence before it names
    text = gettext("{subscription} already matches the same papers there. Edit it instead.", subscription=name)
    if found.sources != draft.subscribed_sources:
        # NOTE: "there" is in the channel that the sentence before it names
        text = gettext(
            "{subscription} already has this query there (sources: {sources}). Add sources to it instead.",
            subscription=name,
            sources=safe(source_titles(found.sources, catalogue), _OTHER_SOURCES_LENGTH),
        )
    yield sentences(text, pause_text(found))


def preview_embed(
    draft: Draft,
    preview: Preview,
    difference: Difference | None = None,
    catalogue: Catalogue = EMPTY_CATALOGUE,
    remarks: Sequence[str] = (),
) -> discord.Embed:
    """Return the embed: the query, its matches of the last days, examples, each with its remark, and suggestions.

    For a change it also has the old query, and the papers that are lost and gained, if any, instead of examples.
    """
    replaces = draft.replaces
    embed = discord.Embed(
        title=gettext("Preview: not saved yet"), description=code_block(catalogue.readable(preview.query))
    )
    if replaces and replaces.query != preview.query:
        old = code_block(catalogue.readable(replaces.query), FIELD_VALUE)
        embed.add_field(name=gettext("Old query"), value=old, inline=False)
    matches = [matched_sentence(preview, catalogue)]
    if difference:
        matches.append(_before(f"**{number(difference.before)}**"))
    matches += [
        gettext("{name}: {text}", name=minimum_label(minimum), text=f"**{number(count)}**")
        for minimum, count in preview.at_least
        if 0 < count < preview.matches
    ]
    if preview.offers.all_time:
        matches.append(gettext("Earlier matches: **{number}**", number=preview.offers.all_time))
    # NOTE: a heading over the number of papers that match a query
    name = gettext("Last {days} days", days=preview.days)
    embed.add_field(name=name, value=clip("\n".join(matches), FIELD_VALUE), inline=False)
    add_chosen(embed, draft, catalogue)
    add_help(embed, preview.offers)
    add_near(embed, preview.offers.near)
    _add_difference(embed, difference)
    if preview.examples and not (difference and difference.has_changes):
        lines = example_lines(preview.examples, FIELD_VALUE, remarks)
        embed.add_field(name=gettext("Examples"), value=lines, inline=False)
    add_other_sources(embed, preview)
    return embed.set_footer(text=gettext("Expires in 15 minutes"))


def _before(value: str) -> str:
    # NOTE: a number of papers, or sources, before a change of a subscription
    return gettext("Before this change: {value}", value=value)


def add_chosen(embed: discord.Embed, draft: Draft, catalogue: Catalogue) -> None:
    """Add fields for a new name and for chosen sources, with the old sources if they change."""
    old = draft.replaces
    if draft.name and (old is None or draft.name != own_name(old)):
        embed.add_field(name=pgettext("form", "Name"), value=inline_code(draft.name))
    if not draft.subscribed_sources and (old is None or not old.sources):
        return
    lines = [safe(source_titles(draft.subscribed_sources, catalogue), FIELD_VALUE)]
    if old and old.sources != draft.subscribed_sources:
        lines.append(_before(safe(source_titles(old.sources, catalogue), _SOURCES_LENGTH)))
    if draft.subscribed_sources == all_sources(catalogue):
        lines.append(gettext("Sources added later are not included."))
    embed.add_field(name=pgettext("form", "Sources"), value=clip("\n".join(lines), FIELD_VALUE))


def matched_sentence(preview: Preview, catalogue: Catalogue = EMPTY_CATALOGUE) -> str:
    """Return the number of matches, such as `9 of 178 papers (1.3 a day)`.

    With streams it has a line for each source, such as `arXiv: 96 of 3,410 papers in 3 days (32 a day)`.
    """
    if preview.not_ready:
        return preview.not_ready
    lines = [_source_line(source, catalogue) for source in preview.by_source]
    is_lists = [source.name for source in preview.by_source] in ([], [LISTS])
    if (
        is_lists or sum(source.matches for source in preview.by_source if source.days) > preview.matches
    ):  # papers in several sources: their sum is no total
        found = ngettext(
            "**{matches}** of {number} paper ({rate} a day)",
            "**{matches}** of {number} papers ({rate} a day)",
            preview.papers,
            matches=preview.matches,
            rate=a_day(preview.per_day),
        )
        lines = [found, *([] if is_lists else lines)]
    return "\n".join(filter(None, (*lines, phrase_sentence(preview.offers))))


def _source_line(source: SourceMatches, catalogue: Catalogue) -> str:
    """Return the line of a source: `arXiv: 12 of 3,410 papers in 7 days (1.7 a day)`; a conference has no days."""
    if not source.days:
        # NOTE: {papers} is "1,601 papers" and the like
        return gettext(
            "{source}: **{matches}** of {papers}",
            source=safe(source.title, SOURCE_TITLE_LENGTH),
            matches=source.matches,
            papers=how_many_papers(source.papers),
        )
    # NOTE: {papers} is "1,601 papers" and the like
    return ngettext(
        "{source}: **{matches}** of {papers} in {number} day ({rate} a day)",
        "{source}: **{matches}** of {papers} in {number} days ({rate} a day)",
        source.days,
        source=safe(
            source_titles([source.name], catalogue) if source.name == LISTS else source.title, SOURCE_TITLE_LENGTH
        ),
        matches=source.matches,
        papers=how_many_papers(source.papers),
        rate=a_day(source.per_day),
    )


def _add_difference(embed: discord.Embed, difference: Difference | None) -> None:
    """Add the papers that a change loses and gains, the most upvoted first."""
    if difference is None:
        return
    lost, gained = difference.lost, difference.gained
    for name, papers in (
        # NOTE: a heading over papers that the new query does not match
        (gettext("No longer matches: {number}", number=lost.total), lost),
        # NOTE: a heading over papers that only the new query matches
        (gettext("Now matches: {number}", number=gained.total), gained),
    ):
        if papers.total:
            lines = [f"• {linked_title(example.paper)}" for example in papers.examples]
            if more := papers.total - len(lines):
                lines.append(and_more(more))
            embed.add_field(name=name, value=clip("\n".join(lines), FIELD_VALUE), inline=False)
