"""Nobody without the right changes anything, by whatever command, button, menu or form there is."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import discord
import pytest
from discord.http import Route

from bot.discord_io.render import DiscordRenderer
from bot.domain.alert import Alert, Item
from tests.behaviour.integrations import make_unreadable, switch
from tests.hostile.walk import (
    Values,
    commands_of,
    entered,
    lasting_copy,
    lines,
    menus_of,
    parts_in,
    parts_of,
    press,
    templates_of,
    type_in,
)
from tests.support.fakes import sighting, subscribe, subscription

if TYPE_CHECKING:
    from pathlib import Path

    from simcord import ChannelHandle, GuildHandle, InteractionResult, MemberActor

    from tests.behaviour.world import World

PAPER = sighting("2511.00001", title="A survey of diffusion in proteins", upvotes=25)
OTHERS = [sighting(f"2511.{n:05}", title=f"Diffusion, part {n}", upvotes=n) for n in range(2, 15)]


class Walk:
    """A server with subscriptions and posts, whose every button is known."""

    def __init__(self, world: World, folder: Path) -> None:
        self.world = world
        self._folder = folder
        self.keys: list[str] = []
        self.parts: dict[str, dict[str, Any]] = {}

    def values(self, channel: ChannelHandle) -> Values:
        """What is typed there: a subscription's id, a word, a paper's id; and a file that changes what is here."""
        changed = {"id": self.keys[0], "name": "Changed", "query": "changed"}
        place = {"channel": "papers", "id": str(self.world.channel.id), "settings": {"look": "compact"}}
        wanted = place | {"subscriptions": [changed, {"query": "brought along"}]}
        role = {"mention_role": str(self.world.guild.roles["Managers"].id)}
        plans = [wanted, wanted | {"id": str(channel.id)}, wanted | {"settings": role}]
        return Values(
            texts=[self.keys[0], "diffusion", PAPER.paper.id],
            channel=channel,
            files=[json.dumps({"paperboy": 1, "channels": [plan]}).encode() for plan in plans],
        )

    def written(self) -> list[tuple[str, bytes]]:
        """All that the store holds, to the byte: whatever is changed adds a line to its journal."""
        return sorted((path.name, path.read_bytes()) for path in self._folder.iterdir() if path.is_file())

    def posts(self) -> list[int]:
        """The bot's messages in the channel."""
        ours = self.world.env.bot.user
        return [message.id for message in self.world.channel.history() if message.author == ours]

    async def prepare(self) -> None:
        """Subscribe, post, and open everything that the manager can open: every component is seen once."""
        world = self.world
        self.keys = [await world.subscribe("diffusion"), await world.subscribe("proteins", name="Bio")]
        more = [subscription(f"more{n}", f"word{n}", guild_id=world.guild.id) for n in "abcde"]  # a second page
        await subscribe(world.store, *(replace(one, destination_id=world.channel.id) for one in more))
        owed = Alert(
            destination_id=world.channel.id,
            paper_id=PAPER.paper.id,
            subscriptions=tuple(self.keys[:2]),
            due=world.now(),
            created=world.now(),
        )
        await world.list_papers(PAPER, *OTHERS, alerts=[owed])
        await world.run("alerts test", subscription=self.keys[0])
        await self._post_digest()
        await self._open_everything()

    async def _post_digest(self) -> None:
        """As delivery posts it."""
        payload = DiscordRenderer().digest([Item(sighting=one) for one in OTHERS[:3]], "A" * 24)
        route = Route("POST", "/channels/{channel_id}/messages", channel_id=self.world.channel.id)
        await self.world.env.bot.http.request(route, json=dict(payload))

    async def _open_everything(self) -> None:
        """By every command, then by every button of a kind that was not pressed yet, until nothing new comes."""
        world, bot = self.world, self.world.env.bot
        for post in list(world.channel.history()):
            self._note(parts_in(post))
        for name in menus_of(bot):
            self._note(parts_of(await world.manager.context_menu(world.channel, name, world.channel.last_message)))
        for command in commands_of(bot):
            if "unsubscribe" not in command.name:
                for options in lines(command, self.values(world.channel)):
                    result = await type_in(world.manager, world.channel, command.qualified_name, options)
                    self._note([] if result is None else parts_of(result))
        tried: set[Any] = set()
        while fresh := [part for part in self.parts.values() if self._kind(part) not in tried]:
            tried.add(self._kind(fresh[0]))
            self._note(await press(world, world.manager, world.channel, fresh[0]))

    def _note(self, parts: list[dict[str, Any]]) -> None:
        for part in parts:
            self.parts.setdefault(part["custom_id"], part)

    def _kind(self, part: dict[str, Any]) -> tuple[Any, ...]:
        """The template and the words in the custom_id; keys, tokens and numbers do not make a kind."""
        words = [word for word in part["custom_id"].split(":") if word.isalpha() and word not in self.keys]
        return tuple(words)

    def unseen(self) -> list[str]:
        """The templates of components that the bot answers and the walk has not come across."""
        templates = templates_of(self.world.env.bot)
        return [one.pattern for one in templates if not any(one.fullmatch(known) for known in self.parts)]

    async def try_everything(
        self, actor: MemberActor, channel: ChannelHandle, target: ChannelHandle | None = None
    ) -> list[str]:
        """Run and press all that there is, buttons of the answers too; gives the commands that could be typed.

        Where a channel can be chosen, `target` is; left out, it is the one where it all happens.
        """
        target = target or channel
        bot, typed = self.world.env.bot, dict[str, None]()
        for command in commands_of(bot):
            for options in lines(command, self.values(target)):
                result = await type_in(actor, channel, command.qualified_name, options)
                if result is not None:
                    typed[command.qualified_name] = None
                    for part in parts_of(result):
                        await press(self.world, actor, channel, part, target=target)
        message = await actor.send(channel, f"https://arxiv.org/abs/{PAPER.paper.number}")
        for name in menus_of(bot):
            await actor.context_menu(channel, name, message)
        for part in self.parts.values():
            await press(self.world, actor, channel, part, target=target)
        return list(typed)


@pytest.fixture
async def walk(world: World, tmp_path: Path) -> Walk:
    made = Walk(world, tmp_path / "store")
    await made.prepare()
    return made


async def test_the_walk_knows_every_component(walk: Walk) -> None:
    """The walk has come across every kind of button, menu and list that the bot answers."""
    assert walk.unseen() == []


async def test_without_the_permission(walk: Walk) -> None:
    """Opened to all while Discord does not tell the bot: a member without Manage Server changes nothing."""
    world = walk.world
    await switch(world, {world.guild.default_role: True})
    make_unreadable(world)
    await world.env.advance_time(61)
    before, posts = walk.written(), walk.posts()
    typed = await walk.try_everything(world.reader, world.channel)
    assert typed == [command.qualified_name for command in commands_of(world.env.bot)]
    assert walk.written() == before
    assert walk.posts() == posts


@pytest.mark.parametrize("target", ["person", "channel"])
async def test_where_an_admin_has_closed_it(walk: Walk, target: str) -> None:
    """Closed to the person or in the channel, who has Manage Server changes nothing either."""
    world = walk.world
    await switch(world, {world.manager if target == "person" else world.channel: False})
    await world.env.advance_time(61)
    before, posts = walk.written(), walk.posts()
    await walk.try_everything(world.manager, world.channel)
    assert walk.written() == before
    assert walk.posts() == posts


@pytest.mark.parametrize("closed", [True, False], ids=["closed meanwhile", "control"])
async def test_forms_that_were_open_before(walk: Walk, *, closed: bool) -> None:
    """A form that was opened with the permission is not taken any more once it is gone; with it, it is."""
    world = walk.world
    forms = await _open_forms(walk)
    assert len(forms) >= 4  # query, edit, digest time, quiet hours
    if closed:
        await switch(world, {world.manager: False})
        await world.env.advance_time(61)
    before, posts = walk.written(), walk.posts()
    for form in forms:
        await world.manager.submit_modal(form, entered(form, "22:30"))
    assert (walk.written() == before) is closed
    assert walk.posts() == posts


async def _open_forms(walk: Walk) -> list[InteractionResult]:
    """Every form that a button opens for the manager, once."""
    found: dict[str, InteractionResult] = {}
    world = walk.world
    for part in list(walk.parts.values()):
        if part["type"] == discord.ComponentType.button.value:
            copy = await lasting_copy(world, world.channel, part)
            result = await world.manager.click(copy, custom_id=part["custom_id"])
            if result.modal is not None:
                found.setdefault(result.modal["title"], result)
    return list(found.values())


async def test_where_an_admin_has_opened_it(walk: Walk) -> None:
    """The control: who was let in by an admin may do what managers do, and the walk does change what is stored."""
    world = walk.world
    await switch(world, {world.reader: True})
    await world.env.advance_time(61)
    before = walk.written()
    await walk.try_everything(world.reader, world.channel)
    assert walk.written() != before


@pytest.mark.parametrize("closed", [True, False], ids=["closed to them", "control"])
async def test_where_the_person_may_not_post(walk: Walk, *, closed: bool) -> None:
    """Let in by an admin, they bring no alert, test or mention where they may not post or mention themselves."""
    world = walk.world
    rights = discord.PermissionOverwrite(send_messages=not closed, mention_everyone=not closed)
    overwrites = {world.guild.default_role: rights}
    room = world.guild.create_text_channel("room", overwrites=overwrites)
    await subscribe(
        world.store, replace(subscription("inroom", "diffusion", guild_id=world.guild.id), destination_id=room.id)
    )
    await switch(world, {world.reader: True})
    await world.env.advance_time(61)
    walk.keys = ["inroom"]
    await world.run("alerts test", world.reader, subscription="inroom")  # the walk ends it before it tests
    await walk.try_everything(world.reader, world.channel, room)
    book = await world.store.subscriptions()
    there = [s.query for s in book.subscriptions if s.destination_id == room.id]
    place = await world.store.destination(room.id)
    assert ("brought along" in there) is not closed
    assert bool(list(room.history())) is not closed
    assert place is None or place.preferences.role_id is None or not closed


async def test_from_another_server(walk: Walk) -> None:
    """Who manages another server changes nothing here, though they type this one's ids and press its buttons."""
    world = walk.world
    elsewhere = world.env.create_guild("Elsewhere")
    managers = elsewhere.create_role("Managers", permissions=discord.Permissions(manage_guild=True))
    stranger = elsewhere.add_member(world.env.create_user("mallory"), roles=[managers])
    channel = elsewhere.create_text_channel("elsewhere")
    before, posts = await _of(world, world.guild), walk.posts()
    await walk.try_everything(stranger, channel)
    assert await _of(world, world.guild) == before
    assert walk.posts() == posts


async def _of(world: World, guild: GuildHandle) -> list[object]:
    """What is stored of one server."""
    book = await world.store.subscriptions()
    ours = [s for s in book.subscriptions if s.guild_id == guild.id]
    places = [d for d in await world.store.destinations() if d.guild_id == guild.id]
    owed = [await world.store.pending(place.id) for place in places]
    return [ours, {s.id: book.baselines[s.id] for s in ours}, places, owed]
