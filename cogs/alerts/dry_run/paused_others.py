"""What is said of a new subscription where all others of the channel are paused, as it may be thought to be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord.utils import format_dt

from bot.language.translating import ngettext

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.domain.subscription import Subscription


def saved_beside_pauses(others: Sequence[Subscription]) -> str:
    """That a pause of all `others` does not hold for a new one that was saved; empty where some are not paused."""
    if not _all_paused(others):
        return ""
    if (end := _one_end(others)) is not None:
        return ngettext(
            "The other subscription there is paused until {moment}, but this one is not: "
            "`/alerts pause` pauses it, too.",
            "The {number} other subscriptions there are paused until {moment}, but this one is not: "
            "`/alerts pause` pauses it, too.",
            len(others),
            moment=format_dt(end, "f"),
        )
    return ngettext(
        "The other subscription there is paused, but this one is not: `/alerts pause` pauses it, too.",
        "The {number} other subscriptions there are paused, but this one is not: `/alerts pause` pauses it, too.",
        len(others),
    )


def told_of_pauses(others: Sequence[Subscription]) -> str:
    """The same before it is saved."""
    if not _all_paused(others):
        return ""
    if (end := _one_end(others)) is not None:
        # NOTE: "this one" is a subscription that is not saved yet
        return ngettext(
            "The other subscription there is paused until {moment}; this one would not be.",
            "The {number} other subscriptions there are paused until {moment}; this one would not be.",
            len(others),
            moment=format_dt(end, "f"),
        )
    # NOTE: "this one" is a subscription that is not saved yet
    return ngettext(
        "The other subscription there is paused; this one would not be.",
        "The {number} other subscriptions there are paused; this one would not be.",
        len(others),
    )


def _all_paused(others: Sequence[Subscription]) -> bool:
    return bool(others) and all(one.paused for one in others)


def _one_end(others: Sequence[Subscription]) -> datetime | None:
    """The end of the pauses of all, if they have the same one."""
    ends = {one.paused_until for one in others}
    return others[0].paused_until if len(ends) == 1 else None
