"""The test post: proof that alerts of a subscription can reach their channel."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.domain.alert import MessageKind, trial_key
from bot.language.current import speaking
from bot.language.translating import gettext
from bot.service.deliver.compose import item_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.domain.paper import Sighting
    from bot.domain.ports import Notifier
    from bot.domain.subscription import Destination, Subscription
    from bot.service.deliver.compose import Composer


@dataclass(frozen=True, slots=True)
class TrialPosts:
    """Posts a paper as its alert would look, marked as a test; no alert stands for it in the outbox.

    Nobody is mentioned, and no thread is opened under it. `worked` is awaited with the destination's id when it
    went through: what was blocked there no longer is.
    """

    composer: Composer
    notifier: Notifier
    worked: Callable[[int], Awaitable[object]]

    async def post(
        self, subscription: Subscription, destination: Destination, sighting: Sighting, request_id: int
    ) -> int:
        """Post and return the message's id; `request_id` (the interaction's) makes a repeated request harmless.

        Raises the DeliveryError that says what to do.
        """
        if problem := self.notifier.problem(destination):
            raise problem
        marker = trial_key(destination.id, subscription.id, sighting.paper.id, request_id)
        quietly = replace(destination, preferences=replace(destination.preferences, role_id=None))
        items = [item_of(sighting, [subscription])]
        payload = self.composer.payload(quietly, MessageKind.CARD, items, marker)
        with speaking(self.composer.language_at(destination)):
            heading = gettext(
                "🧪 **This is a test.** It shows what alerts look like here and was asked for with `/alerts test`."
            )
        content = "\n".join(filter(None, (heading, payload.get("content"))))
        posted = await self.notifier.post(destination, {**payload, "content": content}, marker)
        await self.worked(destination.id)
        return posted
