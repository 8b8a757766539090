"""`/alerts email`: the whole way from an address to a mail, and back to direct messages."""

from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any, cast

import pytest
from aiohttp.test_utils import make_mocked_request
from simcord import InteractionResult, UserHandle

from bot.app.application import Application
from bot.app.web.mails import MailPages
from bot.discord_io.client import PaperboyClient
from bot.domain.ports import Store
from bot.search.past_papers import PastIndex
from bot.service.preferences.preferences import NoSubscriptionsError
from bot.settings import Settings
from bot.sources.mail.settings import Mail
from bot.sources.mail.smtp import SmtpSender
from tests.behaviour.world import World, said
from tests.fake_sources.mail import LoopbackMail, text_of
from tests.support.fakes import Clock, FakeSource, sighting
from tests.support.makers import add_alerts, application
from tests.support.meanwhile import Meanwhile

ADDRESS = "ada@example.com"


@pytest.fixture
async def server() -> AsyncIterator[LoopbackMail]:
    async with LoopbackMail() as opened:
        yield opened


@pytest.fixture
def build(
    *, store: Store, past: PastIndex, now: Clock, apps: list[Application], server: LoopbackMail
) -> Callable[[], PaperboyClient]:
    """A bot whose host has a mail server and pages."""
    mail = Mail(sender="Paperboy <papers@example.org>", host="127.0.0.1", port=server.port, security="none")
    settings = Settings(mail=mail).model_copy(
        update={"web": Settings().web.model_copy(update={"port": 1, "public_url": "https://papers.example.org"})}
    )

    def start() -> PaperboyClient:
        sender = SmtpSender(mail, now)
        apps.append(application(settings, store, past, [FakeSource()], now=now, mail=sender))
        return apps[-1].client

    return start


@pytest.fixture
async def ada(world: World) -> UserHandle:
    """A person with a subscription of their own."""
    user = world.manager.user
    await world.press(await user.slash("alerts subscribe", query="diffusion"), "Save", user)
    return user


async def email(person: UserHandle, **options: str) -> str:
    return said(await person.slash("alerts email", **options))


def code_in(server: LoopbackMail) -> str:
    return server.taken[-1]["Subject"].partition(" ")[0]


async def request(world: World, method: str, address: str, *, status: int = 200, language: str = "") -> str | None:
    """Ask the pages for an address from a mail, in a browser's languages."""
    path = address.partition("/mail/")[2]
    asked = make_mocked_request(method, f"/mail/{path}", {"Accept-Language": language})
    answer = await MailPages(world.apps[-1].mails).answer(asked, path)
    assert answer is not None
    assert answer.status == status
    return answer.text


async def matches(world: World, person: UserHandle, *numbers: int):
    (one,) = (await world.store.subscriptions()).subscriptions
    dm = person.dm_channel.id
    mails = world.apps[-1].mails
    due = (await mails.preferences.read(dm)).schedule.due(one.mode, world.now())
    papers = [sighting(f"2511.{n:05}", title=f"Diffusion {n}", upvotes=n) for n in numbers]
    await add_alerts(world.store, papers, world.now(), channel=dm, keys=(one.id,), due=due)


async def test_alerts_come_by_mail_until_one_click_ends_them(world: World, ada: UserHandle, server: LoopbackMail):
    """A code confirms the address; the mail has what a reader needs; its link ends it, but only by POST."""
    assert "direct messages" in await email(ada)
    asked = await email(ada, address=f" {ADDRESS} ")
    assert f"sent a code to `{ADDRESS}`." in asked
    assert "open the link in the mail" in asked
    assert server.taken[-1]["To"] == ADDRESS
    assert "In your direct messages" in text_of(server.taken[-1])
    assert "tries left" in await email(ada, code="1")
    assert f"Your alerts are sent to `{ADDRESS}`, daily at 09:00 UTC." in await email(ada, code=code_in(server))
    assert "weekly on Monday at 09:00 UTC" in await email(ada, when="weekly")
    await email(ada, address="new@example.com")
    assert "`new@example.com`, weekly" in await email(ada, code=code_in(server))
    await email(ada, address=ADDRESS)
    assert f"`{ADDRESS}`, daily" in await email(ada, code=code_in(server), when="daily")
    assert "Sent by e-mail" in said(await ada.slash("alerts list"))
    assert "your e-mail address" in said(await ada.slash("paperboy data"))
    await matches(world, ada, 1, 2)
    world.now.forward(days=1)
    posted = ada.dm_channel.last_message
    await world.deliver()
    mail = server.taken[-1]
    assert mail["Subject"] == "2 papers: Diffusion 2; Diffusion 1"
    for kind in ("plain", "html"):
        text = text_of(mail, kind)
        assert all(part in text for part in ("Diffusion 1", "https://huggingface.co/papers/2511.00002", "Matched"))
    assert ada.dm_channel.last_message == posted
    assert "Sent by e-mail" in said(await ada.slash("papers why", paper="2511.00001"))
    end = str(mail["List-Unsubscribe"]).strip("<>")
    assert str(mail["List-Unsubscribe-Post"]) == "List-Unsubscribe=One-Click"
    asked_to_end = str(await request(world, "GET", end))
    assert ("Stop these mails" in asked_to_end, "a…@example.com" in asked_to_end) == (True, True)
    used = "This link was used already or is no longer valid."
    assert used in str(await request(world, "GET", f"{end}x", status=404))
    assert ADDRESS in await email(ada)
    assert "direct messages in Discord again" in str(await request(world, "POST", end))
    assert "ist nicht mehr gültig" in str(await request(world, "POST", end, status=404, language="de-DE,de;q=0.9"))
    assert "Your alerts are direct messages" in await email(ada)
    await matches(world, ada, 3)
    await world.deliver()
    assert len(server.taken) == 4
    assert "Diffusion 3" in str(ada.dm_channel.last_message.embeds[0].title)


async def test_replies_say_that_alerts_come_by_mail(world: World, ada: UserHandle, server: LoopbackMail):
    """A preview, *Save*, the list and the settings give the time of mails, whatever the delivery is."""
    await email(ada, address=ADDRESS)
    await email(ada, code=code_in(server))
    preview = await ada.slash("alerts subscribe", query="trees")
    mailed = "Your alerts are sent by e-mail daily at 09:00 UTC."
    assert mailed in said(preview)
    assert f"Saved **trees**. {mailed}" in await world.reply(preview, "Save", ada)
    assert "instantly" not in said(await ada.slash("alerts list"))
    settings = said(await ada.slash("alerts settings"))
    assert "Next digest" in settings
    assert "No active subscription" not in settings


async def test_a_link_confirms_and_a_button_stops(world: World, ada: UserHandle, server: LoopbackMail):
    """The page asks first, as programs follow links; a person's data is deleted with their address."""
    await email(ada, address=ADDRESS, when="weekly")
    (link,) = [word for word in text_of(server.taken[-1]).split() if "/mail/confirm/" in word]
    asked = str(await request(world, "GET", link))
    assert "Your alerts are direct messages" in await email(ada)
    done = str(await request(world, "POST", link))
    assert ("Confirm this address" in asked, "come to this address" in done) == (True, True)
    assert [("<p>a…@example.com</p>" in page, ADDRESS in page) for page in (asked, done)] == [(True, False)] * 2
    shown = await ada.slash("alerts email")
    assert "weekly" in said(shown)
    await world.restart()
    assert "Your alerts are direct messages" in await world.reply(shown, "Stop e-mail", ada)
    await email(ada, address=ADDRESS)
    await email(ada, code=code_in(server))
    sure = await world.press(await ada.slash("paperboy data"), "Delete…", ada)
    await world.press(sure, "Delete", ada)
    assert ADDRESS not in str(await world.store.notes(""))


@pytest.mark.parametrize("first", ["confirmed", "deleted"])
async def test_no_address_outlives_its_persons_data(
    world: World, ada: UserHandle, server: LoopbackMail, first: str
):
    """Whichever of two presses, to confirm and to delete, has begun when the other is done."""
    await email(ada, address=ADDRESS)
    personal, dm = world.apps[-1]._services().personal, ada.dm_channel.id
    mails = personal.mails

    async def confirm():
        with suppress(NoSubscriptionsError):
            await mails.confirm(dm, code_in(server))

    async def delete():
        await personal.forget(ada.id, dm)

    if first == "deleted":
        store = Meanwhile(world.store, "set_note", delete)
        mails = replace(mails, store=cast("Any", store))
        await confirm()
    else:
        store = Meanwhile(world.store, "forget_destination", confirm)
        await replace(personal, store=cast("Any", store)).forget(ada.id, dm)
    assert store.is_done
    assert ADDRESS not in str(await world.store.notes(""))


@pytest.mark.parametrize(
    "address",
    [
        *(
            "ada",
            "ada@",
            "@example.com",
            "a b@example.com",
            "ada@localhost",
            "ädä@example.com",
            "<ada@example.com>",
        ),
        *("ada@example.com\nBcc: eve@example.com", "ada@example.com, eve@example.com", '"a@b"@example.com'),
        *("ada..l@example.com", ".ada@example.com", "ada.@example.com", "=?utf-8?q?ada?=@example.com"),
    ],
)
async def test_strange_addresses_get_nothing(world: World, ada: UserHandle, server: LoopbackMail, address: str):
    """Nothing is sent; a domain may have letters of any language."""
    del world
    assert "such as `ada@example.org`" in await email(ada, address=address)
    assert server.taken == []
    await email(ada, address="ada@bücher.example")
    assert server.taken[-1]["To"] == "ada@xn--bcher-kva.example"


async def test_failures_say_what_to_do(world: World, ada: UserHandle, server: LoopbackMail):
    """A server that refuses, a server of Discord, no subscription, and no address yet."""
    server.fail("RCPT", "550 no such user")
    assert "couldn't send the code" in await email(ada, address=ADDRESS)
    assert "Click my name, choose *Message*" in await world.says("alerts email", address=ADDRESS)
    assert "with your address first" in await email(ada, when="daily")
    assert "No code is valid" in await email(world.another_manager().user, code="123456")
    other: InteractionResult = await world.reader.user.slash("alerts email", address=ADDRESS)
    assert said(other).endswith("No subscriptions yet. Add one with `/alerts subscribe`.")
