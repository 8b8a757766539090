"""The make-believe Discord of the demo: one server, one channel, one person who may manage it."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING, Any, cast

import simcord

from bot.language.current import speaking
from bot.language.languages import ENGLISH
from bot.language.translating import gettext

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    import discord
    from simcord import Env, MemberActor
    from simcord.builders import ChannelHandle, GuildHandle

    from bot.language.languages import Language

SERVER = "Reading group"
ALERTS_CHANNEL = "paper-alerts"
_BOT = "Paperboy"

# SimCord makes up addresses for pictures; what it shows there is handed to its page under the same address.
_PICTURES = "https://cdn.simcord.invalid"
_DEFAULT_AVATARS = 6
_PERSON_AVATAR = "reader"


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """The demo's server. `person` is the user of the page, `channel` the one that it shows.

    `host` is the demo's own voice there.
    """

    guild: GuildHandle
    channel: ChannelHandle
    person: MemberActor
    host: MemberActor
    pictures: Mapping[str, tuple[str, bytes]]
    language: Language = ENGLISH


async def build_world(env: Env, *, topic: str, language: Language = ENGLISH) -> World:
    """Fill an empty SimCord with the demo's server, whose people and posts speak a `language`.

    `topic` stands above the channel on the page, which is the only one: SimCord allows one preview at a time, and
    every page and every action of it is bound to the channel that it was made for.
    """
    owner = env.create_user("you", global_name="You", avatar=_PERSON_AVATAR)
    locale = language.locales[0]
    # who owns a server may use every command
    guild = env.create_guild(SERVER, owner=owner, preferred_locale=locale)
    _answer_in(env, locale)
    channel = guild.create_text_channel(ALERTS_CHANNEL, topic=topic)
    guild.create_role("Readers", mentionable=True)
    await env.settle()
    me = cast("discord.Member", guild.me)  # it is in every server of its own
    await me.edit(nick=_BOT)  # SimCord calls every bot TestBot, and the role that each has so, too
    for role in me.roles:
        if not role.is_default():  # which a bot may not rename itself
            env.backend.edit_role(guild.id, role.id, {"name": _BOT})
    with speaking(language):
        # NOTE: a name, under which the demo speaks in its local page
        name = gettext("The demo")
    host = guild.add_member(env.create_user("host", global_name=name, avatar=_PERSON_AVATAR))
    return World(
        guild=guild,
        channel=channel,
        person=simcord.MemberActor(env, guild, owner),
        host=host,
        pictures=_pictures(owner.id, host.id),
        language=language,
    )


def _answer_in(env: Env, locale: str) -> None:
    """Have everybody's Discord set to a language: SimCord's people all have English."""
    emit = env.backend.emit

    def told(event: str, payload: Mapping[str, Any]) -> None:
        emit(event, {**payload, "locale": locale} if event == "INTERACTION_CREATE" else payload)

    env.backend.emit = told


async def catch_up(env: Env, now: datetime) -> None:
    """Move SimCord's clock to `now`. It starts in 2026 and never goes back, so a clock that is behind stays so."""
    ahead = (now - env.now()).total_seconds()
    if ahead > 0:
        await env.advance_time(ahead)


def _pictures(*people: int) -> dict[str, tuple[str, bytes]]:
    """The avatars of the bot and of these people, by the address that SimCord gives them."""
    data = files("bot.sandbox") / "data"
    bot = (data / "paperboy.png").read_bytes()
    person = (data / "reader.png").read_bytes()
    return {f"{_PICTURES}/embed/avatars/{n}.png": ("paperboy.png", bot) for n in range(_DEFAULT_AVATARS)} | {
        f"{_PICTURES}/avatars/{user}/{_PERSON_AVATAR}.png": ("reader.png", person) for user in people
    }
