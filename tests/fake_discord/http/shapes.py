"""JSON objects in Discord's shapes; ids are strings there."""

from typing import Any

from tests.fake_discord.state.models import VOCAL, Channel, Guild, Kind, Member, Message, Overwrite, Role, User

_REQUIRE_TAG = 1 << 4  # a flag of forums
_NO_EMOJI = {"emoji_id": None, "emoji_name": None}
JOINED = "2024-01-01T00:00:00+00:00"


def user(person: User) -> dict[str, Any]:
    """A user object."""
    return {
        "id": str(person.id),
        "username": person.name.lower().replace(" ", "_"),
        "global_name": None if person.bot else person.name,
        "discriminator": "0",
        "avatar": None,
        "bot": person.bot,
        "flags": 0,
        "public_flags": 0,
        "primary_guild": None,
    }


def member(who: Member, permissions: int | None = None) -> dict[str, Any]:
    """A member object; `permissions` are there only in interactions."""
    shape: dict[str, Any] = {
        "user": user(who.user),
        "roles": [str(role_id) for role_id in who.role_ids],
        "nick": None,
        "avatar": None,
        "banner": None,
        "communication_disabled_until": None,
        "joined_at": JOINED,
        "premium_since": None,
        "pending": False,
        "deaf": False,
        "mute": False,
        "flags": 0,
    }
    if permissions is not None:
        shape["permissions"] = str(permissions)
    return shape


def role(of: Role) -> dict[str, Any]:
    """A role object."""
    return {
        "id": str(of.id),
        "name": of.name,
        "permissions": str(int(of.permissions)),
        "position": of.position,
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "managed": False,
        "mentionable": of.mentionable,
        "icon": None,
        "unicode_emoji": None,
        "flags": 0,
    }


def _overwrite(ow: Overwrite) -> dict[str, Any]:
    return {
        "id": str(ow.target_id),
        "type": int(ow.of_member),
        "allow": str(int(ow.allow)),
        "deny": str(int(ow.deny)),
    }


def channel(place: Channel) -> dict[str, Any]:
    """A channel, forum, thread or DM object."""
    shape: dict[str, Any] = {
        "id": str(place.id),
        "type": int(place.kind),
        "flags": _REQUIRE_TAG if place.needs_tag else 0,
        "last_message_id": None if place.newest is None else str(place.newest),
    }
    if place.kind is Kind.DM:
        return shape | {"recipients": [user(place.recipient)] if place.recipient else []}
    shape |= {
        "guild_id": str(place.guild.id) if place.guild else None,
        "name": place.name,
        "parent_id": None if place.parent is None else str(place.parent.id),
        "rate_limit_per_user": 0,
    }
    return shape | (_thread_part(place) if place.kind is Kind.THREAD else _guild_part(place))


def _guild_part(place: Channel) -> dict[str, Any]:
    shape: dict[str, Any] = {
        "position": 0,
        "topic": None,
        "nsfw": False,
        "permission_overwrites": [_overwrite(ow) for ow in place.overwrites.values()],
    }
    if place.kind is Kind.FORUM:
        tags = [{"id": str(t.id), "name": t.name, "moderated": t.moderated} | _NO_EMOJI for t in place.tags]
        shape |= {"available_tags": tags, "default_reaction_emoji": None, "default_sort_order": None}
    if place.kind in VOCAL:
        shape |= {"bitrate": 64000, "user_limit": 0}
    return shape


def _thread_part(place: Channel) -> dict[str, Any]:
    return {
        "owner_id": str(place.owner.id) if place.owner else "0",
        "message_count": len(place.messages),
        "member_count": 1,
        "total_message_sent": len(place.messages),
        "applied_tags": [str(tag) for tag in place.applied],
        "thread_metadata": {
            "archived": place.archived,
            "archive_timestamp": place.archived_at or place.created,
            "auto_archive_duration": 1440,
            "locked": place.locked,
        },
    }


def guild(of: Guild, bot: User) -> dict[str, Any]:
    """The whole guild, as GUILD_CREATE carries it when a bot joins that lacks the members intent."""
    everywhere = list(of.channels.values())
    return {
        "id": str(of.id),
        "name": of.name,
        "owner_id": str(of.owner.id),
        "joined_at": JOINED,
        "large": False,
        "member_count": len(of.members),
        "features": [],
        "preferred_locale": "en-US",
        "roles": [role(r) for r in of.roles.values()],
        "channels": [channel(c) for c in everywhere if c.kind is not Kind.THREAD],
        "threads": [channel(c) for c in everywhere if c.kind is Kind.THREAD and not c.archived],
        "members": [member(of.members[bot.id])],
        "emojis": [],
        "stickers": [],
        "voice_states": [],
        "presences": [],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "soundboard_sounds": [],
    }


def emoji(name: str) -> dict[str, Any]:
    """An emoji; one of a server is written `name:id`."""
    own, _, emoji_id = name.partition(":")
    return {"id": emoji_id or None, "name": own}


def reaction(name: str, people: dict[int, User]) -> dict[str, Any]:
    """Return the number of people who reacted with an emoji."""
    details = {"normal": len(people), "burst": 0}
    return {
        "emoji": emoji(name),
        "count": len(people),
        "count_details": details,
        "burst_colors": [],
        "me": False,
        "me_burst": False,
    }


def message(of: Message, *, with_nonce: bool = False) -> dict[str, Any]:
    """A message object; the nonce is in the answer to its creation only, never in the history."""
    shape: dict[str, Any] = {
        "id": str(of.id),
        "channel_id": str(of.channel.id),
        "type": 0,
        "author": user(of.author),
        "content": of.content,
        "embeds": of.embeds,
        "components": of.components,
        "attachments": of.attachments,
        "mentions": [],
        "mention_roles": [],
        "mention_everyone": False,
        "pinned": False,
        "tts": False,
        "timestamp": of.timestamp,
        "edited_timestamp": of.edited,
        "flags": int(of.flags),
    }
    if of.reactions:
        shape["reactions"] = [reaction(name, people) for name, people in of.reactions.items()]
    if with_nonce and of.nonce is not None:
        shape["nonce"] = of.nonce
    return shape | of.extra
