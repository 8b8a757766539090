"""The first post of a new subscription on somebody's wish: a real alert, through the outbox like any other."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from enum import Enum, auto
from typing import TYPE_CHECKING

from bot.domain.alert import Alert, AlertState, MessageKind, alive
from bot.domain.errors import ConflictError, PaperboyError
from bot.domain.ports import PollCommit
from bot.language.current import speaking
from bot.language.translating import gettext
from bot.query import parse
from bot.service.deliver.compose import item_of
from bot.text.safe import safe

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.domain.alert import Message
    from bot.domain.paper import Sighting
    from bot.domain.ports import Notifier, Store
    from bot.domain.subscription import Destination, Subscription
    from bot.service.deliver.compose import Composer
    from bot.service.trusted_clock import TrustedClock

_ATTEMPTS = 5
_NAME = 120
# Until the alert is due by itself: it is planned at once in a second write, which a crash may prevent.
_LEFT_ALONE = timedelta(minutes=1)


class CannotPostError(PaperboyError):
    """It cannot be posted. The text says why, and what to do."""


class Asked(Enum):
    """What came of a wish: it is on its way now, was before, is posted, or was given up and stays so."""

    PLANNED = auto()
    UNDER_WAY = auto()
    POSTED = auto()
    GIVEN_UP = auto()


_CAME_OF = {
    AlertState.SENT: Asked.POSTED,
    AlertState.PLANNED: Asked.UNDER_WAY,
    AlertState.DROPPED: Asked.GIVEN_UP,
    AlertState.DEAD: Asked.GIVEN_UP,
    AlertState.UNCERTAIN: Asked.GIVEN_UP,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came of it, with the message that carries the paper, if it is known."""

    asked: Asked
    message: Message | None = None


class FirstPosts:
    """Puts a paper that a subscription's baseline holds into the outbox, once.

    The alert is the paper's own in that destination: it never comes again there, whoever matches it. Nobody is
    mentioned. `wake` is called when there is something to post.
    """

    def __init__(
        self, store: Store, composer: Composer, notifier: Notifier, clock: TrustedClock, wake: Callable[[], None]
    ) -> None:
        self._store = store
        self._composer = composer
        self._notifier = notifier
        self._clock = clock
        self._wake = wake

    async def post(self, subscription: Subscription, paper_id: str) -> Answer:
        """Let the paper be posted where the subscription posts, marked as asked for; again it changes nothing.

        Raises CannotPostError, the DeliveryError of a place that takes no posts, and ConflictError.
        """
        sighting = (await self._store.sightings([paper_id])).get(paper_id)
        if sighting is None or not parse(subscription.query).matches(sighting.paper, sighting.signals):
            raise CannotPostError(
                gettext("That paper does not match the subscription any more, so it was not posted.")
            )
        if subscription.paused:
            raise CannotPostError(gettext("It is paused: `/alerts resume {id}` comes first.", id=subscription.id))
        destination = await self._open_destination(subscription)
        for _ in range(_ATTEMPTS):
            try:
                return await self._asked(subscription, destination, sighting)
            except ConflictError:  # a poll or the delivery was faster: look again
                continue
        raise ConflictError(gettext("Too much changed at this moment, so nothing was posted: press again."))

    async def _open_destination(self, subscription: Subscription) -> Destination:
        destination = await self._store.destination(subscription.destination_id)
        if destination is None:
            raise CannotPostError(gettext("That subscription has ended meanwhile, so nothing was posted."))
        if problem := self._notifier.problem(destination):
            raise problem
        if destination.block is not None:
            raise CannotPostError(
                gettext("Nothing can be posted there at present: {reason}", reason=destination.block.reason)
            )
        return destination

    async def _asked(self, subscription: Subscription, destination: Destination, sighting: Sighting) -> Answer:
        book = await self._store.subscriptions()
        if book.get(subscription.id) is None:
            raise CannotPostError(gettext("That subscription has ended meanwhile, so nothing was posted."))
        alert, message = await self._owed(subscription, sighting.paper.id, book.version)
        if alert.state in _CAME_OF:
            return Answer(asked=_CAME_OF[alert.state], message=message)
        planned = self._message(subscription, destination, sighting, alive(alert, book.by_id))
        await self._store.plan([planned], (), self._clock.latest(), subscriptions_version=book.version)
        self._wake()
        return Answer(asked=Asked.PLANNED, message=planned)

    async def _owed(self, subscription: Subscription, paper_id: str, version: int) -> tuple[Alert, Message | None]:
        """The paper's alert there, made if there is none that another subscription could still bring."""
        now = self._clock.now()
        found = await self._store.find_alert(subscription.destination_id, paper_id)
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
        made = await self._store.commit_poll(commit)
        return (made[0], None) if made else (found or (alert, None))

    def _message(
        self, subscription: Subscription, to: Destination, sighting: Sighting, wanted: list[Subscription]
    ) -> Message:
        quietly = replace(to, preferences=replace(to.preferences, role_id=None))
        item = item_of(sighting, wanted)
        message = self._composer.message(quietly, MessageKind.CARD, [item], self._clock.now())
        with speaking(self._composer.language_at(to)):
            heading = gettext(
                "📌 Newest match for **{name}** so far, posted on request.", name=safe(subscription.name, _NAME)
            )
        return replace(message, payload={**message.payload, "content": heading}) if message.payload else message
