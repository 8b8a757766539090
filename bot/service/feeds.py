"""Feeds: what was posted in a channel, for feed readers, at an address with a secret."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from bot.domain.discord.ids import snowflake_time
from bot.domain.ports.outbox import MAX_NEWEST
from bot.domain.subscription import BlockCause
from bot.service.notes import JsonNote, parse_moment

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from bot.domain.ports import Store
    from bot.domain.subscription import Destination

_PREFIX: Final = "feed "
_SECRET_BYTES: Final = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """The feed of a destination; `user_id` is the person whose direct messages these are, else None.

    `language` is a tag, for a destination that has not set its own.
    """

    destination_id: int
    user_id: int | None
    language: str
    secret: str
    created: datetime


@dataclass(frozen=True, slots=True)
class Feeds:
    """Stores each feed as a note `feed HASH`, by the hash of its secret, so that a look-up takes constant time.

    A feed lives as long as its destination is stored, and is unknown while that is gone from Discord. `address` is
    that of the web listener; empty if the host has none.
    """

    store: Store
    now: Callable[[], datetime]
    address: str

    async def open(self, destination_id: int, user_id: int | None, language: str) -> Feed:
        """Return the feed of a stored destination; make it if there is none."""
        for feed in (await self._of(destination_id)).values():
            return feed
        return await self._save(
            Feed(destination_id=destination_id, user_id=user_id, language=language, secret="", created=self.now())
        )

    async def renew(self, destination_id: int) -> Feed | None:
        """Give the feed of a destination another address; None if there is no feed."""
        ended = await self.end(destination_id)
        return ended and await self._save(ended)

    async def end(self, destination_id: int) -> Feed | None:
        """Delete the feed of a destination and return it; None if there is none."""
        found = await self._of(destination_id)
        for name in found:
            await self.store.set_note(name, None)
        return next(iter(found.values()), None)

    async def find(self, secret: str) -> tuple[Feed, Destination] | None:
        """Return the feed with this secret, and its destination."""
        feed = await self._note(_name(secret)).load()
        destination = None if feed is None else await self.store.destination(feed.destination_id)
        if feed is None or destination is None:
            return None
        is_gone = destination.block is not None and destination.block.cause is BlockCause.GONE
        return None if is_gone else (feed, destination)

    async def version(self, feed: Feed) -> tuple[tuple[int, ...], datetime]:
        """Return what changes with every post, and the time of the newest one, without reading any."""
        ids = await self.store.newest_message_ids(feed.destination_id, MAX_NEWEST)
        return ids, snowflake_time(ids[0]) if ids else feed.created

    async def posted(self, feed: Feed) -> dict[str, datetime]:
        """Return the ids of the fifty papers posted last, newest first, each with the time of its post."""
        posts = await self.store.newest_posts(feed.destination_id, MAX_NEWEST)
        papers = ((paper, post.finished or post.created) for post in posts for paper in post.paper_ids)
        return dict(islice(papers, MAX_NEWEST))

    async def count_of(self, person_id: int) -> int:
        """Return the number of a person's own feeds."""
        return len(await self._where(lambda feed: feed.user_id == person_id))

    async def forget_person(self, person_id: int) -> None:
        """Delete a person's own feeds."""
        for name in await self._where(lambda feed: feed.user_id == person_id):
            await self.store.set_note(name, None)

    async def forget_gone(self) -> None:
        """Delete the feeds of destinations that are no longer stored."""
        stored = {destination.id for destination in await self.store.destinations()}
        for name in await self._where(lambda feed: feed.destination_id not in stored):
            await self.store.set_note(name, None)

    async def _of(self, destination_id: int) -> Mapping[str, Feed]:
        return await self._where(lambda feed: feed.destination_id == destination_id)

    async def _where(self, is_wanted: Callable[[Feed], bool]) -> Mapping[str, Feed]:
        """Return the feeds for which `is_wanted` returns True, by the name of their note."""
        notes = (await self.store.notes(_PREFIX)).items()
        found = ((name, self._note(name).read(text)) for name, text in notes)
        return {name: feed for name, feed in found if feed is not None and is_wanted(feed)}

    async def _save(self, feed: Feed) -> Feed:
        saved = replace(feed, secret=secrets.token_urlsafe(_SECRET_BYTES))
        await self._note(_name(saved.secret)).save(saved)
        return saved

    def _note(self, name: str) -> JsonNote[Feed]:
        return JsonNote(self.store, name, _decode)


def _name(secret: str) -> str:
    return _PREFIX + hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def _decode(value: Any) -> Feed:  # noqa: ANN401 - any JSON
    return Feed(**(value | {"created": parse_moment(value["created"])}))
