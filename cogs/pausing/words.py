"""What came of pausing and resuming, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord.utils import format_dt

from bot.language.formats import sentences
from bot.language.translating import gettext, ngettext
from cogs.shared.lines import place
from cogs.shared.undo import names

if TYPE_CHECKING:
    from bot.domain.subscription import Subscription
    from bot.service.subscriptions.channel_pauses import Changed


def cost_of_pausing() -> str:
    """What to know before a pause."""
    return gettext("Papers that match during a pause are not posted, not even later.")


def paused_text(done: Changed, waiting: int) -> str:
    """What is paused in a channel and until when, what that costs, and what *Undo* does."""
    first = done.subscriptions[0]
    told = gettext("Paused in {channel}: {subscriptions}.", **_places(done))
    if first.paused_until:
        end = format_dt(first.paused_until, "f")
        lasts = gettext("The pause lasts until {time}, or until somebody ends it.", time=end)
    else:
        lasts = gettext("The pause lasts until somebody ends it.")
    if done.moved:
        return sentences(told, lasts, _undoable())
    # NOTE: Undo and Resume all are buttons
    both = gettext(
        "Undo works for an hour and resumes only these; Resume all also resumes what was paused before."
    )
    # NOTE: Undo is a button below
    alone = gettext("You can undo this for an hour; then no paper is missed.")
    held = ngettext(
        "Not posted yet and held until then: {number} paper.",
        "Not posted yet and held until then: {number} papers.",
        waiting,
    )
    undo = both if done.others else alone
    return sentences(told, lasts, cost_of_pausing(), held if waiting else "", undo)


def resumed_text(done: Changed, waiting: int) -> str:
    """What is on again, and what is posted now and what is not."""
    told = gettext("Resumed in {channel}: {subscriptions}.", **_places(done))
    missed = gettext("What matched during the pause is not posted.")
    released = ngettext(
        "Waiting from before it, and posted now: {number} paper.",
        "Waiting from before it, and posted now: {number} papers.",
        waiting,
    )
    return sentences(told, missed, released if waiting else "", _undoable())


def running_text(subscription: Subscription) -> str:
    """That there was no pause."""
    return gettext(
        "{subscription} was not paused: new matches go to {channel}.",
        subscription=names([subscription]),
        channel=place(subscription),
    )


def _places(done: Changed) -> dict[str, str]:
    """The named places of a message about some in one channel."""
    return {"channel": place(done.subscriptions[0]), "subscriptions": names(done.subscriptions)}


def _undoable() -> str:
    return gettext("Undo works for an hour.")
