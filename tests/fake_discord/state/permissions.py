"""Compute permissions from roles and overwrites as Discord does."""

from tests.fake_discord.state.models import NOTHING, VOCAL, Channel, Guild, Kind, Perm, User

ALL = Perm((1 << 53) - 1)
_IN_DM = Perm.VIEW_CHANNEL | Perm.SEND_MESSAGES | Perm.EMBED_LINKS | Perm.ATTACH_FILES | Perm.READ_MESSAGE_HISTORY


def in_guild(guild: Guild, user: User) -> Perm:
    """The sum of a member's roles; everything for the owner and administrators, nothing for strangers."""
    member = guild.members.get(user.id)
    if member is None:
        return NOTHING
    total = guild.roles[guild.id].permissions
    for role_id in member.role_ids:
        total |= guild.roles[role_id].permissions
    if guild.owner is user or Perm.ADMINISTRATOR in total:
        return ALL
    return total


def in_channel(channel: Channel, user: User) -> Perm:
    """The permissions in one channel; a thread inherits its parent's. No View Channel means nothing at all.

    The text of a voice channel is for those who may connect to it.
    """
    guild = channel.guild
    if guild is None:
        return _IN_DM if channel.recipient is not None else NOTHING
    base = in_guild(guild, user)
    if base == ALL:
        return ALL
    place = channel.parent if channel.kind is Kind.THREAD and channel.parent else channel
    total = _overwritten(place, guild, user, base)
    seen = Perm.VIEW_CHANNEL | (Perm.CONNECT if place.kind in VOCAL else NOTHING)
    return total if seen in total else NOTHING


def _overwritten(place: Channel, guild: Guild, user: User, base: Perm) -> Perm:
    member = guild.members.get(user.id)
    role_ids = member.role_ids if member else []
    everyone = [ow for ow in place.overwrites.values() if ow.target_id == guild.id]
    roles = [ow for ow in place.overwrites.values() if ow.target_id in role_ids]
    personal = [ow for ow in place.overwrites.values() if ow.of_member and ow.target_id == user.id]
    for layer in (everyone, roles, personal):
        for overwrite in layer:
            base &= ~overwrite.deny
        for overwrite in layer:
            base |= overwrite.allow
    return base
