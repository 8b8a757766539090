"""Feeds: what was posted in a channel, or what a person saved, for feed readers, at an address with a secret."""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from bot.domain.ports.outbox import MAX_NEWEST
from bot.domain.subscription import BlockCause
from bot.service.notes import JsonNote, parse_moment
from bot.service.papers.saved import Saved

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from bot.domain.ports import Store

_PREFIX: Final = "feed "
_SECRET_BYTES: Final = 16


@dataclass(frozen=True, slots=True)
class Feed:
    """The feed of a destination or, without one, of a person's saved papers.

    `user_id` is the person whose feed it is, also that of their direct messages. `language` is a tag, for a
    destination that has not set its own.
    """

    destination_id: int | None
    user_id: int | None
    language: str
    secret: str
    created: datetime


@dataclass(frozen=True, slots=True)
class Feeds:
    """Stores each feed as a note `feed HASH`, by the hash of its secret, so that a look-up takes constant time.

    A feed lives as long as its destination is stored, and is unknown while that is gone from Discord or has no
    subscriptions, as nobody manages it then. `address` is that of the web listener; empty if the host has none.
    """

    store: Store
    now: Callable[[], datetime]
    address: str
    # Two presses at once get the same feed, and none that ends comes back
    _one_at_a_time: asyncio.Lock = field(default_factory=asyncio.Lock, init=False)

    async def open(self, destination_id: int | None, user_id: int | None, language: str) -> Feed:
        """Return the feed of a stored destination or of saved papers; make it if there is none."""
        key = destination_id, user_id
        async with self._one_at_a_time:
            for feed in (await self.those(lambda one: (one.destination_id, one.user_id) == key)).values():
                return feed
            return await self._with_address(Feed(destination_id, user_id, language, "", self.now()))

    async def renew(self, is_wanted: Callable[[Feed], bool]) -> Feed | None:
        """Give the feed for which `is_wanted` returns True another address, and return it."""
        async with self._one_at_a_time:
            ended = await self._ended(is_wanted)
            return ended and await self._with_address(ended)

    async def those(self, is_wanted: Callable[[Feed], bool]) -> Mapping[str, Feed]:
        """Return the feeds for which `is_wanted` returns True, by the name of their note."""
        notes = (await self.store.notes(_PREFIX)).items()
        found = ((name, self._note(name).read(text)) for name, text in notes)
        return {name: feed for name, feed in found if feed is not None and is_wanted(feed)}

    async def end(self, is_wanted: Callable[[Feed], bool]) -> Feed | None:
        """Delete the feeds for which `is_wanted` returns True, and return one of them."""
        async with self._one_at_a_time:
            return await self._ended(is_wanted)

    async def forget_deleted_destinations(self) -> None:
        """End the feeds of destinations that are no longer stored."""
        ids = {one.destination_id for one in (await self.those(lambda _: True)).values() if one.destination_id}
        deleted = ids - (await self.store.destinations_by_id(ids)).keys()
        if deleted:
            await self.end(lambda feed: feed.destination_id in deleted)

    async def _ended(self, is_wanted: Callable[[Feed], bool]) -> Feed | None:
        found = await self.those(is_wanted)
        for name in found:
            await self.store.set_note(name, None)
        return next(iter(found.values()), None)

    async def find(self, secret: str) -> tuple[Feed, str] | None:
        """Return the feed with this secret, and the tag of its language."""
        feed = await self._note(_name(secret)).load()
        if feed is None or feed.destination_id is None:
            return feed and (feed, feed.language)
        destination = await self.store.destination(feed.destination_id)
        if destination is None or (destination.block and destination.block.cause is BlockCause.GONE):
            return None
        if not (await self.store.subscriptions()).at(destination.id):
            return None
        return feed, destination.preferences.language or feed.language

    async def version(self, feed: Feed) -> object:
        """Return what changes with every post, without reading any."""
        if feed.destination_id is None:
            return await Saved(self.store, self.now).version(feed.user_id or 0)
        return await self.store.newest_message_ids(feed.destination_id, MAX_NEWEST)

    async def papers(self, feed: Feed) -> dict[str, datetime]:
        """Return the ids of the fifty papers posted or saved last, newest first, each with the time of that."""
        if feed.destination_id is None:
            saved = await Saved(self.store, self.now).newest(feed.user_id or 0)
            return dict(islice(saved.items(), MAX_NEWEST))
        posts = await self.store.newest_posts(feed.destination_id, MAX_NEWEST)
        papers = ((paper, post.finished or post.created) for post in posts for paper in post.paper_ids)
        return dict(islice(papers, MAX_NEWEST))

    async def _with_address(self, feed: Feed) -> Feed:
        made = replace(feed, secret=secrets.token_urlsafe(_SECRET_BYTES))
        await self._note(_name(made.secret)).save(made)
        return made

    def _note(self, name: str) -> JsonNote[Feed]:
        return JsonNote(self.store, name, _decode)


def _name(secret: str) -> str:
    return _PREFIX + hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def _decode(value: Any) -> Feed:  # noqa: ANN401 - any JSON
    return Feed(**(value | {"created": parse_moment(value["created"])}))
