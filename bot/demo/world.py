"""The demo's simulated Discord: one server, one channel, one person who manages it."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING, Any, cast

import simcord

from bot.language.current import using_language
from bot.language.languages import ENGLISH, Language
from bot.language.translating import gettext

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    import discord
    from simcord import Env, MemberActor
    from simcord.builders import ChannelHandle, GuildHandle


SERVER = "Reading group"
ALERTS_CHANNEL = "paper-alerts"
_BOT = "Paperboy"

# SimCord invents addresses for pictures; its page is given the pictures under the same addresses.
_PICTURES = "https://cdn.simcord.invalid"
_DEFAULT_AVATARS = 6  # of Discord, for users without a picture
_PERSON_AVATAR = "reader"


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """The demo's server. `person` is the user of the page, `channel` the channel shown.

    `narrator` posts the demo's own messages.
    """

    guild: GuildHandle
    channel: ChannelHandle
    person: MemberActor
    narrator: MemberActor
    pictures: Mapping[str, tuple[str, bytes]]
    language: Language = ENGLISH


async def build_world(env: Env, *, topic: str, language: Language = ENGLISH) -> World:
    """Fill an empty SimCord with the demo's server, whose people and posts use `language`.

    `topic` is shown above the channel, which is the only one: SimCord shows one page at a time, and the page and
    every action on it are bound to its channel.
    """
    owner = env.create_user("you", global_name="You", avatar=_PERSON_AVATAR)
    locale = language.locales[0]
    # the owner of a server is allowed to use every command
    guild = env.create_guild(SERVER, owner=owner, preferred_locale=locale)
    _set_locale(env, locale)
    channel = guild.create_text_channel(ALERTS_CHANNEL, topic=topic)
    guild.create_role("Readers", mentionable=True)
    await env.settle()
    me = cast("discord.Member", guild.me)  # the bot is a member of its own server
    await me.edit(nick=_BOT)  # SimCord calls every bot and its role TestBot
    for role in me.roles:
        if not role.is_default():  # a bot cannot rename it itself
            env.backend.edit_role(guild.id, role.id, {"name": _BOT})
    with using_language(language):
        # NOTE: the name under which the demo posts on its local page
        name = gettext("Demo")
    narrator = guild.add_member(env.create_user("host", global_name=name, avatar=_PERSON_AVATAR))
    return World(
        guild=guild,
        channel=channel,
        person=simcord.MemberActor(env, guild, owner),
        narrator=narrator,
        pictures=_pictures(owner.id, narrator.id),
        language=language,
    )


def _set_locale(env: Env, locale: str) -> None:
    """Give every person's Discord this locale: in SimCord all people have English."""
    emit = env.backend.emit

    def emit_localized(event: str, payload: Mapping[str, Any]) -> None:
        emit(event, {**payload, "locale": locale} if event == "INTERACTION_CREATE" else payload)

    env.backend.emit = emit_localized


async def move_clock(env: Env, now: datetime) -> None:
    """Move SimCord's clock to `now`. It starts in 2026 and never goes back, so an earlier `now` does nothing."""
    ahead = (now - env.now()).total_seconds()
    if ahead > 0:
        await env.advance_time(ahead)


def _pictures(*people: int) -> dict[str, tuple[str, bytes]]:
    """Return the avatars of the bot and of these people, by the address that SimCord gives them."""
    data = files("bot.demo") / "data"
    bot = (data / "paperboy.png").read_bytes()
    person = (data / "reader.png").read_bytes()
    return {f"{_PICTURES}/embed/avatars/{n}.png": ("paperboy.png", bot) for n in range(_DEFAULT_AVATARS)} | {
        f"{_PICTURES}/avatars/{user}/{_PERSON_AVATAR}.png": ("reader.png", person) for user in people
    }
