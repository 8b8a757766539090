"""The dry run of a subscription: its text and embed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord

from bot.discord_io.render.code import code_block
from bot.domain.discord.limits import FIELD_VALUE, MESSAGE_LENGTH
from bot.domain.listening import LISTS
from bot.domain.ports.catalogue import UNKNOWN
from bot.domain.subscription import Mode
from bot.language.formats import decimal, sentences
from bot.language.translating import gettext, ngettext
from bot.service.subscriptions.chosen_sources import in_words
from bot.text.safe import clip, safe
from cogs.alerts.dry_run.change_lines import add_difference, change_line
from cogs.alerts.dry_run.offers import add_help, phrase_sentence
from cogs.alerts.dry_run.other_sources import add_unheard
from cogs.alerts.dry_run.rates import TITLE, a_day
from cogs.alerts.dry_run.votes import add_votes
from cogs.reading.carried import add_carried
from cogs.shared.lines import example_lines, paused_how_long, shown_name
from cogs.shared.matched import matched_note

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.ports.catalogue import Catalogue
    from bot.service.papers.difference import Difference
    from bot.service.papers.preview import Preview, Share
    from bot.service.subscriptions.subscriptions import Draft

_MOST_SHARES = 8  # sources in one sentence
_SOURCES = 300  # characters of their titles


def dry_run_text(  # noqa: PLR0913 - the draft, and what is known of where it goes
    draft: Draft,
    preview: Preview,
    problems: Sequence[str],
    when: str,
    catalogue: Catalogue = UNKNOWN,
    *,
    bounds: str = "",
) -> str:
    """Where alerts would go, `when`, of which sources if these stay as they were chosen, and what to mind.

    `bounds` is what else is to know of when they come there.

    Outside of the embed, where not every client names channels.
    """
    saved = "" if _is_as_it_was(draft) else gettext("Nothing is saved yet.")
    lines = [sentences(saved, _place_sentence(draft, when), bounds, _sources_sentence(draft, catalogue))]
    lines += [f"⚠️ {warning}" for warning in (*problems, *preview.warnings)]
    return clip("\n".join(lines), MESSAGE_LENGTH)


def _sources_sentence(draft: Draft, catalogue: Catalogue) -> str:
    """Those that stay. Others stand in the embed, which carries them."""
    if draft.replaces is None or not draft.listens or draft.listens != draft.replaces.sources:
        return ""
    return gettext(
        "It listens to {sources}, as before.", sources=safe(in_words(draft.listens, catalogue), _SOURCES)
    )


def offers_digest(draft: Draft, preview: Preview) -> bool:
    """Whether so much would come, each by itself, that a digest is offered."""
    return draft.mode is Mode.NOW and preview.is_broad


def _is_as_it_was(draft: Draft) -> bool:
    return draft.replaces is not None and draft.applied_to(draft.replaces) == draft.replaces


def _place_sentence(draft: Draft, when: str) -> str:
    channel = f"<#{draft.destination.id}>"
    old = draft.replaces
    if old and _is_as_it_was(draft):
        unchanged = gettext("Nothing was changed.")
        return sentences(unchanged, paused_how_long(old)) if old.paused else unchanged
    if old and old.paused:
        # NOTE: {when} is "in a daily digest at 09:00 UTC" and the like, a message of its own.
        told = gettext(
            "With this change, {subscription} would stay paused, and post to {channel} {when} after that.",
            subscription=shown_name(old),
            channel=channel,
            when=when,
        )
        return sentences(told, paused_how_long(old))
    if old:
        # NOTE: {when} is "in a daily digest at 09:00 UTC" and the like, a message of its own.
        return gettext(
            "With this change, {subscription} would post to {channel} {when}.",
            subscription=shown_name(old),
            channel=channel,
            when=when,
        )
    # NOTE: {when} is "in a daily digest at 09:00 UTC" and the like, a message of its own.
    return gettext("Alerts would go to {channel} {when}.", channel=channel, when=when)


def dry_run_embed(
    draft: Draft, preview: Preview, difference: Difference | None = None, catalogue: Catalogue = UNKNOWN
) -> discord.Embed:
    """The query, what it stands instead of, what it would have matched, and what else that says.

    Of a change it has what becomes another, and the papers that go and come in place of examples.
    """
    replaces = draft.replaces
    embed = discord.Embed(title=gettext("Dry run"), description=code_block(preview.query))
    if replaces and replaces.query != preview.query:
        embed.add_field(name=gettext("Instead of"), value=code_block(replaces.query, FIELD_VALUE), inline=False)
    matched = matched_sentence(preview, offers_digest=offers_digest(draft, preview))
    told = "\n".join(filter(None, (matched, change_line(difference, preview.days))))
    embed.add_field(name=gettext("Would have matched"), value=told, inline=False)
    add_carried(embed, draft, catalogue)
    add_help(embed, preview.offers)
    add_difference(embed, difference)
    if preview.examples and not (difference and difference.is_some):  # else those are what there is to look at
        notes = [matched_note(draft.query, one) for one in preview.examples]
        lines = example_lines(preview.examples, FIELD_VALUE, notes)
        embed.add_field(name=gettext("For example"), value=lines, inline=False)
    add_votes(embed, preview)
    add_unheard(embed, preview)
    if replaces:
        foot = gettext("Save changes the subscription. These buttons work for 10 minutes.")
    else:
        foot = gettext("Save starts the alerts. These buttons work for 10 minutes.")
    return embed.set_footer(text=foot)


def matched_sentence(preview: Preview, *, offers_digest: bool = False) -> str:
    """For instance: 9 of the 178 papers from the last 7 days (1.3 a day).

    Where streams are listened to, a line for each source: 96 of 3,410 on arXiv in 3 days (32 a day).
    """
    if preview.not_ready:
        return sentences(preview.not_ready, gettext("You can still save it."))
    if [share.name for share in preview.shares] in ([], [LISTS]):
        lines = [sentences(_lists_sentence(preview), phrase_sentence(preview.offers))]
    else:
        lines = [_share_line(share, preview, offers_digest=offers_digest) for share in preview.shares]
        if (more := len(lines) - _MOST_SHARES) > 0:
            # NOTE: the last line of a list of sources, after "… "
            lines[_MOST_SHARES:] = [f"… {ngettext('and {number} more source', 'and {number} more sources', more)}"]
        lines += [_together(preview), phrase_sentence(preview.offers)]
    return "\n".join(filter(None, lines))


def _lists_sentence(preview: Preview) -> str:
    if not preview.matches:
        return ngettext(
            "**{matches}** of {number} paper from the last {days} days.",
            "**{matches}** of the {number} papers from the last {days} days.",
            preview.papers,
            matches=preview.matches,
            days=preview.days,
        )
    return ngettext(
        "**{matches}** of {number} paper from the last {days} days ({rate} a day).",
        "**{matches}** of the {number} papers from the last {days} days ({rate} a day).",
        preview.papers,
        matches=preview.matches,
        days=preview.days,
        rate=decimal(preview.per_day, 1),
    )


def _together(preview: Preview) -> str:
    """How many alerts that is, where some papers are counted for several sources."""
    if sum(share.matches for share in preview.shares) <= preview.matches:
        return ""
    return ngettext(
        "Together **{number}** paper ({rate} a day): each comes once.",
        "Together **{number}** papers ({rate} a day): each comes once.",
        preview.matches,
        rate=a_day(preview.per_day),
    )


def _share_line(share: Share, preview: Preview, *, offers_digest: bool) -> str:
    found = _share(share)
    if not share.matches:
        return found
    if offers_digest and share == _busiest(preview):
        # NOTE: {found} is "12 of 3,410 on arXiv in 7 days" and the like.
        return gettext("{found} ({rate} a day, better as a daily digest)", found=found, rate=a_day(share.per_day))
    # NOTE: {found} is "12 of 3,410 on arXiv in 7 days" and the like.
    return gettext("{found} ({rate} a day)", found=found, rate=a_day(share.per_day))


def _share(share: Share) -> str:
    """`12 of 3,410 on arXiv in 7 days`; in fewer where the source was switched on lately."""
    counts: dict[str, int] = {"matches": share.matches, "papers": share.papers}
    if share.name == LISTS:
        return ngettext(
            "**{matches}** of the {papers} listed papers of the last day",
            "**{matches}** of the {papers} listed papers of the last {number} days",
            share.days,
            **counts,
        )
    return ngettext(
        "**{matches}** of {papers} on {source} in {number} day",
        "**{matches}** of {papers} on {source} in {number} days",
        share.days,
        source=safe(share.title, TITLE),
        **counts,
    )


def _busiest(preview: Preview) -> Share:
    return max(preview.shares, key=lambda share: share.per_day)
