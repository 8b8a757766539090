"""Posts that somebody asked for: a test, and a new subscription's first alert. Neither mentions anybody."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.domain.alert import Alert, AlertState, MessageKind, remaining_subscriptions, trial_key
from bot.domain.errors import ConflictError, PaperboyError
from bot.domain.ports import PollCommit
from bot.language.current import speaking
from bot.language.translating import gettext
from bot.query import parse
from bot.service.deliver.compose import DeliveryContext, item_of
from bot.text.safe import safe

if TYPE_CHECKING:
    from bot.domain.alert import Message
    from bot.domain.paper import Sighting
    from bot.domain.subscription import Destination, Subscription
    from bot.service.deliver.blocks import Blocks

_ATTEMPTS = 5
_NAME = 120
# Until the alert is due by itself: it is planned at once in a second write, which a crash may prevent.
_LEFT_ALONE = timedelta(minutes=1)


class CannotPostError(PaperboyError):
    """The post cannot be made. The text says why, and what to do."""


@dataclass(frozen=True, slots=True)
class PostsOnRequest:
    """Makes the two, with a heading that says what they are."""

    context: DeliveryContext
    blocks: Blocks

    async def trial(
        self, subscription: Subscription, destination: Destination, sighting: Sighting, request_id: int
    ) -> int:
        """Post a paper as its alert would look, and return the message's id; no alert in the outbox stands for it.

        What was blocked there no longer is when it goes through. `request_id` (the interaction's) makes a repeated
        request harmless. Raises the DeliveryError that says what to do.
        """
        if problem := self.context.notifier.problem(destination):
            raise problem
        composer = self.context.composer
        marker = trial_key(destination.id, subscription.id, sighting.paper.id, request_id)
        items = [item_of(sighting, [subscription])]
        payload = composer.payload(_quiet(destination), MessageKind.CARD, items, marker)
        with speaking(composer.language_at(destination)):
            heading = gettext(
                "🧪 **This is a test.** It shows what alerts look like here and was asked for with `/alerts test`."
            )
        content = "\n".join(filter(None, (heading, payload.get("content"))))
        posted = await self.context.notifier.post(destination, {**payload, "content": content}, marker)
        await self.blocks.unblock(destination.id)
        return posted

    async def first(self, subscription: Subscription, paper_id: str) -> tuple[AlertState, Message | None]:
        """Put a paper that the subscription's baseline holds into the outbox, once; again it changes nothing.

        The alert is the paper's own in that destination: it never comes again there, whoever matches it. Returns
        its state (PLANNED while it is on its way) with the message that carries it, if it is known.

        Raises CannotPostError, the DeliveryError of a place that takes no posts, and ConflictError.
        """
        sighting = (await self.context.store.sightings([paper_id])).get(paper_id)
        if sighting is None or not parse(subscription.query).matches(sighting.paper, sighting.signals):
            raise CannotPostError(
                gettext("That paper does not match the subscription any more, so it was not posted.")
            )
        if subscription.paused:
            raise CannotPostError(gettext("It is paused: `/alerts resume {id}` comes first.", id=subscription.id))
        for _ in range(_ATTEMPTS):
            try:
                return await self._first(subscription, sighting)
            except ConflictError:  # a poll or the delivery was faster: look again
                continue
        raise ConflictError(gettext("Too much changed at this moment, so nothing was posted: press again."))

    async def _first(self, subscription: Subscription, sighting: Sighting) -> tuple[AlertState, Message | None]:
        store = self.context.store
        cache = await store.subscriptions()
        destination = await store.destination(subscription.destination_id)
        if destination is None or cache.get(subscription.id) is None:
            raise CannotPostError(gettext("That subscription has ended meanwhile, so nothing was posted."))
        if problem := self.context.notifier.problem(destination):
            raise problem
        if destination.block is not None:
            raise CannotPostError(
                gettext("Nothing can be posted there at present: {reason}", reason=destination.block.reason)
            )
        alert, message = await self._alert_for(subscription, sighting.paper.id, cache.version)
        if alert.state is not AlertState.PENDING:
            return alert.state, message
        planned = self._message(subscription, destination, sighting, remaining_subscriptions(alert, cache.by_id))
        await store.plan([planned], (), self.context.clock.latest(), subscriptions_version=cache.version)
        self.blocks.wake()
        return AlertState.PLANNED, planned

    async def _alert_for(
        self, subscription: Subscription, paper_id: str, version: int
    ) -> tuple[Alert, Message | None]:
        """The paper's alert there, made if there is none that another subscription could still bring."""
        now = self.context.clock.now()
        found = await self.context.store.find_alert(subscription.destination_id, paper_id)
        if found is not None and found[0].state is not AlertState.DROPPED:
            return found
        alert = Alert(
            destination_id=subscription.destination_id,
            paper_id=paper_id,
            subscriptions=(subscription.id,),
            due=now + _LEFT_ALONE,
            created=now,
        )
        # Nothing was read: this names the source for nobody.
        commit = PollCommit(source="", at=now, sightings=(), alerts=(alert,), subscriptions_version=version)
        made = await self.context.store.commit_poll(commit)
        return (made[0], None) if made else (found or (alert, None))

    def _message(
        self, subscription: Subscription, to: Destination, sighting: Sighting, wanted: list[Subscription]
    ) -> Message:
        composer, item = self.context.composer, item_of(sighting, wanted)
        message = composer.message(_quiet(to), MessageKind.CARD, [item], self.context.clock.now())
        with speaking(composer.language_at(to)):
            heading = gettext(
                "📌 Newest match for **{name}** so far, posted on request.", name=safe(subscription.name, _NAME)
            )
        return replace(message, payload={**message.payload, "content": heading}) if message.payload else message


def _quiet(destination: Destination) -> Destination:
    """The destination without the role that posts notify."""
    return replace(destination, preferences=replace(destination.preferences, role_id=None))
