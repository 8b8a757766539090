"""The answer to why: the paper, what became of it, what matched and what kept it back, in twelve lines at most."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING

from discord.utils import format_dt

from bot.discord_io.posting.jump import jump_url
from bot.discord_io.render.code import inline_code
from bot.discord_io.render.entries import linked_title, small_line
from bot.discord_io.render.paper_text import heat, identity, public_identity
from bot.domain.discord.limits import BUTTONS
from bot.language.formats import sentences, some_of
from bot.language.translating import gettext, ngettext, said_again
from bot.service.subscriptions.reasons import Cause
from bot.text.graphemes import units
from bot.text.safe import clip, safe
from cogs.papers.lists import card_button
from cogs.papers.why.term_sentences import blocking_term, matched_term
from cogs.pausing.buttons import resume_button
from cogs.shared.layouts import Entry, listing
from cogs.shared.lines import dated, shown_subscription

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from discord.ui import LayoutView

    from bot.domain.subscription import Subscription
    from bot.service.subscriptions.reasons import Reason
    from bot.service.subscriptions.why import Diagnosis

_LINES = 10  # of reasons; with the paper twelve
_REASONS = 2500  # UTF-16 code units of them: with a title and a query they fit a message
_TITLE = 250
_SAID = 300  # characters of Discord's reason, or of an error
_NAMED = 3  # subscriptions in a line


def why_layout(why: Diagnosis, place: Callable[[int], str], trouble: str, *, managed: bool) -> LayoutView:
    """The answer, within a message's limits.

    `place` has words for a channel's id; `trouble` is why there is no paper. Where alerts are `managed` by who
    asks, what is paused can be resumed where that helps the paper.
    """
    only = why.subscriptions[0] if len(why.subscriptions) == 1 else None
    head, body = _head(why, trouble), _body(why, only, place)
    button = card_button(why.sighting.paper.id) if why.sighting else None
    resumable = why.resumable[:BUTTONS] if managed else ()
    return listing(
        (),
        [Entry(text=head, brief=head, button=button), *([Entry(text=body, brief=body)] if body else [])],
        rows=[[resume_button(one, named=only is None) for one in resumable]],
    )


def _head(why: Diagnosis, trouble: str) -> str:
    if why.sighting is None:
        unknown = gettext("I have not read that paper, or have forgotten it.")
        return f"### {safe(identity(why.paper_id), _TITLE)}\n{sentences(unknown, trouble)}"
    paper = why.sighting.paper
    facts = small_line(heat(why.sighting), dated(why.sighting), safe(public_identity(paper), _TITLE))
    return f"### {linked_title(paper)}\n{facts}"


def _body(why: Diagnosis, only: Subscription | None, place: Callable[[int], str]) -> str:
    """The subscription, if it is one, and the reasons."""
    if why.sighting and not (why.subscriptions or why.reasons):
        return gettext("There are no subscriptions here that you can see: `/alerts subscribe` makes one.")
    lines = [line(one, only, place) for one in why.reasons]
    kept_back = [number for number, one in enumerate(why.reasons) if one.cause.sign == Cause.TERM.sign]
    if kept_back:
        # NOTE: a heading over the reasons why a paper was not posted
        lines.insert(kept_back[0], f"**{gettext('Not posted')}**")
    if only is None or why.sighting is None:
        return _fitting(lines, _LINES)
    which = f"{shown_subscription(only)} → {place(only.destination_id)}"
    return f"{which}\n{inline_code(only.query)}\n{_fitting(lines, _LINES - 2)}"


def _fitting(lines: Sequence[str], most: int) -> str:
    """So many of the lines, or as many as fit, and how many there are besides."""
    room = list(accumulate(units(one) + 1 for one in lines))
    fit = sum(used <= _REASONS for used in room)
    if len(lines) > most:
        fit = min(fit, most - 1)
    left = len(lines) - fit
    return "\n".join(
        [*lines[:fit], *([ngettext("… and {number} more.", "… and {number} more.", left)] if left else [])]
    )


def line(reason: Reason, only: Subscription | None, place: Callable[[int], str]) -> str:
    """A reason with its sign and its subscriptions, unless it is the `only` one that was asked about.

    `place` gives the words for a channel's id.
    """
    told = _sentence(reason, place)
    if reason.destination is not None and not reason.subscriptions:
        told = sentences(told, gettext("The subscription that it matched was deleted or moved."))
    elif reason.subscriptions != (only,):
        names = [shown_subscription(one) for one in reason.subscriptions]
        # NOTE: {subscriptions} are names of subscriptions, {sentence} says why they posted a paper or did not
        told = gettext(
            "{subscriptions}: {sentence}", subscriptions=some_of(names[:_NAMED], len(names)), sentence=told
        )
    return f"{reason.cause.sign} {told}"


def _sentence(reason: Reason, place: Callable[[int], str]) -> str:
    if reason.term is not None:
        return matched_term(reason.term) if reason.cause is Cause.FOUND else blocking_term(reason.term)
    there, post, text = reason.destination, reason.message_id, reason.text
    return gettext(
        reason.cause.sentence,
        channel=place(there.id) if there else "",
        url=jump_url(there.guild_id, there.id, there.kind, post) if there and post else "",
        time=format_dt(reason.at, "f") if reason.at else "",
        text=clip(said_again(text), _SAID) if there else safe(text, _SAID),
        command=inline_code(text),
    ).rstrip()
