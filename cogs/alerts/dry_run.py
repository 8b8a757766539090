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
from bot.service.subscriptions.chosen_sources import ALL, as_typed, everything, in_words
from bot.text.phrases import counted
from bot.text.safe import clip, safe
from cogs.alerts.change_lines import add_difference
from cogs.alerts.offers import add_help, phrase_words
from cogs.shared.forms import form_id, submitted_values
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
    r"paperboy:draft:(?P<action>save|daily|edit|cancel|phrase|instead):(?P<token>[0-9a-f]{16})"
)
_LIFETIME = 600.0  # seconds; Discord lets a reply be changed for 15 minutes
_FORM_PREFIX = "paperboy:query:"
_QUERY_FIELD = "query"
_OLD_QUERY = 500
_TITLE = 40  # characters of a source's
_WHOLE = 10  # matches a day from which on no fraction is told
_MOST_SHARES = 8  # sources in one sentence
_SOURCES = 300  # characters of their titles
_BUTTONS = {
    "save": ("Save", discord.ButtonStyle.success),
    "daily": ("As a daily digest", discord.ButtonStyle.primary),
    "edit": ("Edit", discord.ButtonStyle.primary),
    "cancel": ("Cancel", discord.ButtonStyle.secondary),
}


def dry_run_text(
    draft: Draft, preview: Preview, problems: Sequence[str], when: str, catalogue: Catalogue = UNKNOWN
) -> str:
    """Where alerts would go, `when`, of which sources if these were chosen, and what to mind.

    Outside of the embed, where not every client names channels.
    """
    lines = [f"Nothing is saved yet. {_subject(draft)} would go to <#{draft.destination.id}> {when}."]
    lines[0] += _sources_sentence(draft, catalogue)
    lines += [f"⚠️ {warning}" for warning in (*problems, *preview.warnings)]
    return clip("\n".join(lines), MESSAGE_LENGTH)


def _sources_sentence(draft: Draft, catalogue: Catalogue) -> str:
    old = draft.listens if draft.replaces is None else draft.replaces.sources
    if not draft.listens and not old:
        return ""
    text = f" It would listen to {safe(in_words(draft.listens, catalogue), _SOURCES)}"
    if old != draft.listens:
        text += f" instead of {safe(in_words(old, catalogue), _SOURCES)}"
    later = "; a source that is added later is not among them" if draft.listens == everything(catalogue) else ""
    return f"{text}{later}."


def offers_digest(draft: Draft, preview: Preview) -> bool:
    """Whether so much would come, each by itself, that a digest is offered."""
    return draft.mode is Mode.NOW and preview.is_broad


def _subject(draft: Draft) -> str:
    return f"{shown_name(draft.replaces)}, changed," if draft.replaces else "Alerts"


def dry_run_embed(draft: Draft, preview: Preview, difference: Difference | None = None) -> discord.Embed:
    """The query, what it stands instead of, what it would have matched, and what else that says."""
    replaces = draft.replaces
    embed = discord.Embed(title="Dry run", description=code_block(preview.query))
    if replaces and replaces.query != preview.query:
        embed.add_field(name="Instead of", value=code_block(clip(replaces.query, _OLD_QUERY)), inline=False)
    matched = matched_sentence(preview, offers_digest=offers_digest(draft, preview))
    embed.add_field(name="Would have matched", value=matched, inline=False)
    if preview.unheard:
        embed.add_field(name="Not listened to", value=_unheard_sentence(draft, preview.unheard), inline=False)
    add_help(embed, preview.offers)
    add_difference(embed, difference, preview.days)
    if preview.examples:
        lines = example_lines(preview.examples, FIELD_VALUE)
        embed.add_field(name="For example", value=lines, inline=False)
    saved = "changes the subscription" if replaces else "starts the alerts"
    return embed.set_footer(text=f"Save {saved}. These buttons work for 10 minutes.")


def matched_sentence(preview: Preview, *, offers_digest: bool = False) -> str:
    """For instance: 9 of the last 7 days' 178 papers (1.3 a day).

    Where streams are listened to, a line for each source: 96 of 3,410 on arXiv: about 32 a day. Below it, how many
    are left behind a bar: `min_upvotes` 10 → 7 · 20 → 4.
    """
    if preview.not_ready:
        return f"{preview.not_ready} It can be saved all the same."
    text = f"**{preview.matches}** of the last {preview.days} days' {preview.papers:,} papers"
    lists_alone = [share.name for share in preview.shares] in ([], [LISTS])
    if not lists_alone:
        lines = [_share_line(share, preview, offers_digest=offers_digest) for share in preview.shares]
        more = len(lines) - _MOST_SHARES
        lines[_MOST_SHARES:] = [f"… and {counted(more, 'more source')}"] if more > 0 else []
        text = "\n".join(lines) + phrase_words(preview.offers)
    elif not preview.matches:
        return f"{text}."
    else:
        text += f" ({preview.per_day:.1f} a day){phrase_words(preview.offers)}."
    fewer = " · ".join(f"{bar} → **{number}**" for bar, number in preview.at_least)
    voted = lists_alone or any(number for _, number in preview.at_least)
    return f"{text}\nWith `min_upvotes` of {fewer}" if voted else text


def _share_line(share: Share, preview: Preview, *, offers_digest: bool) -> str:
    where = "trending" if share.name == LISTS else f"on {safe(share.title, _TITLE)}"
    lately = f" in {counted(share.days, 'day')}" if share.days < preview.days else ""
    text = f"**{share.matches:,}** of {share.papers:,} {where}{lately}"
    if share.matches:
        text += f": about {_rate(share)} a day"
    return f"{text}, better as a daily digest" if offers_digest and share == _busiest(preview) else text


def _busiest(preview: Preview) -> Share:
    return max(preview.shares, key=lambda share: share.per_day)


def _rate(share: Share) -> str:
    return f"{share.per_day:.0f}" if share.per_day >= _WHOLE else f"{share.per_day:.1f}"


def _unheard_sentence(draft: Draft, unheard: Sequence[Share]) -> str:
    """What streams would add, and what to type for that: arXiv would add about 12 a day: `sources:all`."""
    first, *others = unheard[:_MOST_SHARES]
    text = f"{safe(first.title, _TITLE)} would add about {_rate(first)} a day"
    text += "".join(f", {safe(share.title, _TITLE)} about {_rate(share)}" for share in others)
    wanted = ALL if others else as_typed(as_stored([*(draft.listens or (LISTS,)), first.name]))
    return f"{text}: {inline_code(f'sources:{wanted}')}."


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
        for action, (label, style) in _BUTTONS.items():
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
    form = discord.ui.Modal(title="Edit the query", custom_id=f"{_FORM_PREFIX}{token}", timeout=_LIFETIME)
    text = discord.ui.TextInput[discord.ui.Modal](
        style=discord.TextStyle.paragraph, custom_id=_QUERY_FIELD, default=query, max_length=4000
    )
    form.add_item(
        discord.ui.Label(text="Query", description="See /paperboy help for the language.", component=text)
    )
    return form


def form_token(interaction: discord.Interaction) -> str | None:
    """The token of the submitted query form; None when the interaction is something else."""
    return form_id(interaction, _FORM_PREFIX)


def token_of(form: str) -> str | None:
    """The token in the custom_id of a query form; None when it is another form's."""
    return form.removeprefix(_FORM_PREFIX) if form.startswith(_FORM_PREFIX) else None


def form_query(interaction: discord.Interaction) -> str:
    """The query as typed into the form."""
    return next(iter(submitted_values(interaction).get(_QUERY_FIELD, ())), "")
