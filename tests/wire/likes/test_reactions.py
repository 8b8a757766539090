"""Likes by reactions and buttons: what Discord has in the end is what is stored."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.subscription import Owner
from tests.fake_discord.http.bodies import walk
from tests.fake_discord.state.models import Kind, Perm
from tests.fake_sources.huggingface import make_item
from tests.wire.likes.reading import FIRST, asked, liked, opinions, posts, readers, reading
from tests.wire.support.harness import restarted

if TYPE_CHECKING:
    from tests.wire.support.harness import Harness

_GREEN = 3  # a button's style


async def test_a_reaction_is_a_like_until_it_is_taken_away(here: Harness):
    """Thumbs of any skin tone count, the last one of a person; other emoji and bots do not."""
    (card,) = await posts(here, "2511.00001")
    people, (ada, ben) = here.discord.people, readers(here, 2)
    robot = here.discord.world.add_member(here.guild, "Robot")
    robot.bot = True
    people.react(robot, card)
    people.react(ada, card, "🎉")
    people.react(ada, card)
    people.react(ben, card, "👎🏽")
    await liked(here, {ada.id: {FIRST: True}, ben.id: {FIRST: False}})
    people.take_away(ada, card)
    people.react(ben, card, "👍🏿")
    await liked(here, {ben.id: {FIRST: True}})
    people.take_away(ben, card, "👎🏽")
    people.take_away(ben, card, "👍🏿")
    await liked(here, {})
    assert await asked(here) == 1


async def test_old_and_edited_posts(here: Harness):
    """A post has a paper as long as it exists, also after edits and a restart, and weeks later."""
    (card,) = await posts(here, "2511.00001")
    (ada,) = readers(here, 1)
    here.papers.put(here.day, [make_item("2511.00001", upvotes=200)])
    await here.later(hours=1)
    await here.app.update_cards()
    assert card.edits == 1
    here.now.forward(days=40)
    here.discord.clock.shift(40 * 86_400)
    async with restarted(here), reading(here):
        here.discord.people.react(ada, card)
        await liked(here, {ada.id: {FIRST: True}})


async def test_only_posts_about_one_paper(here: Harness):
    """Other people's messages are not even read, and a digest of several papers is no paper."""
    (ada,) = readers(here, 1)
    theirs = here.discord.posting.write(here.channel, ada, {"content": "Look!"})
    here.discord.people.react(ada, theirs)
    (digest,) = await posts(here, *(f"2511.0000{n}" for n in range(1, 8)))
    here.discord.people.react(ada, digest)
    (*_, card) = await posts(here, "2511.00009")
    here.discord.people.react(ada, card)
    await liked(here, {ada.id: {"arxiv:2511.00009": True}})
    here.discord.people.take_away(ada, theirs)
    here.discord.people.take_away(ada, card)
    await liked(here, {})
    assert await asked(here) == 2


async def test_threads_forums_and_direct_messages(here: Harness):
    """A post in any place can be liked; in direct messages the like is the person's own."""
    world, (ada,) = here.discord.world, readers(here, 1)
    thread = world.add_thread(here.channel, "details", here.admin)
    forum, direct = world.add_channel(here.guild, "forum", Kind.FORUM), world.direct(ada)
    for place in (thread, forum, direct):
        await here.subscribe(channel=place, creator_id=ada.id)
    for place in (thread, forum):
        await here.knows(place)
    await posts(here, "2511.00001")
    posted = [message for message in here.discord.posted() if message.embeds]
    (in_thread,) = (one for one in posted if one.channel is thread)
    (in_forum,) = (one for one in posted if one.channel.parent is forum)
    (in_direct,) = (one for one in posted if one.channel is direct)
    here.discord.people.react(ada, in_thread)
    await liked(here, {ada.id: {FIRST: True}})
    here.discord.people.react(ada, in_forum, "👎")
    await liked(here, {ada.id: {FIRST: False}})
    here.discord.people.react(ada, in_direct)
    await liked(here, {ada.id: {FIRST: True}}, ada)
    async with restarted(here):
        for one in (in_thread, in_forum):
            for emoji in list(one.reactions):
                here.discord.people.take_away(ada, one, emoji)
        here.discord.people.take_away(ada, in_direct)
    async with restarted(here), reading(here):
        await liked(here, {})
        await liked(here, {}, ada)


async def test_only_a_role_counts(here: Harness):
    """The roles that a person had when they last reacted are stored, for the channels that follow one role."""
    (card,) = await posts(here, "2511.00001")
    ada, ben = readers(here, 2)
    role = here.discord.world.add_role(here.guild, "Curators", Perm(0))
    here.discord.world.give_role(here.guild, ada, role)
    await here.noticed(lambda: bool(here.app.client.guilds[0].get_role(role.id)))
    for person in (ada, ben):
        here.discord.people.react(person, card)
    await liked(here, {ada.id: {FIRST: True}, ben.id: {FIRST: True}})
    owner = Owner(guild_id=here.guild.id, user_id=0)
    assert list(await here.app.likes.of_server(owner, role.id)) == [ada.id]
    assert list(await here.app.likes.of_server(owner, role.id + 1)) == []


async def test_buttons_of_an_app_that_a_person_brought_along(here: Harness):
    """In a server that the bot is not in, likes from buttons are the person's own, and the buttons show them."""
    await posts(here, "2511.00001")
    (ada,) = readers(here, 1)
    here.discord.world.kick(here.guild)
    asked = await here.discord.people.slash(ada, here.channel, "papers show", {"paper": "2511.00001"})
    shown = await asked.edited(1)
    for label, wanted in (("Like", True), ("Not for me", False), ("Not for me", None)):
        edits = shown.edits
        pressed = await here.discord.people.press(ada, shown, label)
        await pressed.edited(edits + 1)
        assert await opinions(here, ada) == ({} if wanted is None else {ada.id: {FIRST: wanted}})
        green = [part["label"] for part in walk(shown.components) if part.get("style") == _GREEN]
        assert green == ([] if wanted is None else [label])
    assert await opinions(here) == {}
