"""Alerts by e-mail: sent once, never again when in doubt, and direct messages when that ends."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field, replace
from datetime import time, timedelta
from typing import Any

import pytest

from bot.domain.alert import MAIL, AlertState, Message, MessageState
from bot.domain.errors import MistakeError, RejectedError, StoreError, TryLaterError
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

DAY = timedelta(days=1)
QUIET = Preferences(quiet_from=time(8), quiet_until=time(11), most_a_day=1)
ADDRESS = "ada@example.com"
REFUSED = RejectedError("The mail server refuses the address (550).", in_doubt=False)
GREYLISTED = TryLaterError("The mail server refuses the address (450).", in_doubt=False)
CUT = TryLaterError("The mail server broke off.", in_doubt=True)


@dataclass
class FakeSender(MailSender):
    """Keeps what it takes. An error in `faults` is raised by the next mails; one in doubt when it was taken."""

    trouble: str | None = None
    sent: list[Mail] = field(default_factory=list[Mail])
    faults: deque[Exception] = field(default_factory=deque[Exception])

    async def send(self, mail: Mail, sending: Callable[[], AbstractAsyncContextManager[object]], /) -> None:
        fault = self.faults.popleft() if self.faults else None
        if fault is not None and not getattr(fault, "in_doubt", True):
            raise fault
        async with sending():
            self.sent.append(mail)
            if fault is not None:
                raise fault


class Post:
    """Delivery to one person, who gets mails."""

    def __init__(self, store: Store, now: Clock) -> None:
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

    def worker(self, *, store: Any = None, mails: MailAddresses | None = None) -> Deliverer:
        mails = mails or self.mails
        context = context_of(store or self.store, self.notifier, self.now, mails=mails)
        renderer = MailRenderer() if mails.sender else None
        composer = Composer(PlainRenderer(), self.notifier, context.clock, renderer)
        return Deliverer(replace(context, composer=composer))

    async def confirm(self, rhythm: Rhythm = Rhythm.DAILY, address: str = ADDRESS) -> None:
        await self.mails.ask(PERSON, CHANNEL, address, rhythm)
        await self.mails.confirm(CHANNEL, self.code)
        self.sender.sent.clear()

    @property
    def code(self) -> str:
        """The code in the last mail."""
        return self.sender.sent[-1].subject.partition(" ")[0]

    async def match(self, *numbers: int) -> None:
        """Papers match now, and are due when the settings say so."""
        papers = [sighting(f"2511.{n:05}", upvotes=n, title=f"Paper {n}") for n in numbers]
        due = (await self.mails.preferences.read(CHANNEL)).schedule.due(subscription().mode, self.now())
        await add_alerts(self.store, papers, self.now(), due=due)

    async def run(self, deliverer: Deliverer | None = None, **later: float) -> None:
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


@pytest.fixture
async def post(store: Store, now: Clock) -> Post:
    where = Destination(id=CHANNEL, guild_id=None, kind=Kind.DM, preferences=QUIET)
    one = subscription(guild_id=None)
    await store.save_subscription(one, where, baseline=frozenset(), papers_version=await store.papers_version())
    return Post(store, now)


async def test_all_due_alerts_come_in_one_mail_at_its_time(post: Post) -> None:
    """Quiet hours and the daily limit concern Discord alone; nothing is posted there."""
    await post.confirm()
    await post.match(1, 2, 3)
    await post.run()
    assert post.sender.sent == []
    await post.run(hours=22)
    (mail,) = post.sender.sent
    assert (mail.to, mail.subject) == (ADDRESS, "3 papers: Paper 3; Paper 2; Paper 1")
    assert mail.end_url.startswith(f"https://papers.example.org/mail/end/{CHANNEL}-")
    sent = await post.only(MessageState.SENT)
    assert (sent.key, sent.message_id, post.notifier.posted) == (mail.key, None, [])
    assert await post.states() == {AlertState.SENT: 3}


async def test_weekly_mails_wait_for_their_day(post: Post) -> None:
    """What matched on Wednesday comes on Monday; a change to daily brings it tomorrow."""
    await post.confirm(Rhythm.WEEKLY)
    await post.match(1)
    await post.run(days=2)
    assert post.sender.sent == []
    await post.mails.change(CHANNEL, Rhythm.DAILY)
    await post.run(days=1)
    assert len(post.sender.sent) == 1


@pytest.mark.parametrize("fault", [GREYLISTED, REFUSED, StoreError("no disk")])
async def test_what_is_surely_not_sent_is_tried_again(post: Post, fault: Exception) -> None:
    """The waits grow; once it works the mail has come once."""
    await post.confirm()
    await post.match(1)
    post.sender.faults.extend([fault] * (1 if isinstance(fault, StoreError) else 3))
    if isinstance(fault, StoreError):
        fault.in_doubt = False  # type: ignore[attr-defined] - it comes before the mail
    await post.run(days=1)
    for _ in range(3):
        await post.run(hours=1)
    assert len(post.sender.sent) == 1
    assert await post.states() == {AlertState.SENT: 1}


async def test_a_mail_in_doubt_is_never_sent_again(post: Post) -> None:
    """The person is told. Only the host's order sends it again, as often as they give it."""
    await post.confirm()
    await post.match(1)
    post.sender.faults.append(CUT)
    await post.run(days=1)
    await post.run(days=4)
    uncertain = await post.only(MessageState.UNCERTAIN)
    assert (len(post.sender.sent), uncertain.reason) == (1, "The mail server broke off.")
    assert await post.states() == {AlertState.UNCERTAIN: 1}
    assert "may not have been posted" in str(post.notifier.told)
    post.sender.faults.append(CUT)
    assert await post.store.requeue(uncertain.key, post.now())
    await post.run()
    assert (len(post.sender.sent), (await post.only(MessageState.UNCERTAIN)).key) == (2, uncertain.key)
    assert await post.store.requeue(uncertain.key, post.now())
    await post.run()
    assert {mail.key for mail in post.sender.sent} == {uncertain.key}
    assert await post.states() == {AlertState.SENT: 1}


async def test_an_interrupted_mail_is_in_doubt(post: Post) -> None:
    """A process that died while it sent leaves the mail to no other process."""
    await post.confirm()
    await post.match(1)
    post.now.forward(days=1)
    post.sender.faults.append(GREYLISTED)
    await post.run()
    (ready,) = await post.store.claim_due(post.now() + DAY, timedelta(seconds=60), 1)
    await post.store.mark_sending(ready.key, ready.claim, first_attempt=post.now(), after=None)
    await post.run(post.worker(), days=2)
    assert (post.sender.sent, (await post.only(MessageState.UNCERTAIN)).key) == ([], ready.key)


async def test_three_days_of_refusals_end_the_mails(post: Post) -> None:
    """The papers are posted in the direct messages, with a notice; the address is forgotten."""
    await post.confirm()
    await post.match(1, 2)
    post.sender.faults.extend([REFUSED] * 1000)
    for _ in range(4 * 24):
        await post.run(hours=1)
    assert 60 < 1000 - len(post.sender.faults) < 100
    assert (await post.mails.of(CHANNEL), await post.uses_mail()) == (None, False)
    assert "refused for three days" in str(post.notifier.told)
    assert sorted(post.posted()) == ["arxiv:2511.00001", "arxiv:2511.00002"]
    assert await post.states() == {AlertState.SENT: 2}


async def test_a_broken_server_ends_nothing(post: Post) -> None:
    """Mails wait for it as long as it takes."""
    await post.confirm()
    await post.match(1)
    post.sender.faults.extend([GREYLISTED] * 1000)
    for _ in range(10):
        await post.run(days=1)
    post.sender.faults.clear()
    await post.run(days=1)
    assert len(post.sender.sent) == 1


@pytest.mark.parametrize("how", ["person", "host"])
async def test_what_waits_is_posted_when_mails_end(post: Post, how: str) -> None:
    """A planned mail and what was pending become direct messages, in the same worker."""
    await post.confirm()
    await post.match(1, 2)
    post.sender.faults.append(GREYLISTED)
    await post.run(days=1)
    await post.match(3)
    worker = post.deliverer
    if how == "person":
        await post.mails.end(CHANNEL)
    else:
        worker = post.worker(mails=replace(post.mails, sender=None))
    await post.run(worker, days=1)
    assert sorted(post.posted()) == [f"arxiv:2511.0000{n}" for n in (1, 2, 3)]
    assert (post.sender.sent, (await post.mails.of(CHANNEL)) is None) == ([], how == "person")


async def test_an_end_that_a_crash_interrupted_is_finished(post: Post) -> None:
    """An address without its setting, or the setting without it, sends nothing and loses nothing."""
    await post.confirm()
    await post.match(1)
    await post.store.set_note(f"mail {CHANNEL}", None)
    await post.run(days=1)
    assert (len(post.notifier.posted), await post.uses_mail()) == (1, False)


async def test_a_days_limit_holds_mails(post: Post) -> None:
    """The rest comes on the next day; a code counts, too."""
    await post.confirm()
    post.mails = replace(post.mails, per_day=1)
    deliverer = post.worker(mails=post.mails)
    for number in (1, 2):
        await post.match(number)
        await post.run(deliverer, days=number == 1, hours=1)
        post.now.at = post.now.at.replace(hour=9)
    await post.run(deliverer, hours=3)
    assert len(post.sender.sent) == 1
    await post.run(deliverer, days=1)
    assert len(post.sender.sent) == 2


async def test_many_papers_are_several_mails_that_no_mailbox_cuts(post: Post) -> None:
    """At most fifty each; the payload has no address."""
    await post.confirm()
    await post.match(*range(1, 121))
    await post.run(days=1)
    assert len(post.sender.sent) == 3
    assert all(len(mail.html.encode()) < 100_000 for mail in post.sender.sent)
    assert all(ADDRESS not in str(one.payload) for one in await post.store.messages([MessageState.SENT]))
    assert all(set(one.payload) == {MAIL} for one in await post.store.messages([MessageState.SENT]))


async def test_without_the_code_nothing_is_mailed(post: Post) -> None:
    """Five tries, an hour; three codes a day for a person; a new code replaces the old one."""
    await post.mails.ask(PERSON, CHANNEL, ADDRESS, Rhythm.DAILY)
    code = post.code
    wrong = "000000" if code != "000000" else "000001"
    for left in (4, 3, 2, 1, 0):
        with pytest.raises(MistakeError, match=f"{left} tr(y|ies) left"):
            await post.mails.confirm(CHANNEL, wrong)
    with pytest.raises(MistakeError, match="No code is valid"):
        await post.mails.confirm(CHANNEL, code)
    await post.mails.ask(PERSON, CHANNEL, ADDRESS, Rhythm.DAILY)
    post.now.forward(hours=1)
    with pytest.raises(MistakeError, match="No code is valid"):
        await post.mails.confirm(CHANNEL, post.code)
    await post.mails.ask(PERSON, CHANNEL, ADDRESS, Rhythm.DAILY)
    with pytest.raises(MistakeError, match="No more codes"):
        await post.mails.ask(PERSON, CHANNEL, "other@example.com", Rhythm.DAILY)
    with pytest.raises(MistakeError, match="No more codes"):
        await post.mails.ask(PERSON + 1, CHANNEL, ADDRESS.upper(), Rhythm.DAILY)
    assert (await post.mails.of(CHANNEL), await post.uses_mail()) == (None, False)
    await post.mails.confirm(CHANNEL, f" {post.code}\n")
    assert await post.uses_mail()


async def test_links_confirm_and_end(post: Post) -> None:
    """Only with their whole secret, and the code's link confirms once."""
    await post.mails.ask(PERSON, CHANNEL, ADDRESS, Rhythm.WEEKLY)
    link = post.sender.sent[-1].text.partition("/mail/confirm/")[2].split()[0]
    for wrong in ("", "-", f"{CHANNEL}-", link[:-1], f"{link}x", "1-2", "x" * 5000, f"{'9' * 5000}-x", "²-x"):
        assert not await post.mails.confirm_by_link(wrong)
        assert await post.mails.by_link(wrong) is None
    assert await post.mails.confirm_by_link(link)
    assert not await post.mails.confirm_by_link(link)
    found = await post.mails.of(CHANNEL)
    assert found is not None
    end, url = post.mails.end_link(CHANNEL, found)
    assert (url.endswith(end), await post.mails.by_link(end)) == (True, (CHANNEL, found))
    assert await post.mails.end_all("nobody@example.com") == 0
    assert await post.mails.end_all(f"Subject: unsubscribe {end}\n") == 1
    assert not await post.uses_mail()


async def test_a_persons_addresses_are_deleted_with_their_data(post: Post) -> None:
    """Confirmed and asked for."""
    await post.confirm()
    await post.mails.ask(PERSON, CHANNEL, "new@example.com", Rhythm.DAILY)
    assert (await post.mails.count_of(PERSON), await post.mails.count_of(PERSON + 1)) == (2, 0)
    await post.mails.forget_person(PERSON)
    assert "example.com" not in str(await post.store.notes(""))
