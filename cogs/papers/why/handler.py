"""`/papers why`: why a paper was or was not posted, in at most twelve lines, from what the person may see."""

from __future__ import annotations

from functools import partial
from itertools import chain
from typing import TYPE_CHECKING

from discord.utils import format_dt

from bot.discord_io.interactions.abstracts import explain_forgotten, find_paper_id
from bot.discord_io.posting.message_links import jump_url
from bot.discord_io.render.code_blocks import inline_code
from bot.discord_io.render.custom_ids import WHY_PATTERN
from bot.discord_io.render.entries import linked_title, small_line
from bot.discord_io.render.paper_text import day, identity, popularity, public_identity, reason_line
from bot.domain.discord.limits import BUTTONS
from bot.domain.subscription import EVERY_PAPER
from bot.language.formats import sentences, some_of
from bot.language.translating import gettext, ngettext, translate_stored
from bot.service.subscriptions.causes import Cause
from bot.service.subscriptions.rules import own_name
from bot.service.subscriptions.why import Finding
from bot.text.graphemes import utf16_length
from bot.text.safe import clip, escape_outside_code, safe
from cogs.papers.lists import card_button
from cogs.papers.lookup import look_up_papers, where_to_read, why_missing
from cogs.papers.why.term_sentences import term_sentence
from cogs.pausing.buttons import resume_button
from cogs.shared.guards import destinations_here, may_look_into, may_manage, owner_of
from cogs.shared.layouts import Entry, listing, show
from cogs.shared.lines import mention_of, name_among

if TYPE_CHECKING:
    import re
    from collections.abc import Collection

    import discord
    from discord.ui import LayoutView

    from bot.domain.subscription import Subscription
    from bot.service.subscriptions.causes import Reason
    from bot.service.subscriptions.why import Diagnosis
    from cogs.services import Services

_MAX_LINES = 10  # of the subscription and reasons; with the paper twelve
_REASONS_LENGTH = 3000  # UTF-16 code units of the reasons: with a title they fit a message
_IDENTITY_LENGTH = 250  # UTF-16 code units of an identity
_CAUSE_LENGTH = 300  # characters of Discord's reason, or of an error
_MAX_NAMED, _MAX_SENTENCES = 3, 4  # subscriptions and reasons in a line


class WhyHandler:
    """Explains why a paper was or was not posted."""

    def __init__(self, services: Services) -> None:
        self._services = services
        services.presses.for_all(WHY_PATTERN, self._pressed)

    async def show(self, interaction: discord.Interaction, paper_id: str, ref: str | None) -> None:
        """Show the explanation in the deferred reply. Raises UnknownSubscriptionError."""
        papers, here = self._services.papers, interaction.channel_id or 0
        answer = (await look_up_papers(interaction, papers, [paper_id]))[paper_id]
        may_see = partial(may_look_into, interaction)
        why = await self._services.diagnoses.diagnose(paper_id, owner_of(interaction), here, may_see, ref)
        missing = gettext("I don't have {paper}.", paper=safe(identity(paper_id), _IDENTITY_LENGTH))
        missing = sentences(missing, why_missing(paper_id, answer, papers), where_to_read(paper_id))
        await show(interaction, why_layout(why, missing, is_manager=may_manage(interaction)))

    async def _pressed(self, interaction: discord.Interaction, match: re.Match[str]) -> None:
        """Explain the tested subscription, or the only one that matched the paper here; otherwise all."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        paper_id = await find_paper_id(match["key"], self._services.papers.stored)
        if paper_id is None:
            await interaction.edit_original_response(content=explain_forgotten(""))
            return
        ref, here = match["tested"], destinations_here(interaction)
        if not ref:
            matching = await self._services.tunings.matched_by(paper_id, owner_of(interaction), here)
            found = [
                subscription.id
                for subscription in matching
                if may_look_into(interaction, subscription.destination_id)
            ]
            ref = found[0] if len(found) == 1 else None
        await self.show(interaction, paper_id, ref)


def why_layout(why: Diagnosis, missing: str, *, is_manager: bool) -> LayoutView:
    """Lay out the reply within a message's limits; `missing` is the head for a paper that is not stored.

    If the person is a manager, it has buttons to resume the paused subscriptions that match.
    """
    only = why.subscriptions[0] if len(why.subscriptions) == 1 else None
    head, body = _head(why, missing), _body(why, only)
    button = card_button(why.sighting.paper.id) if why.sighting else None
    resumable = [
        subscription
        for reasons, subscriptions in why.findings
        if is_manager and not {Cause.PAUSED, Cause.HELD}.isdisjoint(reason.cause for reason in reasons)
        for subscription in subscriptions
        if subscription in why.subscriptions
    ]
    return listing(
        (),
        [Entry(text=head, brief=head, button=button), *([Entry(text=body, brief=body)] if body else [])],
        rows=[[resume_button(subscription, with_name=only is None) for subscription in resumable[:BUTTONS]]],
    )


def _head(why: Diagnosis, missing: str) -> str:
    if why.sighting is None:
        return missing
    paper = why.sighting.paper
    facts = small_line(popularity(why.sighting), day(why.sighting), safe(public_identity(paper), _IDENTITY_LENGTH))
    return f"### {linked_title(paper)}\n{facts}"


def _body(why: Diagnosis, only: Subscription | None) -> str:
    """Return the subscription, if it is a single one, and as many reasons as fit."""
    if why.sighting and not (why.subscriptions or why.findings):
        return gettext("You can't see any subscriptions here.")
    rows = [  # each reason for itself (`zip` makes tuples of one) if there is a single subscription
        Finding(reasons, found.subscriptions)
        for found in why.findings
        for reasons in (zip(found.reasons, strict=True) if found.subscriptions == (only,) else [found.reasons])
    ]
    among = {*why.subscriptions, *chain.from_iterable(row.subscriptions for row in rows)}
    lines = [reasons_line(row, only, among) for row in rows]
    # All obstacles have one sign
    blockers = [number for number, row in enumerate(rows) if row.reasons[0].cause.sign == Cause.TERM_MISSING.sign]
    # If one subscription was asked about, rows before its obstacle tell that the paper was posted for another one
    if blockers and not (only and blockers[0]):
        # NOTE: a heading over the reasons why a paper was not posted
        lines.insert(blockers[0], f"**{gettext('Not posted')}**")
    if only and why.sighting:
        query = [inline_code(only.query)] if own_name(only) and only.query != EVERY_PAPER else []
        lines[:0] = [f"{name_among(only, among)} → {mention_of(only)}", *query]
    shown = lines if len(lines) <= _MAX_LINES else lines[: _MAX_LINES - 1]
    while utf16_length("\n".join(shown)) > _REASONS_LENGTH:
        shown = shown[:-1]
    if omitted := len(lines) - len(shown):
        # NOTE: the last line of a list
        shown = [*shown, ngettext("… and {number} more", "… and {number} more", omitted)]
    return "\n".join(shown)


def reasons_line(found: Finding, only: Subscription | None, among: Collection[Subscription] = ()) -> str:
    """Return reasons with the first one's sign, and the subscriptions' names unless they are about `only` one.

    A name that another one of `among` has too is followed by the id.
    """
    reasons, subscriptions = found
    reason, text = reasons[0], sentences(*map(_sentence, reasons[:_MAX_SENTENCES]))
    if reason.destination is not None and not subscriptions:
        text = sentences(text, gettext("The subscription that matched was deleted or moved."))
    elif subscriptions != (only,):
        names = [name_among(subscription, among) for subscription in subscriptions]
        # NOTE: {subscriptions} are names of subscriptions, {sentence} says why they posted a paper or did not
        text = gettext(
            "{subscriptions}: {sentence}", subscriptions=some_of(names[:_MAX_NAMED], len(names)), sentence=text
        )
    return f"{reason.cause.sign} {text}"


def _sentence(reason: Reason) -> str:
    if reason.terms:
        return term_sentence(*reason.terms)
    if reason.pick:
        return reason_line(reason.pick)
    destination, post, text = reason.destination, reason.message_id, reason.text
    if destination:
        shown = clip(translate_stored(text), _CAUSE_LENGTH)
    else:  # names of sources, or an error that quotes a query
        shown = escape_outside_code(clip(text, _CAUSE_LENGTH), inline_code)
    return gettext(
        reason.cause.sentence,
        channel=mention_of(destination) if destination else "",
        url=jump_url(destination, post) if destination and post else "",
        time=format_dt(reason.at, "f") if reason.at else "",
        text=shown,
        command=inline_code(f"/alerts subscribe query:{text}"),
    ).rstrip()
