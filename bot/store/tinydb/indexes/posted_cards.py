"""Posted cards that still need work: a thread to open, or milestones to show."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from bot.domain.alert import THREAD, MessageKind, MessageState
from bot.domain.paper import UNEDITABLE
from bot.domain.preferences import DEFAULTS
from bot.domain.subscription import Kind
from bot.store.codec.documents import decode_preferences
from bot.store.codec.records import Doc, parse_time
from bot.store.tinydb.indexes.groups import Groups, micros

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    PageStart: TypeAlias = tuple[datetime, str]  # (finished, key) of the card before

KNOWN_FOR = timedelta(hours=50)  # before the newest card: longer than living posts and threads need
_KNOWN_FOR_MICROS = KNOWN_FOR // timedelta(microseconds=1)
_SWEEP_EVERY = timedelta(hours=1) // timedelta(microseconds=1)  # between two removals of older cards


class _PostedCard(NamedTuple):
    """The indexed facts of a posted card; times in µs."""

    finished: int
    key: str
    destination: int
    last_change: int
    milestones: tuple[str, ...]


class PostedCardIndex:
    """Posted cards that lack a thread, and living cards by paper, so that no other card is read.

    Living cards are known for 50 hours only, while the store has three months of messages. To find older ones,
    call `begin_reload`, then `reload` for every message. This also repairs the index after a card was posted while
    our clock was ahead, since older cards were then forgotten too early.
    """

    def __init__(self) -> None:
        # By destination: True if its cards are living; True if they get threads.
        self._features = defaultdict[int, tuple[bool, bool]](lambda: (False, False))
        self._known_from = 0  # living cards finished before this time, in µs, are unknown
        self._threadless = Groups(_threadless_card)  # in one group, None
        self._living = Groups(self._living_card)  # by paper

    # --- changes ------------------------------------------------------------------------------------------

    def destination_changed(self, key: int, new: Doc | None) -> None:
        """Update for a changed destination's document."""
        self._features.pop(key, None)
        if new is not None and "block" not in new:
            preferences = decode_preferences(new["preferences"]) if "preferences" in new else DEFAULTS
            self._features[key] = preferences.living, preferences.thread_per_alert and new["kind"] != Kind.FORUM

    def message_changed(self, key: str, old: Doc | None, new: Doc | None) -> None:
        """Update for a changed message's document."""
        self._threadless.changed(key, old, new)
        self._living.changed(key, old, new)
        card = None if new is None else _posted_card(key, new)
        if card is not None and card.finished - _KNOWN_FOR_MICROS >= self._known_from + _SWEEP_EVERY:
            self._known_from = card.finished - _KNOWN_FOR_MICROS
            self._living.remove_below((self._known_from,))

    def begin_reload(self, since: datetime) -> bool:
        """Start again if living cards finished after `since` are unknown; True: every message must be reloaded."""
        if micros(since) >= self._known_from:
            return False
        self._known_from = micros(since)
        self._living = Groups(self._living_card)
        return True

    def reload(self, key: str, document: Doc) -> None:
        """Index a message after `begin_reload`; unlike `message_changed`, forget no older cards."""
        self._living.changed(key, document, None)  # the card may be indexed already
        self._living.changed(key, None, document)

    def _living_card(self, key: str, document: Doc) -> tuple[str, _PostedCard] | None:
        """Return the paper and facts of a posted card; None if it is uneditable or older than those known."""
        card = _posted_card(key, document)
        if card is None or card.finished < self._known_from or UNEDITABLE in card.milestones:
            return None
        return document["papers"][0], card

    # --- lookups ------------------------------------------------------------------------------------------

    def threadless(self, after: PageStart) -> Iterator[str]:
        """Yield the keys of cards that lack the thread they should have, oldest first."""
        cards = _cards_after(self._threadless.of(None), after)
        return (card.key for card in cards if self._features[card.destination][1])

    def shown_milestones(self, since: datetime) -> dict[str, set[tuple[str, ...]]]:
        """Return the milestones on living cards: by paper, each different list of milestones."""
        milestones: dict[str, set[tuple[str, ...]]] = {}
        for paper in self._living:
            cards = _cards_after(self._living.of(paper), (since, ""))
            if shown := {card.milestones for card in cards if self._features[card.destination][0]}:
                milestones[paper] = shown
        return milestones

    def outdated(
        self,
        paper: str,
        reached: Collection[str],
        after: PageStart,
        unchanged_since: datetime,
    ) -> Iterator[str]:
        """Yield the keys of a paper's living cards that lack one of the `reached` milestones, oldest first.

        Cards that were posted or edited after `unchanged_since` are left out.
        """
        unchanged_until, needed = micros(unchanged_since), set(reached)
        for card in _cards_after(self._living.of(paper), after):
            is_living, _ = self._features[card.destination]
            if is_living and card.last_change <= unchanged_until and not needed.issubset(card.milestones):
                yield card.key


def _cards_after(cards: Sequence[_PostedCard], after: PageStart) -> Sequence[_PostedCard]:
    """Return the cards after (finished, key)."""
    return cards[bisect_right(cards, (micros(after[0]), after[1]), key=lambda card: card[:2]) :]


def _threadless_card(key: str, document: Doc) -> tuple[None, _PostedCard] | None:
    """Return a card that lacks the thread of its payload, which is deleted after a week; None for others."""
    card = _posted_card(key, document)
    lacks_thread = document.get("thread") is None and THREAD in document.get("payload", ())
    return (None, card) if card is not None and lacks_thread else None


def _posted_card(key: str, document: Doc) -> _PostedCard | None:
    """Return the facts of a posted card; None for other messages."""
    is_posted = document["state"] == MessageState.SENT and document.get("message_id") is not None
    if document["kind"] != MessageKind.CARD or not is_posted:
        return None
    finished = micros(parse_time(document["finished"]))
    changed = micros(parse_time(document["edited"])) if "edited" in document else finished
    return _PostedCard(finished, key, document["to"], changed, tuple(document.get("milestones", ())))
