"""Notices under a person's next reply, if direct messages do not reach them."""

import pytest
from simcord import UserHandle

from bot.domain.errors import RefusedError
from tests.behaviour.world import World, said
from tests.support.fakes import FakeNotifier, sighting
from tests.support.makers import blocks_of

CLOSED = "You do not take direct messages from me"


@pytest.fixture
async def person(world: World) -> UserHandle:
    """A user with own alerts whose direct messages are closed."""
    user = world.reader.user
    shown = await user.slash("alerts subscribe", query="diffusion")
    await world.press(shown, "Save", user)
    world.now.forward(seconds=1)
    place = await world.store.destination(user.dm_channel.id)
    assert place is not None
    notifier = FakeNotifier()
    blocks = blocks_of(world.store, notifier, world.now)
    await blocks.block(place, RefusedError("You do not take direct messages from me: allow them.", closed_dm=True))
    await blocks.announce(place.id)
    return user


@pytest.mark.parametrize("command", ["paperboy help", "paperboy status", "papers today"])
@pytest.mark.usefixtures("person")
async def test_closed_dms_are_reported_under_any_command(world: World, command: str):
    """A command in a server shows only that person how to open direct messages, also after a restart."""
    await world.restart()
    shown = await world.ask(command)
    (followup,) = shown.followups
    assert followup.ephemeral
    assert CLOSED in followup.content
    assert "kept for 7 days" in followup.content


@pytest.mark.usefixtures("person")
async def test_reported_once_a_day(world: World):
    """A notice is shown once a day, and only to that person."""
    assert CLOSED not in await world.says("paperboy help")
    assert CLOSED in await world.told("paperboy help")
    assert CLOSED not in await world.told("paperboy help")
    await world.restart()
    assert CLOSED not in await world.told("papers today")
    world.now.forward(days=1)
    assert CLOSED in await world.told("paperboy help")


async def test_reported_under_a_button(world: World, person: UserHandle):
    """A notice is also shown after a button press."""
    shown = await person.slash("alerts list")
    assert CLOSED in said(shown)
    world.now.forward(days=1)
    assert CLOSED in await world.reply(shown, "Refresh", person)


async def test_an_open_form_is_not_disturbed(person: UserHandle):
    """A notice waits until the form is closed."""
    form = await person.slash("alerts edit", subscription="diffusion")
    assert form.modal is not None
    assert list(form.followups) == []
    assert CLOSED in said(await person.slash("alerts list"))


async def test_the_list_and_the_status_show_it(person: UserHandle):
    """The person's list and status show the trouble."""
    reason = "You do not take direct messages from me: allow them."
    assert reason in said(await person.slash("alerts list"))
    assert reason in said(await person.slash("paperboy status"))


async def test_a_test_alert_tries_at_once(world: World, person: UserHandle):
    """A delivered test ends the block, and the reply says that the trouble is over."""
    await world.list_papers(sighting(title="Diffusion"))
    assert CLOSED in said(await person.slash("alerts list"))
    await person.slash("alerts test", subscription="diffusion")
    place = await world.store.destination(person.dm_channel.id)
    assert place is not None
    assert place.block is None
    test, flows = person.dm_channel.history()[-2:]
    assert "This is a test" in test.content
    assert flows.content == "Alerts are back."
    world.now.forward(days=1)
    assert CLOSED not in said(await person.slash("alerts list"))


@pytest.mark.usefixtures("person")
async def test_refused_notices(world: World, caplog: pytest.LogCaptureFixture):
    """If Discord refuses the notice, the command is answered anyway."""
    world.env.inject_error("POST", "/webhooks/*", status=500, times=None)
    assert "Paperboy" in await world.told("paperboy help")
    assert "could not be shown" in caplog.text
