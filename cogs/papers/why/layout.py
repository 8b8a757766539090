"""The answer to why: the paper, what became of it, what matched and what kept it back, in twelve lines at most."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.discord_io.render.code import inline_code
from bot.discord_io.render.custom_ids import why_resume_custom_id
from bot.discord_io.render.entries import SMALL, linked_title, small_line
from bot.discord_io.render.paper_text import heat, identity, public_identity
from bot.domain.discord.limits import BUTTONS
from bot.language.formats import sentences
from bot.language.translating import gettext, ngettext
from bot.service.subscriptions.reasons import Cause
from bot.text.graphemes import units
from bot.text.safe import safe, within_code
from cogs.papers.why.sentences import line
from cogs.pausing.buttons import resume_button
from cogs.reading.buttons import more_button
from cogs.shared.layouts import Entry, listing
from cogs.shared.lines import dated, shown_subscription

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from discord.ui import LayoutView

    from bot.domain.paper import Sighting
    from bot.domain.subscription import Subscription
    from bot.service.subscriptions.why import Diagnosis
    from cogs.shared.layouts import Item

_LINES = 9  # of reasons; with the paper and small print twelve
_REASONS = 2500  # UTF-16 code units of them: with a title and a query they fit a message
_TITLE = 250


def why_layout(
    why: Diagnosis, card_button: Callable[[str], Item], place: Callable[[int], str], trouble: str, *, managed: bool
) -> LayoutView:
    """The answer, within a message's limits.

    `place` has words for a channel's id; `trouble` is why there is no paper. Where alerts are `managed` by who
    asks, what is paused can be resumed where that helps the paper.
    """
    only = why.subscriptions[0] if len(why.subscriptions) == 1 else None
    head = _known(why.sighting) if why.sighting else _unknown(why.paper_id, trouble)
    button = card_button(why.sighting.paper.id) if why.sighting else None
    body = _body(why, only, place)
    more = _more_to_ask(why, only)
    rows = [_resume_buttons(why, only), [more_button(why.paper_id)] if _misses_words(why) else []]
    return listing(
        (),
        [Entry(text=head, brief=head, button=button), *([Entry(text=body, brief=body)] if body else [])],
        foot=f"{SMALL}{more}" if more else "",
        rows=rows if managed else (),
    )


def _known(sighting: Sighting) -> str:
    paper = sighting.paper
    facts = small_line(heat(sighting), dated(sighting), safe(public_identity(paper), _TITLE))
    return f"### {linked_title(paper)}\n{facts}"


def _unknown(paper_id: str, trouble: str) -> str:
    unknown = gettext("I have not read that paper, or have forgotten it.")
    return f"### {safe(identity(paper_id), _TITLE)}\n{sentences(unknown, trouble)}"


def _body(why: Diagnosis, only: Subscription | None, place: Callable[[int], str]) -> str:
    """The subscription, if it is one, and the reasons."""
    if why.sighting and not (why.subscriptions or why.reasons):
        return gettext("There are no subscriptions here that you can see: `/alerts subscribe` makes one.")
    results = [line(one, only, place) for one in why.reasons if one.cause < Cause.FOUND]
    found = [line(one, only, place) for one in why.reasons if one.cause is Cause.FOUND]
    kept_back = [line(one, only, place) for one in why.reasons if one.cause > Cause.FOUND]
    if kept_back:
        # NOTE: a heading over the reasons why a paper was not posted
        kept_back.insert(0, f"**{gettext('Not posted')}**")
    lines = [*results, *found, *kept_back] if results else [*kept_back, *found]
    if only is None or why.sighting is None:
        return _fitting(lines, _LINES)
    which = f"{shown_subscription(only)} → {place(only.destination_id)}"
    return f"{which}\n{inline_code(only.query)}\n{_fitting(lines, _LINES - 2)}"


def _misses_words(why: Diagnosis) -> bool:
    """True if nothing posts the paper and only another query would find papers like it."""
    causes = {one.cause for one in why.reasons}
    if why.sighting is None or Cause.WEAKER in causes or any(one < Cause.BLOCKED for one in causes):
        return False
    return any(one.cause is Cause.TERM and one.term and not one.term.is_comparison for one in why.reasons)


def _resume_buttons(why: Diagnosis, only: Subscription | None) -> list[Item]:
    asked_for = why.has_others and only is not None
    return [
        resume_button(
            one,
            named=only is None,
            custom_id=why_resume_custom_id(why.paper_id, one.id, only=asked_for),
        )
        for one in why.resumable[:BUTTONS]
    ]


def _more_to_ask(why: Diagnosis, only: Subscription | None) -> str:
    """Command that asks about one of several subscriptions, or about all where it was one."""
    if why.sighting is None or not (only is None or why.has_others):
        return ""
    if only is not None and (paper := public_identity(why.sighting.paper)):
        return gettext("`/papers why paper:{paper}` tells of all subscriptions.", paper=within_code(paper))
    if only is None and why.subscriptions:
        return gettext("For all about one of them, give its name to `/papers why`.")
    return ""


def _fitting(lines: Sequence[str], most: int) -> str:
    """So many of the lines, or as many as fit, and how many there are besides."""
    shown: list[str] = []
    free = _REASONS
    for number, one in enumerate(lines):
        free -= units(one) + 1
        if free < 0 or (number == most - 1 and len(lines) > most):
            left = len(lines) - number
            return "\n".join([*shown, ngettext("… and {number} more.", "… and {number} more.", left)])
        shown.append(one)
    return "\n".join(shown)
