"""What could be changed about the subscriptions that brought a paper."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from bot.query import QueryError, parse
from bot.query.analysis.topics import coined_name
from bot.query.rewriting.rewrite import distinctive_words, upvotes_bar, without

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.paper import Paper
    from bot.domain.ports import Store
    from bot.domain.subscription import Owner, Subscription
    from bot.query import Query

_BARS = (10, 20, 50, 100, 200, 500)  # upvotes
_WORDS = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestions:
    """Words that could be excluded, as the paper writes them, and bars that are higher than the present one."""

    words: tuple[str, ...]
    bars: tuple[int, ...]


class Tunings:
    """Reads what is stored; changes nothing."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def brought(
        self, paper_id: str, owner: Owner, destination_ids: Sequence[int]
    ) -> tuple[Subscription, ...]:
        """The owner's subscriptions behind the alert of the first of these destinations that has one for it."""
        book = await self._store.subscriptions()
        ours = {s.id: s for s in book.of(owner)}
        for destination_id in destination_ids:
            found = await self._store.find_alert(destination_id, paper_id)
            if found is not None:
                return tuple(ours[key] for key in found[0].subscriptions if key in ours)
        return ()

    async def suggest(self, subscription: Subscription, paper_id: str) -> Suggestions:
        """What would keep out papers like this one; bars alone when it is not stored any more."""
        query = parse(subscription.query)
        sighting = (await self._store.sightings([paper_id])).get(paper_id)
        words = () if sighting is None else _words(query, sighting.paper)
        bar = upvotes_bar(query)
        return Suggestions(words=tuple(words), bars=tuple(b for b in _BARS if b > bar))


def _words(query: Query, paper: Paper) -> list[str]:
    """Of its title, then its keywords: where few words say much. Its own name would leave out no other paper."""
    own = coined_name(paper.title).casefold()
    found = distinctive_words(query, "\n".join([paper.title, *paper.keywords]), paper.abstract)
    others = (word for word in found if not own or own not in word.casefold())
    return list(islice((word for word in others if _can_go(query, word)), _WORDS))


def _can_go(query: Query, word: str) -> bool:
    """Whether something is left without a word: of "consistency model" none of both."""
    try:
        without(query, word)
    except QueryError:
        return False
    return True
