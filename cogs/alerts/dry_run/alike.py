"""What a dry run says of a subscription of the channel that looks for the same papers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.language.translating import gettext
from bot.service.subscriptions.rules import same_meaning
from cogs.shared.lines import shown_subscription

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.domain.subscription import Subscription
    from bot.service.subscriptions.subscriptions import Draft


def told_of_the_same(draft: Draft, there: Sequence[Subscription]) -> Iterator[str]:
    """A sentence where one of those `there`, other than that which it changes, finds the same papers."""
    others = [one for one in there if draft.replaces is None or one.id != draft.replaces.id]
    found = same_meaning(others, draft.query, draft.listens)
    if found is None:
        return
    name = shown_subscription(found)
    if found.paused:
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
