"""Every command, menu, button and form asks the policy, and only the policy decides."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

import discord
from discord.ext import commands
from simcord import ChannelHandle, InteractionResult, MemberActor

from bot.discord_io.interactions.presses import anybody, on_press
from bot.discord_io.policy import Action
from cogs.paper_buttons.share import require_sharing
from cogs.shared.guards import require_manager
from tests.behaviour.integrations import A_MINUTE, CLOSED, DENIED, make_unreadable, switch
from tests.behaviour.world import said
from tests.hostile.explored import Walk
from tests.hostile.walk import commands_of, entered, lasting_copy, lines, menus_of, templates_of, type_in

# What each asks of a person: something new fails here until it has a row.
_COMMANDS: Final = {
    command: action
    for action, commands in {
        Action.READ: (
            "paperboy help, paperboy status, papers chart, papers search, papers show, papers similar, "
            "papers today, papers trending, papers trends, papers why, Look up papers"
        ),
        Action.OWN: "paperboy data, papers saved, Save papers",
        Action.MANAGE: (
            "alerts edit, alerts email, alerts export, alerts feed, alerts list, alerts unsubscribe, "
            "sources add, sources list, sources remove"
        ),
        Action.POST: (
            "alerts import, alerts pause, alerts picks, alerts resume, alerts start, alerts subscribe, alerts test"
        ),
        Action.MENTION: "alerts settings",
    }.items()
    for command in commands.split(", ")
}
# By the beginning of the custom_id; `again` opens its own form alone, whose right is asked for when that is known.
_PRESSES: Final = {
    (name, action)
    for action, names in {
        Action.READ: (
            "abstract abstracts again card cite help search search-bracketed search-instead search-since similar "
            "today trend trend-apart trend-instead trending why"
        ),
        Action.OWN: "saved-feed data like mail resave save-listed saved saved-export unsave",
        Action.SHARE: "share",
        Action.MANAGE: (
            "feed list saved-picks source-draft source-new source-of source-use sources start tune tuning "
            "tuning-which undo-added"
        ),
        Action.POST: "draft follow import manage more newest resume resume-all subscribe test undo",
        Action.MENTION: "set",
    }.items()
    for name in names.split()
}
_FORMS: Final = {
    "papers-paper": Action.READ,
    "papers-query": Action.READ,
    "pause-form": Action.POST,
    "set-digest": Action.MANAGE,
    "source-form": Action.MANAGE,
    "set-quiet": Action.MANAGE,
    "subscription": Action.POST,
    "tuning-form": Action.MANAGE,
}
_GATES: Final = {
    Action.READ: anybody,
    Action.OWN: anybody,
    Action.SHARE: require_sharing,
    Action.MANAGE: require_manager,
    Action.POST: require_manager,  # and the channel is asked for once it is known
    Action.MENTION: require_manager,
}
_OPEN: Final = frozenset({Action.READ, Action.OWN, Action.SHARE})


def _name(custom_id: str) -> str:
    """Return the beginning of a custom_id, or of a pattern, after `paperboy:`."""
    found = re.match(r"(?:\(\?s\))?paperboy:(?:\(\?P<mark>)?([a-z-]+)", custom_id)
    assert found is not None, custom_id
    return found[1].removesuffix("-test")


def _gates(bot: commands.Bot) -> set[tuple[str, Any]]:
    """Return every kind of press that the bot handles, with its gate."""
    items: Mapping[re.Pattern[str], Any] = bot._connection._view_store._dynamic_items
    return {(_name(pattern.pattern), item.access_check) for pattern, item in items.items()}


async def _pressed(
    walk: Walk, actor: MemberActor, channel: ChannelHandle, part: Mapping[str, Any]
) -> InteractionResult:
    """Press a copy once; in a menu choose the first value, or a role or channel."""
    copy = await lasting_copy(walk.world, channel, part)
    if part["type"] == discord.ComponentType.button.value:
        return await actor.click(copy, custom_id=part["custom_id"])
    role = part["type"] == discord.ComponentType.role_select.value
    value = walk.world.guild.roles["Managers"] if role else part["options"][0]["value"]
    return await actor.select(copy, [value], custom_id=part["custom_id"])


def _see_that_all_have_rows(walk: Walk, forms: Sequence[InteractionResult]):
    """Check that every entrance was met, has a row in the tables, and passes that row's gate."""
    bot = walk.world.env.bot
    assert walk.unseen() == []
    assert {command.qualified_name for command in commands_of(bot)} | set(menus_of(bot)) == set(_COMMANDS)
    assert _gates(bot) == {(name, _GATES[action]) for name, action in _PRESSES}
    assert {_name(form.modal["custom_id"]) for form in forms if form.modal} == set(_FORMS)


async def _send_once_the_right_is_gone(walk: Walk, forms: Sequence[InteractionResult]):
    """Check that all forms but those of /papers are refused, unknown forms included."""
    world = walk.world
    await switch(world, {world.manager: False})
    await world.env.advance_time(A_MINUTE + 1)
    for form in forms:
        assert form.modal is not None
        result = await world.manager.submit_modal(form, entered(form, "diffusion"))
        is_open = _FORMS[_name(form.modal["custom_id"])] in _OPEN
        assert (CLOSED in said(result)) is not is_open, form.modal["custom_id"]


async def _try_as_a_member(walk: Walk):
    """Check that each entrance of /alerts refuses while rights are unknown, and that all others answer."""
    world = walk.world
    await switch(world, {world.guild.default_role: True})
    make_unreadable(world)
    await world.env.advance_time(A_MINUTE + 1)
    for command in commands_of(world.env.bot):
        options = next(lines(command, walk.values(world.channel)))
        result = await type_in(world.reader, world.channel, command.qualified_name, options)
        assert result is not None
        assert (DENIED in said(result)) is (_COMMANDS[command.qualified_name] not in _OPEN), command.qualified_name
    for template in templates_of(world.env.bot):
        part = next(one for key, one in walk.parts.items() if template.fullmatch(key))
        result = await _pressed(walk, world.reader, world.channel, part)
        is_open = any(action in _OPEN for name, action in _PRESSES if name == _name(template.pattern))
        assert (DENIED in said(result)) is not is_open, template.pattern


async def test_every_entrance_refuses_who_may_not(walk: Walk):
    """A person without the right, in a closed channel or any other member changes no byte."""
    world = walk.world
    forms = await walk.open_forms(importing=False)
    _see_that_all_have_rows(walk, forms)
    before, posts = walk.written(), walk.posts()
    await _send_once_the_right_is_gone(walk, forms)
    assert (walk.written(), walk.posts()) == (before, posts)
    await switch(world, {world.channel: False})
    await world.env.advance_time(A_MINUTE + 1)
    await walk.try_everything(world.manager, world.channel)
    assert (walk.written(), walk.posts()) == (before, posts)
    await _try_as_a_member(walk)
    assert walk.written() == before


async def test_strangers_change_nothing_of_a_server(walk: Walk):
    """Managers of another server change only their own, even with this server's ids."""
    world = walk.world
    elsewhere = world.env.create_guild("Elsewhere")
    managers = elsewhere.create_role("Managers", permissions=discord.Permissions(manage_guild=True))
    stranger = elsewhere.add_member(world.env.create_user("mallory"), roles=[managers])
    before, posts = await _stored(walk), walk.posts()
    await walk.try_everything(stranger, elsewhere.create_text_channel("elsewhere"))
    for command in commands_of(world.env.bot):
        for options in lines(command, walk.values(world.channel)):
            typed = {name: value for name, value in options.items() if name != "channel"}
            await stranger.user.slash(command.qualified_name, **typed)
    for part in list(walk.parts.values()):
        if part["type"] == discord.ComponentType.button.value:
            copy = await lasting_copy(world, stranger.user.dm_channel, part)
            await stranger.user.click(copy, custom_id=part["custom_id"])
    assert await _stored(walk) == before
    assert walk.posts() == posts


async def _stored(walk: Walk) -> list[object]:
    """Return what is stored about the server."""
    store, guild = walk.world.store, walk.world.guild
    book = await store.subscriptions()
    ours = [s for s in book.subscriptions if s.guild_id == guild.id]
    places = [d for d in await store.destinations() if d.guild_id == guild.id]
    owed = [await store.pending(place.id) for place in places]
    return [ours, {s.id: book.baselines[s.id] for s in ours}, places, owed]


async def test_controls(walk: Walk):
    """With the right, forms work; a press without a row, or with another gate than its row's, is found."""
    world, before = walk.world, walk.written()
    for form in await walk.open_forms():
        await world.manager.submit_modal(form, entered(form, "22:30"))
    assert walk.written() != before

    async def sneak(interaction: discord.Interaction, _match: re.Match[str]):
        await world.store.set_note("sneaked", "in")
        await interaction.response.send_message("done")

    rows = {(name, _GATES[action]) for name, action in _PRESSES}
    unlisted = on_press("paperboy:sneak", sneak, require_manager)
    world.env.bot.add_dynamic_items(unlisted)
    assert _gates(world.env.bot) - rows == {("sneak", require_manager)}
    world.env.bot.remove_dynamic_items(unlisted)
    world.env.bot.add_dynamic_items(on_press("paperboy:list:sneak", sneak, anybody))
    assert _gates(world.env.bot) - rows == {("list", anybody)}
    before = walk.written()
    button = {"type": 2, "style": 2, "label": "Sneak", "custom_id": "paperboy:list:sneak"}
    await _pressed(walk, world.reader, world.channel, button)
    assert walk.written() != before
