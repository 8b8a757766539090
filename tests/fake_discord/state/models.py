"""The data of this Discord: people, guilds, channels, messages."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum, IntFlag
from typing import Any


class Perm(IntFlag):
    """The permissions that matter here, by Discord's bits."""

    ADMINISTRATOR = 1 << 3
    MANAGE_GUILD = 1 << 5
    VIEW_CHANNEL = 1 << 10
    CONNECT = 1 << 20
    SEND_MESSAGES = 1 << 11
    MANAGE_MESSAGES = 1 << 13
    EMBED_LINKS = 1 << 14
    ATTACH_FILES = 1 << 15
    READ_MESSAGE_HISTORY = 1 << 16
    USE_APPLICATION_COMMANDS = 1 << 31
    MANAGE_THREADS = 1 << 34
    CREATE_PUBLIC_THREADS = 1 << 35
    SEND_MESSAGES_IN_THREADS = 1 << 38


NOTHING = Perm(0)
EVERYONE_MAY = (
    Perm.VIEW_CHANNEL
    | Perm.CONNECT
    | Perm.SEND_MESSAGES
    | Perm.EMBED_LINKS
    | Perm.ATTACH_FILES
    | Perm.READ_MESSAGE_HISTORY
    | Perm.USE_APPLICATION_COMMANDS
    | Perm.CREATE_PUBLIC_THREADS
    | Perm.SEND_MESSAGES_IN_THREADS
)


class Kind(IntEnum):
    """Channel types."""

    TEXT = 0
    DM = 1
    VOICE = 2
    NEWS = 5
    THREAD = 11
    STAGE = 13
    FORUM = 15


VOCAL = frozenset({Kind.VOICE, Kind.STAGE})


class Flag(IntFlag):
    """Message flags."""

    EPHEMERAL = 1 << 6
    LOADING = 1 << 7
    LAID_OUT = 1 << 15  # Discord's IS_COMPONENTS_V2: never taken off again


PLAIN = Flag(0)


@dataclass(kw_only=True, eq=False)
class User:
    """A person or a bot; `takes_dms` is false for someone who has closed their direct messages."""

    id: int
    name: str
    bot: bool = False
    takes_dms: bool = True


@dataclass(kw_only=True, eq=False)
class Role:
    """A role with its guild-wide permissions."""

    id: int
    name: str
    permissions: Perm
    position: int
    mentionable: bool = False


@dataclass(kw_only=True, eq=False)
class Member:
    """A user in a guild."""

    user: User
    role_ids: list[int]


@dataclass(kw_only=True, eq=False)
class Overwrite:
    """Permissions that are allowed or denied to one role or member in one channel."""

    target_id: int
    of_member: bool
    allow: Perm = NOTHING
    deny: Perm = NOTHING


@dataclass(kw_only=True, eq=False)
class Guild:
    """A server; `present` says whether the bot is in it."""

    id: int
    name: str
    owner: User
    roles: dict[int, Role] = field(default_factory=dict[int, Role])
    members: dict[int, Member] = field(default_factory=dict[int, Member])
    channels: dict[int, Channel] = field(default_factory=dict)
    present: bool = True


@dataclass(frozen=True, kw_only=True)
class Tag:
    """A tag of a forum; a moderated one is for those who manage threads."""

    id: int
    name: str
    moderated: bool = False


@dataclass(kw_only=True, eq=False)
class Channel:
    """A channel, thread, forum or DM; its `messages` are in order of id, ephemeral ones are not among them."""

    id: int
    name: str
    kind: Kind
    guild: Guild | None = None
    recipient: User | None = None
    parent: Channel | None = None
    owner: User | None = None
    overwrites: dict[int, Overwrite] = field(default_factory=dict[int, Overwrite])
    messages: dict[int, Message] = field(default_factory=dict)
    newest: int | None = None  # message, in a forum post; it may be deleted by now
    archived: bool = False
    locked: bool = False
    created: str = ""
    archived_at: str = ""
    tags: list[Tag] = field(default_factory=list[Tag])  # of a forum
    needs_tag: bool = False
    applied: list[int] = field(default_factory=list[int])  # of a post


@dataclass(kw_only=True, eq=False)
class Message:
    """A message; `nonce` is known only in the answer that made it, as at Discord."""

    id: int
    channel: Channel
    author: User
    timestamp: str
    content: str = ""
    embeds: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    components: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    attachments: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    flags: Flag = PLAIN
    nonce: str | int | None = None
    edited: str | None = None
    edits: int = 0
    deleted: bool = False
    reactions: dict[str, dict[int, User]] = field(default_factory=dict[str, dict[int, User]])  # by emoji
    extra: dict[str, Any] = field(default_factory=dict[str, Any])  # interaction_metadata, webhook_id
