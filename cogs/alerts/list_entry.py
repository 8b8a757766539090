"""A subscription as `/alerts list` shows it, with its buttons."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import discord

from bot.discord_io.render.code import inline_code
from bot.discord_io.render.entries import SMALL
from bot.discord_io.render.paper_text import DOT
from bot.domain.ports.catalogue import UNKNOWN
from bot.domain.schedule import delivery
from bot.language.formats import sentences, short_day
from bot.language.translating import gettext, ngettext, pgettext
from bot.service.subscriptions.chosen_sources import in_words as sources_in_words
from bot.service.subscriptions.chosen_sources import not_read
from bot.service.subscriptions.rules import own_name
from bot.text.safe import clip, safe
from cogs.shared.layouts import Entry
from cogs.shared.lines import no_longer_read, paused_how_long, shown_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.domain.ports.catalogue import Catalogue
    from bot.domain.subscription import Subscription
    from bot.service.subscriptions.rules import Listed
    from cogs.shared.layouts import Item

REASON: Final = 160  # characters of why something does not post
_NAME = 120  # characters of an escaped channel name
_QUERY = 150
_SOURCES = 80
_ENTRY = 700  # UTF-16 code units, so that a page fits a message; what is cut is the end of a reason
_BRIEF = 350  # where they take many bytes each
_BRIEF_QUERY = 60


def subscription_entry(  # noqa: PLR0913 - the subscription, and all that is known of it
    listed: Listed,
    channel: str | None,
    trouble: str | None = None,
    catalogue: Catalogue = UNKNOWN,
    *,
    a_week: int | None = None,
    when: str = "",
) -> Entry:
    """A subscription with its buttons: its name if it has one of its own, its query, how many papers `a_week`.

    Then small where it goes, `when`, and its id, its sources too if they were chosen, and what stops it. `channel`
    is the channel's name when it is known, `trouble` what keeps its posts from being made or noticed.
    """
    one = listed.subscription
    small = _where(one, channel, when or delivery(one.mode).word(), catalogue)
    stops = list(_stops(listed, trouble, catalogue))
    text = "\n".join([*_what(one, _QUERY, a_week), small, *stops])
    brief = "\n".join([*_what(one, _BRIEF_QUERY, a_week), small, *stops])
    return Entry(text=clip(text, _ENTRY), brief=clip(brief, _BRIEF), row=_buttons(one))


def _what(one: Subscription, limit: int, a_week: int | None) -> Iterator[str]:
    if own_name(one):
        yield shown_name(one)
    query = inline_code(clip(one.query, limit))
    if a_week is None:
        yield query
    else:
        yield ngettext(
            "{query} · {number} paper in the last 7 days",
            "{query} · {number} papers in the last 7 days",
            a_week,
            query=query,
        )


def _where(one: Subscription, channel: str | None, when: str, catalogue: Catalogue) -> str:
    where = f"#{safe(channel, _NAME)}" if channel else f"<#{one.destination_id}>"
    facts = [where, when, one.id]
    if one.sources:
        facts.append(
            # NOTE: of a subscription, in a list of facts
            gettext("listens to {sources}", sources=safe(sources_in_words(one.sources, catalogue), _SOURCES))
        )
    return SMALL + DOT.join(facts)


def _stops(listed: Listed, trouble: str | None, catalogue: Catalogue) -> Iterator[str]:
    one = listed.subscription
    if gone := not_read(one.sources, catalogue):
        yield f"⚠️ {no_longer_read(gone, catalogue)}"
    if one.paused:
        waiting = ngettext(
            "Waiting from before the pause: {number} paper.",
            "Waiting from before the pause: {number} papers.",
            listed.waiting,
        )
        yield f"⏸️ {sentences(paused_how_long(one), waiting if listed.waiting else '')}"
    if block := listed.block:
        reason = clip(block.reason, REASON)
        since = gettext("Blocked by Discord since {day}: {reason}", day=short_day(block.since), reason=reason)
        yield f"⛔ {since}"
    elif trouble:
        yield f"⚠️ {trouble}"


def _buttons(one: Subscription) -> Sequence[Item]:
    turned = ("resume", pgettext("button", "Resume")) if one.paused else ("pause", pgettext("button", "Pause"))
    actions = (
        ("edit", pgettext("button", "Edit")),
        turned,
        ("test", pgettext("button", "Test")),
        ("end", pgettext("button", "End")),
    )
    return [
        discord.ui.Button(label=label, custom_id=f"paperboy:manage:{action}:{one.id}") for action, label in actions
    ]
