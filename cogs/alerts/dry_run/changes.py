"""Sentences and buttons after Save, and how a subscription differs from what it was."""

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


def _of_what_waits(old: Subscription, new: Subscription, waiting: int) -> str:
    """Say what becomes of pending papers that matched before the change."""
    if old.destination_id != new.destination_id and waiting:
        return ngettext(
            "What matched before and still waits goes there, too: {number} paper.",
            "What matched before and still waits goes there, too: {number} papers.",
            waiting,
        )
    if (old.query, old.sources) == (new.query, new.sources):
        return ""
    return gettext("Papers already waiting are posted only if they match as it is now.")


def differences(old: Subscription, new: Subscription) -> Iterator[str]:
    """Differences between two versions of a subscription, each with its name in files and forms."""
    if old.query != new.query:
        before, now = (inline_code(clip(one.query, _QUERY)) for one in (old, new))
        # NOTE: what a change makes of a subscription
        yield pgettext("change", "query: {old} → {new}", old=before, new=now)
    if old.name != new.name and (own_name(old) or own_name(new) or old.query == new.query):
        yield pgettext("change", "name: {old} → {new}", old=shown_name(old), new=shown_name(new))
    if old.mode is not new.mode:
        before, now = delivery(old.mode).word(), delivery(new.mode).word()
        # NOTE: {old} and {new} are "at once", "daily", "weekly"
        yield pgettext("change", "delivery: {old} → {new}", old=before, new=now)
    if old.sources != new.sources:
        before, now = (inline_code(clip(as_typed(one.sources), _SOURCES)) for one in (old, new))
        yield pgettext("change", "sources: {old} → {new}", old=before, new=now)
    if old.destination_id != new.destination_id:
        before, now = f"<#{old.destination_id}>", f"<#{new.destination_id}>"
        yield pgettext("change", "channel: {old} → {new}", old=before, new=now)


def saved_text(saved: Subscription, when: str, bounds: str) -> str:
    """Say where alerts of a new subscription go, `when`, their `bounds`, and how to see one."""
    # NOTE: {when} is "instantly", "daily at 09:00 UTC" and the like, a message of its own.
    done = gettext(
        "Saved as {id} {subscription}: from now on alerts go to {channel} {when}.", **_places(saved, when)
    )
    return sentences(done, _what_follows(bounds))


def changed_text(edited: Change, when: str, bounds: str, waiting: int) -> str:
    """Confirm a change: what was changed, where alerts go, and what becomes of pending papers.

    What is paused stays so, which is said instead.
    """
    new = edited.subscription
    old = edited.was or new
    if not edited.key:
        return sentences(gettext("Nothing was changed."), paused_how_long(new))
    # NOTE: {when} is "instantly", "daily at 09:00 UTC" and the like, a message of its own.
    message = gettext_noop("Changed {id} {subscription}: from now on alerts go to {channel} {when}.")
    if new.paused:
        # NOTE: {when} is "instantly", "daily at 09:00 UTC" and the like, a message of its own.
        message = gettext_noop(
            "Changed {id} {subscription}: it stays paused, and alerts go to {channel} {when} after that."
        )
    told = gettext(message, **_places(new, when))
    done = sentences(told, paused_how_long(new) or _what_follows(bounds))
    rest = sentences(_of_what_waits(old, new, waiting), gettext("Undo works for an hour."))
    return clip("\n".join((done, *(f"• {one}" for one in differences(old, new)), rest)), MESSAGE_LENGTH)


def _places(saved: Subscription, when: str) -> dict[str, str]:
    return {
        "id": inline_code(saved.id),
        "subscription": shown_name(saved),
        "channel": f"<#{saved.destination_id}>",
        "when": when,
    }


def _what_follows(bounds: str) -> str:
    return sentences(bounds, gettext("`/alerts test` shows how an alert looks there."))
