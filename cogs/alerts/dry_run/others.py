"""What a preview says of the other subscriptions of the channel: one that looks for the same, pauses of all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from discord.utils import format_dt

from bot.language.translating import gettext, ngettext
from bot.service.subscriptions.chosen_sources import in_words
from bot.service.subscriptions.rules import same_meaning
from bot.text.safe import safe
from cogs.shared.lines import shown_subscription

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.domain.ports.catalogue import Catalogue
    from bot.domain.subscription import Subscription
    from bot.service.subscriptions.subscriptions import Draft

_SOURCES: Final = 150  # characters


def told_of_the_same(draft: Draft, there: Sequence[Subscription], catalogue: Catalogue) -> Iterator[str]:
    """A sentence where one of those `there`, other than that which it changes, looks for the same papers."""
    others = [one for one in there if draft.replaces is None or one.id != draft.replaces.id]
    found = same_meaning(others, draft.query, draft.listens)
    if found is None:
        return
    name = shown_subscription(found)
    if found.sources != draft.listens:
        # NOTE: "there" is in the channel that the sentence before it names
        yield gettext(
            "{subscription} looks for the same papers there, but listens to {sources}; this one listens to "
            "{others}. A paper that both find is posted once: `/alerts edit` adds sources to that one instead.",
            subscription=name,
            sources=safe(in_words(found.sources, catalogue), _SOURCES),
            others=safe(in_words(draft.listens, catalogue), _SOURCES),
        )
    elif found.paused:
        # NOTE: "there" is in the channel that the sentence before it names
        yield gettext(
            "{subscription} finds the same papers there, but is paused: `/alerts resume` lets it go on.",
            subscription=name,
        )
    else:
        # NOTE: "there" is in the channel that the sentence before it names
        yield gettext(
            "{subscription} already finds the same papers there, and each is posted once. One of the two is "
            "enough: `/alerts edit` changes that one.",
            subscription=name,
        )


def beside_pauses(others: Sequence[Subscription]) -> str:
    """That a pause of all `others` is not one of a new subscription; "" where some are not paused.

    Before it is saved and after that.
    """
    if not others or not all(one.paused for one in others):
        return ""
    ends = {one.paused_until for one in others}
    if len(ends) == 1 and (end := others[0].paused_until):
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
