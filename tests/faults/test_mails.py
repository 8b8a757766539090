"""Alerts by e-mail: sent once, never again when in doubt, and direct messages when that ends."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.alert import MAIL, AlertState, MessageState
from bot.domain.errors import RejectedError, StoreError, TryLaterError
from bot.domain.ports import Store
from bot.domain.preferences import Rhythm
from bot.domain.subscription import Block, BlockCause
from bot.service.retention import KEEP_GONE
from tests.support.fakes import CHANNEL, PERSON, Clock, sighting, subscribe, subscription
from tests.support.makers import add_alerts
from tests.unit.service.preferences.mailing import ADDRESS, Post, open_post

DAY = timedelta(days=1)
REFUSED = RejectedError("The mail server refuses the address (550).", in_doubt=False)
GREYLISTED = TryLaterError("The mail server refuses the address (450).", in_doubt=False)
CUT = TryLaterError("The mail server broke off.", in_doubt=True)


@pytest.fixture
async def post(store: Store, now: Clock) -> Post:
    return await open_post(store, now)


async def test_all_due_alerts_come_in_one_mail_at_its_time(post: Post):
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
    assert (sent.key, sent.post_id, post.notifier.posted) == (mail.key, None, [])
    assert await post.states() == {AlertState.SENT: 3}


async def test_weekly_mails_wait_for_their_day(post: Post):
    """A match of Wednesday comes on Monday; a change to daily brings it tomorrow."""
    await post.confirm(Rhythm.WEEKLY)
    await post.match(1)
    await post.run(days=2)
    assert post.sender.sent == []
    await post.mails.change(CHANNEL, Rhythm.DAILY)
    await post.run(days=1)
    assert len(post.sender.sent) == 1


@pytest.mark.parametrize("fault", [GREYLISTED, REFUSED, StoreError("no disk")])
async def test_what_is_surely_not_sent_is_tried_again(post: Post, fault: Exception):
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


async def test_a_mail_in_doubt_is_never_sent_again(post: Post):
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


async def test_a_mail_that_is_sent_again_by_order_can_be_refused(post: Post):
    """Refused once it is on its way, it is tried again as any other, and not called interrupted."""
    await post.confirm()
    await post.match(1)
    post.sender.faults.append(CUT)
    await post.run(days=1)
    assert await post.store.requeue((await post.only(MessageState.UNCERTAIN)).key, post.now())
    post.sender.sent.clear()
    post.sender.refusals.append(GREYLISTED)
    await post.run()
    assert (await post.only(MessageState.READY)).reason == str(GREYLISTED)
    await post.run(hours=1)
    assert (len(post.sender.sent), await post.states()) == (1, {AlertState.SENT: 1})


async def test_an_interrupted_mail_is_in_doubt(post: Post):
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


async def test_three_days_of_refusals_end_the_mails(post: Post):
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


async def test_a_server_that_refuses_everybody_ends_nothing(post: Post):
    """The host has to mend it. Once others get mails, refusals are about the address, and end its mails."""
    await post.confirm()
    await post.store.set_note(f"mail {CHANNEL + 1}", await post.store.note(f"mail {CHANNEL}"))  # of another person
    await post.match(1)
    post.sender.faults.extend([REFUSED] * 1000)
    for _ in range(5 * 24):
        await post.run(hours=1)
    assert (await post.uses_mail(), post.posted()) == (True, [])
    post.sender.last_taken = post.now()
    for _ in range(24):
        await post.run(hours=1)
    assert (await post.uses_mail(), post.posted()) == (False, ["arxiv:2511.00001"])


async def test_a_broken_server_ends_nothing(post: Post):
    """Mails wait for it as long as it takes."""
    await post.confirm()
    await post.match(1)
    post.sender.faults.extend([GREYLISTED] * 1000)
    for _ in range(10):
        await post.run(days=1)
    post.sender.faults.clear()
    await post.run(days=1)
    assert len(post.sender.sent) == 1


async def test_a_slow_server_delays_no_post(post: Post):
    """While mails wait for their server, they take no place of a post."""
    await post.confirm()
    await post.match(1)
    await subscribe(post.store, subscription("bbbbb", channel=CHANNEL + 1))
    post.now.forward(days=1)
    post.sender.answers.clear()
    worker = post.worker(concurrency=1)
    await worker.step()
    await worker.step()
    await add_alerts(post.store, [sighting("2511.00009")], post.now(), channel=CHANNEL + 1, keys=("bbbbb",))
    for _ in range(5):
        await worker.step()
        await asyncio.sleep(0.01)
    assert (len(post.notifier.posted), post.sender.sent) == (1, [])
    post.sender.answers.set()
    await worker.drain(1)
    assert len(post.sender.sent) == 1


@pytest.mark.parametrize("how", ["end", "delete"])
async def test_no_mail_follows_its_end(post: Post, how: str):
    """Not even one that waits for the server at that moment."""
    await post.confirm()
    await post.match(1)
    post.now.forward(days=1)
    post.sender.answers.clear()
    await post.deliverer.step()
    await asyncio.sleep(0.01)
    if how == "end":
        await post.mails.end(CHANNEL)
    else:
        await post.store.forget_destination(CHANNEL, dropped_at=post.now())
    post.sender.answers.set()
    await post.run()
    assert (post.sender.sent, len(post.posted())) == ([], how == "end")


async def test_a_mail_goes_to_no_address_that_was_replaced(post: Post):
    """Not even one that waits for the server at that moment."""
    await post.confirm()
    await post.match(1)
    post.now.forward(days=1)
    await post.mails.ask(PERSON, CHANNEL, "new@example.com", Rhythm.DAILY)
    code = post.code
    post.sender.sent.clear()
    post.sender.answers.clear()
    await post.deliverer.step()
    await asyncio.sleep(0.01)
    await post.mails.confirm(CHANNEL, code)
    post.sender.answers.set()
    await post.deliverer.drain(1)
    assert post.sender.sent == []
    await post.run(hours=1)
    assert [mail.to for mail in post.sender.sent] == ["new@example.com"]


@pytest.mark.parametrize("how", ["person", "host"])
async def test_what_waits_is_posted_when_mails_end(post: Post, how: str):
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


async def test_an_end_that_a_crash_interrupted_is_finished(post: Post):
    """An address without its setting, or the setting without it, sends nothing and loses nothing."""
    await post.confirm()
    await post.match(1)
    await post.store.set_note(f"mail {CHANNEL}", None)
    await post.run(days=1)
    assert (len(post.notifier.posted), await post.uses_mail()) == (1, False)


async def test_an_address_goes_with_its_person(post: Post):
    """Once their direct messages are gone for long enough, and are deleted."""
    await post.confirm()
    gone = Block(cause=BlockCause.GONE, reason="gone", since=post.now() - KEEP_GONE)
    await post.store.set_block(CHANNEL, gone, expected=await post.store.destination(CHANNEL))
    await post.deliverer.blocks.sweep()
    assert (await post.store.destination(CHANNEL), ADDRESS in str(await post.store.notes(""))) == (None, False)


async def test_a_days_limit_holds_mails(post: Post):
    """The rest comes on the next day, and asks the mail server for nothing before; a code counts, too."""
    await post.confirm()
    post.mails = replace(post.mails, per_day=1)
    deliverer = post.worker(mails=post.mails)
    for number in (1, 2):
        await post.match(number)
        await post.run(deliverer, days=number == 1, hours=1)
        post.now.at = post.now.at.replace(hour=9)
        post.sender.faults.extend([GREYLISTED] * number)
    await post.run(deliverer, hours=3)
    assert (len(post.sender.sent), len(post.sender.faults)) == (1, 3)
    post.sender.faults.clear()
    reason = "The limit of 1 mails a day is reached; the rest is sent tomorrow."
    assert ((await post.only(MessageState.READY)).reason, post.sender.trouble) == (reason, reason)
    await post.run(deliverer, days=1)
    assert len(post.sender.sent) == 2


async def test_many_papers_are_several_mails_that_no_mailbox_cuts(post: Post):
    """At most fifty each; the payload has no address."""
    await post.confirm()
    await post.match(*range(1, 121))
    await post.run(days=1)
    assert len(post.sender.sent) == 3
    assert all(len(mail.html.encode()) < 100_000 for mail in post.sender.sent)
    assert all(ADDRESS not in str(one.payload) for one in await post.store.messages([MessageState.SENT]))
    assert all(set(one.payload) == {MAIL} for one in await post.store.messages([MessageState.SENT]))
