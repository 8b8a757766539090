"""Replies after Save, and the differences between two versions of a subscription."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.discord_io.render.code import inline_code
from bot.domain.discord.limits import MESSAGE_LENGTH
from bot.domain.schedule import delivery
from bot.language.formats import sentences
from bot.language.translating import gettext, gettext_noop, ngettext, pgettext
from bot.service.subscriptions.chosen_sources import as_typed
from bot.service.subscriptions.rules import own_name
from bot.text.safe import clip
from cogs.shared.lines import paused_how_long, shown_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.domain.subscription import Subscription
    from bot.service.subscriptions.undo import Change

_QUERY = 150  # characters
_SOURCES = 120


def _pending_sentence(old: Subscription, new: Subscription, pending: int) -> str:
    """Say what happens to pending papers that matched before the change."""
    if old.destination_id != new.destination_id and pending:
        return ngettext(
            "What matched before and still waits goes there, too: {number} paper.",
            "What matched before and still waits goes there, too: {number} papers.",
            pending,
        )
    if (old.query, old.sources) == (new.query, new.sources):
        return ""
    return gettext("Papers already waiting are posted only if they match as it is now.")


def differences(old: Subscription, new: Subscription) -> Iterator[str]:
    """Differences between two versions of a subscription, as `query: old → new`."""
    if old.query != new.query:
        before, now = (inline_code(clip(version.query, _QUERY)) for version in (old, new))
        # NOTE: what a change makes of a subscription
        yield pgettext("change", "query: {old} → {new}", old=before, new=now)
    if old.name != new.name and (own_name(old) or own_name(new) or old.query == new.query):
        yield pgettext("change", "name: {old} → {new}", old=shown_name(old), new=shown_name(new))
    if old.mode is not new.mode:
        before, now = delivery(old.mode).word(), delivery(new.mode).word()
        # NOTE: {old} and {new} are "at once", "daily", "weekly"
        yield pgettext("change", "delivery: {old} → {new}", old=before, new=now)
    if old.sources != new.sources:
        before, now = (inline_code(clip(as_typed(version.sources), _SOURCES)) for version in (old, new))
        yield pgettext("change", "sources: {old} → {new}", old=before, new=now)
    if old.destination_id != new.destination_id:
        before, now = f"<#{old.destination_id}>", f"<#{new.destination_id}>"
        yield pgettext("change", "channel: {old} → {new}", old=before, new=now)


def saved_text(saved: Subscription, when: str, limits: str) -> str:
    """Confirm a new subscription: its channel, `when` it posts, and sentences about the channel's `limits`."""
    # NOTE: {when} is "in a daily digest at 09:00 UTC" and the like, a message of its own.
    text = gettext(
        "Saved as {id} {subscription}: from now on alerts go to {channel} {when}.", **_placeholders(saved, when)
    )
    return sentences(text, _hints(limits))


def changed_text(change: Change, when: str, limits: str, pending: int) -> str:
    """Confirm a change: the differences, the channel, `when` it posts, and what happens to `pending` papers.

    A paused subscription stays paused; then its pause is named instead of the `limits`.
    """
    new = change.subscription
    old = change.was or new
    if not change.key:
        return sentences(gettext("Nothing was changed."), paused_how_long(new))
    # NOTE: {when} is "in a daily digest at 09:00 UTC" and the like, a message of its own.
    message = gettext_noop("Changed {id} {subscription}: from now on alerts go to {channel} {when}.")
    if new.paused:
        # NOTE: {when} is "in a daily digest at 09:00 UTC" and the like, a message of its own.
        message = gettext_noop(
            "Changed {id} {subscription}: it stays paused, and alerts go to {channel} {when} after that."
        )
    head = sentences(gettext(message, **_placeholders(new, when)), paused_how_long(new) or _hints(limits))
    foot = sentences(_pending_sentence(old, new, pending), gettext("Undo works for an hour."))
    return clip("\n".join((head, *(f"• {line}" for line in differences(old, new)), foot)), MESSAGE_LENGTH)


def _placeholders(saved: Subscription, when: str) -> dict[str, str]:
    return {
        "id": inline_code(saved.id),
        "subscription": shown_name(saved),
        "channel": f"<#{saved.destination_id}>",
        "when": when,
    }


def _hints(limits: str) -> str:
    return sentences(limits, gettext("`/alerts test` shows how an alert looks there."))
