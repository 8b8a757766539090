"""Why a paper was posted or was not: asked for a person, who is answered what they may know, in twelve lines."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from discord.utils import format_dt

from bot.discord_io.interactions.abstracts import find_paper_id, forgotten
from bot.discord_io.interactions.presses import anybody, on_press
from bot.discord_io.posting.jump import jump_url
from bot.discord_io.render.code import inline_code
from bot.discord_io.render.custom_ids import WHY_PATTERN
from bot.discord_io.render.entries import linked_title, small_line
from bot.discord_io.render.paper_text import identity, popularity, public_identity
from bot.domain.discord.limits import BUTTONS
from bot.language.formats import sentences, some_of
from bot.language.translating import gettext, ngettext, translate_stored
from bot.service.subscriptions.why import Cause
from bot.text.graphemes import units
from bot.text.safe import clip, safe
from cogs.papers.asking import looked_up, readable, trouble_of
from cogs.papers.lists import card_button
from cogs.papers.why.term_sentences import term_sentence
from cogs.pausing.buttons import resume_button
from cogs.shared.guards import destinations_here, may_look_into, may_manage, owner_of
from cogs.shared.layouts import Entry, listing, show
from cogs.shared.lines import dated, place, shown_subscription

if TYPE_CHECKING:
    import re

    import discord
    from discord.ui import LayoutView

    from bot.domain.subscription import Subscription
    from bot.service.subscriptions.why import Diagnosis, Reason
    from cogs.services import Services

_LINES = 10  # of the subscription and reasons; with the paper twelve
_REASONS = 3000  # UTF-16 code units of them: with a title they fit a message
_TITLE = 250
_SAID = 300  # characters of Discord's reason, or of an error
_NAMED = 3  # subscriptions in a line


class WhyHandler:
    """Tells why a paper was posted or was not. `item_classes` are for `Client.add_dynamic_items`."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self.item_classes = (on_press(WHY_PATTERN, self._pressed, anybody),)

    async def show(self, interaction: discord.Interaction, paper_id: str, ref: str | None) -> None:
        """Into the answer that was deferred before. Raises UnknownSubscriptionError."""
        papers, here = self._services.papers, interaction.channel_id or 0
        answer = (await looked_up(interaction, papers, [paper_id]))[paper_id]
        may_see = partial(may_look_into, interaction)
        why = await self._services.diagnoses.diagnose(paper_id, owner_of(interaction), here, may_see, ref)
        trouble = sentences(trouble_of(paper_id, answer, papers), readable(paper_id))
        await show(interaction, why_layout(why, trouble, managed=may_manage(interaction)))

    async def _pressed(self, interaction: discord.Interaction, match: re.Match[str]) -> None:
        """About the subscription that a test was of, or that brought the paper here; else about all."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        paper_id = await find_paper_id(match["key"], self._services.papers.stored)
        if paper_id is None:
            await interaction.edit_original_response(content=forgotten(""))
            return
        ref, here = match["tested"], destinations_here(interaction)
        if not ref:
            brought = await self._services.tunings.matched_by(paper_id, owner_of(interaction), here)
            found = [one.id for one in brought if may_look_into(interaction, one.destination_id)]
            ref = found[0] if len(found) == 1 else None
        await self.show(interaction, paper_id, ref)


def why_layout(why: Diagnosis, trouble: str, *, managed: bool) -> LayoutView:
    """The answer, within a message's limits; `trouble` is why there is no paper.

    Where alerts are `managed` by who asks, what is paused can be resumed where that helps the paper.
    """
    only = why.subscriptions[0] if len(why.subscriptions) == 1 else None
    head, body = _head(why, trouble), _body(why, only)
    button = card_button(why.sighting.paper.id) if why.sighting else None
    paused = {s for one in why.reasons if one.cause in {Cause.PAUSED, Cause.HELD} for s in one.subscriptions}
    resumable = [one for one in why.subscriptions if managed and one in paused]
    return listing(
        (),
        [Entry(text=head, brief=head, button=button), *([Entry(text=body, brief=body)] if body else [])],
        rows=[[resume_button(one, named=only is None) for one in resumable[:BUTTONS]]],
    )


def _head(why: Diagnosis, trouble: str) -> str:
    if why.sighting is None:
        unknown = gettext("I have not read that paper, or have forgotten it.")
        return f"### {safe(identity(why.paper_id), _TITLE)}\n{sentences(unknown, trouble)}"
    paper = why.sighting.paper
    facts = small_line(popularity(why.sighting), dated(why.sighting), safe(public_identity(paper), _TITLE))
    return f"### {linked_title(paper)}\n{facts}"


def _body(why: Diagnosis, only: Subscription | None) -> str:
    """The subscription, if it is one, and as many of the reasons as fit."""
    if why.sighting and not (why.subscriptions or why.reasons):
        return gettext("There are no subscriptions here that you can see: `/alerts subscribe` makes one.")
    lines = [line(one, only) for one in why.reasons]
    kept_back = [number for number, one in enumerate(why.reasons) if one.cause.sign == Cause.TERM.sign]
    if kept_back:
        # NOTE: a heading over the reasons why a paper was not posted
        lines.insert(kept_back[0], f"**{gettext('Not posted')}**")
    if only and why.sighting:
        lines[:0] = [f"{shown_subscription(only)} → {place(only)}", inline_code(only.query)]
    shown = lines if len(lines) <= _LINES else lines[: _LINES - 1]
    while units("\n".join(shown)) > _REASONS:
        shown = shown[:-1]
    if left := len(lines) - len(shown):
        shown = [*shown, ngettext("… and {number} more.", "… and {number} more.", left)]
    return "\n".join(shown)


def line(reason: Reason, only: Subscription | None) -> str:
    """A reason with its sign and its subscriptions, unless it is the `only` one that was asked about."""
    told = _sentence(reason)
    if reason.destination is not None and not reason.subscriptions:
        told = sentences(told, gettext("The subscription that it matched was deleted or moved."))
    elif reason.subscriptions != (only,):
        names = [shown_subscription(one) for one in reason.subscriptions]
        # NOTE: {subscriptions} are names of subscriptions, {sentence} says why they posted a paper or did not
        told = gettext(
            "{subscriptions}: {sentence}", subscriptions=some_of(names[:_NAMED], len(names)), sentence=told
        )
    return f"{reason.cause.sign} {told}"


def _sentence(reason: Reason) -> str:
    if reason.term is not None:
        return term_sentence(reason.term)
    there, post, text = reason.destination, reason.message_id, reason.text
    return gettext(
        reason.cause.sentence,
        channel=place(there) if there else "",
        url=jump_url(there.guild_id, there.id, there.kind, post) if there and post else "",
        time=format_dt(reason.at, "f") if reason.at else "",
        text=clip(translate_stored(text), _SAID) if there else safe(text, _SAID),
        command=inline_code(text),
    ).rstrip()
