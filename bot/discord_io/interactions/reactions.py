"""Store likes from reactions to our posts, also from those that were made or removed while the bot was away."""

from __future__ import annotations

import asyncio
import logging
import re
from collections import defaultdict, deque
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from discord.ext import commands

from bot.discord_io.interactions.abstracts import find_paper_id
from bot.discord_io.permissions import cached_channel, history_problem
from bot.discord_io.render.custom_ids import ABSTRACT_MENU_PATTERN, ABSTRACT_PATTERN
from bot.discord_io.requests.calls import FAILURES
from bot.discord_io.requests.failures import explain_failure
from bot.discord_io.requests.trace import attempts
from bot.domain.discord.ids import time_snowflake
from bot.domain.errors import AlreadyPostedError, PaperboyError, RefusedError, RejectedError
from bot.domain.ports.outbox import MAX_NEWEST
from bot.domain.subscription import BlockCause, Kind, Owner
from bot.service.picks.likes import UNSEEN_FOR

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable, Collection, Iterator, Mapping, Sequence
    from datetime import datetime

    import discord

    from bot.discord_io.requests.calls import Calls
    from bot.domain.discord.ids import Shard
    from bot.domain.ports import Store
    from bot.domain.subscription import Destination
    from bot.service.papers.papers import Papers
    from bot.service.picks.likes import Likes

_log = logging.getLogger(__name__)
_QUEUED = 10_000  # events at most; for more, their posts (as many at most) are read again
_CACHED = 1_000  # posts whose paper is known
_PAUSE = 0.1  # seconds between two posts that are read again: posting has priority
_PAGE = 100  # people in an answer, Discord's most
_IDLE = 3600.0  # seconds until the next `step`, unless `wake` is set
_VARIANTS = re.compile("[\U0001f3fb-\U0001f3ff\ufe0f]")  # skin tones, and the mark of a coloured emoji


class _Post(NamedTuple):
    """A message's place; without `guild_id` in direct messages."""

    guild_id: int | None
    channel_id: int
    message_id: int


class Reactions(commands.Cog):
    """Queues the gateway's events about reactions; `step` stores them.

    `emoji`: True for that of a like, False for that of a dislike. Only posts about one paper count, and no bots.
    `wake` is set when there is something to do.
    """

    def __init__(  # noqa: PLR0913 - its collaborators, by name
        self, *, calls: Calls, store: Store, likes: Likes, papers: Papers, emoji: Mapping[str, bool], shard: Shard
    ) -> None:
        self.wake = asyncio.Event()
        self._calls, self._store, self._likes, self._papers, self._shard = calls, store, likes, papers, shard
        self._emoji = {_VARIANTS.sub("", name.partition(":")[2] or name): liked for name, liked in emoji.items()}
        self._events: deque[Callable[[], Awaitable[None]]] = deque()
        self._unread: dict[_Post, None] = {}
        self._destinations: list[Destination] = []
        self._paper_ids: dict[int, str | None] = {}  # by message id; None: no post of ours about one paper

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        """Read recent posts again: Discord sends no events from before a new connection."""
        everywhere = await self._store.destinations()
        self._destinations = [one for one in everywhere if self._shard.holds(one.guild_id)]
        self.wake.set()

    @commands.Cog.listener("on_raw_reaction_add")
    @commands.Cog.listener("on_raw_reaction_remove")
    async def on_reaction(self, event: discord.RawReactionActionEvent) -> None:
        """Queue a reaction to one of our messages, or the end of one to any message, whose author is not told."""
        added, me, member = event.event_type == "REACTION_ADD", self._calls.me, event.member
        liked = self._liked(event.emoji.name, event.emoji.id)
        is_other = (added and event.message_author_id != me) or event.user_id == me or (member and member.bot)
        if liked is None or is_other:
            return
        post = _Post(event.guild_id, event.channel_id, event.message_id)
        if len(self._events) >= _QUEUED:
            self._read_again(post)
            return
        owner = Owner(guild_id=event.guild_id, user_id=event.user_id)
        if added:
            roles = [role.id for role in member.roles] if member else ()
            self._events.append(partial(self._add, post, owner, roles, self._likes.now(), liked=liked))
        else:
            self._events.append(partial(self._likes.remove_reaction, owner, event.message_id, liked=liked))
        self.wake.set()

    @commands.Cog.listener("on_raw_reaction_clear")
    @commands.Cog.listener("on_raw_reaction_clear_emoji")
    async def on_clear(self, event: discord.RawReactionClearEvent | discord.RawReactionClearEmojiEvent) -> None:
        """Read a message again after a moderator removed its reactions, or all of one emoji."""
        self._read_again(_Post(event.guild_id, event.channel_id, event.message_id))

    def _read_again(self, post: _Post) -> None:
        """Queue a post to read all its reactions again; a full queue takes no more."""
        if len(self._unread) < _QUEUED:
            self._unread[post] = None
            self.wake.set()

    def _liked(self, name: str, emoji_id: object) -> bool | None:
        """Return what an emoji says: True a like, False a dislike, None neither. A server's own has an id."""
        return self._emoji.get(str(emoji_id) if emoji_id else _VARIANTS.sub("", name or ""))

    async def step(self) -> float:
        """Store the queued events, then read queued posts again; return the seconds until the next call.

        Raises PaperboyError after a temporary failure: what failed stays queued for a later call.
        """
        while self._events or self._unread or self._destinations:
            try:
                await self._take_one()
            except PaperboyError:
                raise
            except Exception:  # noqa: BLE001 - a bug with one reaction must not stop the others
                _log.exception("A reaction could not be read.")
        return _IDLE

    async def _take_one(self) -> None:
        """Store one event; else read one queued post; else queue the recent posts of one destination."""
        if self._events:
            event = self._events.popleft()
            try:
                await event()
            except PaperboyError:
                self._events.appendleft(event)
                raise
        elif self._unread:
            post = next(iter(self._unread))
            del self._unread[post]
            try:
                await self._read(post)
            except PaperboyError:
                self._read_again(post)
                raise
            await asyncio.sleep(_PAUSE)
        else:
            destination = self._destinations.pop()
            try:
                await self._find_posts(destination)
            except PaperboyError:
                self._destinations.append(destination)
                raise

    async def _add(self, post: _Post, owner: Owner, roles: Collection[int], at: datetime, *, liked: bool) -> None:
        """Store a reaction made at the time `at`, unless the person has deleted their likes since."""
        if post.message_id not in self._paper_ids and self._is_readable(post.guild_id, post.channel_id):
            await self._fetch(post)
        paper_id = self._paper_ids.get(post.message_id)
        if paper_id and not await self._likes.is_forgotten(owner.user_id, at):
            await self._likes.add(owner, paper_id, liked=liked, message_id=post.message_id, roles=roles)

    async def _find_posts(self, destination: Destination) -> None:
        """Queue the recent posts of a destination to be read again."""
        is_gone = destination.block is not None and destination.block.cause is BlockCause.GONE
        if not is_gone and self._is_readable(destination.guild_id, destination.id):
            oldest = time_snowflake(self._likes.now() - UNSEEN_FOR)
            for message_id in await self._store.newest_message_ids(destination.id, MAX_NEWEST):
                if message_id >= oldest:
                    # A forum post is a thread, which has the id of its first message.
                    channel_id = message_id if destination.kind is Kind.FORUM else destination.id
                    self._read_again(_Post(destination.guild_id, channel_id, message_id))

    def _is_readable(self, guild_id: int | None, channel_id: int) -> bool:
        """Check the permission before a request, as Discord bans for too many refused ones; True if unknown."""
        guild = self._calls.client.get_guild(guild_id or 0)
        channel = guild and cached_channel(guild, channel_id)
        return not (guild and channel and history_problem(channel, guild.me))

    async def _read(self, post: _Post) -> None:
        """Replace the stored reactions to a message by those that it has now."""
        if not self._is_readable(post.guild_id, post.channel_id):
            return
        message = await self._fetch(post)
        paper_id = self._paper_ids.get(post.message_id)
        if paper_id is None:
            return
        people: defaultdict[int, set[bool]] = defaultdict(set)
        for reaction in message.get("reactions", ()):
            name, emoji_id = reaction["emoji"]["name"], reaction["emoji"]["id"]
            liked = self._liked(name, emoji_id)
            if liked is not None:
                async for user in self._people(post, f"{name}:{emoji_id}" if emoji_id else name):
                    if not user.get("bot"):
                        people[int(user["id"])].add(liked)
        await self._likes.replace_reactions(post.guild_id, paper_id, post.message_id, people)

    async def _people(self, post: _Post, emoji: str) -> AsyncGenerator[Mapping[str, Any]]:
        """Yield the users who reacted to a post with an emoji."""
        http = self._calls.client.http
        for kind in (0, 1):  # normal and super reactions
            after = "0"
            while after:
                page = await self._ask(
                    partial(http.get_reaction_users, post.channel_id, post.message_id, emoji, _PAGE, after, kind)
                )
                for user in page:
                    yield user
                after = page[-1]["id"] if len(page) == _PAGE else ""

    async def _fetch(self, post: _Post) -> Mapping[str, Any]:
        """Fetch a message and remember its paper; a message that cannot be read is an empty one without paper."""
        message: Mapping[str, Any] = {}
        with suppress(AlreadyPostedError, RefusedError, RejectedError):
            message = await self._ask(
                partial(self._calls.client.http.get_message, post.channel_id, post.message_id)
            )
        is_ours = message and int(message["author"]["id"]) == self._calls.me
        keys = {*_paper_keys(message.get("components", ()))} if is_ours else ()
        self._paper_ids[post.message_id] = (
            None if len(keys) != 1 else await find_paper_id(*keys, papers=self._papers)
        )
        if len(self._paper_ids) > _CACHED:
            del self._paper_ids[next(iter(self._paper_ids))]
        return message

    async def _ask(self, request: Callable[[], Awaitable[Any]]) -> Any:  # noqa: ANN401 - JSON
        """Send a request once a permit is free, and return the answer. Raises DeliveryError."""
        with attempts() as log:
            try:
                async with asyncio.timeout(self._calls.timeout):
                    await self._calls.permit()
                    return await request()
            except FAILURES as error:
                raise explain_failure(error, log) from error


def _paper_keys(components: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Yield the keys of the papers that a post is about, from its buttons and menus."""
    for component in components:
        custom_id = str(component.get("custom_id", ""))
        if match := re.fullmatch(ABSTRACT_PATTERN, custom_id):
            yield match["key"]
        elif re.fullmatch(ABSTRACT_MENU_PATTERN, custom_id):
            yield from (str(option["value"]) for option in component["options"])
        yield from _paper_keys(component.get("components", ()))
