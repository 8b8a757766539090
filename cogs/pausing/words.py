"""What came of pausing and resuming, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord.utils import format_dt

from bot.language.formats import sentences
from bot.language.translating import gettext, ngettext
from cogs.shared.lines import place
from cogs.shared.undo import names

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.service.subscriptions.undo import Change


def cost_of_pausing() -> str:
    """What to know before a pause."""
    return gettext("Papers that match during a pause are not posted, not even later.")


def paused_text(done: Sequence[Change], waiting: int) -> str:
    """What is paused in a channel and until when, what that costs, and what *Undo* does."""
    first = done[0]
    told = gettext("Paused in {channel}: {subscriptions}.", **_places(done))
    if end := first.subscription.paused_until:
        time = format_dt(end, "f")
        lasts = gettext("The pause lasts until {time}, or until somebody ends it.", time=time)
    else:
        lasts = gettext("The pause lasts until somebody ends it.")
    if not first.key:
        return sentences(told, lasts)
    if first.was and first.was.paused:
        return sentences(told, lasts, gettext("Undo works for an hour."))
    held = ngettext(
        "Not posted yet and held until then: {number} paper.",
        "Not posted yet and held until then: {number} papers.",
        waiting,
    )
    # NOTE: Undo is a button below
    undo = gettext("You can undo this for an hour; then no paper is missed.")
    return sentences(told, lasts, cost_of_pausing(), held if waiting else "", undo)


def resumed_text(done: Sequence[Change], waiting: int) -> str:
    """What is on again, and what is posted now and what is not; or that there was no pause."""
    if not done[0].key:
        return gettext("Not paused: {subscriptions}. New matches go to {channel}.", **_places(done))
    told = gettext("Resumed in {channel}: {subscriptions}.", **_places(done))
    missed = gettext("What matched during the pause is not posted.")
    released = ngettext(
        "Waiting from before it, and posted now: {number} paper.",
        "Waiting from before it, and posted now: {number} papers.",
        waiting,
    )
    return sentences(told, missed, released if waiting else "", gettext("Undo works for an hour."))


def _places(done: Sequence[Change]) -> dict[str, str]:
    """The named places of a message about some in one channel."""
    found = [one.subscription for one in done]
    return {"channel": place(found[0]), "subscriptions": names(found)}
