"""The people, servers and channels of one test, and their changes, which the gateway sends."""

from typing import Any, Protocol

from tests.fake_discord.http import shapes
from tests.fake_discord.http.errors import api_error
from tests.fake_discord.state.ids import Clock, Snowflakes
from tests.fake_discord.state.models import (
    EVERYONE_MAY,
    NOTHING,
    Channel,
    Guild,
    Kind,
    Member,
    Overwrite,
    Perm,
    Role,
    Tag,
    User,
)
from tests.fake_discord.state.permissions import in_channel


class Emit(Protocol):
    """Sends an event to the bot if it is connected and wants it."""

    def __call__(self, event: str, data: dict[str, Any]): ...


class World:
    """Everything that exists on this Discord; its clock, its ids, and who tells the bot."""

    def __init__(self, clock: Clock, ids: Snowflakes, emit: Emit):
        self.clock = clock
        self.ids = ids
        self.emit = emit
        self.users: dict[int, User] = {}
        self.guilds: dict[int, Guild] = {}
        self.channels: dict[int, Channel] = {}
        self.bot = self.add_user("Paperboy", bot=True)

    def add_user(self, name: str, *, bot: bool = False, takes_dms: bool = True) -> User:
        """Someone who is in no guild yet."""
        user = User(id=self.ids.next(), name=name, bot=bot, takes_dms=takes_dms)
        self.users[user.id] = user
        return user

    def add_guild(self, name: str) -> Guild:
        """A guild with an owner and the bot in it."""
        owner = self.add_user(f"Owner of {name}")
        guild = Guild(id=self.ids.next(), name=name, owner=owner)
        guild.roles[guild.id] = Role(id=guild.id, name="@everyone", permissions=EVERYONE_MAY, position=0)
        for user in (owner, self.bot):
            guild.members[user.id] = Member(user=user, role_ids=[])
        self.guilds[guild.id] = guild
        self.emit("GUILD_CREATE", shapes.guild(guild, self.bot))
        return guild

    def add_role(self, guild: Guild, name: str, permissions: Perm, *, mentionable: bool = False) -> Role:
        """A role above those that exist."""
        role = Role(
            id=self.ids.next(),
            name=name,
            permissions=permissions,
            position=len(guild.roles),
            mentionable=mentionable,
        )
        guild.roles[role.id] = role
        self.emit("GUILD_ROLE_CREATE", {"guild_id": str(guild.id), "role": shapes.role(role)})
        return role

    def change_role(self, guild: Guild, role: Role):
        """Tell the bot that a role is not what it was."""
        self.emit("GUILD_ROLE_UPDATE", {"guild_id": str(guild.id), "role": shapes.role(role)})

    def give_role(self, guild: Guild, user: User, role: Role):
        """Let a member have a role; of itself a bot hears that without the members intent."""
        member = guild.members[user.id]
        member.role_ids.append(role.id)
        if user is self.bot:
            self.emit("GUILD_MEMBER_UPDATE", {"guild_id": str(guild.id)} | shapes.member(member))

    def remove_role(self, guild: Guild, role: Role):
        """Delete a role; who had it has it no longer."""
        del guild.roles[role.id]
        for member in guild.members.values():
            member.role_ids = [one for one in member.role_ids if one != role.id]
        self.emit("GUILD_ROLE_DELETE", {"guild_id": str(guild.id), "role_id": str(role.id)})

    def add_member(
        self, guild: Guild, name: str, permissions: Perm | None = None, *, takes_dms: bool = True
    ) -> User:
        """A new person in the guild, with a role of their own when they may do more than everyone."""
        user = self.add_user(name, takes_dms=takes_dms)
        role_ids = [self.add_role(guild, f"role of {name}", permissions).id] if permissions else []
        guild.members[user.id] = Member(user=user, role_ids=role_ids)
        return user

    def add_channel(self, guild: Guild, name: str, kind: Kind = Kind.TEXT) -> Channel:
        """A channel that everyone sees."""
        channel = Channel(id=self.ids.next(), name=name, kind=kind, guild=guild)
        self._keep(channel)
        self.emit("CHANNEL_CREATE", shapes.channel(channel))
        return channel

    def add_tag(self, forum: Channel, name: str, *, moderated: bool = False) -> Tag:
        """A tag that posts of a forum can have."""
        tag = Tag(id=self.ids.next(), name=name, moderated=moderated)
        forum.tags.append(tag)
        self.changed(forum)
        return tag

    def archive(self, thread: Channel):
        """Close a thread, as Discord does after a while without messages."""
        thread.archived, thread.archived_at = True, self.clock.iso()
        self.changed(thread)

    def add_thread(self, parent: Channel, name: str, owner: User, thread_id: int | None = None) -> Channel:
        """A public thread; one begun from a message has that message's id."""
        thread = Channel(
            id=thread_id or self.ids.next(),
            name=name,
            kind=Kind.THREAD,
            guild=parent.guild,
            parent=parent,
            owner=owner,
            created=self.clock.iso(),
        )
        self._keep(thread)
        self.emit("THREAD_CREATE", shapes.channel(thread) | {"newly_created": True})
        return thread

    def direct(self, user: User) -> Channel:
        """The one DM channel between the bot and a person."""
        for channel in self.channels.values():
            if channel.recipient is user:
                return channel
        channel = Channel(id=self.ids.next(), name="", kind=Kind.DM, recipient=user)
        self._keep(channel)
        return channel

    def _keep(self, channel: Channel):
        self.channels[channel.id] = channel
        if channel.guild is not None:
            channel.guild.channels[channel.id] = channel

    def forbid(self, channel: Channel, permissions: Perm):
        """Take these permissions from the bot in one channel."""
        self._overwrite(channel, self.bot, deny=permissions)

    def hide(self, channel: Channel, user: User):
        """Let a member not see a channel."""
        self._overwrite(channel, user, deny=Perm.VIEW_CHANNEL)

    def permit(self, channel: Channel, permissions: Perm):
        """Give them back."""
        self._overwrite(channel, self.bot, allow=permissions)

    def _overwrite(self, channel: Channel, user: User, *, allow: Perm = NOTHING, deny: Perm = NOTHING):
        overwrite = channel.overwrites.setdefault(user.id, Overwrite(target_id=user.id, of_member=True))
        overwrite.allow = overwrite.allow & ~deny | allow
        overwrite.deny = overwrite.deny & ~allow | deny
        self.changed(channel)

    def changed(self, channel: Channel):
        """Tell the bot that a channel or thread is not what it was."""
        event = "THREAD_UPDATE" if channel.kind is Kind.THREAD else "CHANNEL_UPDATE"
        self.emit(event, shapes.channel(channel))

    def remove_channel(self, channel: Channel):
        """Delete a channel with all that is in it."""
        del self.channels[channel.id]
        if channel.guild is not None:
            del channel.guild.channels[channel.id]
        event = "THREAD_DELETE" if channel.kind is Kind.THREAD else "CHANNEL_DELETE"
        self.emit(event, shapes.channel(channel))

    def kick(self, guild: Guild):
        """Throw the bot out."""
        guild.present = False
        self.emit("GUILD_DELETE", {"id": str(guild.id)})

    def invite(self, guild: Guild):
        """Let the bot in again."""
        guild.present = True
        self.emit("GUILD_CREATE", shapes.guild(guild, self.bot))

    def fall_out(self, guild: Guild):
        """An outage: the gateway says that the guild is unavailable. Requests need a fault of their own."""
        self.emit("GUILD_DELETE", {"id": str(guild.id), "unavailable": True})

    def come_back(self, guild: Guild):
        """The end of the outage."""
        self.emit("GUILD_CREATE", shapes.guild(guild, self.bot) | {"unavailable": False})

    def guild(self, guild_id: int) -> Guild:
        """A guild that the bot is in; ApiError 10004."""
        guild = self.guilds.get(guild_id)
        if guild is None or not guild.present:
            raise api_error(10004)
        return guild

    def visible(self, channel_id: int) -> Channel:
        """The channel if the bot sees it; ApiError 10003 or 50001."""
        channel = self.channel(channel_id)
        if Perm.VIEW_CHANNEL not in in_channel(channel, self.bot):
            raise api_error(50001)
        return channel

    def channel(self, channel_id: int) -> Channel:
        """The channel as the bot may know it; ApiError 10003 or 50001."""
        channel = self.channels.get(channel_id)
        if channel is None:
            raise api_error(10003)
        if channel.guild is not None and not channel.guild.present:
            raise api_error(50001)
        return channel
