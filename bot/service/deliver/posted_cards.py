"""Threads under posted cards, and edits of cards whose paper has reached a milestone, such as upvotes or code.

Nothing here is a second post.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import aclosing
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot.domain.alert import THREAD, Message, MessageKind, MessageState, Payload, remaining_subscriptions
from bot.domain.errors import DeliveryError, PaperboyError, RefusedError, TryLaterError
from bot.domain.paper import SUMMARY_PREFIX, UNEDITABLE, Sighting, late_milestones, milestones, summary_in
from bot.domain.subscription import Destination, Kind
from bot.service.deliver.compose import DeliveryContext, item_of
from bot.service.notices.notice_kinds import NO_THREAD, no_thread_notice, record_name
from bot.service.poll.changed_papers_note import changed_papers_note

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Sequence


_log = logging.getLogger(__name__)
TRACKED_FOR = timedelta(hours=48)  # after the post; stores must keep posted cards for longer
EDIT_INTERVAL = timedelta(minutes=30)  # between two edits of a card of a new paper, and after its post
_RETRY_AFTER = timedelta(minutes=15)  # after a failed edit, unless Discord demands more
_PAPERS_AT_ONCE = 50  # read before other tasks get a turn, some 2 ms
_PAGE_SIZE = 20  # cards read at a time
_NO_THREAD_ID = 0  # stored in place of a thread's id if none can be opened
_MOST_FAILURES = 5  # failed edits in one call of `edit`, after which the others wait for the next call


class PostedCards:
    """Opens the planned threads of cards, and edits cards for 48 hours; later only for late milestones.

    Alerts that are due have priority.

    Discord opens at most one thread under a message, so `open_missing_threads` safely retries those that failed.
    A card that was deleted, or can no longer be edited, is left alone. After other failures, that card's
    edit is retried later; after five in one call, the rest of the cards wait for the next call.
    """

    def __init__(self, context: DeliveryContext) -> None:
        self._store = context.store
        self._notifier = context.notifier
        self._composer = context.composer
        self._clock = context.clock
        self._notices = context.notices
        self._retries: dict[str, datetime] = {}  # by key: when the failed edit of a card is retried
        self._up_to_date: dict[str, Sequence[str]] = {}  # by changed paper: late milestones on its cards
        self._not_edited: set[int] = set()  # channels passed over last time: blocked, or without edits

    async def open_thread(self, message: Message) -> None:
        """Open the thread of a message that was just posted; `open_missing_threads` retries after a failure."""
        if THREAD not in message.payload:
            return
        stored = await self._store.find_alert(message.destination_id, message.paper_ids[0])
        if stored is not None and stored[1] is not None and stored[1].key == message.key:
            await self._open_thread_under(stored[1])

    async def open_missing_threads(self) -> None:
        """Open the planned threads that are missing under cards posted in the last 48 hours."""
        since, last = self._clock.later_of_both() - TRACKED_FOR, None
        while cards := await self._store.threadless_cards(since, limit=_PAGE_SIZE, after=last):
            for last in cards:
                await self._open_thread_under(last)

    async def _open_thread_under(self, message: Message) -> None:
        """Open the planned thread and record it; record and report a failure that does not pass by itself."""
        destination = await self._store.destination(message.destination_id)
        if destination is None or destination.kind is Kind.FORUM or message.message_id is None:
            return
        if self._notifier.problem(destination) is not None:
            return  # people get a notice of that; the thread is opened later
        title = str(message.payload[THREAD]["name"])
        try:
            thread_id = await self._notifier.open_thread(destination, message.message_id, title)
        except TryLaterError as error:
            _log.info("The thread of message %s is postponed: %s", message.key, error)
        except DeliveryError as error:
            if isinstance(error, RefusedError) and error.unseen:
                _log.info(
                    "The thread of message %s is postponed until its channel is visible: %s", message.key, error
                )
                return
            await self._store.record_thread(message.key, _NO_THREAD_ID)
            _log.warning("No thread under message %s: %s", message.key, error)
            await self._notices.begin(destination, no_thread_notice(destination, error))
        else:
            await self._store.record_thread(message.key, _NO_THREAD_ID if thread_id is None else thread_id)
            await self._notices.end(record_name(NO_THREAD, destination.id), None)

    async def edit(self) -> int:
        """Edit cards whose paper reached a milestone, until alerts are due; return the number of edits.

        Only cards of such papers are read, a few at a time.
        """
        now = self._clock.later_of_both()
        self._retries = {key: next_try for key, next_try in self._retries.items() if now < next_try}
        edits = failures = 0
        async with aclosing(self._outdated_cards(now)) as cards:
            async for card, sighting in cards:
                if card.key in self._retries:
                    continue
                wake = await self._store.next_wake()
                if failures >= _MOST_FAILURES or (wake is not None and wake <= self._clock.now()):
                    break
                try:
                    edits += await self._edit_card(card, sighting)
                except TryLaterError as error:
                    failures += 1
                    demanded = timedelta(seconds=error.retry_after or 0.0)
                    self._retries[card.key] = now + max(_RETRY_AFTER, demanded)
                    _log.info("The edit of message %s is postponed: %s", card.key, error)
                except PaperboyError:
                    raise
                except Exception:  # noqa: BLE001 - a bug with one card must not stop the others
                    _log.exception("Message %s could not be edited.", card.key)
                    self._retries[card.key] = now + _RETRY_AFTER
        return edits

    async def _outdated_cards(self, now: datetime) -> AsyncGenerator[tuple[Message, Sighting]]:
        """Yield the cards that lack a milestone of their paper, by paper."""
        since = now - TRACKED_FOR
        shown_by_paper = await self._store.shown_milestones(since)
        papers = sorted(shown_by_paper)
        for start in range(0, len(papers), _PAPERS_AT_ONCE):
            found = await self._store.sightings(papers[start : start + _PAPERS_AT_ONCE])
            await asyncio.sleep(0)
            for paper, sighting in found.items():
                reached = milestones(sighting)
                if all(set(reached) <= {*milestones_shown} for milestones_shown in shown_by_paper[paper]):
                    continue
                last = None
                while cards := await self._store.outdated_cards(
                    paper, reached, since=since, unchanged_since=now - EDIT_INTERVAL, limit=_PAGE_SIZE, after=last
                ):
                    for last in cards:
                        yield last, sighting
        async for card, sighting in self._cards_of_changed_papers():
            yield card, sighting

    async def _cards_of_changed_papers(self) -> AsyncGenerator[tuple[Message, Sighting]]:
        """Yield the cards, however old, that lack a late milestone of their paper."""
        changed = await changed_papers_note(self._store).load() or {}
        destinations = await self._store.destinations() if changed else ()
        not_edited = {one.id for one in destinations if one.block is not None or not one.preferences.living}
        living = [one.id for one in destinations if one.id not in not_edited]
        if not self._not_edited.isdisjoint(living):  # the cards there may lack any change
            self._up_to_date = {}
        self._not_edited = not_edited
        self._up_to_date = {key: shown for key, shown in self._up_to_date.items() if key in changed}
        papers = list(changed)
        for start in range(0, len(papers), _PAPERS_AT_ONCE):
            found = await self._store.sightings(papers[start : start + _PAPERS_AT_ONCE])
            await asyncio.sleep(0)
            for paper, sighting in found.items():
                late = late_milestones(sighting.paper)
                if self._up_to_date.get(paper) == late:  # compared, as a change is noted before it is stored
                    continue
                is_up_to_date = True
                for destination_id, _ in await self._store.alerts_of([(one, paper) for one in living]):
                    alert = await self._store.find_alert(destination_id, paper)
                    card = None if alert is None else alert[1]
                    if card is not None and _lacks_late_milestone(card, sighting):
                        is_up_to_date = False
                        yield card, sighting
                if is_up_to_date:
                    self._up_to_date[paper] = late
                await asyncio.sleep(0)

    async def _edit_card(self, card: Message, sighting: Sighting) -> bool:
        """Edit one card if its channel has living posts; return True if it was edited. Raises TryLaterError."""
        new = [one for one in milestones(sighting) if one not in card.milestones]
        destination = await self._store.destination(card.destination_id)
        is_editable = destination is not None and destination.block is None and destination.preferences.living
        if destination is None or not is_editable or card.message_id is None:
            return False
        if not _changes_card(new, sighting, self._composer.language_at(destination).tag):
            # Noted as shown, without an edit: the time of the last one stays
            last_change = card.edited or card.finished or self._clock.now()
            await self._store.record_edit(card.key, card.payload, (*card.milestones, *new), last_change)
            return False
        try:
            payload = await self._payload(card, destination, sighting)
            await self._notifier.edit(destination, card.message_id, payload)
        except TryLaterError:
            raise
        except DeliveryError as error:
            _log.info("Message %s is no longer edited: %s", card.key, error)
            await self._store.record_edit(
                card.key, card.payload, (*card.milestones, UNEDITABLE), self._clock.later_of_both()
            )
            return False
        await self._store.record_edit(card.key, payload, (*card.milestones, *new), self._clock.later_of_both())
        _log.info("Message %s was edited: it shows %s.", card.key, ", ".join(new))
        return True

    async def _payload(self, card: Message, destination: Destination, sighting: Sighting) -> Payload:
        """Render the card as it would be posted now; its thread stays as it was planned."""
        stored = await self._store.find_alert(card.destination_id, sighting.paper.id)
        cache = await self._store.subscriptions()
        subscriptions = [] if stored is None else remaining_subscriptions(stored[0], cache.by_id)
        item = item_of(sighting, subscriptions)
        rendered = self._composer.payload(destination, MessageKind.CARD, [item], card.key)
        thread = {THREAD: card.payload[THREAD]} if THREAD in card.payload else {}
        return {**{key: value for key, value in rendered.items() if key != THREAD}, **thread}


def _lacks_late_milestone(message: Message, sighting: Sighting) -> bool:
    """True for a posted card that can be edited and does not show all late milestones of its paper."""
    is_posted = message.state is MessageState.SENT and message.message_id is not None
    shown = {*message.milestones}
    return (
        message.kind is MessageKind.CARD
        and is_posted
        and UNEDITABLE not in shown
        and not shown.issuperset(late_milestones(sighting.paper))
    )


def _changes_card(new: list[str], sighting: Sighting, language: str) -> bool:
    """True if new milestones change a card in that language; summaries in other languages do not."""
    summary = summary_in(sighting.paper, language)
    invisible = {one for one in new if one.startswith(SUMMARY_PREFIX)}
    if summary is not None:
        invisible.discard(f"{SUMMARY_PREFIX}{summary.language}")
    return not invisible.issuperset(new)
