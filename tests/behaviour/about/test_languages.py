"""Each person is answered in the language of their own Discord."""

import pytest
from simcord import MemberActor
from simcord.components import walk_components

from bot.language.current import using_language
from bot.language.translating import gettext
from tests.behaviour.other_languages import PSEUDO_LOCALE, set_languages
from tests.behaviour.world import World, said
from tests.support.pseudo import PSEUDO

ACTION_ROW = 1  # a component's type


@pytest.fixture
def guest(world: World, monkeypatch: pytest.MonkeyPatch) -> MemberActor:
    """Add another manager, who reads the pseudo-language."""
    roles = [world.guild.roles["Managers"]]
    guest = world.guild.add_member(world.env.create_user("grace"), roles=roles)
    set_languages(world, monkeypatch, {guest: PSEUDO_LOCALE})
    return guest


def pseudo(message: str) -> str:
    """Return a text in the pseudo-language."""
    with using_language(PSEUDO):
        return gettext(message)


async def test_a_command_and_its_buttons(world: World, guest: MemberActor):
    """Preview and button replies are in the language of the person who acts."""
    ours, theirs = [await world.run("alerts subscribe", who, query="trees") for who in (world.manager, guest)]
    assert "Preview: not saved yet" in said(ours)
    assert pseudo("Preview: not saved yet") in said(theirs)
    assert "Not saved." in await world.reply(ours, "Cancel")
    assert pseudo("Not saved.") in await world.reply(theirs, pseudo("Cancel"), guest)


async def test_an_error(world: World, guest: MemberActor, monkeypatch: pytest.MonkeyPatch):
    """A missing right and an internal error are reported in the person's language."""
    lacking = (
        "To manage alerts, you need **Manage Server**. For your own alerts, use `/alerts subscribe` in a direct "
        "message to me."
    )
    await world.press(await world.run("alerts subscribe", guest, query="trees"), pseudo("Save"), guest)
    listed = await world.run("alerts list")
    stranger = world.guild.add_member(world.env.create_user("eve"))
    set_languages(world, monkeypatch, {stranger: PSEUDO_LOCALE})
    shared = await world.env.bot.get_partial_messageable(world.channel.id).send("copy")
    stored = world.env.backend.get_message(world.channel.id, shared.id)
    layout = world.env.backend.get_message(world.channel.id, listed.response.id).components
    stored.components = [part for part in walk_components(layout) if part["type"] == ACTION_ROW]
    for who, say in ((world.reader, str), (stranger, pseudo)):
        (key,) = [one.id for one in await world.saved()]
        assert say(lacking) in said(await who.click(shared, custom_id=f"paperboy:manage:pause:{key}"))
