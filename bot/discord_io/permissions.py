"""The permissions that posting needs, and sentences that name what is missing and where to change it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import discord

from bot.domain.errors import RefusedError
from bot.language.formats import joined
from bot.language.translating import gettext, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Sequence

    Channel: TypeAlias = discord.abc.GuildChannel | discord.Thread


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """One permission: discord.py's flag, Discord's own name for it, and what I need it for, as a sentence."""

    flag: str
    name: str
    lack: str

    @property
    def label(self) -> str:
        """As Discord calls it in the language that is current."""
        return gettext(self.name)

    @property
    def lacking(self) -> str:
        """What I cannot do without it."""
        return gettext(self.lack, permission=self.label)

    def met_by(self, permissions: discord.Permissions) -> bool:
        """Whether these permissions include it."""
        return bool(getattr(permissions, self.flag)) or permissions.administrator


# NOTE: {permission} is a permission as Discord names it in your language, in a channel's settings
_TO_POST = gettext_noop("I lack **{permission}** there, to post alerts.")
_VIEW = Need(
    flag="view_channel",
    name=gettext_noop("View Channel"),
    lack=gettext_noop("I lack **{permission}** there, to reach the channel at all."),
)
_SEND = Need(flag="send_messages", name=gettext_noop("Send Messages"), lack=_TO_POST)
_SEND_IN_THREAD = Need(
    flag="send_messages_in_threads", name=gettext_noop("Send Messages in Threads"), lack=_TO_POST
)
_SEND_POST = Need(flag="send_messages", name=gettext_noop("Create Posts"), lack=_TO_POST)  # a forum's word for it
_CONNECT = Need(
    flag="connect",
    name=gettext_noop("Connect"),
    lack=gettext_noop("I lack **{permission}** there, to reach the text chat of a voice channel."),
)
_THREADS = Need(
    flag="create_public_threads",
    name=gettext_noop("Create Public Threads"),
    lack=gettext_noop("I lack **{permission}** there, to open a thread for each alert."),
)
_EMBED = Need(
    flag="embed_links",
    name=gettext_noop("Embed Links"),
    lack=gettext_noop("I lack **{permission}** there, to show a paper as a card."),
)
_HISTORY = Need(
    flag="read_message_history",
    name=gettext_noop("Read Message History"),
    lack=gettext_noop(
        "I lack **{permission}** there, to look, after a broken connection, whether an alert got through, so that "
        "none is posted twice."
    ),
)


def seen_whole(guild: discord.Guild, channel_id: int) -> Channel | None:
    """The channel as the cache has it; None also for a thread without its parent: its rights are unknown."""
    channel = guild.get_channel_or_thread(channel_id)
    return None if isinstance(channel, discord.Thread) and channel.parent is None else channel


def missing_needs(channel: Channel, permissions: discord.Permissions) -> tuple[Need, ...]:
    """What `permissions` lack for posting in `channel` and for reading what was posted."""
    if isinstance(channel, discord.Thread):
        needs = (_VIEW, _SEND_IN_THREAD, _EMBED, _HISTORY)
    elif isinstance(channel, discord.ForumChannel):
        needs = (_VIEW, _SEND_POST, _EMBED, _HISTORY)
    elif isinstance(channel, discord.VoiceChannel | discord.StageChannel):
        needs = (_VIEW, _CONNECT, _SEND, _EMBED, _HISTORY)
    else:
        needs = (_VIEW, _SEND, _EMBED, _HISTORY)
    return tuple(need for need in needs if not need.met_by(permissions))


def missing_to_post(channel: Channel, permissions: discord.Permissions) -> tuple[Need, ...]:
    """What `permissions` lack for posting plain text in `channel`, as a person does."""
    needs = missing_needs(channel, permissions)
    return tuple(need for need in needs if need not in (_EMBED, _HISTORY))


def posting_problem(channel: Channel, me: discord.Member) -> RefusedError | None:
    """What hinders posting there as far as the cache knows: None when nothing does.

    A missing Read Message History hinders no post and is left to `history_problem`.
    """
    permissions = channel.permissions_for(me)
    if lacking := [need for need in missing_needs(channel, permissions) if need is not _HISTORY]:
        return RefusedError(
            gettext(
                "I may not post there: allow {permissions} for me in the channel's settings, under Permissions.",
                permissions=_labels(lacking),
            )
        )
    locked = _locked(channel, permissions)
    return RefusedError(locked) if locked else None


def takes_plain_text(channel: Channel, me: discord.Member) -> bool:
    """Whether plain text can be posted there, without a card, as far as the cache knows."""
    if isinstance(channel, discord.ForumChannel | discord.CategoryChannel):
        return False
    permissions = channel.permissions_for(me)
    lacking = missing_to_post(channel, permissions)
    return not (lacking or _locked(channel, permissions) or _not_in(channel, permissions))


def thread_problem(channel: Channel, me: discord.Member) -> RefusedError | None:
    """What hinders opening a thread under a message there, as far as the cache knows."""
    if _THREADS.met_by(channel.permissions_for(me)):
        return None
    return RefusedError(
        gettext(
            "I may not do that: allow {permissions} for me in the channel's settings, under Permissions.",
            permissions=_labels([_THREADS]),
        )
    )


def history_problem(channel: Channel, me: discord.Member) -> str | None:
    """Why what was posted there cannot be read: Discord then gives an empty history and no error."""
    permissions = channel.permissions_for(me)
    lacking = [need for need in (_VIEW, _HISTORY) if not need.met_by(permissions)]
    if not lacking:
        return None
    return gettext(
        "I may not read what was posted there: allow {permissions} for me in the channel's settings, under "
        "Permissions.",
        permissions=_labels(lacking),
    )


def permission_lines(channel: Channel, permissions: discord.Permissions) -> list[str]:
    """For a person who chooses `channel`: one line for each thing that hinders me there and one on where.

    Empty when all is well.
    """
    lines = [line for line in (_locked(channel, permissions), _not_in(channel, permissions)) if line]
    lacking = missing_needs(channel, permissions)
    if not lacking:
        return lines
    if isinstance(channel, discord.Thread):
        change = gettext(
            "Change it in the settings of the channel above the thread, under Permissions: add me or my role and "
            "allow what is missing."
        )
    else:
        change = gettext(
            "Change it in the settings of {channel}, under Permissions: add me or my role and allow what is "
            "missing.",
            channel=channel.mention,
        )
    return [*lines, *(need.lacking for need in lacking), change]


def _locked(channel: Channel, permissions: discord.Permissions) -> str | None:
    if isinstance(channel, discord.Thread) and channel.locked and not permissions.manage_threads:
        return gettext("The thread is locked: unlock it, or allow Manage Threads for me.")
    return None


def _not_in(channel: Channel, permissions: discord.Permissions) -> str | None:
    """A private thread is closed to who is not in it, whatever the permissions say."""
    if not isinstance(channel, discord.Thread) or not channel.is_private() or permissions.manage_threads:
        return None
    return None if channel.me else gettext("I am not in that private thread: mention me there, which adds me.")


def _labels(needs: Sequence[Need]) -> str:
    return joined([need.label for need in needs])
