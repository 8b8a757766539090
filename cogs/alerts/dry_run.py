"""The dry run of a subscription: its text and embed, its buttons, and the form behind Edit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import discord
from typing_extensions import override

from bot.discord_io.render.code import code_block, inline_code
from bot.domain.discord.limits import FIELD_VALUE, MESSAGE_LENGTH
from bot.domain.listening import LISTS, as_stored
from bot.domain.ports.catalogue import UNKNOWN
from bot.domain.subscription import Mode
from bot.language.formats import decimal, joined, number, sentences
from bot.language.translating import gettext, ngettext, pgettext
from bot.service.subscriptions.chosen_sources import ALL, as_typed, everything, in_words
from bot.text.safe import clip, safe
from cogs.alerts.change_lines import add_difference
from cogs.alerts.offers import add_help, phrase_sentence
from cogs.reading.carried import add_carried
from cogs.settings.panel import digest_hint
from cogs.shared.forms import asked, form_id, submitted_values, titled
from cogs.shared.lines import example_lines, shown_name

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from bot.discord_io.interactions.presses import ItemClass
    from bot.domain.ports.catalogue import Catalogue
    from bot.service.papers.difference import Difference
    from bot.service.papers.preview import Preview, Share
    from bot.service.subscriptions.subscriptions import Draft
    from cogs.alerts.offers import Offer

BUTTON_TEMPLATE: Final = (
    r"paperboy:draft:(?P<action>save|daily|edit|cancel|phrase|instead|times):"
    r"(?P<token>[0-9a-f]{16})(?P<state>:.*)?"
)
_LIFETIME = 600.0  # seconds; Discord lets a reply be changed for 15 minutes
_FORM_PREFIX = "paperboy:query:"
_QUERY_FIELD = "query"
_OLD_QUERY = 500
_TITLE = 40  # characters of a source's
_WHOLE = 10  # matches a day from which on no fraction is told
_MOST_SHARES = 8  # sources in one sentence
_SOURCES = 300  # characters of their titles


def dry_run_text(  # noqa: PLR0913 - the draft, and what is known of where it goes
    draft: Draft,
    preview: Preview,
    problems: Sequence[str],
    when: str,
    catalogue: Catalogue = UNKNOWN,
    *,
    has_settings: bool = False,
) -> str:
    """Where alerts would go, `when`, of which sources if these were chosen, and what to mind.

    `has_settings` where something is subscribed already: there the times of digests can be changed at once.

    Outside of the embed, where not every client names channels.
    """
    saved = gettext("Nothing is saved yet.")
    times = "" if draft.mode is Mode.NOW else digest_hint(saved=has_settings)
    lines = [sentences(saved, _place_sentence(draft, when), times, _sources_sentence(draft, catalogue))]
    lines += [f"⚠️ {warning}" for warning in (*problems, *preview.warnings)]
    return clip("\n".join(lines), MESSAGE_LENGTH)


def _sources_sentence(draft: Draft, catalogue: Catalogue) -> str:
    old = draft.listens if draft.replaces is None else draft.replaces.sources
    if not draft.listens and not old:
        return ""
    now = safe(in_words(draft.listens, catalogue), _SOURCES)
    before = safe(in_words(old, catalogue), _SOURCES)
    match old == draft.listens, draft.listens == everything(catalogue):
        case True, False:
            return gettext("It would listen to {sources}.", sources=now)
        case True, _:
            return gettext(
                "It would listen to {sources}; a source that is added later is not among them.", sources=now
            )
        case _, False:
            return gettext("It would listen to {sources} instead of {old}.", sources=now, old=before)
        case _:
            return gettext(
                "It would listen to {sources} instead of {old}; a source that is added later is not among them.",
                sources=now,
                old=before,
            )


def offers_digest(draft: Draft, preview: Preview) -> bool:
    """Whether so much would come, each by itself, that a digest is offered."""
    return draft.mode is Mode.NOW and preview.is_broad


def _place_sentence(draft: Draft, when: str) -> str:
    channel = f"<#{draft.destination.id}>"
    if draft.replaces:
        # NOTE: {when} is "in a daily digest at 09:00 UTC" and the like, a message of its own.
        return gettext(
            "{subscription}, changed, would go to {channel} {when}.",
            subscription=shown_name(draft.replaces),
            channel=channel,
            when=when,
        )
    # NOTE: {when} is "in a daily digest at 09:00 UTC" and the like, a message of its own.
    return gettext("Alerts would go to {channel} {when}.", channel=channel, when=when)


def dry_run_embed(draft: Draft, preview: Preview, difference: Difference | None = None) -> discord.Embed:
    """The query, what it stands instead of, what it would have matched, and what else that says."""
    replaces = draft.replaces
    embed = discord.Embed(title=gettext("Dry run"), description=code_block(preview.query))
    if replaces and replaces.query != preview.query:
        embed.add_field(
            name=gettext("Instead of"), value=code_block(clip(replaces.query, _OLD_QUERY)), inline=False
        )
    matched = matched_sentence(preview, offers_digest=offers_digest(draft, preview))
    embed.add_field(name=gettext("Would have matched"), value=matched, inline=False)
    add_carried(embed, draft)
    if preview.unheard:
        embed.add_field(
            name=gettext("Not listened to"), value=_unheard_sentence(draft, preview.unheard), inline=False
        )
    add_help(embed, preview.offers)
    add_difference(embed, difference, preview.days)
    if preview.examples:
        lines = example_lines(preview.examples, FIELD_VALUE)
        embed.add_field(name=gettext("For example"), value=lines, inline=False)
    if replaces:
        foot = gettext("Save changes the subscription. These buttons work for 10 minutes.")
    else:
        foot = gettext("Save starts the alerts. These buttons work for 10 minutes.")
    return embed.set_footer(text=foot)


def matched_sentence(preview: Preview, *, offers_digest: bool = False) -> str:
    """For instance: 9 of the last 7 days' 178 papers (1.3 a day).

    Where streams are listened to, a line for each source: 96 of 3,410 on arXiv: about 32 a day. Below it, how many
    are left behind a bar: `min_upvotes` 10 → 7 · 20 → 4.
    """
    if preview.not_ready:
        return sentences(preview.not_ready, gettext("It can be saved all the same."))
    lists_alone = [share.name for share in preview.shares] in ([], [LISTS])
    if lists_alone:
        lines = [sentences(_lists_sentence(preview), phrase_sentence(preview.offers))]
    else:
        lines = [_share_line(share, preview, offers_digest=offers_digest) for share in preview.shares]
        if (more := len(lines) - _MOST_SHARES) > 0:
            lines[_MOST_SHARES:] = [f"… {ngettext('and {number} more source', 'and {number} more sources', more)}"]
        lines.append(phrase_sentence(preview.offers))
    if preview.matches if lists_alone else any(count for _, count in preview.at_least):
        fewer = " · ".join(f"{number(bar)} → **{number(count)}**" for bar, count in preview.at_least)
        lines.append(gettext("With `min_upvotes` of {fewer}", fewer=fewer))
    return "\n".join(filter(None, lines))


def _lists_sentence(preview: Preview) -> str:
    if not preview.matches:
        return ngettext(
            "**{matches}** of the last {days} days' {number} paper.",
            "**{matches}** of the last {days} days' {number} papers.",
            preview.papers,
            matches=preview.matches,
            days=preview.days,
        )
    return ngettext(
        "**{matches}** of the last {days} days' {number} paper ({rate} a day).",
        "**{matches}** of the last {days} days' {number} papers ({rate} a day).",
        preview.papers,
        matches=preview.matches,
        days=preview.days,
        rate=decimal(preview.per_day, 1),
    )


def _share_line(share: Share, preview: Preview, *, offers_digest: bool) -> str:
    found = _share(share, preview)
    if not share.matches:
        return found
    if offers_digest and share == _busiest(preview):
        # NOTE: {found} is "12 of 3,410 on arXiv" and the like.
        return gettext("{found}: about {rate} a day, better as a daily digest", found=found, rate=_rate(share))
    return gettext("{found}: about {rate} a day", found=found, rate=_rate(share))


def _share(share: Share, preview: Preview) -> str:
    """`12 of 3,410 on arXiv`, and in how many days where these are fewer."""
    counts: dict[str, int] = {"matches": share.matches, "papers": share.papers}
    title = safe(share.title, _TITLE)
    if share.days >= preview.days:
        if share.name == LISTS:
            return gettext("**{matches}** of {papers} trending", **counts)
        return gettext("**{matches}** of {papers} on {source}", source=title, **counts)
    if share.name == LISTS:
        return ngettext(
            "**{matches}** of {papers} trending in {number} day",
            "**{matches}** of {papers} trending in {number} days",
            share.days,
            **counts,
        )
    return ngettext(
        "**{matches}** of {papers} on {source} in {number} day",
        "**{matches}** of {papers} on {source} in {number} days",
        share.days,
        source=title,
        **counts,
    )


def _busiest(preview: Preview) -> Share:
    return max(preview.shares, key=lambda share: share.per_day)


def _rate(share: Share) -> str:
    return decimal(share.per_day, 0 if share.per_day >= _WHOLE else 1)


def _unheard_sentence(draft: Draft, unheard: Sequence[Share]) -> str:
    """What streams would add, and what to type for that: arXiv would add about 12 a day: `sources:all`."""
    first, *others = unheard[:_MOST_SHARES]
    wanted = ALL if others else as_typed(as_stored([*(draft.listens or (LISTS,)), first.name]))
    option = inline_code(f"sources:{wanted}")
    if not others:
        title = safe(first.title, _TITLE)
        return gettext(
            "{source} would add about {rate} a day: {option}.", source=title, rate=_rate(first), option=option
        )
    shares = [f"{_rate(share)} ({safe(share.title, _TITLE)})" for share in unheard[:_MOST_SHARES]]
    # NOTE: {shares} is a list of "12 (arXiv)" and the like.
    return gettext("They would add about {shares} a day: {option}.", shares=joined(shares), option=option)


class DraftView(discord.ui.View):
    """Save, Edit, Cancel, between them a daily digest if it is offered, and other queries that are.

    Calls `expired` when nobody decides in time.
    """

    def __init__(
        self,
        token: str,
        item_class: ItemClass,
        expired: Callable[[], Awaitable[None]],
        offered: Sequence[Offer] = (),
        *,
        offers_digest: bool = False,
    ) -> None:
        super().__init__(timeout=_LIFETIME)
        self._expired = expired
        styles = discord.ButtonStyle
        for action, label, style in (
            ("save", pgettext("button", "Save"), styles.success),
            ("daily", pgettext("button", "As a daily digest"), styles.primary),
            ("edit", pgettext("button", "Edit"), styles.primary),
            ("cancel", pgettext("button", "Cancel"), styles.secondary),
        ):
            if action == "daily" and not offers_digest:
                continue
            custom_id = f"paperboy:draft:{action}:{token}"
            button = discord.ui.Button[discord.ui.View](label=label, style=style, custom_id=custom_id)
            self.add_item(item_class(button))
        for offer in offered:
            custom_id = f"paperboy:draft:{offer.action}:{token}"
            button = discord.ui.Button[discord.ui.View](label=offer.label, custom_id=custom_id)
            self.add_item(item_class(button))

    @override
    async def on_timeout(self) -> None:
        await self._expired()


def query_form(token: str, query: str) -> discord.ui.Modal:
    """The form in which a query is changed. Its answer is read with `form_token` and `form_query`."""
    form = titled(pgettext("form", "Edit the query"), f"{_FORM_PREFIX}{token}", _LIFETIME)
    text = discord.ui.TextInput[discord.ui.Modal](
        style=discord.TextStyle.paragraph, custom_id=_QUERY_FIELD, default=query, max_length=4000
    )
    return form.add_item(asked(text, gettext("/paperboy help shows how to write it.")))


def form_token(interaction: discord.Interaction) -> str | None:
    """The token of the submitted query form; None when the interaction is something else."""
    return form_id(interaction, _FORM_PREFIX)


def token_of(form: str) -> str | None:
    """The token in the custom_id of a query form; None when it is another form's."""
    return form.removeprefix(_FORM_PREFIX) if form.startswith(_FORM_PREFIX) else None


def form_query(interaction: discord.Interaction) -> str:
    """The query as typed into the form."""
    return next(iter(submitted_values(interaction).get(_QUERY_FIELD, ())), "")
