"""What came of pausing and resuming, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord.utils import format_dt

from bot.domain.subscription import Mode
from bot.language.formats import sentences
from bot.language.translating import gettext, ngettext
from cogs.shared.lines import place, shown_name
from cogs.shared.undo import names

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.subscription import Subscription
    from bot.service.subscriptions.undo import Change


def cost_of_pausing() -> str:
    """What to know before a pause."""
    return gettext("Papers that match during a pause are not posted, not even later.")


def paused_text(done: Change, waiting: int) -> str:
    """That it is paused, until when, and that so many papers from before it wait; how *Undo* differs from that."""
    subscription = done.subscription
    name = shown_name(subscription)
    if subscription.paused_until:
        told = gettext(
            "Paused {subscription} until {time}, or until somebody resumes it.",
            subscription=name,
            time=format_dt(subscription.paused_until, "f"),
        )
    else:
        told = gettext("Paused {subscription} until somebody resumes it.", subscription=name)
    undo = ""
    if done.key:
        undo = _undoable() if done.was is not None and done.was.paused else _nothing_missed()
    return sentences(told, _missed(subscription), _held(waiting), undo)


def all_paused_text(paused: Sequence[Subscription], waiting: int, paused_before: int = 0) -> str:
    """The same of several in one channel, which have the same end; how *Undo* differs if others were paused."""
    told = ngettext(
        "Paused {number} subscription in {channel}: {subscriptions}.",
        "Paused {number} subscriptions in {channel}: {subscriptions}.",
        len(paused),
        **_of_a_channel(paused),
    )
    # NOTE: Undo and Resume all are buttons
    both = gettext(
        "Undo works for an hour and resumes only these; Resume all also resumes what was paused before."
    )
    undo = both if paused_before else _nothing_missed()
    return sentences(told, _lasts(paused[0]), _missed(*paused), _held(waiting), undo)


def all_moved_text(moved: Sequence[Subscription]) -> str:
    """That several in one channel, which were paused before, are so until another moment."""
    told = ngettext(
        "{number} subscription in {channel} stays paused: {subscriptions}.",
        "{number} subscriptions in {channel} stay paused: {subscriptions}.",
        len(moved),
        **_of_a_channel(moved),
    )
    return sentences(told, _lasts(moved[0]), _undoable())


def resumed_text(subscription: Subscription, waiting: int) -> str:
    """That it is on again, and what is posted now and what is not."""
    told = gettext(
        "{subscription} is on again: new matches go to {channel}. What matched during the pause is not posted.",
        subscription=shown_name(subscription),
        channel=place(subscription),
    )
    return sentences(told, _released(waiting), _undoable())


def running_text(subscription: Subscription) -> str:
    """That there was no pause."""
    return gettext(
        "{subscription} was not paused: new matches go to {channel}.",
        subscription=shown_name(subscription),
        channel=place(subscription),
    )


def all_resumed_text(resumed: Sequence[Subscription], waiting: int) -> str:
    """The same as of one, of several in one channel."""
    told = ngettext(
        "{number} subscription in {channel} is on again: {subscriptions}.",
        "{number} subscriptions in {channel} are on again: {subscriptions}.",
        len(resumed),
        **_of_a_channel(resumed),
    )
    missed = gettext("What matched during the pause is not posted.")
    return sentences(told, missed, _released(waiting), _undoable())


def _of_a_channel(subscriptions: Sequence[Subscription]) -> dict[str, str]:
    """The named places of a message about several in one channel."""
    return {"channel": place(subscriptions[0]), "subscriptions": names(subscriptions)}


def _lasts(paused: Subscription) -> str:
    """Until when all that a sentence before has named are paused."""
    if end := paused.paused_until:
        return gettext("The pause lasts until {time}, or until somebody ends it.", time=format_dt(end, "f"))
    return gettext("The pause lasts until somebody ends it.")


def _missed(*paused: Subscription) -> str:
    """That papers of the pause never come, and how they would, where that is not chosen already."""
    missed = gettext("Papers that match during the pause are not posted, not even later.")
    if all(one.mode is Mode.WEEKLY for one in paused):
        return missed
    rather = gettext(
        "To get such papers together once a week instead, end the pause and choose the weekly digest in "
        "`/alerts edit`."
    )
    return sentences(missed, rather)


def _undoable() -> str:
    return gettext("Undo works for an hour.")


def _nothing_missed() -> str:
    # NOTE: Undo is a button below
    return gettext("You can undo this for an hour; then no paper is missed.")


def _held(waiting: int) -> str:
    if not waiting:
        return ""
    return ngettext(
        "Not posted yet and held until then: {number} paper.",
        "Not posted yet and held until then: {number} papers.",
        waiting,
    )


def _released(waiting: int) -> str:
    if not waiting:
        return ""
    return ngettext(
        "Waiting from before it, and posted now: {number} paper.",
        "Waiting from before it, and posted now: {number} papers.",
        waiting,
    )
