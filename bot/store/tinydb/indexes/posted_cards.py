"""What is still to be done with the cards that were posted lately: threads to open, milestones to show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from heapq import merge
from typing import TYPE_CHECKING, TypeAlias

from bot.domain.alert import THREAD, MessageKind, MessageState
from bot.domain.paper import GONE
from bot.domain.preferences import DEFAULTS
from bot.domain.subscription import Kind
from bot.store.codec import parse_time
from bot.store.codec.preferences import decode_preferences
from bot.store.tinydb.indexes.moments import micros
from bot.store.tinydb.indexes.sorted_list import SortedList

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import datetime

    from bot.store.codec import Doc

    Milestones: TypeAlias = tuple[str, ...]

_Cards: TypeAlias = "SortedList[tuple[int, str, int]]"  # (finished in µs, message key, destination)

LATELY = timedelta(hours=50)  # before the newest: more than `WITHIN` of living posts and of threads
_LATELY = LATELY // timedelta(microseconds=1)
_LAST = 1 << 64  # greater than any destination
_SWEEP_EVERY = timedelta(hours=1) // timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class _Posted:
    """What the index needs to know of a posted card."""

    place: tuple[int, str, int]  # as in `_Cards`
    paper: str
    shown: Milestones | None  # None: it cannot be edited any more
    edited: int | None  # in µs
    threadless: bool


class PostedCards:
    """Follows the documents of messages and destinations, so that no card is read of which nothing is wanted.

    Cards are known for some days only: a month of messages is in the store. Whoever asks for older ones, or had
    a card that was posted by a clock that went wrong, first has them read again (`reaches`, `read_again_from`).
    """

    def __init__(self) -> None:
        self._living_at: set[int] = set()
        self._threads_at: set[int] = set()
        self._threadless: _Cards = SortedList()
        self._living: dict[str, dict[Milestones, _Cards]] = {}  # by paper, and by what they show
        self._edited: dict[str, int] = {}  # by message key
        self._newest = 0  # in µs
        self._from = 0  # those that finished before, in µs, are not known

    # --- changes ------------------------------------------------------------------------------------------

    def destination(self, key: int, new: Doc | None) -> None:
        """A destination's document changed."""
        self._living_at.discard(key)
        self._threads_at.discard(key)
        if new is None or "block" in new:
            return
        preferences = decode_preferences(new["preferences"]) if "preferences" in new else DEFAULTS
        if preferences.living:
            self._living_at.add(key)
        if preferences.thread_per_alert and new["kind"] != Kind.FORUM:
            self._threads_at.add(key)

    def message(self, key: str, old: Doc | None, new: Doc | None) -> None:
        """A message's document changed."""
        before, after = _posted(key, old), _posted(key, new)
        if before is not None:
            self._take_out(before)
        if after is not None and after.place[0] >= self._from:
            self._put_in(after)
            self._newest = max(self._newest, after.place[0])
            if self._newest - _LATELY >= self._from + _SWEEP_EVERY:
                self._forget_before(self._newest - _LATELY)

    def read_again_from(self, since: datetime) -> None:
        """Every card that was finished at `since` or later follows, by `message`, as if it were new."""
        self._from = micros(since)
        self._newest = 0
        self._threadless, self._living, self._edited = SortedList(), {}, {}

    def read_again(self, key: str, document: Doc) -> None:
        """A document after `read_again_from`: however late it was finished, none is forgotten for it."""
        card = _posted(key, document)
        if card is not None and card.place[0] >= self._from:
            self._take_out(card)  # it may have changed meanwhile
            self._put_in(card)

    # --- questions ----------------------------------------------------------------------------------------

    def reaches(self, since: datetime) -> bool:
        """Whether every card that was finished at `since` or later is known."""
        return micros(since) >= self._from

    def threadless(self, since: datetime, after: tuple[datetime, str] | None) -> Iterator[str]:
        """The keys of cards without the thread that they should have, oldest first."""
        cards = self._threadless.after(_place(since, after))
        return (key for _, key, destination in cards if destination in self._threads_at)

    def shown(self, since: datetime) -> dict[str, set[Milestones]]:
        """What living cards show: by paper, each different list of milestones."""
        begin = _place(since, None)
        found: dict[str, set[Milestones]] = {}
        for paper, lists in self._living.items():
            for shown, cards in lists.items():
                if any(destination in self._living_at for *_, destination in cards.after(begin)):
                    found.setdefault(paper, set()).add(shown)
        return found

    def behind(
        self,
        paper: str,
        reached: Collection[str],
        since: datetime,
        unchanged_since: datetime,
        after: tuple[datetime, str] | None,
    ) -> Iterator[str]:
        """The keys of living cards of a paper that do not show all that it has reached, oldest first."""
        begin, changed = _place(since, after), micros(unchanged_since)
        lists = self._living.get(paper, {})
        cards = merge(*(cards.after(begin) for shown, cards in lists.items() if not set(reached) <= {*shown}))
        for finished, key, destination in cards:
            if destination in self._living_at and self._edited.get(key, finished) <= changed:
                yield key

    # --- upkeep -------------------------------------------------------------------------------------------

    def _put_in(self, posted: _Posted) -> None:
        if posted.threadless:
            self._threadless.add(posted.place)
        if posted.shown is not None:
            lists = self._living.setdefault(posted.paper, {})
            cards = lists.setdefault(posted.shown, SortedList())
            cards.add(posted.place)
            if posted.edited is not None:
                self._edited[posted.place[1]] = posted.edited

    def _take_out(self, posted: _Posted) -> None:
        self._threadless.discard(posted.place)
        self._edited.pop(posted.place[1], None)
        lists = self._living.get(posted.paper, {})
        if posted.shown is not None and posted.shown in lists:
            lists[posted.shown].discard(posted.place)
            if not lists[posted.shown]:
                del lists[posted.shown]
                if not lists:
                    del self._living[posted.paper]

    def _forget_before(self, moment: int) -> None:
        self._from = moment
        self._threadless.cut((moment, "", 0))
        for paper, lists in [*self._living.items()]:
            for shown, cards in [*lists.items()]:
                for _, key, _ in cards.cut((moment, "", 0)):
                    self._edited.pop(key, None)
                if not cards:
                    del lists[shown]
            if not lists:
                del self._living[paper]


def _posted(key: str, document: Doc | None) -> _Posted | None:
    if document is None or document["kind"] != MessageKind.CARD or document["state"] != MessageState.SENT:
        return None
    if document.get("message_id") is None:
        return None
    shown, edited = tuple(document.get("milestones", ())), document.get("edited")
    return _Posted(
        place=(micros(parse_time(document["finished"])), key, document["to"]),
        paper=document["papers"][0],
        shown=None if GONE in shown else shown,
        edited=None if edited is None else micros(parse_time(edited)),
        threadless=document.get("thread") is None and THREAD in document.get("payload", ()),
    )


def _place(since: datetime, after: tuple[datetime, str] | None) -> tuple[int, str, int]:
    """Behind which card a slice begins."""
    return (micros(since), "", 0) if after is None else (micros(after[0]), after[1], _LAST)
