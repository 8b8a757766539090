"""A person who gets mails, on a real store."""

import asyncio
import re
from collections import deque
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field, replace
from datetime import datetime, time
from typing import Any

from bot.domain.alert import AlertState, Message, MessageState
from bot.domain.ports import Mail, MailSender, Store
from bot.domain.preferences import Preferences, Rhythm
from bot.domain.schedule import DigestTimes
from bot.domain.subscription import Destination, Kind
from bot.service.deliver.compose import Composer
from bot.service.deliver.deliverer import Deliverer
from bot.service.preferences.mail_addresses import MailAddresses
from bot.service.preferences.preferences import ChannelPreferences
from bot.text.mail.papers import MailRenderer
from tests.support.fakes import CHANNEL, PERSON, Clock, FakeNotifier, PlainRenderer, settle, sighting, subscription
from tests.support.makers import add_alerts, context_of

ADDRESS = "ada@example.com"
QUIET = Preferences(quiet_from=time(8), quiet_until=time(11), most_a_day=1)


@dataclass
class FakeSender(MailSender):
    """Keeps what it takes, once it `answers`.

    An error in `faults` is raised by the next mails; one in doubt when it was taken. Those in `refusals` are
    raised while the mail itself is being sent.
    """

    trouble: str | None = None
    last_taken: datetime | None = None
    sent: list[Mail] = field(default_factory=list[Mail])
    faults: deque[Exception] = field(default_factory=deque[Exception])
    refusals: deque[Exception] = field(default_factory=deque[Exception])
    answers: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self):
        self.answers.set()

    async def send(self, mail: Mail, sending: Callable[[], AbstractAsyncContextManager[object]], /):
        await self.answers.wait()
        fault = self.faults.popleft() if self.faults else None
        if fault is not None and not getattr(fault, "in_doubt", True):
            raise fault
        async with sending():
            if self.refusals:
                raise self.refusals.popleft()
            self.sent.append(mail)
            if fault is not None:
                raise fault


class Post:
    """Delivery to one person, who gets mails."""

    def __init__(self, store: Store, now: Clock):
        self.store, self.now, self.notifier, self.sender = store, now, FakeNotifier(), FakeSender()
        self.mails = MailAddresses(
            store=store,
            preferences=ChannelPreferences(store, DigestTimes(), now),
            now=now,
            sender=self.sender,
            per_day=20,
            url="https://papers.example.org",
        )
        self.deliverer = self.worker()

    def worker(self, *, store: Any = None, mails: MailAddresses | None = None, **more: Any) -> Deliverer:
        mails = mails or self.mails
        context = context_of(store or self.store, self.notifier, self.now, mails=mails, **more)
        renderer = MailRenderer() if mails.sender else None
        composer = Composer(PlainRenderer(), self.notifier, context.clock, renderer)
        return Deliverer(replace(context, composer=composer))

    async def confirm(self, rhythm: Rhythm = Rhythm.DAILY, address: str = ADDRESS):
        await self.mails.ask(PERSON, CHANNEL, address, rhythm)
        await self.mails.confirm(CHANNEL, self.code)
        self.sender.sent.clear()

    @property
    def code(self) -> str:
        """The code in the last mail."""
        return self.sender.sent[-1].subject.partition(" ")[0]

    async def match(self, *numbers: int):
        """Papers match now, and are due when the settings say so."""
        papers = [sighting(f"2511.{n:05}", upvotes=n, title=f"Paper {n}") for n in numbers]
        due = (await self.mails.preferences.read(CHANNEL)).schedule.due(subscription().mode, self.now())
        await add_alerts(self.store, papers, self.now(), due=due)

    async def run(self, deliverer: Deliverer | None = None, **later: float):
        self.now.forward(**later)
        await settle(deliverer or self.deliverer, self.store, self.now)

    async def states(self) -> dict[AlertState, int]:
        return {state: n for state, n in (await self.store.counts()).alerts.items() if n}

    async def only(self, *states: MessageState) -> Message:
        (found,) = await self.store.messages(states)
        return found

    def posted(self) -> list[str]:
        """The papers in direct messages."""
        return [found for payload in self.notifier.posted for found in re.findall(r"arxiv:[0-9.]+", str(payload))]

    async def uses_mail(self) -> bool:
        found = await self.store.destination(CHANNEL)
        return bool(found and found.preferences.mail)


async def open_post(store: Store, now: Clock) -> Post:
    """Use cases of e-mail for a person with a subscription."""
    where = Destination(id=CHANNEL, guild_id=None, kind=Kind.DM, preferences=QUIET)
    one = subscription(guild_id=None)
    await store.save_subscription(one, where, baseline=frozenset(), papers_version=await store.papers_version())
    return Post(store, now)
