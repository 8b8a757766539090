"""What is still to be done with the cards that were posted lately: threads to open, milestones to show."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from bot.domain.alert import THREAD, MessageKind, MessageState
from bot.domain.paper import GONE
from bot.domain.preferences import DEFAULTS
from bot.domain.subscription import Kind
from bot.store.codec import decode_preferences
from bot.store.codec.records import parse_time
from bot.store.tinydb.indexes.groups import Groups, micros

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from datetime import datetime

    from bot.store.codec import Doc

LATELY = timedelta(hours=50)  # before the newest: more than `WITHIN` of living posts and of threads
_LATELY = LATELY // timedelta(microseconds=1)
_NOTHING = False, False
_SWEEP_EVERY = timedelta(hours=1) // timedelta(microseconds=1)


class _Card(NamedTuple):
    """What the index needs to know of a posted card; moments in µs."""

    finished: int
    key: str
    destination: int
    changed: int
    shown: tuple[str, ...]


class PostedCards:
    """Follows the documents of messages and destinations, so that no card is read of which nothing is wanted.

    Living cards are known for some days only: a month of messages is in the store. Whoever asks for older ones, or
    had a card that was posted by a clock that went wrong, first has them read again (`lacks`, `read_again`).
    """

    def __init__(self) -> None:
        self._wanted: dict[int, tuple[bool, bool]] = {}  # by destination: living posts, threads
        self._from = 0  # living ones that finished before, in µs, are not known
        self._threadless = Groups(_without_thread)
        self._living = Groups(self._alive)  # by paper

    # --- changes ------------------------------------------------------------------------------------------

    def destination(self, key: int, new: Doc | None) -> None:
        """A destination's document changed."""
        self._wanted.pop(key, None)
        if new is not None and "block" not in new:
            chosen = decode_preferences(new["preferences"]) if "preferences" in new else DEFAULTS
            self._wanted[key] = chosen.living, chosen.thread_per_alert and new["kind"] != Kind.FORUM

    def message(self, key: str, old: Doc | None, new: Doc | None) -> None:
        """A message's document changed."""
        self._threadless.changed(key, old, new)
        self._living.changed(key, old, new)
        card = None if new is None else _card(key, new)
        if card is not None and card.finished - _LATELY >= self._from + _SWEEP_EVERY:
            self._from = card.finished - _LATELY
            self._living.cut((self._from,))

    def lacks(self, since: datetime) -> bool:
        """Whether cards finished at `since` or later are not known: then all of them follow by `read_again`."""
        if micros(since) >= self._from:
            return False
        self._from = micros(since)
        self._living = Groups(self._alive)
        return True

    def read_again(self, key: str, document: Doc) -> None:
        """A document after `lacks` said so: however late it was finished, none is forgotten for it."""
        self._living.changed(key, document, None)  # it may have changed meanwhile
        self._living.changed(key, None, document)

    def _alive(self, key: str, document: Doc) -> tuple[str, _Card] | None:
        card = _card(key, document)
        if card is None or card.finished < self._from or GONE in card.shown:
            return None
        return document["papers"][0], card

    # --- questions ----------------------------------------------------------------------------------------

    def threadless(self, since: datetime, after: tuple[datetime, str] | None) -> Iterator[str]:
        """The keys of cards without the thread that they should have, oldest first."""
        cards = _slice(self._threadless.of(None), since, after)
        return (card.key for card in cards if self._wanted.get(card.destination, _NOTHING)[1])

    def shown(self, since: datetime) -> dict[str, set[tuple[str, ...]]]:
        """What living cards show: by paper, each different list of milestones."""
        found: dict[str, set[tuple[str, ...]]] = {}
        for paper in self._living:
            cards = _slice(self._living.of(paper), since, None)
            if shown := {card.shown for card in cards if self._wanted.get(card.destination, _NOTHING)[0]}:
                found[paper] = shown
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
        latest, wanted = micros(unchanged_since), set(reached)
        for card in _slice(self._living.of(paper), since, after):
            is_living, _ = self._wanted.get(card.destination, _NOTHING)
            if is_living and card.changed <= latest and not wanted.issubset(card.shown):
                yield card.key


def _slice(cards: Sequence[_Card], since: datetime, after: tuple[datetime, str] | None) -> Sequence[_Card]:
    """Those that were finished at `since` or later, behind the last one of the slice before."""
    if after is None:
        return cards[bisect_left(cards, (micros(since),)) :]
    return cards[bisect_right(cards, (micros(after[0]), after[1]), key=lambda card: card[:2]) :]


def _without_thread(key: str, document: Doc) -> tuple[None, _Card] | None:
    """By the payload, which is forgotten in time."""
    card = _card(key, document)
    opens = document.get("thread") is None and THREAD in document.get("payload", ())
    return (None, card) if card is not None and opens else None


def _card(key: str, document: Doc) -> _Card | None:
    is_posted = document["state"] == MessageState.SENT and document.get("message_id") is not None
    if document["kind"] != MessageKind.CARD or not is_posted:
        return None
    finished = micros(parse_time(document["finished"]))
    changed = micros(parse_time(document["edited"])) if "edited" in document else finished
    return _Card(finished, key, document["to"], changed, tuple(document.get("milestones", ())))
