"""The preview of a subscription: its text and embed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord

from bot.discord_io.render.code import code_block, inline_code
from bot.discord_io.render.entries import linked_title
from bot.domain.discord.limits import FIELD_VALUE, MESSAGE_LENGTH
from bot.domain.ports.catalogue import EMPTY_CATALOGUE
from bot.domain.subscribed_sources import LISTS
from bot.language.formats import decimal, number, sentences
from bot.language.translating import gettext, ngettext, pgettext
from bot.service.subscriptions.chosen_sources import as_typed, everything, in_words
from bot.service.subscriptions.rules import own_name, same_meaning
from bot.text.safe import clip, safe
from cogs.alerts.dry_run.offers import TITLE, a_day, add_help, add_other_sources, phrase_sentence
from cogs.shared.lines import example_lines, matched_note, paused_how_long, shown_name, shown_subscription

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.domain.ports.catalogue import Catalogue
    from bot.domain.subscription import Subscription
    from bot.service.papers.difference import Difference, PaperSample
    from bot.service.papers.preview import Preview, Share
    from bot.service.subscriptions.subscriptions import Draft

_SOURCES = 300  # characters of their titles
_OTHERS = 150  # the same, where two subscriptions are compared
_CHOSEN = FIELD_VALUE - len("``")


def dry_run_text(
    draft: Draft,
    preview: Preview,
    problems: Sequence[str],
    when: str,
    bounds: str = "",
) -> str:
    """The text above the preview: where alerts would go, `when`, and warnings.

    `bounds` are sentences about the limits of the destination, such as quiet hours. The text is outside of the
    embed, in which some clients do not show the names of channels.
    """
    lines = [sentences(gettext("Nothing is saved yet."), _place_sentence(draft, when), bounds)]
    lines += [f"⚠️ {warning}" for warning in (*problems, *preview.warnings)]
    return clip("\n".join(lines), MESSAGE_LENGTH)


def told_of_the_same(draft: Draft, there: Sequence[Subscription], catalogue: Catalogue) -> Iterator[str]:
    """A sentence where one of those `there`, other than that which it changes, looks for the same papers."""
    others = [one for one in there if draft.replaces is None or one.id != draft.replaces.id]
    found = same_meaning(others, draft.query, draft.subscribed_sources)
    if found is None:
        return
    if found.sources == draft.subscribed_sources:
        # NOTE: "there" is in the channel that the sentence before it names
        told = gettext(
            "{subscription} already finds the same papers there, and each is posted once. One of the two is "
            "enough: `/alerts edit` changes that one.",
            subscription=shown_subscription(found),
        )
    else:
        # NOTE: "there" is in the channel that the sentence before it names
        told = gettext(
            "{subscription} looks for the same papers there, but listens to {sources}; this one listens to "
            "{others}. A paper that both find is posted once: `/alerts edit` adds sources to that one instead.",
            subscription=shown_subscription(found),
            sources=safe(in_words(found.sources, catalogue), _OTHERS),
            others=safe(in_words(draft.subscribed_sources, catalogue), _OTHERS),
        )
    yield sentences(told, paused_how_long(found))


def _place_sentence(draft: Draft, when: str) -> str:
    places = {"channel": f"<#{draft.destination.id}>", "when": when}
    if old := draft.replaces:
        # NOTE: {when} is "instantly", "daily at 09:00 UTC" and the like, a message of its own.
        told = gettext(
            "With this change, {subscription} would post to {channel} {when}.",
            subscription=shown_name(old),
            **places,
        )
        return sentences(told, paused_how_long(old))
    # NOTE: {when} is "instantly", "daily at 09:00 UTC" and the like, a message of its own.
    return gettext("Alerts would go to {channel} {when}.", **places)


def dry_run_embed(
    draft: Draft, preview: Preview, difference: Difference | None = None, catalogue: Catalogue = EMPTY_CATALOGUE
) -> discord.Embed:
    """The query, what it stands instead of, what it would have matched, and what else that says.

    Of a change it has what becomes another, and the papers that go and come in place of examples.
    """
    replaces = draft.replaces
    embed = discord.Embed(title=gettext("Dry run"), description=code_block(preview.query))
    if replaces and replaces.query != preview.query:
        embed.add_field(name=gettext("Instead of"), value=code_block(replaces.query, FIELD_VALUE), inline=False)
    told = "\n".join(filter(None, (_change_line(difference, preview.days), matched_sentence(preview))))
    embed.add_field(name=gettext("Would have matched"), value=clip(told, FIELD_VALUE), inline=False)
    _add_chosen(embed, draft, catalogue)
    add_help(embed, preview.offers)
    _add_difference(embed, difference)
    if preview.examples and not (difference and difference.has_changes):  # else those are what there is to look at
        notes = [matched_note(draft.query, one) for one in preview.examples]
        lines = example_lines(preview.examples, FIELD_VALUE, notes)
        embed.add_field(name=gettext("For example"), value=lines, inline=False)
    _add_votes(embed, preview)
    add_other_sources(embed, preview)
    if replaces:
        foot = gettext("Save changes the subscription. These buttons work for 15 minutes.")
    else:
        foot = gettext("Save starts the alerts. These buttons work for 15 minutes.")
    return embed.set_footer(text=foot)


def _add_chosen(embed: discord.Embed, draft: Draft, catalogue: Catalogue) -> None:
    """The name and the sources that somebody chose, and what these take the place of if they are others."""
    old = draft.replaces
    if draft.name and (old is None or draft.name != own_name(old)):
        embed.add_field(name=pgettext("form", "Name"), value=inline_code(draft.name))
    if not draft.subscribed_sources and (old is None or not old.sources):
        return
    lines = [inline_code(clip(as_typed(draft.subscribed_sources), _CHOSEN))]
    if old and old.sources != draft.subscribed_sources:
        before = inline_code(clip(as_typed(old.sources), _SOURCES))
        # NOTE: below the sources that are chosen; {sources} are those of the subscription until now
        lines.append(gettext("Instead of {sources}.", sources=before))
    if draft.subscribed_sources == everything(catalogue):
        lines.append(gettext("That is every source there is now; one that is added later is not included."))
    embed.add_field(name=pgettext("form", "Sources"), value=clip("\n".join(lines), FIELD_VALUE))


def _add_votes(embed: discord.Embed, preview: Preview) -> None:
    """A line for each bar that leaves some papers out, and not all."""
    lines = [
        # NOTE: {bar} is a number of upvotes, ten or more; so many papers of the last seven days have as many
        ngettext(
            "• at least {bar} upvotes: **{number}** paper a week",
            "• at least {bar} upvotes: **{number}** papers a week",
            count,
            bar=number(minimum),
        )
        for minimum, count in preview.at_least
        if 0 < count < preview.matches
    ]
    if not lines:
        return
    # NOTE: the heading of lines such as "at least 10 upvotes: 7 papers a week"
    name = gettext("Only papers with upvotes")
    embed.add_field(name=name, value="\n".join(lines), inline=False)


def matched_sentence(preview: Preview) -> str:
    """For instance: 9 of the 178 papers from the last 7 days (1.3 a day).

    Where streams are listened to, a line for each source: 96 of 3,410 on arXiv in 3 days (32 a day).
    """
    if preview.not_ready:
        return sentences(preview.not_ready, gettext("You can still save it."))
    phrase = phrase_sentence(preview.offers)
    if [share.name for share in preview.shares] in ([], [LISTS]):
        found = ngettext(
            "**{matches}** of {number} paper from the last {days} days ({rate} a day).",
            "**{matches}** of the {number} papers from the last {days} days ({rate} a day).",
            preview.papers,
            matches=preview.matches,
            days=preview.days,
            rate=decimal(preview.per_day, 1),
        )
        return sentences(found, phrase)
    together = ""
    if sum(share.matches for share in preview.shares) > preview.matches:  # some papers are counted for several
        together = ngettext(
            "Together **{number}** paper ({rate} a day): each comes once.",
            "Together **{number}** papers ({rate} a day): each comes once.",
            preview.matches,
            rate=a_day(preview.per_day),
        )
    return "\n".join(filter(None, (together, phrase, *map(_share, preview.shares))))


def _share(share: Share) -> str:
    """`12 of 3,410 on arXiv in 7 days`; in fewer if the source was switched on recently."""
    counts: dict[str, int] = {"matches": share.matches, "papers": share.papers}
    if share.name == LISTS:
        found = ngettext(
            "**{matches}** of the {papers} listed papers of the last day",
            "**{matches}** of the {papers} listed papers of the last {number} days",
            share.days,
            **counts,
        )
    else:
        found = ngettext(
            "**{matches}** of {papers} on {source} in {number} day",
            "**{matches}** of {papers} on {source} in {number} days",
            share.days,
            source=safe(share.title, TITLE),
            **counts,
        )
    if not share.matches:
        return found
    # NOTE: {found} is "12 of 3,410 on arXiv in 7 days" and the like.
    return gettext("{found} ({rate} a day)", found=found, rate=a_day(share.per_day))


def _add_difference(embed: discord.Embed, difference: Difference | None) -> None:
    """The most upvoted of those that a change leaves out and that it adds."""
    if difference is None:
        return
    lost, gained = difference.lost, difference.gained
    for name, some in (
        # NOTE: a heading over papers that another query does not find
        (gettext("Leaves out {number}", number=lost.total), lost),
        # NOTE: a heading over papers that another query finds as well
        (gettext("Adds {number}", number=gained.total), gained),
    ):
        if some.total:
            embed.add_field(name=name, value=clip(_named(some), FIELD_VALUE), inline=False)


def _change_line(difference: Difference | None, days: int) -> str:
    """`9 → 7 papers in 7 days`; "" where nothing is compared."""
    if difference is None:
        return ""
    return ngettext(
        "**{before} → {number}** paper in {days} days",
        "**{before} → {number}** papers in {days} days",
        difference.after,
        before=difference.before,
        days=days,
    )


def _named(some: PaperSample) -> str:
    lines = [f"• {linked_title(example.paper)}" for example in some.examples]
    if more := some.total - len(lines):
        # NOTE: the last line of a list of papers
        lines.append(ngettext("and {number} other", "and {number} others", more))
    return "\n".join(lines)
