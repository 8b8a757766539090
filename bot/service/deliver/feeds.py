"""Feeds: what was posted in a channel or mailed, or what a person saved, for readers, at a secret address."""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import TYPE_CHECKING, Any

from bot.domain.errors import PaperboyError
from bot.domain.ports.outbox import MAX_NEWEST
from bot.domain.subscription import BlockCause
from bot.language.translating import gettext
from bot.service.notes import JsonNote, parse_moment
from bot.service.papers.saved import Saved

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from bot.domain.ports import Store

_FEED, _ADDRESS = "feed ", "feedaddress "  # beginnings of names of notes
_SECRET_BYTES = 16


@dataclass(frozen=True, slots=True)
class Feed:
    """The feed of a destination or, without one, of a person's saved papers.

    `user_id` is the person whose feed it is, also that of their direct messages. `language` is a tag, for a
    destination that has not set its own. `channel` is the name that its channel had last; a person's has none.
    """

    destination_id: int | None
    user_id: int | None
    language: str
    secret: str
    created: datetime
    channel: str = ""


@dataclass(frozen=True, slots=True)
class Feeds:
    """Stores each feed as a note `feed DESTINATION PERSON`, so that there is one of each.

    A channel has one. A person has one of their direct messages, and one of saved papers, without a destination.

    The note `feedaddress HASH` has that name, by the hash of its secret, so that a look-up takes constant time.

    A feed lives as long as its destination is stored, and is unknown while that is gone from Discord or has no
    subscriptions, as nobody manages it then. `address` is that of the web listener; empty if the host has none.
    """

    store: Store
    now: Callable[[], datetime]
    address: str
    # Without it, two presses at the same time could leave an address that leads nowhere, but do no other harm
    _one_at_a_time: asyncio.Lock = field(default_factory=asyncio.Lock, init=False)

    async def open(
        self, destination_id: int | None, user_id: int | None, language: str, channel: str = ""
    ) -> Feed:
        """Return the feed of a stored destination or of saved papers; make or rename it if necessary.

        Raises PaperboyError if the host has no web listener.
        """
        new = Feed(destination_id, user_id, language, _new_secret(), self.now())
        name = _feed_note(destination_id, user_id)
        return await self._change(name, lambda feed: replace(feed or new, channel=channel)) or new

    async def renew(self, destination_id: int | None, user_id: int | None) -> Feed | None:
        """Give a feed another address, and return it; None if it has ended. Raises PaperboyError like `open`."""
        name = _feed_note(destination_id, user_id)
        return await self._change(name, lambda feed: feed and replace(feed, secret=_new_secret()))

    async def those(self, is_wanted: Callable[[Feed], bool]) -> Mapping[str, Feed]:
        """Return the feeds for which `is_wanted` returns True, by the name of their note."""
        notes = (await self.store.notes(_FEED)).items()
        found = ((name, self._note(name).read(text)) for name, text in notes)
        return {name: feed for name, feed in found if feed is not None and is_wanted(feed)}

    async def end(self, is_wanted: Callable[[Feed], bool]) -> None:
        """Delete the feeds for which `is_wanted` returns True."""
        async with self._one_at_a_time:
            for name, feed in (await self.those(is_wanted)).items():
                await self.store.set_note(name, None)
                await self.store.set_note(_address_note(feed.secret), None)

    async def forget_deleted_destinations(self) -> None:
        """End the feeds of destinations that are no longer stored."""
        ids = {one.destination_id for one in (await self.those(lambda _: True)).values() if one.destination_id}
        deleted = ids - (await self.store.destinations_by_id(ids)).keys()
        if deleted:
            await self.end(lambda feed: feed.destination_id in deleted)

    async def find(self, secret: str) -> tuple[Feed, str] | None:
        """Return the feed with this secret, and the tag of its language; None if it is unknown."""
        name = await self.store.note(_address_note(secret))
        feed = name and await self._note(name).load()
        if not feed or feed.secret != secret:
            return None
        if feed.destination_id is None:
            return feed, feed.language
        destination = await self.store.destination(feed.destination_id)
        if destination is None or (destination.block and destination.block.cause is BlockCause.GONE):
            return None
        if not (await self.store.subscriptions()).at(destination.id):
            return None
        return feed, destination.preferences.language or feed.language

    async def version(self, feed: Feed) -> object:
        """Return a value that changes with every post, mail and saved paper, without reading any."""
        if feed.destination_id is None:
            return await Saved(self.store, self.now).version(feed.user_id or 0)
        return await self.store.newest_message_ids(feed.destination_id, MAX_NEWEST)

    async def papers(self, feed: Feed) -> dict[str, datetime]:
        """Return the ids of at most fifty papers sent or saved last, newest first, each with the time of that."""
        if feed.destination_id is None:
            saved = await Saved(self.store, self.now).newest(feed.user_id or 0)
            return dict(islice(saved.items(), MAX_NEWEST))
        posts = await self.store.newest_posts(feed.destination_id, MAX_NEWEST)
        papers = ((paper, post.finished or post.created) for post in posts for paper in post.paper_ids)
        return dict(islice(papers, MAX_NEWEST))

    async def _change(self, name: str, change: Callable[[Feed | None], Feed | None]) -> Feed | None:
        """Change a feed, also while another replica does, then its address; return what `change` returned."""
        if not self.address:
            raise PaperboyError(gettext("The person who runs this bot hasn't set up feeds."))
        versions = list[Feed | None]()

        def changed(feed: Feed | None) -> Feed | None:
            versions[:] = feed, change(feed)
            return versions[1]

        async with self._one_at_a_time:
            await self._note(name).change(changed)
            old, new = versions
            if new:
                await self.store.set_note(_address_note(new.secret), name)
            if old and new and old.secret != new.secret:
                await self.store.set_note(_address_note(old.secret), None)
        return new

    def _note(self, name: str) -> JsonNote[Feed]:
        return JsonNote(self.store, name, _decode)


def _feed_note(destination_id: int | None, user_id: int | None) -> str:
    return f"{_FEED}{destination_id} {user_id}"


def _address_note(secret: str) -> str:
    return _ADDRESS + hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def _new_secret() -> str:
    return secrets.token_urlsafe(_SECRET_BYTES)


def _decode(value: Any) -> Feed:  # noqa: ANN401 - any JSON
    return Feed(**(value | {"created": parse_moment(value["created"])}))
