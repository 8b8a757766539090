"""Codes and links: nothing is mailed to an address that nobody confirmed."""

from dataclasses import replace

import pytest

from bot.domain.errors import MistakeError
from bot.domain.ports import Store
from bot.domain.preferences import Rhythm
from tests.support.fakes import CHANNEL, PERSON, Clock
from tests.unit.service.preferences.mailing import ADDRESS, Post, open_post


@pytest.fixture
async def post(store: Store, now: Clock) -> Post:
    return await open_post(store, now)


async def test_without_the_code_nothing_is_mailed(post: Post):
    """Five tries, an hour; three codes a day for a person; a new code replaces the old one."""
    await post.mails.ask(PERSON, CHANNEL, ADDRESS, Rhythm.DAILY)
    code = post.code
    wrong = "000000" if code != "000000" else "000001"
    for said in ("4 tries", "3 tries", "2 tries", "1 try left", "not the code. No tries left.* to get a new code"):
        with pytest.raises(MistakeError, match=said):
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
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in post.code[:3])  # as a Japanese keyboard types them
    await post.mails.confirm(CHANNEL, f" {wide} {post.code[3:5]}-{post.code[5:]}\n")
    assert await post.uses_mail()


async def test_a_mistyped_address_is_corrected_alone(post: Post):
    """Until the code came the chosen rhythm stays, unless another is given."""
    await post.mails.ask(PERSON, CHANNEL, "mistyped@example.com", Rhythm.WEEKLY)
    await post.mails.ask(PERSON, CHANNEL, ADDRESS, None)
    assert (await post.mails.confirm(CHANNEL, post.code)).rhythm is Rhythm.WEEKLY
    await post.mails.ask(PERSON, CHANNEL, ADDRESS, Rhythm.DAILY)
    assert (await post.mails.confirm(CHANNEL, post.code)).rhythm is Rhythm.DAILY


async def test_links_confirm_and_end(post: Post):
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


@pytest.mark.parametrize(("address", "stays"), [(ADDRESS, True), ("new@example.com", False)])
async def test_links_work_as_long_as_mails_come(post: Post, address: str, *, stays: bool):
    """Also those in mails from before an address was given again; a new one has new links."""
    await post.confirm()
    found = await post.mails.of(CHANNEL)
    assert found is not None
    await post.confirm(Rhythm.WEEKLY, address)
    end, _ = post.mails.end_link(CHANNEL, found)
    assert bool(await post.mails.by_link(end)) == stays
    without = replace(post.mails, sender=None)
    assert (await without.of(CHANNEL), bool(await without.by_link(end))) == (None, stays)


async def test_a_persons_addresses_are_deleted_with_their_data(post: Post):
    """Confirmed and asked for."""
    await post.confirm()
    await post.mails.ask(PERSON, CHANNEL, "new@example.com", Rhythm.DAILY)
    assert (await post.mails.count_of(PERSON), await post.mails.count_of(PERSON + 1)) == (2, 0)
    await post.mails.forget_person(PERSON)
    assert "example.com" not in str(await post.store.notes(""))


async def test_an_address_that_nobody_confirmed_is_forgotten(post: Post):
    """Once its code is no longer valid: who has that address may know nothing of us."""
    await post.confirm()
    await post.mails.ask(PERSON, CHANNEL, "eve@example.net", Rhythm.DAILY)
    post.now.forward(minutes=59)
    await post.mails.forget_unconfirmed()
    assert "example.net" in str(await post.store.notes(""))
    post.now.forward(minutes=1)
    await post.mails.forget_unconfirmed()
    assert "example.net" not in str(await post.store.notes(""))
    assert await post.mails.of(CHANNEL)
