"""Ending a subscription in such a way that it can be taken back for an hour.

A note keeps it with its baseline and what waited. Taken back, that is due again, and so is what matched since.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.domain.alert import Alert, AlertState, MessageState
from bot.domain.errors import ConflictError
from bot.domain.listening import LISTS
from bot.domain.ports import PollCommit, SourceKind
from bot.domain.schedule import DigestTimes, schedule_of
from bot.language.translating import gettext, gettext_noop
from bot.service.subscriptions.rules import changed_by_another
from bot.service.subscriptions.undoing.ended import Ended, ended_of
from bot.service.subscriptions.undoing.undoable import (
    Undoable,
    UndoError,
    changed_again,
    nameless,
    place_of,
    settings_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from datetime import datetime

    from bot.domain.paper import Sighting
    from bot.domain.ports import Store
    from bot.domain.subscription import Destination, Owner, Subscription
    from bot.service.subscriptions.subscriptions import Subscriptions
    from bot.service.subscriptions.undoing.undoable import MayPost

_NOTE: Final = "ended subscriptions"
_OPEN: Final = (MessageState.READY, MessageState.SENDING)
_ATTEMPTS = 20
_OVER = gettext_noop(
    "That cannot be undone any more: an ended subscription is kept for an hour. `/alerts subscribe` with its "
    "query begins a new one."
)
_BACK = gettext_noop("That subscription goes on already, so there was nothing to undo: look at `/alerts list`.")
_GONE = gettext_noop(
    "Its channel is gone, so it cannot come back: `/alerts subscribe` begins a new one elsewhere."
)
# NOTE: a button is to be pressed again
_BUSY = gettext_noop("Too much changed at this moment, so nothing was undone: press again.")


class Endings:
    """Ends subscriptions and takes that back. `now` gives aware UTC time, `times` are the host's for digests.

    `wake` is called when there may be something to post.
    """

    def __init__(
        self,
        store: Store,
        subscriptions: Subscriptions,
        now: Callable[[], datetime],
        *,
        wake: Callable[[], None] = lambda: None,
        times: DigestTimes | None = None,
    ) -> None:
        self._store = store
        self._subscriptions = subscriptions
        self._now = now
        self._wake = wake
        self._times = times or DigestTimes()
        self._lately = Undoable[Ended](store, _NOTE, ended_of, now)
        self.done_in = self._lately.done_in

    async def end(self, owner: Owner, ref: str, *, by_itself: bool = True) -> Subscription:
        """End a subscription; `by_itself`, or with others that are taken back together. Returns what it was.

        Raises UnknownSubscriptionError, and ConflictError.
        """
        async with self._lately.changing((await self._subscriptions.get(owner, ref)).id):
            found = await self._subscriptions.get(owner, ref)
            for _ in range(_ATTEMPTS):
                ended = await self.as_it_is(found)
                # Before it goes: a crash in between loses nothing.
                await self._lately.keep(ended, place_of(found), offered=by_itself)
                try:
                    return await self._subscriptions.unsubscribe(owner, found.id, found)
                except ConflictError:  # it was changed meanwhile: Undo has to bring that back
                    found = await self._subscriptions.get(owner, found.id)
        raise changed_by_another()

    async def as_it_is(self, found: Subscription) -> Ended:
        """A subscription with all that it takes to go on from this moment."""
        at = self._now()
        known = sorted((await self._store.subscriptions()).baseline(found.id))
        unpicked = await self._picked(found, known, yet=False)
        wanted = (await self._subscriptions.matching_now(found)).difference(known).union(unpicked)
        return Ended(
            subscription=found,
            at=at,
            baseline=tuple(known),
            unpicked=unpicked,
            let_go=tuple([one for one in sorted(wanted) if await self._dropped(found.destination_id, one)]),
            left=tuple(sorted(await self._store.open_elsewhere(found.id, found.destination_id))),
            waiting=tuple(sorted(await self._waiting(found))),  # last: a poll may come before the end does
        )

    async def across_pause(self, ended: Ended, *, paused: bool) -> Ended:
        """The same, if it were paused at this moment, or went on.

        What began to match before a pause waits for its end; what begins to match in it is let go.
        """
        new = await self._new(ended)
        if not paused:
            known = sorted({*ended.baseline, *new})
            unpicked = await self._picked(ended.subscription, known, yet=False)
            return replace(ended, baseline=tuple(known), unpicked=unpicked)
        held = {paper for paper in new if await self._may_wait(ended, paper)}
        return replace(ended, waiting=tuple(sorted({*ended.waiting, *held})))

    async def undo(self, owner: Owner, subscription_id: str, may_post: MayPost) -> Subscription:
        """Let it be again as it was; again changes nothing more. Raises UndoError, and what `put_back` raises."""
        async with self._lately.changing(subscription_id):
            ended = await self._lately.find(subscription_id)
            if ended is None or not owner.has(ended.subscription):
                known = (await self._store.subscriptions()).get(subscription_id)
                raise UndoError(gettext(_BACK if known is not None and owner.has(known) else _OVER))
            destination = await self._store.destination(ended.subscription.destination_id)
            if destination is None:
                raise UndoError(gettext(_GONE))
            await may_post(destination.id)
            back = (await self._store.subscriptions()).get(subscription_id)  # there when a crash came after this
            if back is None:
                back = ended.subscription
                await self._subscriptions.put_back(back, destination, frozenset(ended.baseline))
            elif settings_of(back) != settings_of(ended.subscription):
                raise changed_again()
            await self.owe_again(replace(ended, subscription=back))
            await self._lately.drop([ended.key])
        return back

    async def left(self, owner: Owner, subscription_id: str) -> Subscription | None:
        """What ended, if it has not come back and still can; None otherwise."""
        ended = await self._lately.find(subscription_id)
        if ended is None or not owner.has(ended.subscription):
            return None
        is_back = (await self._store.subscriptions()).get(subscription_id) is not None
        is_gone = await self._store.destination(ended.subscription.destination_id) is None
        return None if is_back or is_gone else ended.subscription

    async def forget_old(self) -> None:
        """Let go of those that cannot be taken back any more."""
        await self._lately.forget_old()

    async def of_person(self, person_id: int) -> tuple[Ended, ...]:
        """Those that a person made."""
        known = await self._lately.known()
        return tuple(one for one in known if one.subscription.creator_id == person_id)

    async def forget_person(self, person_id: int) -> None:
        """Their own cannot be taken back any more, those of servers come back without their name."""
        for key in [one.key for one in await self.of_person(person_id)]:
            async with self._lately.changing(key):
                one = await self._lately.find(key)
                if one is None or one.subscription.guild_id is None:
                    await self._lately.drop([key])
                else:
                    await self._lately.write_again(replace(one, subscription=nameless(one.subscription)))

    async def _waiting(self, subscription: Subscription) -> set[str]:
        """The papers that are owed for it, those of messages that are not out yet included."""
        destination_id = subscription.destination_id
        found = {
            a.paper_id for a in await self._store.pending(destination_id) if subscription.id in a.subscriptions
        }
        for message in await self._store.messages(_OPEN):
            for paper_id in message.paper_ids if message.destination_id == destination_id else ():
                alert = await self._store.find_alert(destination_id, paper_id)
                if alert is not None and subscription.id in alert[0].subscriptions:
                    found.add(paper_id)
        return found

    async def owe_again(self, ended: Ended) -> None:
        """What waited, and what began to match meanwhile; whatever has been posted there stays as it is.

        Raises UndoError when its channel is gone, and ConflictError.
        """
        destination = await self._store.destination(ended.subscription.destination_id)
        if destination is None:
            raise UndoError(gettext(_GONE))
        for _ in range(_ATTEMPTS):
            version = (await self._store.subscriptions()).version
            new = set[str]() if ended.subscription.paused else await self._new(ended)
            owed = sorted({*ended.waiting, *new})
            again = [paper for paper in owed if await self._was_dropped(ended, paper)]
            first = [paper for paper in owed if paper not in again]
            try:
                for papers, is_again in ((again, True), (first, False)):
                    await self._commit(ended.subscription, destination, papers, version, again=is_again)
                await self._owe_where_it_was(ended, version)
            except ConflictError:
                continue
            self._wake()
            return
        raise ConflictError(gettext(_BUSY))

    async def _owe_where_it_was(self, ended: Ended, version: int) -> None:
        """What was begun in another channel, and was surely not out when nobody wanted it any more."""
        for place in sorted({place for place, _ in ended.left}):
            papers = [paper for there, paper in ended.left if there == place and await self._dropped(place, paper)]
            destination = await self._store.destination(place) if papers else None
            if destination is not None:
                await self._commit(ended.subscription, destination, papers, version, again=True)

    async def _new(self, ended: Ended) -> set[str]:
        """What it matches now that was no news to it, or was not to be until a list picked it."""
        matching = await self._subscriptions.matching_now(ended.subscription)
        among = sorted(matching.intersection(ended.unpicked))
        return {*matching.difference(ended.baseline), *await self._picked(ended.subscription, among, yet=True)}

    async def _picked(self, subscription: Subscription, papers: Collection[str], *, yet: bool) -> tuple[str, ...]:
        """Those of the papers that a list which it hears has picked; or if it has not `yet`, those.

        None for what hears no list: reading ten thousand papers to find that out takes most of a second.
        """
        if not self._subscriptions.hears_lists(subscription):
            return ()
        found = await self._store.sightings(papers)
        return tuple(one for one in papers if one in found and _is_picked(found[one], subscription) == yet)

    async def _may_wait(self, ended: Ended, paper_id: str) -> bool:
        """Whether its channel has not had a paper yet, and nobody has let it go."""
        found = await self._store.find_alert(ended.subscription.destination_id, paper_id)
        open_ = found is None or found[0].state in {AlertState.PENDING, AlertState.PLANNED}
        return open_ or await self._was_dropped(ended, paper_id)

    async def _was_dropped(self, ended: Ended, paper_id: str) -> bool:
        """Whether nobody wanted it any more since the end: not what an admin dropped before.

        What names the subscription and was not let go by then came while it was being ended, between two commits
        of a reading, say: it may be older than the end, and did not wait yet when that was written down.
        """
        alert = await self._dropped(ended.subscription.destination_id, paper_id)
        if alert is None:
            return False
        came = ended.subscription.id in alert.subscriptions and paper_id not in ended.let_go
        return came or paper_id in ended.waiting or alert.created >= ended.at

    async def _dropped(self, destination_id: int, paper_id: str) -> Alert | None:
        """The alert of a paper there, if that was dropped."""
        found = await self._store.find_alert(destination_id, paper_id)
        return found[0] if found is not None and found[0].state is AlertState.DROPPED else None

    async def _commit(
        self,
        subscription: Subscription,
        destination: Destination,
        papers: Collection[str],
        version: int,
        *,
        again: bool,
    ) -> None:
        now = self._now()
        due = schedule_of(destination.preferences, self._times).due(subscription.mode, now)
        alerts = tuple(
            Alert(
                destination_id=destination.id,
                paper_id=paper_id,
                subscriptions=(subscription.id,),
                due=due,
                created=now,
            )
            for paper_id in papers
        )
        if alerts:
            # Nothing was read: this names the source for nobody.
            commit = PollCommit(
                source="",
                at=now,
                sightings=(),
                alerts=alerts,
                subscriptions_version=version,
                again=again,
                known=frozenset(papers),
            )
            await self._store.commit_poll(commit)


def _is_picked(sighting: Sighting, subscription: Subscription) -> bool:
    return any(
        one.kind is SourceKind.LIST
        and one.paper.announced
        and (not subscription.sources or not {LISTS, one.paper.source}.isdisjoint(subscription.sources))
        for one in sighting.by_source
    )
