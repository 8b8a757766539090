"""Everything that a person can run or press, read from the bot itself, so that nothing is forgotten."""

import re
from collections.abc import AsyncGenerator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands
from discord.http import Route
from simcord import ChannelHandle, InteractionResult, MemberActor, SetupError
from simcord.components import walk_components

from tests.behaviour.world import World
from tools.gallery.forms import filled

_UNTIL = "1h"  # when a pause ends: no other word is an end
_LONGEST = 6_000  # characters of an option, Discord's limit


@dataclass(frozen=True, kw_only=True)
class Values:
    """Values for options: texts, a channel and files; of an option's choices the first few, or all."""

    texts: Sequence[str]
    channel: Any
    files: Sequence[bytes]
    choices: int | None = None


def commands_of(bot: commands.Bot) -> list[app_commands.Command[Any, ..., Any]]:
    """Return every slash command, settings first, as buttons of other commands delete their subjects."""
    found = [one for one in bot.tree.walk_commands() if isinstance(one, app_commands.Command)]
    return sorted(found, key=lambda one: (one.name != "settings", one.qualified_name))


def menus_of(bot: commands.Bot) -> list[str]:
    """Return every message menu command."""
    return [menu.name for menu in bot.tree.get_commands(type=discord.AppCommandType.message)]


def lines(command: app_commands.Command[Any, ..., Any], values: Values) -> Iterator[dict[str, Any]]:
    """Yield sets of options for a command: one for each text, choices in turn, all filled in."""
    columns = [_column(option, values) for option in command.parameters]
    for row in zip_longest(*columns) if columns else [()]:
        chosen = zip(command.parameters, columns, row, strict=True)
        yield {option.name: column[0] if value is None else value for option, column, value in chosen if column}


def _column(option: app_commands.Parameter, values: Values) -> list[Any]:
    """Return the values to try for an option, in turn."""
    types = discord.AppCommandOptionType
    known: dict[Any, list[Any]] = {
        types.string: [text[: int(option.max_value or _LONGEST)] for text in values.texts],
        types.channel: [values.channel],
        types.integer: [int(option.min_value or 1)],
        types.number: [float(option.min_value or 1)],
        types.boolean: [True, False],
        types.attachment: [("alerts.json", content) for content in values.files],
    }
    if option.type not in known:
        raise NotImplementedError(f"the walk cannot fill in {option.name}: teach it")
    if option.name == "time_zone":  # another text hides the panel behind a sentence
        return ["Asia/Tokyo"]
    if option.name == "until":
        return [_UNTIL]
    return [choice.value for choice in option.choices][: values.choices] or known[option.type]


def templates_of(bot: commands.Bot) -> list[re.Pattern[str]]:
    """Return the custom_id templates of all components that the bot handles."""
    return list(bot._connection._view_store._dynamic_items)


def parts_of(result: InteractionResult) -> list[dict[str, Any]]:
    """Return the usable components of all messages of a reply."""
    return [part for message in messages_of(result) for part in parts_in(message)]


def messages_of(result: InteractionResult) -> list[discord.Message]:
    """Return the messages that the person saw."""
    shown = [result.response, *result.followups]
    return [found.message for found in shown if found is not None]


def parts_in(message: discord.Message) -> list[dict[str, Any]]:
    """Return the usable components of a message as JSON."""
    rows: list[Any] = [row.to_dict() for row in message.components]
    return [part for part in walk_components(rows) if part.get("custom_id") and not part.get("disabled")]


async def press(
    world: World,
    actor: MemberActor,
    channel: ChannelHandle,
    part: Mapping[str, Any],
    look: Callable[[InteractionResult], object] = lambda _: None,
    *,
    target: ChannelHandle | None = None,
) -> list[dict[str, Any]]:
    """Press a copy of a component; in a menu choose each value; submit a form that opens.

    `target` is the channel to choose. `look` gets every reply. Returns the components of the replies.
    """
    found: list[dict[str, Any]] = []
    for values in _choices(target or channel, part):
        async with _copy(world, channel, part) as copy:
            if values is None:
                result = await actor.click(copy, custom_id=part["custom_id"])
            else:
                result = await actor.select(copy, values, custom_id=part["custom_id"])
            look(result)
            found += parts_of(result)
            if result.modal is not None:
                result = await actor.submit_modal(result, entered(result))
                look(result)
                found += parts_of(result)
            found += await _parts_now(copy)
    return [one for one in found if one["custom_id"] != part["custom_id"]]


def entered(form: InteractionResult, word: str = "word") -> dict[str, Any]:
    """Return the form's values: a word in each empty field, a source, and an end in that of a pause."""
    shown = filled(form)
    if shown.get("sources") == []:
        shown["sources"] = ["lists"]
    ends = {"until": _UNTIL} if "until" in shown else {}
    return {name: value or (word if isinstance(value, str) else value) for name, value in shown.items()} | ends


def _choices(channel: ChannelHandle, part: Mapping[str, Any]) -> list[list[Any] | None]:
    """Return some values of a menu; None for a button."""
    match discord.ComponentType(part["type"]):
        case discord.ComponentType.button:
            return [None]
        case discord.ComponentType.select:
            return [[option["value"]] for option in part["options"][:3]]
        case discord.ComponentType.role_select:
            return [[channel.guild.roles["Managers"]]]
        case discord.ComponentType.channel_select:
            return [[channel]]
        case other:
            raise NotImplementedError(f"the walk cannot use a {other.name}: teach it")


@asynccontextmanager
async def _copy(world: World, channel: ChannelHandle, part: Mapping[str, Any]) -> AsyncGenerator[discord.Message]:
    """Post a bot message with this component in that channel for a moment."""
    copy = await lasting_copy(world, channel, part)
    yield copy
    await world.env.bot.http.delete_message(channel.id, copy.id)


async def lasting_copy(world: World, channel: ChannelHandle, part: Mapping[str, Any]) -> discord.Message:
    """Post a bot message with this component in that channel."""
    body = {"content": "copy", "components": [{"type": 1, "components": [dict(part)]}]}
    route = Route("POST", "/channels/{channel_id}/messages", channel_id=channel.id)
    bot = world.env.bot
    made = await bot.http.request(route, json=body)
    home: Any = bot.get_channel(channel.id)
    return discord.Message(state=bot._connection, channel=home, data=made)


async def _parts_now(copy: discord.Message) -> list[dict[str, Any]]:
    """Return the current components of a message; none if it was deleted.

    It is fetched alone, as the channel's history would be copied for each of thousands of presses.
    """
    try:
        return parts_in(await copy.fetch())
    except discord.NotFound:
        return []


async def type_in(
    actor: MemberActor, channel: ChannelHandle, name: str, options: Mapping[str, Any]
) -> InteractionResult | None:
    """Run a slash command; None if Discord does not let the person."""
    try:
        return await actor.slash(channel, name, **options)
    except SetupError:
        return None
