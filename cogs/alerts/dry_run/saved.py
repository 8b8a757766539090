"""What is said when a draft was saved, and the buttons under it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord

from bot.discord_io.render.code import inline_code
from bot.domain.discord.limits import MESSAGE_LENGTH
from bot.domain.schedule import digest_modes
from bot.language.formats import sentences
from bot.language.translating import gettext
from bot.text.safe import clip
from cogs.alerts.dry_run.change_lines import of_what_waits, what_changed
from cogs.alerts.dry_run.paused_others import saved_beside_pauses
from cogs.reading.buttons import newest_button
from cogs.settings.panel import digest_button
from cogs.shared.lines import paused_how_long, shown_name
from cogs.shared.undo import undo_button

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.paper import Sighting
    from bot.domain.ports.catalogue import Catalogue
    from bot.domain.subscription import Subscription
    from bot.service.subscriptions.undo import Change


def saved_text(saved: Subscription, when: str, bounds: str, others: Sequence[Subscription]) -> str:
    """Where alerts of a new one go, `when`, and how to see one; `bounds` is what else is to know of that.

    `others` are subscribed there, too: where all of them are paused, somebody may think that this one is.
    """
    # NOTE: {when} is "in a daily digest at 09:00 UTC" and the like, a message of its own.
    done = gettext(
        "Saved as {id} {subscription}: from now on alerts go to {channel} {when}.", **_places(saved, when)
    )
    return sentences(done, saved_beside_pauses(others), _what_follows(bounds))


def changed_text(edited: Change, when: str, bounds: str, *, waiting: int, catalogue: Catalogue) -> str:
    """The same of one that was changed: with what was changed, and what becomes of what waits for it.

    What is paused stays so, which is said instead.
    """
    new = edited.subscription
    old = edited.was or new
    if not edited.key:
        return sentences(gettext("Nothing was changed."), paused_how_long(new) if new.paused else "")
    if new.paused:
        # NOTE: {when} is "in a daily digest at 09:00 UTC" and the like, a message of its own.
        told = gettext(
            "Changed {id} {subscription}: it stays paused, and alerts go to {channel} {when} after that.",
            **_places(new, when),
        )
        done = sentences(told, paused_how_long(new))
    else:
        # NOTE: {when} is "in a daily digest at 09:00 UTC" and the like, a message of its own.
        told = gettext(
            "Changed {id} {subscription}: from now on alerts go to {channel} {when}.", **_places(new, when)
        )
        done = sentences(told, _what_follows(bounds))
    rest = sentences(of_what_waits(old, new, waiting), gettext("Undo works for an hour."))
    return clip("\n".join((done, *what_changed(old, new, catalogue), rest)), MESSAGE_LENGTH)


def buttons_after(edited: Change | None, saved: Subscription, newest: Sighting | None) -> discord.ui.View | None:
    """What posts the `newest` match of a new one, leads to when digests come, and takes a change back; or None."""
    view = discord.ui.View(timeout=None)
    if edited is not None and edited.key:
        view.add_item(undo_button(edited.key))
    if newest is not None:
        view.add_item(newest_button(saved, newest.paper.id))
    if saved.mode in digest_modes():
        view.add_item(digest_button(saved.destination_id))
    view.stop()  # who answers is registered
    return view if view.children else None


def _places(saved: Subscription, when: str) -> dict[str, str]:
    return {
        "id": inline_code(saved.id),
        "subscription": shown_name(saved),
        "channel": f"<#{saved.destination_id}>",
        "when": when,
    }


def _what_follows(bounds: str) -> str:
    return sentences(bounds, gettext("`/alerts test` shows how an alert looks there."))
