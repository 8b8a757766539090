"""The servers of one episode, and the store that the bot starts with."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import chain, product
from typing import TYPE_CHECKING, Self

from bot.domain.preferences import Preferences, Rhythm
from bot.domain.subscription import Destination, Mode, Subscription
from bot.domain.subscription import Kind as DestinationKind
from bot.service.notes import text_of
from bot.service.preferences.mail_addresses import MailAddress
from bot.store.opening import open_store
from tests.fake_discord.http.bodies import walk
from tests.fake_discord.state.models import Kind, Perm
from tests.wire.crash.people.readers import Readers
from tests.wire.crash.people.wanting import query
from tests.wire.crash.plan.scenes import CREATE, CREATE_POST
from tests.wire.crash.servers.sources import EXAMPLES
from tests.wire.crash.verdict.mails import FIRST_BOX, address_of
from tests.wire.crash.verdict.verdict import papers_in, papers_of, posts_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bot.domain.ports import Store
    from tests.fake_discord import LoopbackDiscord
    from tests.fake_discord.state.models import Channel, Message
    from tests.fake_sources.mail import LoopbackMail
    from tests.wire.crash.bots.pace import FastClock, Offsets
    from tests.wire.crash.plan.plan import Episode
    from tests.wire.crash.servers.model import Model
    from tests.wire.crash.servers.sources import Sources
    from tests.wire.crash.verdict.claims import Post
    from tests.wire.crash.verdict.verdict import Owed

_KINDS = {Kind.TEXT: DestinationKind.CHANNEL, Kind.FORUM: DestinationKind.FORUM}
_SELECT = 3  # the type of a component
_MOST = 3  # picks a day


@dataclass(kw_only=True)
class Environment:
    """One server with its channels, and all that a bot talks to.

    As far as anybody has looked `numbers` are those of papers by id, and `brought` is what a source has brought:
    a store forgets papers, those of a feed the sooner the more its clock was behind when they were read.
    Of the `unfinished` ones a bot died between the writes of their alerts. `with_picks` are subscriptions, also
    those that have ended.
    """

    discord: LoopbackDiscord
    sources: Sources
    clock: FastClock
    url: str
    channels: list[Channel]
    destinations: Mapping[int, Destination]
    offsets: Offsets
    model: Model | None
    readers: Readers | None = None
    numbers: dict[str, str] = field(default_factory=dict[str, str])
    brought: set[tuple[str, str]] = field(default_factory=set[tuple[str, str]])
    unfinished: set[str] = field(default_factory=set[str])
    with_picks: dict[str, Subscription] = field(default_factory=dict[str, Subscription])
    mail: LoopbackMail | None = None

    @property
    def read(self) -> set[tuple[str, str]]:
        """Return the papers, each with a source, that are stored with all their alerts."""
        return {(number, source) for number, source in self.brought if number not in self.unfinished}

    @classmethod
    async def build(
        cls,
        episode: Episode,
        discord: LoopbackDiscord,
        sources: Sources,
        *,
        clock: FastClock,
        url: str,
        offsets: Offsets,
        model: Model | None = None,
        mail: LoopbackMail | None = None,
    ) -> Self:
        """Arrange the server, and a store that has learned and holds the subscriptions."""
        guild = discord.world.add_guild("Reading group")
        kinds = [Kind.FORUM if number in episode.forums else Kind.TEXT for number in range(episode.channels)]
        channels = [discord.world.add_channel(guild, f"papers-{n}", kind) for n, kind in enumerate(kinds)]
        for number in episode.secret:
            discord.world.forbid(channels[number], Perm.READ_MESSAGE_HISTORY)
        for (method, route), (number, refusal) in product((CREATE, CREATE_POST), episode.bad.items()):
            discord.faults.arm(method, route, refusal, times=None, read_or_default=number)
        environment = cls(
            discord=discord,
            sources=sources,
            clock=clock,
            url=url,
            channels=channels,
            destinations={
                channel.id: Destination(
                    id=channel.id,
                    guild_id=guild.id,
                    kind=_KINDS[channel.kind],
                    preferences=manners,
                )
                for channel, manners in zip(channels, episode.manners, strict=True)
            },
            offsets=offsets,
            model=model,
            mail=mail,
        )
        if episode.people_like:
            secret, brought = episode.secret, environment.brought
            environment.readers = Readers(discord=discord, channels=channels, secret=secret, brought=brought)
        await environment._subscribe(episode)
        return environment

    async def _subscribe(self, episode: Episode):
        now = self.clock.today()
        async with open_store(self.url) as store:
            await self.sources.learn(store, episode, self.clock, next(iter(self.discord.world.guilds)))
            for number, wish in enumerate(episode.wishes):
                channel = self.channels[wish.channel]
                assert channel.guild is not None
                key = f"sub{number:02}"
                subscription = Subscription(
                    id=key,
                    destination_id=channel.id,
                    guild_id=channel.guild.id,
                    query=query(key, wish.word),
                    name=wish.word,
                    creator_id=channel.guild.owner.id,
                    created=now,
                    mode=Mode.PICKS if wish.picks else Mode.DAILY if wish.daily else Mode.NOW,
                    sources=wish.sources,
                    most=_MOST,
                    examples=EXAMPLES if wish.picks else (),
                )
                await store.save_subscription(
                    subscription,
                    self.destinations[channel.id],
                    baseline=frozenset(),
                    papers_version=await store.papers_version(),
                )

            await self._open_mailboxes(store, episode)

    async def _open_mailboxes(self, store: Store, episode: Episode):
        owner = next(iter(self.discord.world.guilds.values())).owner
        for number, box in enumerate(episode.mailboxes):
            at = (datetime(2025, 1, 1, 9) + timedelta(minutes=box.minute)).time()  # noqa: DTZ001 - a time of day
            one = Destination(
                id=FIRST_BOX + number,
                guild_id=None,
                kind=DestinationKind.DM,
                preferences=Preferences(mail=Rhythm.DAILY, digest_time=at),
            )
            subscription = Subscription(
                id=f"box{number:02}",
                destination_id=one.id,
                guild_id=None,
                query=query(f"box{number:02}", box.word),
                name=box.word,
                creator_id=owner.id,
                created=self.clock.today(),
            )
            version = await store.papers_version()
            await store.save_subscription(subscription, one, baseline=frozenset(), papers_version=version)
            address = MailAddress(
                person=owner.id,
                address=address_of(number),
                rhythm=Rhythm.DAILY,
                token=f"token{number}",
                at=self.clock.today(),
            )
            await store.set_note(f"mail {one.id}", text_of(address))

    def break_mails(self, faults: Iterable[tuple[str, str]]):
        """Let the mail server meet the next of these commands so, and no others."""
        if self.mail is not None:
            self.mail.faults.clear()
            for command, answer in faults:
                self.mail.fail(command, answer)

    async def pass_time(self, seconds: float):
        """A request is not under way for minutes: what Discord still works on is finished before."""
        if seconds:
            await self.settled()
            self.clock.shift(seconds)

    async def settled(self):
        """Wait until Discord works on no request any more."""
        entries = self.discord.journal.entries
        await self.discord.until(lambda: all(e.outcome is not None for e in entries), "the last requests")

    def posts(self) -> list[Post]:
        """All that create-message took."""
        return posts_in(self.discord.posted())

    def tried(self, since: float) -> frozenset[Owed]:
        """What posts that reached Discord from a moment on carried, whatever came of them."""
        calls = [entry.call for entry in self.discord.journal.entries if entry.at >= since]
        return frozenset(
            chain.from_iterable(papers_of(c) for c in calls if (c.method, c.route) in {CREATE, CREATE_POST})
        )

    def threads_missing(self, episode: Episode, uncertain: frozenset[Owed]) -> list[str]:
        """Cards without the thread that their channel's settings promise.

        Those that the bot is `uncertain` of do not count: what it cannot find it cannot open a thread under.
        """
        chosen = {self.channels[n].id for n, manners in enumerate(episode.manners) if manners.thread_per_alert}
        return [
            f"no thread under {message.id} in {message.channel.id}"
            for message in self.discord.posted()
            if message.channel.id in chosen
            and _is_card(message)
            and message.id not in self.discord.world.channels
            and uncertain.isdisjoint(papers_in([message]))
        ]


def _is_card(message: Message) -> bool:
    """A digest, of one paper too, has a select in place of the buttons; what people are told has no embed."""
    return bool(message.embeds) and all(part["type"] != _SELECT for part in walk(message.components))
