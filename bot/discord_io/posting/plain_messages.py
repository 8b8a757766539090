"""Plain messages of our own: notices, which are no alerts and do not go through the outbox."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import discord
from discord.http import Route

from bot.discord_io.permissions import seen_whole, takes_plain_text
from bot.discord_io.render.custom_ids import resume_all_custom_id
from bot.discord_io.requests.calls import FAILURES
from bot.domain.alert import MessageKind, message_key
from bot.domain.errors import AlreadyPostedError, DeliveryError, PaperboyError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.discord_io.requests.calls import Calls
    from bot.domain.ports import ResumeButton

# https://discord.com/developers/docs/components/reference
_ROW, _BUTTON, _GREY = 1, 2, 2


def open_channels(guild: discord.Guild, me: discord.Member | None, channel_ids: Sequence[int]) -> tuple[int, ...]:
    """Those of `channel_ids`, and the system channel last, that take plain text as far as the cache knows."""
    system = guild.system_channel
    wanted = [*channel_ids, system.id] if system else channel_ids
    channels = (seen_whole(guild, one) for one in dict.fromkeys(wanted))
    return tuple(one.id for one in channels if one is not None and me is not None and takes_plain_text(one, me))


async def people_who_see(
    calls: Calls, guild: discord.Guild, channel_id: int, people: Sequence[int]
) -> tuple[int, ...]:
    """Those who are in the server and see the channel, else its owner."""
    found = [person for person in people if await _may_know(calls, guild, channel_id, person)]
    return tuple(found) or ((guild.owner_id,) if guild.owner_id else ())


async def _may_know(calls: Calls, guild: discord.Guild, channel_id: int, person_id: int) -> bool:
    try:
        async with asyncio.timeout(calls.timeout):
            await calls.turn()
            member = await guild.fetch_member(person_id)
    except discord.NotFound:
        return False
    except (*FAILURES, DeliveryError):
        return True
    channel = seen_whole(guild, channel_id)
    return channel is None or channel.permissions_for(member).view_channel


async def post_text(
    calls: Calls, channel_id: int, text: str, sense: str | None = None, button: ResumeButton | None = None
) -> bool:
    """Whether the text is posted. In doubt it counts as posted: a notice is better lost than posted twice.

    What has the same `sense` comes to be there once; the text itself unless given.
    """
    body: dict[str, Any] = {
        "content": text,
        "allowed_mentions": {"parse": []},
        "nonce": message_key(channel_id, MessageKind.CARD, ("said", sense or text)),
        "enforce_nonce": True,
    }
    if button is not None:
        custom_id = resume_all_custom_id(button.destination_id)
        component = {"type": _BUTTON, "style": _GREY, "label": button.label, "custom_id": custom_id}
        body["components"] = [{"type": _ROW, "components": [component]}]
    route = Route("POST", "/channels/{channel_id}/messages", channel_id=channel_id)
    try:
        await calls.write(route, body)
    except AlreadyPostedError:
        return True
    except DeliveryError as error:
        return error.in_doubt
    except PaperboyError:
        return False
    return True
