"""Posts on request: a test, and a new subscription's newest match. Neither mentions a role."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.domain.alert import (
    Alert,
    AlertState,
    Message,
    MessageKind,
    PickReason,
    key_of_test_post,
    remaining_subscriptions,
)
from bot.domain.errors import ConflictError, PaperboyError
from bot.domain.ports import PollCommit
from bot.language.current import using_language
from bot.language.translating import gettext, translate_stored
from bot.query import parse
from bot.service.deliver.compose import DeliveryContext, item_of
from bot.service.subscriptions.rules import edit_conflict, too_many_changes
from bot.text.safe import safe

if TYPE_CHECKING:
    from bot.domain.paper import Sighting
    from bot.domain.subscription import Destination, Subscription
    from bot.service.deliver.blocked_destinations import Blocks

_MAX_ATTEMPTS = 5
_NAME_LENGTH = 120  # characters of a subscription's name in a heading
# The alert is planned at once in a second write; after a crash in between, it is due after this time.
_DUE_AFTER = timedelta(minutes=1)


class CannotPostError(PaperboyError):
    """The post cannot be made; the message says why, and what to do."""


@dataclass(frozen=True, slots=True)
class PostsOnRequest:
    """Makes test posts, and posts of the newest match; each has a heading that says so."""

    context: DeliveryContext
    blocks: Blocks

    async def post_test(
        self,
        subscription: Subscription,
        destination: Destination,
        sighting: Sighting,
        interaction_id: int,
        reason: PickReason | None = None,
    ) -> int:
        """Post a paper in the look of its alert, without an alert in the outbox; return the message's id.

        A pick has a `reason`. A successful post lifts the destination's block. Several calls with one
        `interaction_id` post only once.
        Raises DeliveryError, with what to do.
        """
        if problem := self.context.notifier.problem(destination):
            raise problem
        composer = self.context.composer
        marker = key_of_test_post(destination.id, subscription.id, sighting.paper.id, interaction_id)
        items = [replace(item_of(sighting, [subscription]), reason=reason)]
        payload = composer.payload(_without_role(destination), MessageKind.CARD, items, marker)
        with using_language(composer.language_at(destination)):
            heading = gettext("🧪 **This is a test**, posted on request.")
        content = "\n".join(filter(None, (heading, payload.get("content"))))
        message_id = await self.context.notifier.post(destination, {**payload, "content": content}, marker)
        await self.blocks.unblock(destination.id)
        return message_id

    async def post_newest(self, subscription: Subscription, paper_id: str) -> tuple[AlertState, Message | None]:
        """Put a paper of the subscription's baseline into the outbox; a second call changes nothing.

        It is the paper's only alert in that destination, for all subscriptions. Returns the alert's state (PLANNED
        while it is under way) and its message, if known.

        Raises CannotPostError, ConflictError, and DeliveryError for a destination that takes no posts.
        """
        sighting = (await self.context.store.sightings([paper_id])).get(paper_id)
        if sighting is None or not parse(subscription.query).matches(sighting.paper, sighting.signals):
            raise CannotPostError(gettext("That paper no longer matches."))
        if subscription.paused:
            raise CannotPostError(gettext("The subscription is paused. Use `/alerts resume`."))
        for _ in range(_MAX_ATTEMPTS):
            try:
                return await self._post_newest(subscription, sighting)
            except ConflictError:  # a poll or the delivery was faster: try again
                continue
        raise too_many_changes()

    async def _post_newest(
        self, subscription: Subscription, sighting: Sighting
    ) -> tuple[AlertState, Message | None]:
        """Put the paper into the outbox. Raises as `post_newest`; after ConflictError it can be tried again."""
        store = self.context.store
        cache = await store.subscriptions()
        destination = await store.destination(subscription.destination_id)
        if destination is None or cache.get(subscription.id) is None:
            raise CannotPostError(str(edit_conflict()))
        if problem := self.context.notifier.problem(destination):
            raise problem
        if destination.block is not None:
            raise CannotPostError(translate_stored(destination.block.reason))
        alert, message = await self._alert_for(subscription, sighting.paper.id, cache.version)
        if alert.state is not AlertState.PENDING:
            return alert.state, message
        planned = self._message(subscription, destination, sighting, remaining_subscriptions(alert, cache.by_id))
        await store.plan([planned], (), self.context.clock.later_of_both(), subscriptions_version=cache.version)
        self.blocks.wake()
        return AlertState.PLANNED, planned

    async def _alert_for(
        self, subscription: Subscription, paper_id: str, version: int
    ) -> tuple[Alert, Message | None]:
        """Return the paper's alert there and its message; make one if there is none, or only a dropped one."""
        now = self.context.clock.now()
        existing = await self.context.store.find_alert(subscription.destination_id, paper_id)
        if existing is not None and existing[0].state is not AlertState.DROPPED:
            return existing
        alert = Alert(
            destination_id=subscription.destination_id,
            paper_id=paper_id,
            subscriptions=(subscription.id,),
            due=now + _DUE_AFTER,
            created=now,
        )
        # No source: nothing was polled.
        commit = PollCommit(source="", at=now, sightings=(), alerts=(alert,), subscriptions_version=version)
        created = await self.context.store.commit_poll(commit)
        # Nothing is new if a poll was faster, or this subscription's alert had been dropped: that one stays.
        return (created[0], None) if created else (existing or (alert, None))

    def _message(
        self, subscription: Subscription, to: Destination, sighting: Sighting, subscriptions: list[Subscription]
    ) -> Message:
        """Return the card of a paper, with a heading in place of a mention."""
        composer, item = self.context.composer, item_of(sighting, subscriptions)
        message = composer.message(_without_role(to), MessageKind.CARD, [item], self.context.clock.now())
        with using_language(composer.language_at(to)):
            name = safe(subscription.name, _NAME_LENGTH)
            heading = gettext("📌 Newest match for **{name}**, posted on request.", name=name)
        return replace(message, payload={**message.payload, "content": heading}) if message.payload else message


def _without_role(destination: Destination) -> Destination:
    """Return the destination without the role that posts mention."""
    return replace(destination, preferences=replace(destination.preferences, role_id=None))
